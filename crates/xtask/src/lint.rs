//! `cargo xtask lint`: everything that can be said about the code without running it.

use anyhow::Result;

use crate::house;
use crate::steps::Steps;
use crate::tidy;
use crate::tools;

/// What is compiled for browsers and must pass clippy there as well.
const IN_BROWSERS: [&str; 3] = ["docbao-reader", "docbao-bundle", "docbao-search"];

pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::new(6);
    steps.step("house rules", |_| Ok((tidy::run()?, String::new())))?;
    let mut cargo = |name: &str, args: &[&str]| {
        steps.step(name, |line| {
            if name.contains("wasm") {
                tools::need_wasm_target(line)?;
            }
            let mut command = house::cargo();
            line.run(command.args(args).env("RUSTDOCFLAGS", "-D warnings"))?;
            Ok(((), String::new()))
        })
    };
    cargo("format", &["fmt", "--all", "--check"])?;
    let deny = ["--", "-D", "warnings"];
    let native = ["clippy", "--workspace", "--all-targets", "--features=xtask/wasm"];
    cargo("clippy", &[&native[..], &deny].concat())?;
    // `--all-targets` leaves out what `cargo test` leaves out.
    let journeys = ["clippy", "--package=docbao-e2e", "--test=journeys"];
    cargo("clippy, journeys", &[&journeys[..], &deny].concat())?;
    let packages = IN_BROWSERS.iter().flat_map(|name| ["--package", name]);
    let wasm: Vec<&str> = ["clippy", "--lib", "--target", tools::WASM]
        .into_iter()
        .chain(packages)
        .chain(deny)
        .collect();
    cargo("clippy, wasm", &wasm)?;
    cargo("documentation", &["doc", "--workspace", "--no-deps"])?;
    Ok(())
}
