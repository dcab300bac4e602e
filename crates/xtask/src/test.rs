//! `cargo xtask test`: every test there is. Its last line is the result, whatever happens.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::bench;
use crate::demo;
use crate::house;
use crate::packages;
use crate::reader;
use crate::steps::Steps;
use crate::tools;

/// Runs everything, prints `N passed, N failed` and nothing after it.
pub(crate) fn run() -> ExitCode {
    let mut tally = Tally::default();
    if let Err(error) = everything(&mut tally) {
        eprintln!("error: {error:#}");
        tally.failed += 1;
    }
    println!("{tally}");
    if tally.failed == 0 && tally.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn everything(tally: &mut Tally) -> Result<()> {
    // A failure here is counted and ends nothing: the browsers may have more to say.
    run_tests(house::cargo().args(["test", "--workspace", "--no-fail-fast"]), tally)?;
    tools::need_browsers()?;
    let mut steps = Steps::new(reader::STEPS + 2 + packages::STEPS);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    steps.step("axe", |line| bench::install(line, &house::root().join("tests/axe")))?;
    let packages = packages::lay_out(&mut steps, &reader)?;
    for engine in ENGINES {
        println!("\nJourneys in {engine}");
        let journeys = ["test", "--package=docbao-e2e", "--test=journeys", "--no-fail-fast", "--"];
        let mut journeys_in = house::cargo();
        journeys_in.args(journeys).env("DOCBAO", &docbao).env("DOCBAO_ENGINE", engine);
        journeys_in.args(not_in(engine).iter().flat_map(|module| ["--skip", module]));
        run_tests(&mut journeys_in, tally)?;
        run_tests(&mut packages::test(&packages, &docbao, engine), tally)?;
    }
    Ok(())
}

/// What journeys run in, by the names that `tests/e2e/src/engine.rs` knows.
pub(crate) const ENGINES: [&str; 3] = ["chromium", "firefox", "webkit"];

/// Modules of journeys that an engine cannot be driven through; why stands beside its name there.
fn not_in(engine: &str) -> &'static [&'static str] {
    match engine {
        "chromium" => &[],
        "firefox" => &["::in_chromium_alone::"],
        _ => &["::in_chromium_alone::", "::not_in_webkit::"],
    }
}

/// What all test programs together said.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    /// Takes a line of a test program's output; counts it if it is a result.
    fn take(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        let count = |what: &str| {
            let before = result.split_once(what)?.0.trim_end();
            before.rsplit(' ').next()?.parse::<u32>().ok()
        };
        self.passed += count(" passed").unwrap_or(0);
        self.failed += count(" failed").unwrap_or(0);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Runs tests, showing and counting what they say.
fn run_tests(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let failed_before = tally.failed;
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo test")?;
    for line in child.stdout.take().into_iter().flat_map(|pipe| BufReader::new(pipe).lines()) {
        let line = line?;
        println!("{line}");
        tally.take(&line);
    }
    // Tests that do not compile, or die, print no result: that must not pass for success.
    if !child.wait()?.success() && tally.failed == failed_before {
        eprintln!("error: `cargo test` failed without a failed test; its words are above");
        tally.failed += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_summed() {
        let mut tally = Tally::default();
        tally.take("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.take("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured");
        tally.take("test this_test_is_not_a_result ... ok");
        assert_eq!(tally.to_string(), "15 passed, 2 failed");
    }
}
