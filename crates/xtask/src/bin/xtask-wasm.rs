//! The part of `cargo xtask` that needs crates: wasm-bindgen as a library, and compressors to weigh
//! what is shipped. Not meant to be called by people: `cargo xtask` does.

#![allow(clippy::print_stdout, reason = "its output is its answer to xtask")]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<OsString> = env::args_os().skip(1).collect();
    match args.split_first() {
        Some((command, [input, name, out])) if command == "bindgen" => {
            bindgen(Path::new(input), &name.to_string_lossy(), Path::new(out))
        }
        Some((command, files)) if command == "weigh" => {
            files.iter().try_for_each(|file| weigh(Path::new(file)))
        }
        _ => bail!("usage: xtask-wasm bindgen WASM NAME DIR | weigh FILE…"),
    }
}

/// Writes `NAME.js` and `NAME_bg.wasm`, the pair that Trunk would write as well.
fn bindgen(wasm: &Path, name: &str, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen refused the module")
}

/// Prints the bytes of a file: as it is, gzip 9, brotli 11.
fn weigh(file: &Path) -> Result<()> {
    let raw = fs::read(file).with_context(|| file.display().to_string())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&raw)?;
    let gzip = gzip.finish()?;
    let mut brotli = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut raw.as_slice(), &mut brotli, &params)?;
    println!("{} {} {}", raw.len(), gzip.len(), brotli.len());
    Ok(())
}
