//! The command `docbao`: from what was typed to the library's functions, and from their results to
//! an exit code. No logic.

mod args;
mod report;
mod settings;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{CommandFactory, Parser};
use docbao::convert::Articles;
use docbao::{BuildOptions, Server};
use docbao_bundle::manifest;

use args::{
    BuildArgs, CheckArgs, Cli, Command, CompletionsArgs, ConvertArgs, Form, InitArgs, InspectArgs,
    ManArgs, RemoveArgs, ServeArgs,
};
use report::{Cost, Costly};

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build(args) => build(args),
        Command::Init(args) => init(&args),
        Command::Serve(args) => serve(args),
        Command::Check(args) => check(args),
        Command::Convert(args) => convert(args),
        Command::Remove(args) => remove(args),
        Command::ReadPdf => docbao::ingest::pdf::extract().map(|()| ExitCode::SUCCESS),
        Command::Completions(args) => completions(&args),
        Command::Man(args) => manual(&args),
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
    let json = settings::is_json(args.json, args.library.config.as_deref())?;
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
    let port = settings::port(args.port, args.library.config.as_deref())?;
    let options = settings::of_serve(args.inputs, args.documents, args.library)?;
    if let [dir] = options.inputs.as_slice()
        && is_library(dir)
    {
        return serve_folder(dir, port);
    }
    let temporary = tempfile::Builder::new().prefix("docbao-serve-").tempdir()?;
    let output = temporary.path().to_owned();
    // It is built again with every change: what has not changed is not read again.
    let cache = tempfile::Builder::new().prefix("docbao-cache-").tempdir()?;
    let folder = Some(cache.path().to_owned());
    let options = BuildOptions { output, progress: true, cache: folder, ..options };
    let report = docbao::build(&options)?;
    report::problems(&report.problems);
    if !report.written {
        report::not_written(&report);
        return Ok(ExitCode::FAILURE);
    }
    report::built(&report, &options.output);
    let server = Server::start(&options.output, port)?;
    let (reloader, inputs) = (server.reloader(), options.inputs.clone());
    let _watcher = docbao::watch(&inputs, move || match docbao::build(&options) {
        Ok(report) => {
            report::problems(&report.problems);
            if report.written {
                report::built(&report, &options.output);
                reloader.reload();
            } else {
                report::not_written(&report);
            }
        }
        Err(error) => report::failure(&error),
    })?;
    report::serving(&server);
    server.wait()?;
    Ok(ExitCode::SUCCESS)
}

fn serve_folder(dir: &Path, port: u16) -> Result<ExitCode> {
    let server = Server::start(dir, port)?;
    let reloader = server.reloader();
    // The manifest comes last: then the library has changed.
    let _watcher = docbao::watch(&[dir.join(manifest::FILE_NAME)], move || reloader.reload())?;
    report::serving(&server);
    server.wait()?;
    Ok(ExitCode::SUCCESS)
}

fn check(args: CheckArgs) -> Result<ExitCode> {
    let json = settings::is_json(args.json, None)?;
    let (inputs, hints) = settings::of_check(args.inputs, args.documents)?;
    let findings = docbao::check(&inputs, &hints, !json)?;
    if json {
        report::json(&findings)?;
    } else {
        report::problems(&findings.problems);
        report::checked(&findings);
    }
    Ok(exit(findings.complaints() == 0))
}

fn convert(args: ConvertArgs) -> Result<ExitCode> {
    let hints = settings::of_convert(args.documents)?;
    let carries = args.to == Form::Md;
    let mut articles = Articles::open(&args.inputs, &hints, carries, args.output.is_some())?;
    report::problems(&articles.problems);
    let lacking = match (args.to, &args.output) {
        (Form::Md, Some(dir)) => articles.write_markdown(dir).map(|()| 0)?,
        (_, None) => articles.write_json(&mut std::io::stdout().lock())?,
        (Form::Json, Some(path)) => {
            let file = File::create(path);
            let file = file.with_context(|| format!("cannot write {}", path.display()))?;
            articles.write_json(&mut BufWriter::new(file))?
        }
    };
    report::left_behind(lacking);
    if let Some(path) = &args.output {
        report::converted(articles.len(), path);
    }
    Ok(exit(!articles.is_empty()))
}

fn remove(args: RemoveArgs) -> Result<ExitCode> {
    let options = settings::of_remove(args.dir, args.library)?;
    let report = docbao::remove(&args.ids, &BuildOptions { progress: true, ..options })?;
    report::removed(args.ids.len(), report.articles);
    Ok(ExitCode::SUCCESS)
}

fn completions(args: &CompletionsArgs) -> Result<ExitCode> {
    clap_complete::generate(args.shell, &mut Cli::command(), "docbao", &mut std::io::stdout());
    Ok(ExitCode::SUCCESS)
}

fn manual(args: &ManArgs) -> Result<ExitCode> {
    std::fs::create_dir_all(&args.dir)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), &args.dir))
        .with_context(|| format!("cannot write into {}", args.dir.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn init(args: &InitArgs) -> Result<ExitCode> {
    report::initialised(&docbao::config::init(&args.dir)?);
    Ok(ExitCode::SUCCESS)
}

fn inspect(args: &InspectArgs) -> Result<ExitCode> {
    let summary = docbao::inspect(&args.dir)?;
    if settings::is_json(args.json, None)? {
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
