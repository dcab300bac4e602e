//! `cargo xtask reader`: compiles the reader to wasm and lays out the folder that pages load it
//! from. Other commands begin with these steps.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::house;
use crate::steps::{Line, Steps};
use crate::tools;

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = 3;

/// Name of the glue and wasm pair. Trunk names its own pair after the package, and the loader
/// imports this name, so that both ways of building fit the same loader.
pub(crate) const NAME: &str = "docbao-reader";

/// What `static/` holds that is not part of the reader.
const NOT_SHIPPED: &str = "articles";

pub(crate) fn run() -> Result<()> {
    let folder = build(&mut Steps::new(STEPS))?;
    println!("The reader is in {}", folder.display());
    Ok(())
}

/// Builds the reader and returns its folder.
pub(crate) fn build(steps: &mut Steps) -> Result<PathBuf> {
    steps.step("tools", |line| {
        tools::need_compiler()?;
        Ok(((), tools::need_wasm_target(line)?))
    })?;
    steps.step("reader", |line| {
        let build = ["build", "--release", "--lib", "--package", NAME, "--target", tools::WASM];
        line.run(house::cargo().args(build))?;
        Ok(((), String::new()))
    })?;
    steps.step("glue", |line| {
        let tool = build_tool(line)?;
        let glue = house::products()?.join("glue");
        let is_new = bind(line, &tool, &glue)?;
        let folder = house::products()?.join("reader");
        lay_out(&glue, &folder)?;
        Ok((folder, if is_new { "" } else { "unchanged" }.to_owned()))
    })
}

/// Builds `xtask-wasm`, the part of us that needs crates. Unoptimized: it compiles in half the time,
/// and runs for half a second.
pub(crate) fn build_tool(line: &Line) -> Result<PathBuf> {
    let build = ["build", "--package=xtask", "--features=wasm", "--bin=xtask-wasm"];
    line.run(house::cargo().args(build))?;
    house::binary("debug", "xtask-wasm")
}

/// Runs wasm-bindgen unless it has already seen this very module. Returns whether it ran.
fn bind(line: &Line, tool: &Path, glue: &Path) -> Result<bool> {
    let module = format!("{}.wasm", NAME.replace('-', "_"));
    let wasm = house::target()?.join(tools::WASM).join("release").join(module);
    let mut seen = fs::read(&wasm).with_context(|| wasm.display().to_string())?;
    let tool_made = fs::metadata(tool)?.modified()?;
    seen.extend_from_slice(format!("{tool_made:?}").as_bytes());
    let seen = house::fingerprint(&seen);
    let stamp = glue.join("stamp");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == seen) {
        return Ok(false);
    }
    fs::create_dir_all(glue)?;
    // The stamp goes first: an interrupted run must not pass for a finished one.
    fs::remove_file(&stamp).ok();
    line.run(std::process::Command::new(tool).arg("bindgen").arg(&wasm).arg(NAME).arg(glue))?;
    fs::write(stamp, seen)?;
    Ok(true)
}

/// Makes the folder hold the glue, the wasm and what `static/` ships, and nothing else. A file
/// that is right is not touched: its time tells cargo whether the bundler must be built again.
fn lay_out(glue: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let pair = [format!("{NAME}.js"), format!("{NAME}_bg.wasm")];
    let mut files: Vec<PathBuf> = pair.iter().map(|name| glue.join(name)).collect();
    let shipped = house::root().join("static");
    for entry in fs::read_dir(&shipped).with_context(|| shipped.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        } else if entry.file_name() != NOT_SHIPPED {
            bail!("static/ has a folder that `cargo xtask reader` does not know how to ship");
        }
    }
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !names.contains(&entry.file_name().as_os_str()) {
            fs::remove_file(entry.path())?;
        }
    }
    for (file, name) in files.iter().zip(&names) {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        let copy = folder.join(name);
        if fs::read(&copy).is_ok_and(|old| old == bytes) {
            continue;
        }
        fs::write(copy, bytes)?;
    }
    Ok(())
}
