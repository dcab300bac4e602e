//! What `cargo xtask dist` publishes, as its users have it: the package for npm, packed, installed into an application
//! (`tests/vite`) and built by Vite, and the folder for a content delivery network with the script tag in it. Browsers
//! read with both, in every run of the tests or alone with `cargo xtask test --packages`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::demo;
use crate::house;
use crate::package;
use crate::reader;
use crate::steps::{Line, Steps};
use crate::test::ENGINES;
use crate::tools;

/// What the application consists of.
const FILES: [&str; 4] = ["package.json", "package-lock.json", "index.html", "main.js"];

/// How many steps [`lay_out`] takes.
pub(crate) const STEPS: usize = 2;

pub(crate) fn run() -> Result<()> {
    tools::need_browsers()?;
    let mut steps = Steps::new(reader::STEPS + 1 + STEPS);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    let packages = lay_out(&mut steps, &reader)?;
    let mut failed = Vec::new();
    for engine in ENGINES {
        println!("\nPackages in {engine}");
        let passed = test(&packages, &docbao, engine).status().context("cargo test")?;
        if !passed.success() {
            failed.push(engine);
        }
    }
    if !failed.is_empty() {
        bail!("what is published does not work, in {}", failed.join(", "));
    }
    Ok(())
}

/// The tests of what [`lay_out`] has made.
pub(crate) fn test(packages: &Path, docbao: &Path, engine: &str) -> Command {
    let mut test = house::cargo();
    test.args(["test", "--package=docbao-e2e", "--test=packages", "--no-fail-fast"]);
    test.env("DOCBAO_PACKAGES", packages).env("DOCBAO", docbao).env("DOCBAO_ENGINE", engine);
    test
}

/// Lays everything out anew, and builds the application.
pub(crate) fn lay_out(steps: &mut Steps, reader: &Path) -> Result<PathBuf> {
    let work = house::products()?.join("packages");
    let tarball = steps.step("packages", |line| {
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        package::cdn(reader, &work.join("cdn"))?;
        package::npm(reader, &work.join("npm"))?;
        let mut pack = npm(&work.join("npm"));
        let said = line.run(pack.args(["pack", "--silent", "--pack-destination", ".."]))?;
        let name = said.lines().last().unwrap_or_default().trim().to_owned();
        Ok((work.join(&name), name))
    })?;
    steps.step("application", |line| build(line, &work.join("app"), &tarball))?;
    Ok(work)
}

/// Installs the package into the application and builds it. What npm has fetched once it has kept.
fn build(line: &Line, app: &Path, tarball: &Path) -> Result<((), String)> {
    const QUIETLY: [&str; 3] = ["--prefer-offline", "--no-audit", "--no-fund"];
    fs::create_dir_all(app)?;
    for file in FILES {
        let from = house::root().join("tests/vite").join(file);
        fs::copy(&from, app.join(file)).with_context(|| from.display().to_string())?;
    }
    line.run(npm(app).arg("ci").args(QUIETLY))?;
    line.run(npm(app).args(["install", "--no-save"]).args(QUIETLY).arg(tarball))?;
    line.run(npm(app).args(["exec", "--no", "--", "vite", "build"]))?;
    Ok(((), String::new()))
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder);
    npm
}
