//! Processes that end when we do, however we end.
//!
//! On Linux a process can ask to be killed when the thread that started it ends, and keeps that when it becomes another
//! program. So our own program is started first, asks, and becomes what was wanted. Elsewhere whoever kills us with
//! SIGKILL has to end what we started too.

use anyhow::{Context, Result, bail};
use nix::{
    sys::{
        resource::{Resource, setrlimit},
        stat::{Mode, umask},
    },
    unistd::{getpid, getppid},
};
use std::{
    ffi::OsString,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

/// What our program is called with to become another: this, our process, the program, its arguments.
pub(crate) const COMMAND: &str = "tied";

/// The program and arguments of `command`, to be started as a process that ends with the thread that starts it. Start it
/// from the main thread. What it writes nobody else may read, and it leaves no memory behind when it crashes.
pub(super) fn tied(command: &Command) -> Result<Command> {
    let mut tied = Command::new(own_program()?);
    tied.arg(COMMAND)
        .arg(getpid().to_string())
        .arg(command.get_program())
        .args(command.get_args());
    Ok(tied)
}

/// Becomes the program that the arguments name.
pub(crate) fn become_another(arguments: impl Iterator<Item = OsString>) -> Result<ExitCode> {
    let mut arguments = arguments;
    let parent = arguments.next().context("no process")?;
    let program = arguments.next().context("no program")?;
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
    // If it ended before we asked, nobody tells us any more.
    if parent != getppid().to_string().as_str() {
        bail!("whoever started this has ended");
    }
    umask(Mode::S_IRWXG | Mode::S_IRWXO);
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    let error = Command::new(&program).args(arguments).exec();
    Err(error).with_context(|| format!("starting {}", program.display()))
}

/// Our own program, though it may have been built anew since we started, for others to become.
pub(super) fn own_program() -> Result<std::path::PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(format!("/proc/{}/exe", std::process::id()).into());
    }
    Ok(std::env::current_exe()?)
}
