//! `cargo xtask test --vite`: the package for npm as its users have it: packed, installed into an application
//! (`tests/vite`) and built by Vite; then a browser reads in it. Outside the everyday run, because it wants npm's
//! registry.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::house;
use crate::package;
use crate::reader;
use crate::steps::{Line, Steps};
use crate::tools;

/// What the application consists of.
const FILES: [&str; 4] = ["package.json", "package-lock.json", "index.html", "main.js"];

pub(crate) fn run() -> Result<()> {
    tools::need_browsers()?;
    let mut steps = Steps::new(reader::STEPS + 2);
    let reader = reader::build(&mut steps)?;
    let work = house::products()?.join("vite");
    let tarball = steps.step("package", |line| {
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        package::npm(&reader, &work.join("package"))?;
        let mut pack = npm(&work.join("package"));
        let said = line.run(pack.args(["pack", "--silent", "--pack-destination", ".."]))?;
        let name = said.lines().last().unwrap_or_default().trim().to_owned();
        Ok((work.join(&name), name))
    })?;
    let app = work.join("app");
    steps.step("application", |line| build(line, &app, &tarball))?;
    let mut test = house::cargo();
    test.args(["test", "--package=docbao-e2e", "--test=vite"]);
    let passed = test.env("DOCBAO_VITE", app.join("dist")).status().context("cargo test")?;
    anyhow::ensure!(passed.success(), "the package does not work in an application of Vite");
    Ok(())
}

/// Installs the package into the application and builds it.
fn build(line: &Line, app: &Path, tarball: &Path) -> Result<((), String)> {
    fs::create_dir_all(app)?;
    for file in FILES {
        let from = house::root().join("tests/vite").join(file);
        fs::copy(&from, app.join(file)).with_context(|| from.display().to_string())?;
    }
    line.run(npm(app).args(["ci", "--no-audit", "--no-fund"]))?;
    line.run(npm(app).args(["install", "--no-save", "--no-audit", "--no-fund"]).arg(tarball))?;
    line.run(npm(app).args(["exec", "--no", "--", "vite", "build"]))?;
    Ok(((), String::new()))
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder);
    npm
}
