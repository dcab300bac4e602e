//! `cargo xtask demo`: from a bare checkout to a page in the browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::house;
use crate::reader;
use crate::steps::{Line, Steps};
use crate::tools;

/// The port that `docbao serve` takes as well.
const DEFAULT_PORT: u16 = 8765;

pub(crate) fn run(args: &[&str]) -> Result<()> {
    let port = port_of(args)?;
    // Asked now, so that nobody waits minutes to hear it.
    if let Some(port) = port {
        tools::need_port(port)?;
    }
    let mut steps = Steps::new(reader::STEPS + 3);
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| build_docbao(line, &reader))?;
    let library = house::products()?.join("demo");
    steps.step("sample library", |line| {
        let mut build = Command::new(&docbao);
        build.arg("build").arg(house::root().join("static/articles")).arg("-o").arg(&library);
        let said = line.run(&mut build)?;
        Ok(((), said.lines().last().unwrap_or_default().trim().to_owned()))
    })?;
    let file = house::products()?.join("demo.html");
    steps.step("the same in one file", |line| {
        let mut build = Command::new(&docbao);
        build
            .arg("build")
            .arg(house::root().join("static/articles"))
            .arg("--single-file")
            .arg(&file);
        line.run(&mut build)?;
        Ok(((), file.display().to_string()))
    })?;
    match port {
        Some(port) => serve(&docbao, &library, port),
        None => {
            println!("The sample library is in {}", library.display());
            Ok(())
        }
    }
}

/// Reads the arguments: the port to serve on, or none with `--no-serve`.
fn port_of(args: &[&str]) -> Result<Option<u16>> {
    match args {
        [] => Ok(Some(DEFAULT_PORT)),
        ["--no-serve"] => Ok(None),
        ["--port", port] => match port.parse() {
            Ok(port) if port > 0 => Ok(Some(port)),
            _ => bail!("`{port}` is no port: choose a number from 1 to 65535"),
        },
        _ => bail!("cargo xtask demo [--port N] [--no-serve]"),
    }
}

/// Builds the binary `docbao` with the reader inside and returns where it is.
pub(crate) fn build_docbao(line: &Line, reader: &Path) -> Result<(PathBuf, String)> {
    let build = ["build", "--profile=native", "--package=docbao", "--bin=docbao"];
    line.run(house::cargo().args(build).env("DOCBAO_READER_DIR", reader))?;
    let docbao = house::binary("native", "docbao")?;
    let megabytes = fs::metadata(&docbao)?.len() as f64 / 1_048_576.0;
    Ok((docbao, format!("{megabytes:.1} MB")))
}

/// Hands over to docbao's server, which prints the address.
fn serve(docbao: &Path, library: &Path, port: u16) -> Result<()> {
    let mut serve = Command::new(docbao);
    serve.arg("serve").arg(library).args(["--port", &port.to_string()]);
    // Where it can, the server takes our place, so that ending us ends it.
    #[cfg(unix)]
    return Err(std::os::unix::process::CommandExt::exec(&mut serve)).context("docbao serve");
    #[cfg(not(unix))]
    match serve.status().context("docbao serve")?.success() {
        true => Ok(()),
        false => bail!("docbao serve failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_can_be_chosen() {
        assert_eq!(port_of(&[]).unwrap(), Some(DEFAULT_PORT));
        assert_eq!(port_of(&["--port", "9000"]).unwrap(), Some(9000));
        assert_eq!(port_of(&["--no-serve"]).unwrap(), None);
        for wrong in [&["--port", "0"][..], &["--port"], &["--port", "x"], &["--fast"]] {
            assert!(port_of(wrong).is_err(), "{wrong:?}");
        }
    }
}
