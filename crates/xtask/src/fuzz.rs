//! `cargo xtask fuzz`: lets libFuzzer look for bytes that break what decodes bytes. The targets and
//! what they promise are in `crates/fuzz`; this compiles them so that libFuzzer sees what its inputs
//! reach, gives each target its time, and says what came of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::house;
use crate::steps::{Line, Steps};
use crate::tools;

/// Names as `docbao_fuzz::Target` has them.
const TARGETS: [&str; 6] = ["manifest", "article", "table", "value", "query", "library"];

/// Seconds for all targets together, if nobody says otherwise.
const SECONDS: u64 = 600;

/// What makes a compiler count which code is reached, as `cargo fuzz` does it. No sanitizer: there is
/// no unsafe code to look after, and without one the pinned compiler will do.
const INSTRUMENTED: [&str; 7] = [
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

pub(crate) fn run(args: &[&str]) -> Result<()> {
    let (seconds, targets) = read(args)?;
    let mut steps = Steps::new(targets.len() + 1);
    let fuzzer = steps.step("fuzzer", build)?;
    let each = (seconds / targets.len() as u64).max(1);
    let found = house::products()?.join("fuzz");
    let mut broken = Vec::new();
    for target in targets {
        let fuzzed = steps.step(target, |line| {
            let mut command = Command::new(&fuzzer);
            let corpus = found.join("corpus").join(target);
            fs::create_dir_all(&corpus)?;
            command
                .current_dir(&found)
                .env("DOCBAO_FUZZ", target)
                .env("DOCBAO_FUZZ_SEEDS", &corpus);
            command.arg(&corpus).arg(format!("-max_total_time={each}"));
            command.arg(format!("-artifact_prefix={target}-"));
            // Whoever decodes four kilobytes for five seconds would freeze a page.
            command.args([
                "-max_len=4096",
                "-timeout=5",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
            ]);
            match line.run_to_end(&mut command)? {
                (true, words) => Ok(((), summary(&words, &corpus))),
                (false, words) => bail!("{}", last_lines(&words, 40)),
            }
        });
        if let Err(error) = fuzzed {
            println!("{error:#}");
            broken.push(target);
        }
    }
    if !broken.is_empty() {
        bail!(
            "found in {}: the input is in {}. Put it right, and add the input to the tests in \
             crates/fuzz/tests/replay.rs",
            broken.join(", "),
            found.display()
        );
    }
    println!("Nothing found. The corpus is in {}", found.join("corpus").display());
    Ok(())
}

/// Reads `[SECONDS] [TARGET…]`.
fn read<'a>(args: &[&'a str]) -> Result<(u64, Vec<&'a str>)> {
    let (seconds, targets) = match args.split_first() {
        Some((first, rest)) if first.starts_with(|c: char| c.is_ascii_digit()) => {
            (first.parse().context("cargo xtask fuzz [SECONDS] [TARGET…]")?, rest)
        }
        _ => (SECONDS, args),
    };
    if let Some(wrong) = targets.iter().find(|target| !TARGETS.contains(target)) {
        bail!("there is no target `{wrong}`: choose among {}", TARGETS.join(", "));
    }
    Ok((seconds, if targets.is_empty() { TARGETS.to_vec() } else { targets.to_vec() }))
}

/// Compiles the fuzzer. A named target, even if it is this machine's own, keeps the flags away from
/// build scripts and the rest of cargo's folder.
fn build(line: &Line) -> Result<(std::path::PathBuf, String)> {
    tools::need_compiler()?;
    let said = line.run(Command::new("rustc").arg("-vV").current_dir(house::root()))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV")?;
    let mut cargo = house::cargo();
    cargo.args(["build", "--profile=native", "--package=docbao-fuzz", "--bin=docbao-fuzz"]);
    cargo.args(["--features=libfuzzer", "--target", host]);
    line.run(cargo.env("RUSTFLAGS", INSTRUMENTED.join(" ")))?;
    let folder = Path::new(host).join("native");
    Ok((house::binary(&folder.to_string_lossy(), "docbao-fuzz")?, String::new()))
}

/// Executions, as libFuzzer says at its end, and inputs in the corpus.
fn summary(words: &str, corpus: &Path) -> String {
    let executed =
        words.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let inputs = fs::read_dir(corpus).map_or(0, Iterator::count);
    format!("{} executions, {inputs} inputs in the corpus", executed.unwrap_or("?").trim())
}

fn last_lines(words: &str, count: usize) -> String {
    let lines: Vec<&str> = words.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_targets_can_be_chosen() {
        assert_eq!(read(&[]).unwrap(), (SECONDS, TARGETS.to_vec()));
        assert_eq!(read(&["60"]).unwrap(), (60, TARGETS.to_vec()));
        assert_eq!(read(&["60", "query"]).unwrap(), (60, vec!["query"]));
        assert!(read(&["60", "nothing"]).is_err() && read(&["6x"]).is_err());
    }

    #[test]
    fn what_was_done_is_counted() {
        let words = "#5\tDONE\nstat::number_of_executed_units: 1234\nstat::new_units_added: 5\n";
        assert!(summary(words, Path::new("no such folder")).starts_with("1234 executions"));
        assert_eq!(last_lines("a\nb\nc", 2), "b\nc");
    }
}
