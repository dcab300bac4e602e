//! The command `docbao`: from what was typed to the library's functions, and from their results to
//! an exit code. No logic.

mod args;
mod report;
mod settings;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Parser;
use docbao::{BuildOptions, Server};
use docbao_bundle::manifest;

use args::{BuildArgs, Cli, Command, InitArgs, InspectArgs, ServeArgs};
use report::{Cost, Costly};

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build(args) => build(args),
        Command::Init(args) => init(&args),
        Command::Serve(args) => serve(args),
        Command::Inspect(args) => inspect(&args),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            report::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn build(args: BuildArgs) -> Result<ExitCode> {
    let started = Instant::now();
    let json = args.json;
    let options = BuildOptions { progress: !json, ..settings::of_build(args)? };
    let report = docbao::build(&options)?;
    let cost = Cost { seconds: started.elapsed().as_secs_f64(), peak_memory: peak_memory() };
    if json {
        report::json(&Costly { report: &report, cost })?;
    } else {
        report::problems(&report.problems);
        report::built(&report, &options.output);
        report::cost(&report, cost);
    }
    if !report.written {
        report::not_written(&report);
    }
    Ok(exit(report.written))
}

fn serve(args: ServeArgs) -> Result<ExitCode> {
    let options = settings::of_serve(args.inputs, args.library)?;
    if let [dir] = options.inputs.as_slice()
        && is_library(dir)
    {
        return serve_folder(dir, args.port);
    }
    let temporary = tempfile::Builder::new().prefix("docbao-serve-").tempdir()?;
    let output = temporary.path().to_owned();
    let options = BuildOptions { output, progress: true, ..options };
    let report = docbao::build(&options)?;
    report::problems(&report.problems);
    if !report.written {
        report::not_written(&report);
        return Ok(ExitCode::FAILURE);
    }
    report::built(&report, &options.output);
    serve_folder(&options.output, args.port)
}

fn serve_folder(dir: &Path, port: u16) -> Result<ExitCode> {
    let server = Server::start(dir, port)?;
    report::serving(&server);
    server.wait()?;
    Ok(ExitCode::SUCCESS)
}

fn init(args: &InitArgs) -> Result<ExitCode> {
    report::initialised(&docbao::config::init(&args.dir)?);
    Ok(ExitCode::SUCCESS)
}

fn inspect(args: &InspectArgs) -> Result<ExitCode> {
    let summary = docbao::inspect(&args.dir)?;
    if args.json {
        report::json(&summary)?;
    } else {
        report::summary(&summary);
    }
    Ok(exit(summary.damaged.is_empty()))
}

/// The most memory this process has held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

fn is_library(dir: &Path) -> bool {
    dir.join(manifest::FILE_NAME).is_file()
}

fn exit(is_fine: bool) -> ExitCode {
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
