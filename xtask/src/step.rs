//! Commands run one after the other, each announced and timed.

use anyhow::{Context, Result, bail};
use std::{
    io::{self, BufRead, BufReader, IsTerminal as _, Write as _},
    process::{Command, Stdio},
    time::Instant,
};

/// Runs `work`, saying before what it is and after how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&bold(name));
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    say(&format!(
        "  {outcome} in {:.1} s",
        start.elapsed().as_secs_f32()
    ));
    result
}

/// Writes a line to the standard output. Whether anybody still reads it changes nothing about the work.
pub(crate) fn say(text: &str) {
    writeln!(io::stdout(), "{text}").ok();
}

/// The text in bold, on a terminal.
pub(crate) fn bold(text: &str) -> String {
    if io::stdout().is_terminal() {
        format!("\x1b[1m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// Runs a command to its end; its output goes where ours goes.
pub(crate) fn execute(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("starting {}", name(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a command to its end, passing its standard output on and showing each line of it to `read`.
/// Whether it succeeded.
pub(crate) fn watch(command: &mut Command, mut read: impl FnMut(&str)) -> Result<bool> {
    watch_quietly(command, |line| {
        say(line);
        read(line);
    })
}

/// Runs a command to its end, showing each line of its standard output to `read` alone. Whether it succeeded.
pub(crate) fn watch_quietly(command: &mut Command, mut read: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", name(command)))?;
    let output = child.stdout.take().context("no standard output")?;
    for line in BufReader::new(output).lines() {
        read(&line?);
    }
    Ok(child.wait()?.success())
}

/// What a command printed.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("starting {}", name(command)))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}:\n{}",
            name(command),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
