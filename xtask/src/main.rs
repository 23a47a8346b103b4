//! The project's commands: `cargo xtask --help` lists them.
#![expect(
    clippy::print_stdout,
    reason = "a command's progress and results are its output"
)]

mod alike;
mod bench;
mod build;
mod child;
mod codegen;
mod floors;
mod help;
mod log_lines;
mod npm;
mod secrets;
mod serve;
mod step;
mod test;
mod tools;
mod topology;
mod whole_file;

use anyhow::{Context, Result, anyhow, bail};
use lexopt::{Arg, ValueExt};
use std::{
    ffi::OsString,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tools::{Purpose, Tools};

fn main() -> ExitCode {
    match run(&mut lexopt::Parser::from_env()) {
        Ok(code) => code,
        Err(error) => {
            // Whoever read it may be gone.
            writeln!(std::io::stderr(), "error: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &mut lexopt::Parser) -> Result<ExitCode> {
    let command = match arguments.next()? {
        Some(Arg::Long("help") | Arg::Short('h')) | None => {
            print!("{}", help::overview());
            return Ok(ExitCode::SUCCESS);
        }
        Some(Arg::Value(name)) if name == serve::TIED => {
            return serve::become_another(arguments.raw_args()?);
        }
        // The hashers of `serve` are this program again.
        Some(Arg::Value(name)) if name == serve::HASHER => return Ok(vestibule_cli::main()),
        Some(Arg::Value(name)) => {
            let name = name.string()?;
            help::command(&name).with_context(|| no_command(&name))?
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let asks = |argument: &OsString| argument == "--help" || argument == "-h";
    if arguments
        .clone()
        .raw_args()?
        .any(|argument| asks(&argument))
    {
        print!("{}", command.help());
        return Ok(ExitCode::SUCCESS);
    }
    perform(command.name, arguments).map_err(|error| match error.downcast_ref() {
        Some(lexopt::Error::UnexpectedOption(option)) => anyhow!(command.unknown(option)),
        Some(lexopt::Error::UnexpectedArgument(value)) => {
            anyhow!(command.unknown(&value.to_string_lossy()))
        }
        _ => error,
    })
}

fn no_command(name: &str) -> String {
    let names = help::COMMANDS.iter().map(|command| command.name);
    let meant = help::nearest(name, names)
        .map(|known| format!(" Did you mean {known}?"))
        .unwrap_or_default();
    format!("there is no command {name:?}.{meant} `cargo xtask --help` lists all.")
}

fn perform(command: &str, arguments: &mut lexopt::Parser) -> Result<ExitCode> {
    let root = root()?;
    match command {
        "build" => build::run(&root, build_options(arguments)?)?,
        "serve" => return serve::run(&root, &serve_options(arguments)?),
        "test" => return test::run(&root, test_scope(arguments)?),
        "check" => match arguments.next()? {
            None => return test::run(&root, test::Scope::Checks),
            Some(Arg::Long("imports")) => floors::check(&root)?,
            Some(other) => return Err(other.unexpected().into()),
        },
        "bench" => bench::run(&root, &bench::Options::read(arguments)?)?,
        "codegen" => {
            no_options(arguments)?;
            codegen::run(&root, false)?;
        }
        "setup" => {
            no_options(arguments)?;
            Tools::ready(&root, Purpose::Test)?;
        }
        other => bail!(no_command(other)),
    }
    Ok(ExitCode::SUCCESS)
}

fn build_options(arguments: &mut lexopt::Parser) -> Result<build::Profile> {
    let mut profile = build::Profile::Release;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("release") => profile = build::Profile::Release,
            Arg::Long("dev") => profile = build::Profile::Dev,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(profile)
}

fn serve_options(arguments: &mut lexopt::Parser) -> Result<serve::Options> {
    let mut options = serve::Options::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("port") => options.port = serve::port(&arguments.value()?.string()?)?,
            Arg::Long("host") => options.host = serve::host(&arguments.value()?.string()?)?,
            Arg::Long("state") => options.state = PathBuf::from(arguments.value()?),
            Arg::Long("config") => options.config = PathBuf::from(arguments.value()?),
            Arg::Long("no-apply") => options.apply = false,
            Arg::Long("no-build") => options.build = None,
            Arg::Long("no-hashers") => options.hashers = false,
            Arg::Long("dev") => options.build = options.build.map(|_| build::Profile::Dev),
            Arg::Long("topology") => {
                options.topology = match arguments.value()?.string()?.as_str() {
                    "single" => topology::Topology::Single,
                    "split" => topology::Topology::Split,
                    other => bail!("--topology: expected single or split, found {other:?}"),
                };
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn test_scope(arguments: &mut lexopt::Parser) -> Result<test::Scope> {
    let mut scope = test::Scope::All;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("unit") => scope = test::Scope::Unit,
            Arg::Long("server") => scope = test::Scope::Server(Vec::new()),
            Arg::Value(file) if let test::Scope::Server(files) = &mut scope => {
                files.push(PathBuf::from(file));
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(scope)
}

fn no_options(arguments: &mut lexopt::Parser) -> Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(other) => Err(other.unexpected().into()),
    }
}

/// The repository.
fn root() -> Result<PathBuf> {
    // `cargo xtask` says where it runs; a binary started on its own was built there.
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest)
        .parent()
        .map(Path::to_owned)
        .context("no repository around xtask")
}
