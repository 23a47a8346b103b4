//! `vestibule`, the command line of a Vestibule deployment; a library so that `cargo xtask serve` can read and apply
//! its file, and so that its reader can be fuzzed.

mod api;
mod apply;
mod args;
mod config;
mod credentials;
#[cfg(test)]
mod deployment;
mod file;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod hasher;
mod http;
mod lifetime;
mod plan;
mod settings;
mod state;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use apply::{Failure, Options};
use args::{ApplyArgs, Command};
pub use config::is_loopback;
pub use file::ConfigFile;
use hasher::HasherArgs;
pub use hasher::LONGEST_PATH as LONGEST_SOCKET_PATH;
use http::HttpApi;

/// The deployment refused or couldn't be reached.
const FAILED: u8 = 1;
/// The command line or the file has a mistake.
const MISTAKEN: u8 = 2;

/// The program: reads the command line, does what it says, and says how that went.
pub fn main() -> ExitCode {
    let public_url = std::env::var("VESTIBULE_PUBLIC_URL")
        .ok()
        .filter(|url| !url.is_empty());
    let outcome = match args::parse(std::env::args_os().skip(1), public_url.as_deref()) {
        Ok(Command::Show(text)) => show(text),
        Ok(Command::Version) => show(&format!("vestibule {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Command::Apply(args)) => run_apply(&args),
        Ok(Command::Hasher(args)) => run_hasher(&args),
        Err(message) => Err(Stop::mistaken(format!(
            "{message}\nTry 'vestibule --help'."
        ))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{}", stop.message);
            ExitCode::from(stop.status)
        }
    }
}

/// Every key of `vestibule.toml` and what it does, in Markdown.
pub fn configuration_reference() -> String {
    config::reference()
}

/// Why the program ends before its work is done.
struct Stop {
    message: String,
    status: u8,
}

impl From<String> for Stop {
    fn from(message: String) -> Self {
        Self::failed(message)
    }
}

impl Stop {
    fn mistaken(message: String) -> Self {
        Self {
            message,
            status: MISTAKEN,
        }
    }

    fn failed(message: String) -> Self {
        Self {
            message,
            status: FAILED,
        }
    }
}

fn show(text: &str) -> Result<(), Stop> {
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(|error| Stop::failed(format!("the output can't be written: {error}")))
}

fn run_apply(args: &ApplyArgs) -> Result<(), Stop> {
    let file = ConfigFile::read(&args.config, &args.public_url)
        .map_err(|mistakes| Stop::mistaken(format!("{mistakes}\nNothing was changed.")))?;
    let credentials = credentials::from_environment(|name| std::env::var(name).ok())
        .map_err(|missing| Stop::mistaken(missing.to_string()))?;
    let api = HttpApi::new(
        args.endpoint.clone(),
        args.region.clone(),
        credentials,
        now_ms,
    );

    let options = Options {
        dry_run: args.dry_run,
        endpoint: args.endpoint.to_string(),
        region: args.region.clone(),
    };
    let mut agree = |removals: &[String]| if args.yes { Ok(true) } else { ask(removals) };
    file.carry_out(&api, &options, &mut agree, &mut io::stdout().lock())
        .map_err(|failure| explain(&file, &failure))
}

fn run_hasher(args: &HasherArgs) -> Result<(), Stop> {
    hasher::run(args, |rate| {
        let measured = rate.map(|rate| format!(" {rate:.1}"));
        show(&format!("ready{}\n", measured.unwrap_or_default()))
    })
}

fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Asks the person at the terminal; where there is none, nobody has agreed.
fn ask(removals: &[String]) -> io::Result<bool> {
    let mut err = io::stderr().lock();
    writeln!(err, "\nThis takes away: {}", removals.join(", "))?;
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    write!(err, "Go on? [y/N] ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn explain(file: &ConfigFile, failure: &Failure) -> Stop {
    match failure {
        Failure::Conflicts(mistakes) => {
            Stop::mistaken(format!("{}\nNothing was changed.", file.listed(mistakes)))
        }
        Failure::Write {
            error,
            done,
            not_done,
        } => Stop::failed(stopped(error, done, not_done)),
        Failure::Read(_) => Stop::failed(format!("{failure}\nNothing was changed.")),
        Failure::NotAgreed | Failure::Output(_) => Stop::failed(failure.to_string()),
    }
}

fn stopped(error: &api::ApiError, done: &[String], not_done: &[String]) -> String {
    let list = |items: &[String]| {
        if items.is_empty() {
            "nothing".to_owned()
        } else {
            items.join(", ")
        }
    };
    let (failed, rest) = not_done
        .split_first()
        .map_or(("", not_done), |(failed, rest)| (failed.as_str(), rest));
    let state = if error.may_have_happened() {
        "it may or may not have been changed"
    } else {
        "it was not changed"
    };
    format!(
        "\n{error}\n  done:            {}\n  stopped at:      {failed} ({state})\n  not tried:       {}\n\
         When the cause is mended, run the same command again: it goes on from here.",
        list(done),
        list(rest),
    )
}
