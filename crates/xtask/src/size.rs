//! `cargo xtask size`: what a visitor downloads before anything of the library, against the
//! budgets. 1 KB is 1,024 bytes.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::reader;
use crate::steps::Steps;

/// The loader, which every page of a host downloads whether anybody reads or not. Gzip, because
/// hosts that cannot do better serve it so.
const LOADER_GZIP: u64 = 5 * 1024;

/// All else that the first list needs: wasm, glue and style.
const MODULE_BROTLI: u64 = 150 * 1024;

/// The second module, which comes when something in it is first wanted.
const LATER_BROTLI: u64 = 60 * 1024;

/// The module that makes a library inside a page, which only pages that bring their articles load.
const INDEX_BROTLI: u64 = 60 * 1024;

/// Bytes of a file as it is and compressed.
#[derive(Clone, Copy, Default)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::new(reader::STEPS + 1);
    let folder = reader::build(&mut steps)?;
    let loader = "docbao.js".to_owned();
    let module = [
        format!("{}.js", reader::NAME),
        format!("{}_bg.wasm", reader::NAME),
        "docbao.css".to_owned(),
    ];
    let later = format!("{}_later.wasm", reader::NAME);
    let index = [
        "docbao-articles.js".to_owned(),
        format!("{}.js", reader::INDEX),
        format!("{}_bg.wasm", reader::INDEX),
    ];
    // It comes along with the first list, which does not wait for it, and is shown beside the budget.
    let store = "docbao-store.js".to_owned();
    let files = [&loader].into_iter().chain(&module).chain([&later, &store]).chain(&index);
    let files: Vec<&String> = files.collect();
    let weights = steps.step("weigh", |line| {
        let tool = reader::build_tool(line)?;
        let mut weigh = Command::new(tool);
        weigh.arg("weigh").args(files.iter().map(|file| Path::new(&folder).join(file)));
        let weights = parse(&line.run(&mut weigh)?).context("xtask-wasm weigh")?;
        Ok((weights, String::new()))
    })?;
    println!("\n{:<26}{:>10}{:>10}{:>10}", "KB", "raw", "gzip", "brotli");
    for (file, weight) in files.iter().zip(&weights) {
        print_row(file, *weight);
    }
    let module_files = module.len();
    let module = sum(weights.get(1..=module_files).unwrap_or_default());
    print_row("wasm + glue + style", module);
    let store = weights.get(2 + module_files).copied().unwrap_or_default();
    print_row("… and docbao-store.js", sum(&[module, store]));
    print_row("everything", sum(&weights));
    println!();
    let loader = weights.first().map_or(0, |weight| weight.gzip);
    let later = weights.get(1 + module_files).map_or(0, |weight| weight.brotli);
    let index = weights.last().map_or(0, |weight| weight.brotli);
    let fits = [
        judge("loader, gzip", loader, LOADER_GZIP),
        judge("wasm + glue + style, brotli", module.brotli, MODULE_BROTLI),
        judge("second module, brotli", later, LATER_BROTLI),
        judge("indexer, brotli", index, INDEX_BROTLI),
    ];
    if fits.contains(&false) {
        bail!("over budget: make it smaller, or argue for another budget in the review");
    }
    Ok(())
}

fn parse(printed: &str) -> Option<Vec<Weight>> {
    let weight = |line: &str| {
        let mut numbers = line.split(' ').map(|number| number.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Weight { raw: next()?, gzip: next()?, brotli: next()? })
    };
    printed.lines().map(weight).collect()
}

fn sum(weights: &[Weight]) -> Weight {
    weights.iter().fold(Weight::default(), |sum, weight| Weight {
        raw: sum.raw + weight.raw,
        gzip: sum.gzip + weight.gzip,
        brotli: sum.brotli + weight.brotli,
    })
}

fn print_row(name: &str, weight: Weight) {
    let [raw, gzip, brotli] = [weight.raw, weight.gzip, weight.brotli].map(kilobytes);
    println!("{name:<26}{raw:>10.1}{gzip:>10.1}{brotli:>10.1}");
}

fn judge(what: &str, bytes: u64, budget: u64) -> bool {
    let fits = bytes <= budget;
    let verdict = if fits { "ok" } else { "OVER" };
    let [bytes, budget] = [bytes, budget].map(kilobytes);
    println!("{verdict:<5}{what}: {bytes:.1} of {budget:.0} KB");
    fits
}

fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up() {
        let weights = parse("100 50 40\n10 5 4\n").unwrap();
        let sum = sum(&weights);
        assert_eq!((sum.raw, sum.gzip, sum.brotli), (110, 55, 44));
        assert!(parse("100 50\n").is_none());
    }
}
