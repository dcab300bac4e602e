//! `cargo xtask`: the one door for developers. Each command is a file; this one only opens them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "xtask talks to the developer")]

mod bench;
mod demo;
mod dist;
mod fuzz;
mod hosts;
mod lint;
mod package;
mod packages;
mod reader;
mod shots;
mod size;
mod test;
mod tidy;

mod house;
mod steps;
mod tools;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask COMMAND

  demo [--port N] [--no-serve]   build everything, bundle the sample articles and serve them
  test                           every test, native and in a browser; ends with `N passed, N failed`
  test --packages                of these: the npm package in an application that Vite builds, and a CDN's folder
  test --hosts                   docbao in posts of a WordPress that is made for it, in three browsers
  lint                           format, clippy for both targets, documentation, house rules
  tidy                           the house rules alone
  size                           what a visitor downloads, against the budgets
  bench [CORPUS [QUERIES]]       figures of docbao and its peers in one browser; --write
  bench --file [CORPUS]          one file from the disk: how soon it opens and answers, how large it is
  bench --mentions FOLDER        how many mentions are found and right, in labelled texts
  bench --encodings PATH         how much of the text of old documents arrives, against transcripts
  fuzz [SECONDS] [TARGET…]       hostile bytes for everything that decodes bytes
  dist                           what is published, into target/docbao/dist
  reader                         the reader alone, into target/docbao/reader
  shots                          pictures of the reader, into target/docbao/shots
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    // The last line of `test` is its result, so it reports its own errors, before that line.
    if args == ["test"] {
        return test::run();
    }
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["demo", rest @ ..] => demo::run(rest),
        ["test", "--packages"] => packages::run(),
        ["test", "--hosts"] => hosts::run(),
        ["lint"] => lint::run(),
        ["tidy"] => tidy::run(),
        ["size"] => size::run(),
        ["bench", rest @ ..] => bench::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["dist"] => dist::run(),
        ["reader"] => reader::run(),
        ["shots"] => shots::run(),
        [] | ["help" | "-h" | "--help"] => {
            print!("{HELP}");
            Ok(())
        }
        [other, ..] => bail!("cargo xtask knows no `{other}` with these arguments.\n\n{HELP}"),
    }
}
