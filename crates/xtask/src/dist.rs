//! `cargo xtask dist`: gathers what is published: the reader's files, alone, as a package for npm, for a
//! content delivery network and as a plugin for WordPress, the binary, its manual pages and what makes shells complete its commands.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::demo;
use crate::house;
use crate::package;
use crate::reader;
use crate::steps::Steps;

/// Shells, and the names they look their completions up by.
const COMPLETIONS: [(&str, &str); 4] =
    [("bash", "docbao"), ("zsh", "_docbao"), ("fish", "docbao.fish"), ("powershell", "docbao.ps1")];

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
        package::npm(&reader, &dist.join("npm"))?;
        package::cdn(&reader, &dist.join("cdn"))?;
        package::wordpress(&reader, &dist.join("wordpress/docbao"))?;
        for (shell, name) in COMPLETIONS {
            let printed = Command::new(&docbao).args(["completions", shell]).output()?;
            fs::create_dir_all(dist.join("completions"))?;
            fs::write(dist.join("completions").join(name), printed.stdout)?;
        }
        let man = Command::new(&docbao).arg("man").arg(dist.join("man")).status()?;
        anyhow::ensure!(man.success(), "docbao man failed");
        if let Some(name) = docbao.file_name() {
            fs::copy(&docbao, dist.join(name))?;
        }
        Ok(((), String::new()))
    })?;
    println!("What is published is in {}", dist.display());
    Ok(())
}
