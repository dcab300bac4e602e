//! `cargo xtask shots`: pictures of the reader at four sizes, for people to look at.

use std::fs;

use anyhow::{Result, bail};

use crate::demo;
use crate::house;
use crate::reader;
use crate::steps::Steps;
use crate::tools;

pub(crate) fn run() -> Result<()> {
    tools::need_browser()?;
    let mut steps = Steps::new(reader::STEPS + 1);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    let folder = house::products()?.join("shots");
    // A picture of another day, of a screen that is no longer taken, would be looked at as one of today.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut shots = house::cargo();
    shots.args(["run", "--quiet", "--package=docbao-e2e", "--bin=docbao-shots", "--"]);
    if !shots.arg(&folder).env("DOCBAO", docbao).status()?.success() {
        bail!("no pictures: the reason is above");
    }
    println!("The pictures are in {}", folder.display());
    Ok(())
}
