//! `cargo xtask bench`: figures of docbao and its peers. What is measured and how is JavaScript, in
//! `tests/bench`, because browsers and the peers speak it; this builds what it needs and says what
//! is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::demo;
use crate::house;
use crate::reader;
use crate::steps::{Line, Steps};
use crate::tools;

const USAGE: &str = "\
cargo xtask bench [CORPUS [QUERIES]] [--engine [--shapes] [--ceiling] | --engines NAME,…] [--queries N] [--write]

  CORPUS           articles, one JSON object a line (.jsonl, .jsonl.gz): id, title, summary, body,
                   category, date. Without it, 2,000 articles are made up
  QUERIES          one JSON object a line: query, relevant_ids. Without it, they are made of CORPUS
  --engines NAMES  of docbao, pagefind, minisearch, flexsearch, orama, lunr; otherwise all
  --queries N      ask so many; otherwise all of QUERIES, or 400 made ones
  --engine         ours alone, natively: what would be fetched, what is found. Half a minute, no browser
  --shapes         with --engine: queries of other shapes, made of CORPUS (words that one article has, English,
                   hyphens, document numbers, half sentences, words from different places), and every
                   kind of slip in their first and later words
  --ceiling        with --engine: how well known items can be found at all, by who reads every text
  --write          write the figures to BENCHMARKS.md and plots to docs/bench

cargo xtask bench --ui [CORPUS [QUERIES]]

  What a visitor feels: from a key to the painted list, from a click to the painted article, in Chromium

cargo xtask bench --file [CORPUS [QUERIES]]

  One file from the disk: until its list and the first answer are painted, its size, its requests, in Chromium

cargo xtask bench --page [CORPUS [QUERIES]]

  2,000 articles that a page brings itself: until they are a library that can be searched, in Chromium

cargo xtask bench --scale [CORPUS] [--write]

  1,000, 10,000 and 100,000 articles, mixed of CORPUS: what a build takes and how a library grows, natively.
  Some minutes and 2 GB of disk

cargo xtask bench --mentions FOLDER [--verbose]

  FOLDER           texts that a reader has labelled: gov-register.jsonl.gz and gov-html. Prints how many of
                   the mentions that docbao finds are right, and how many of the labelled ones it finds;
                   --verbose names what is wrong or missing

cargo xtask bench --encodings PATH

  How much of the text of documents arrives that have transcripts beside them (a.doc, a.doc.expected.txt).
";

/// Node's oldest version with all that the scripts use (`Array.prototype.toSorted`).
const NODE: u32 = 20;

const NO_NODE: &str = "The figures need Node.js 20 or newer with npm. Debian 13, Ubuntu 25.04: \
    apt-get install nodejs npm. Elsewhere: https://nodejs.org.";

const NO_PEERS: &str = "The peers cannot be fetched from npm's registry. Connect once and run the \
    same command again: what has been fetched is kept. If npm is told to use another registry \
    (npm config get registry), that one must have the packages of tests/bench/package.json.";

pub(crate) fn run(args: &[&str]) -> Result<()> {
    if let ["--mentions", rest @ ..] = args {
        return native("mentions", rest);
    }
    if let ["--encodings", rest @ ..] = args {
        // A PDF is read by the command in a process of its own, which the example finds beside itself.
        run_cargo(&["build", "--quiet", "--package", "docbao"])?;
        return native("encodings", rest);
    }
    if let ["--scale", rest @ ..] = args {
        return scale(rest);
    }
    let (script, args) = match args {
        ["--ui", rest @ ..] => ("ui.mjs", rest),
        ["--file", rest @ ..] => ("file.mjs", rest),
        ["--page", rest @ ..] => ("page.mjs", rest),
        _ => ("bench.mjs", args),
    };
    check(args)?;
    need_node()?;
    if args.contains(&"--engine") {
        return engine(args);
    }
    let chromium = need_chromium()?;
    let mut steps = Steps::new(reader::STEPS + 2);
    let scripts = house::root().join("tests/bench");
    // Asked before the compiler, so that nobody waits minutes to hear that there is no network.
    steps.step("peers", |line| install(line, &scripts))?;
    let reader = reader::build(&mut steps)?;
    let docbao = steps.step("docbao", |line| demo::build_docbao(line, &reader))?;
    let mut bench = Command::new("node");
    bench.arg(scripts.join(script)).args(args);
    bench.arg("--folder").arg(house::products()?.join("bench"));
    bench.arg("--docbao").arg(docbao).arg("--chromium").arg(chromium);
    if !bench.status().context("node")?.success() {
        bail!("not everything ran: the reason is above");
    }
    Ok(())
}

/// Runs an example of the builder, which measures what needs no browser.
fn native(example: &str, args: &[&str]) -> Result<()> {
    let [folder, ..] = args else {
        bail!("name the folder of the texts\n\n{USAGE}");
    };
    if !Path::new(folder).is_dir() {
        bail!("there is no folder {folder}\n\n{USAGE}");
    }
    let run = ["run", "--quiet", "--package", "docbao", "--example", example, "--"];
    run_cargo(&[&run[..], args].concat())
}

fn run_cargo(args: &[&str]) -> Result<()> {
    // Paths are meant from where the command is given, which is where cargo runs its programs.
    if !Command::new("cargo").args(args).status().context("cargo")?.success() {
        bail!("the figures could not be made: the reason is above");
    }
    Ok(())
}

