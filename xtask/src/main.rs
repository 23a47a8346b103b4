//! The project's commands: `cargo xtask --help` lists them.
#![expect(
    clippy::print_stdout,
    reason = "a command's progress and results are its output"
)]

mod bench;
mod build;
mod codegen;
mod floors;
mod log_lines;
mod secrets;
mod serve;
mod step;
mod test;
mod tools;
mod topology;

use anyhow::{Context, Result, bail};
use lexopt::{Arg, ValueExt};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const HELP: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

  build     build the islands and the Worker into build/
              --dev          unoptimised: quick to build, slow to run
  serve     build, serve on this machine, and apply the configuration
              --port PORT    where to listen (8787)
              --host ADDRESS the address to listen on (127.0.0.1)
              --state DIR    where everything is kept (.vestibule)
              --config FILE  what to apply (vestibule.toml)
              --no-apply     serve what the state folder holds
              --no-build     serve what build/ holds
              --dev          build unoptimised
              --topology split
                             the objects in a service of their own, two Workers in
                             front, on PORT and PORT + 1, as on Cloudflare's network
  test      check everything and run all tests
              --unit         without the tests that need a running server
              --server [FILE ...]
                             those alone: of these files, or all of tests/
  check     formatting, lints, generated code, dependencies, floors
              --imports      the last of these alone: circles, floors, tables
  bench     measure the service beside what it can't beat; writes build/bench.json
              --no-build     measure what build/ holds
              --only PART    calls, cognito-local, pools, sizes or start
              --rounds N     how often everything takes its turn (5)
              --users N      in the large pool (100000)
              --out FILE     where the JSON goes
  codegen   make the wire's types again from the service models, and the
            reference of vestibule.toml
  setup     fetch the tools that the other commands use
";

fn main() -> ExitCode {
    match run(&mut lexopt::Parser::from_env()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &mut lexopt::Parser) -> Result<ExitCode> {
    let root = root()?;
    let command = match arguments.next()? {
        Some(Arg::Value(command)) => command.string()?,
        Some(Arg::Long("help") | Arg::Short('h')) | None => {
            print!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
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
            tools::Tools::ready(&root)?;
        }
        other => bail!("no command {other:?}; `cargo xtask --help` lists them"),
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
            Arg::Long("port") => {
                options.port = arguments.value()?.string()?.parse().context("--port")?
            }
            Arg::Long("host") => {
                options.host = arguments.value()?.string()?.parse().context("--host")?
            }
            Arg::Long("state") => options.state = PathBuf::from(arguments.value()?),
            Arg::Long("config") => options.config = PathBuf::from(arguments.value()?),
            Arg::Long("no-apply") => options.apply = false,
            Arg::Long("no-build") => options.build = None,
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
