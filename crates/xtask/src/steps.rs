//! Progress: one line a step with the time it took, and quiet programs that speak when they fail.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write, stdout};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tools;

/// A known number of steps, counted as they are done.
pub(crate) struct Steps {
    total: usize,
    begun: usize,
}

impl Steps {
    /// Begins a piece of work of so many steps.
    pub(crate) fn new(total: usize) -> Self {
        Steps { total, begun: 0 }
    }

    /// Does one step and prints its line. What it returns besides the value is a remark to print
    /// after the time; it may be empty.
    pub(crate) fn step<T>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Line) -> Result<(T, String)>,
    ) -> Result<T> {
        self.begun += 1;
        let line = Line { label: format!("[{}/{}] {name} …", self.begun, self.total) };
        let started = Instant::now();
        line.begin();
        let outcome = work(&line);
        let took = format!(" {:.1} s", started.elapsed().as_secs_f64());
        match &outcome {
            Ok((_, remark)) if remark.is_empty() => line.end(&took),
            Ok((_, remark)) => line.end(&format!("{took}  {remark}")),
            Err(_) => line.end(&format!("{took}  failed")),
        }
        outcome.map(|(value, _)| value)
    }
}

/// The line of a step under way.
pub(crate) struct Line {
    label: String,
}

impl Line {
    fn begin(&self) {
        print!("{}", self.label);
        // Progress that cannot be shown is no reason to stop the work.
        stdout().flush().ok();
    }

    /// Shows what is being done at the moment, where a line can be written twice.
    fn show(&self, now: &str) {
        if stdout().is_terminal() {
            let now: String = now.chars().take(60).collect();
            print!("\r\x1b[K{} {now}", self.label);
            stdout().flush().ok();
        }
    }

    fn end(&self, result: &str) {
        if stdout().is_terminal() {
            print!("\r\x1b[K{}", self.label);
        }
        println!("{result}");
    }

    /// Runs a program to its end and returns what it printed on its standard output. Its words
    /// are kept back unless it fails; then they come with a cure where one is known.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let (succeeded, printed, mut words) = self.finish(command)?;
        if succeeded {
            return Ok(printed);
        }
        words.extend(printed.lines().map(str::to_owned));
        let words = words.join("\n");
        match tools::cure(&words) {
            Some(cure) => bail!("{name} failed:\n{words}\n\n{cure}"),
            None => bail!("{name} failed:\n{words}"),
        }
    }

    /// Runs a program that talks on its standard error to its end; returns whether it succeeded, and
    /// what it said.
    pub(crate) fn run_to_end(&self, command: &mut Command) -> Result<(bool, String)> {
        let (succeeded, _, words) = self.finish(command)?;
        Ok((succeeded, words.join("\n")))
    }

    /// Whether the program succeeded, what it printed, and its words on standard error.
    fn finish(&self, command: &mut Command) -> Result<(bool, String, Vec<String>)> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{name} does not start"))?;
        let out = child.stdout.take().map(|mut pipe| {
            thread::spawn(move || {
                let mut text = Vec::new();
                pipe.read_to_end(&mut text).map(|_| text)
            })
        });
        let mut words = Vec::new();
        let stderr = child.stderr.take().into_iter();
        for line in stderr.flat_map(|pipe| BufReader::new(pipe).split(b'\n')) {
            let line = String::from_utf8_lossy(&line?).into_owned();
            self.show(line.trim());
            words.push(line);
        }
        let read = out.and_then(|reader| reader.join().ok()).transpose()?.unwrap_or_default();
        let printed = String::from_utf8_lossy(&read).into_owned();
        Ok((child.wait()?.success(), printed, words))
    }
}