/// Measures how a library grows.
fn scale(args: &[&str]) -> Result<()> {
    check(args)?;
    need_node()?;
    let mut steps = Steps::new(2);
    let built = |line: &Line, package: &[&str]| {
        line.run(house::cargo().args(["build", "--profile=native", "--package"]).args(package))?;
        Ok(((), String::new()))
    };
    steps.step("docbao", |line| built(line, &["docbao", "--bin=docbao"]))?;
    steps.step("figures", |line| built(line, &["docbao-search", "--example=figures"]))?;
    let mut scale = Command::new("node");
    scale.arg(house::root().join("tests/bench/scale.mjs")).args(args);
    scale.arg("--folder").arg(house::products()?.join("bench"));
    scale.arg("--docbao").arg(house::binary("native", "docbao")?);
    scale.arg("--figures").arg(house::binary("native", "examples/figures")?);
    if !scale.status().context("node")?.success() {
        bail!("not everything ran: the reason is above");
    }
    Ok(())
}

/// Measures our engine natively.
fn engine(args: &[&str]) -> Result<()> {
    let mut steps = Steps::new(3);
    let folder = house::products()?.join("bench/engine");
    let count = args.iter().skip_while(|arg| **arg != "--queries").nth(1).copied();
    let files = args.iter().copied().filter(|arg| Path::new(arg).is_file()).chain(["-", "-"]);
    let script = |name: &str| {
        let mut script = Command::new("node");
        script.arg(house::root().join("tests/bench").join(name)).args(files.clone().take(2));
        script.arg(&folder).arg(count.unwrap_or("0"));
        script
    };
    let corpus = steps.step("questions", |line| {
        let mut asked = script("asked.mjs");
        asked.args(args.iter().filter(|arg| **arg == "--shapes"));
        let corpus = line.run(&mut asked)?;
        Ok((PathBuf::from(corpus.trim()), String::new()))
    })?;
    let library = folder.join("library");
    steps.step("library", |line| {
        let run = ["run", "--profile=native", "--package=docbao", "--quiet", "--", "build"];
        let mut build = house::cargo();
        build.args(run).arg("--data-only").arg(corpus).arg("-o").arg(&library);
        let said = line.run(&mut build)?;
        Ok(((), said.lines().last().unwrap_or_default().trim().to_owned()))
    })?;
    steps.step("figures", |line| {
        let build = ["build", "--profile=native", "--package=docbao-search", "--example=figures"];
        line.run(house::cargo().args(build))?;
        Ok(((), String::new()))
    })?;
    let figures = house::binary("native", "examples/figures")?;
    let mut figures = Command::new(figures);
    figures.arg(&library).arg(folder.join("questions.json"));
    if !figures.status().context("figures")?.success() {
        bail!("the figures did not come: the reason is above");
    }
    if args.contains(&"--ceiling") && !script("ceiling.mjs").status().context("node")?.success() {
        bail!("the ceiling was not found: the reason is above");
    }
    Ok(())
}

/// Refuses arguments that would otherwise be refused minutes later.
fn check(args: &[&str]) -> Result<()> {
    let mut files = 0;
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--write" | "--engine" => {}
            "--shapes" | "--ceiling" if args.contains(&"--engine") => {}
            "--engines" if rest.next().is_some() => {}
            "--queries" => match rest.next().and_then(|count| count.parse::<usize>().ok()) {
                Some(1..) => {}
                _ => bail!("--queries wants a number above 0\n\n{USAGE}"),
            },
            file if files < 2 && !file.starts_with('-') => {
                files += 1;
                if !Path::new(file).is_file() {
                    bail!("there is no file {file}\n\n{USAGE}");
                }
            }
            other => bail!("`{other}` does not fit\n\n{USAGE}"),
        }
    }
    Ok(())
}

fn need_node() -> Result<()> {
    let version = Command::new("node").arg("--version").output();
    let version = version.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    match version.ok().as_deref().and_then(major) {
        Some(NODE..) if tools::find("npm").is_some() => Ok(()),
        Some(old) if old < NODE => bail!("Node.js {old} is too old. {NO_NODE}"),
        _ => bail!(NO_NODE),
    }
}

/// Reads `v20.19.2` as 20.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Finds Chromium by any of its names; installs Debian's where we may.
fn need_chromium() -> Result<PathBuf> {
    let find =
        || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(tools::find);
    match find() {
        Some(chromium) => Ok(chromium),
        None => {
            tools::need_browser()?;
            find().context("there is no Chromium")
        }
    }
}

/// Installs the peers in the versions of the lock file, unless npm has done so since it changed.
pub(crate) fn install(line: &Line, scripts: &Path) -> Result<((), String)> {
    let changed = |file: &str| fs::metadata(scripts.join(file)).and_then(|data| data.modified());
    let lock = changed("package-lock.json").context("package-lock.json")?;
    if changed("node_modules/.package-lock.json").is_ok_and(|done| done >= lock) {
        return Ok(((), "unchanged".into()));
    }
    let mut npm = Command::new("npm");
    line.run(npm.arg("ci").current_dir(scripts)).context(NO_PEERS)?;
    Ok(((), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_checked_before_anything_is_built() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for right in [
            &[][..],
            &["--write"],
            &["--engine"],
            &["--shapes", "--engine"],
            &[here, here, "--queries", "9", "--engines", "lunr"],
        ] {
            check(right).unwrap();
        }
        for wrong in [
            &["--queries"][..],
            &["--queries", "0"],
            &["--engines"],
            &["--shapes"],
            &["--fast"],
            &["no-such-file.jsonl"],
            &[here, here, here],
        ] {
            assert!(check(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn node_tells_its_version() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("sh: node: not found"), None);
    }
}
