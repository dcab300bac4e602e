//! `cargo xtask dist`: gathers what is published, the reader's files and the binary.

use std::fs;

use anyhow::Result;

use crate::demo;
use crate::house;
use crate::reader;
use crate::steps::Steps;

pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::new(reader::STEPS + 2);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    let dist = house::products()?.join("dist");
    steps.step("dist", |_| {
        if dist.exists() {
            fs::remove_dir_all(&dist)?;
        }
        fs::create_dir_all(dist.join("reader"))?;
        for entry in fs::read_dir(&reader)? {
            let entry = entry?;
            fs::copy(entry.path(), dist.join("reader").join(entry.file_name()))?;
        }
        if let Some(name) = docbao.file_name() {
            fs::copy(&docbao, dist.join(name))?;
        }
        Ok(((), String::new()))
    })?;
    println!("What is published is in {}", dist.display());
    Ok(())
}
