//! The benchmark: what the service costs beside what it can't beat, both measured in one run and in one runtime.
//!
//! Machines differ and are busy, so calls and bounds take turns in rounds, and what counts is the ratio within a round.
//! Everything but the seeding of the large pool is measured on the build that is deployed.

mod calls;
mod client;
mod code;
mod deployment;
mod factors;
mod functions;
mod hashers;
mod load;
mod native;
mod pools;
mod report;
mod server;
mod sizes;
mod srp;
mod start;
mod under_load;
mod unit_loop;

use crate::{
    build::{self, Profile},
    secrets::Secrets,
    step::step,
    test,
    tools::{Purpose, Tools},
};
use anyhow::{Context, Result, bail};
use calls::{Bounds, Prepared};
use client::Connection;
use deployment::{Administrator, Pool};
use lexopt::{Arg, ValueExt};
use report::Report;
use server::Server;
use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What to measure, and how long.
pub(crate) struct Options {
    build: bool,
    out: PathBuf,
    rounds: usize,
    users: u32,
    /// One part of it alone.
    only: Option<Part>,
    /// Of the calls, the one of this name alone.
    call: Option<String>,
    kills: u32,
    hashers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Calls,
    CognitoLocal,
    Crash,
    Load,
    Loop,
    Pools,
    Sizes,
    Start,
}

impl Options {
    pub(crate) fn read(arguments: &mut lexopt::Parser) -> Result<Self> {
        let mut options = Self {
            build: true,
            out: PathBuf::from("build/bench.json"),
            rounds: 5,
            users: 100_000,
            only: None,
            call: None,
            kills: 1000,
            hashers: true,
        };
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("no-build") => options.build = false,
                Arg::Long("out") => options.out = PathBuf::from(arguments.value()?),
                Arg::Long("rounds") => options.rounds = arguments.value()?.parse()?,
                Arg::Long("users") => options.users = arguments.value()?.parse()?,
                Arg::Long("only") => {
                    options.only = Some(match arguments.value()?.string()?.as_str() {
                        "calls" => Part::Calls,
                        "cognito-local" => Part::CognitoLocal,
                        "crash" => Part::Crash,
                        "load" => Part::Load,
                        "loop" => Part::Loop,
                        "pools" => Part::Pools,
                        "sizes" => Part::Sizes,
                        "start" => Part::Start,
                        other => bail!("--only: there is no part {other:?}"),
                    });
                }
                Arg::Long("no-hashers") => options.hashers = false,
                Arg::Long("kills") => options.kills = arguments.value()?.parse()?,
                Arg::Long("call") => {
                    options.only = Some(Part::Calls);
                    options.call = Some(arguments.value()?.string()?);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

/// Measures, prints a table and writes JSON.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    // The unit loop needs no Worker, and no tools but Cargo's.
    let serves = options.only != Some(Part::Loop);
    let purpose = if serves {
        Purpose::Test
    } else {
        Purpose::Check
    };
    let tools = Tools::ready(root, purpose)?;
    if options.build && serves {
        build::run(root, Profile::Release)?;
        build::benchmark(root)?;
    }
    let folder = root.join("target/bench");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let bench = Bench {
        root,
        tools: &tools,
        options,
        state: folder.join("vestibule"),
        folder,
    };
    for state in [&bench.state, &bench.empty()] {
        fs::create_dir_all(state)?;
    }
    let report = bench.report()?;
    fs::remove_dir_all(&bench.folder)?;
    report.print();
    let json = serde_json::to_string_pretty(&report)?;
    if let Some(folder) = options.out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&options.out, json + "\n").with_context(|| options.out.display().to_string())?;
    println!("\nWritten to {}", options.out.display());
    Ok(())
}

struct Bench<'a> {
    root: &'a Path,
    tools: &'a Tools,
    options: &'a Options,
    folder: PathBuf,
    /// Of the deployment.
    state: PathBuf,
}

impl Bench<'_> {
    fn report(&self) -> Result<Report> {
        let rounds = self.options.rounds;
        let mut report = Report {
            at: SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)?
                .as_secs(),
            cores: std::thread::available_parallelism()?.get(),
            ..Report::default()
        };
        // First, as a check that fails ends it all.
        if self.options.wants(Part::Loop) {
            report.unit_loop = Some(unit_loop::measure(self.root)?);
        }
        // Half an hour of it: only when it is asked for.
        if self.options.only == Some(Part::Crash) {
            let kills = self.options.kills;
            test::kills(self.root, self.tools, kills)?;
            report.kills = Some(kills);
        }
        if self.options.wants(Part::Load) {
            let server = self.serve("worker")?;
            let admin = Administrator::new(server.address, &Secrets::of(&self.state)?);
            let empty = self.serve("empty")?;
            report.under_load = Some(step("Asking too much", || {
                under_load::measure(&server, &admin, &empty)
            })?);
        }
        if self.options.wants(Part::Pools) {
            let users = self.options.users;
            let seeded = step(&format!("Making a pool of {users} users"), || {
                pools::seed(self.root, self.tools, &self.state, users)
            })?;
            report.pools = Some(step("Signing in to pools of two sizes", || {
                let server = self.serve("worker")?;
                let admin = Administrator::new(server.address, &Secrets::of(&self.state)?);
                pools::measure(&server, &admin, &seeded, rounds)
            })?);
        }
        if self.options.wants(Part::Start) {
            report.start = Some(step("Starting", || {
                start::measure(self.root, self.tools, &self.state, &self.empty())
            })?);
        }
        let calls = self.options.wants(Part::Calls);
        let rival = self.options.wants(Part::CognitoLocal);
        if calls || rival || self.options.wants(Part::Sizes) {
            let server = self.serve("worker")?;
            let admin = Administrator::new(server.address, &Secrets::of(&self.state)?);
            if self.options.wants(Part::Sizes) {
                let request = Pool::create(&admin, "sizes")?.login_page();
                let page = Connection::open(server.address)?.send(&request)?.body;
                let sizes = sizes::measure(self.root, self.tools, &page, &self.folder)?;
                report.sizes = Some(sizes);
            }
            if calls || rival {
                self.calls(&mut report, &server, &admin)?;
            }
        }
        Ok(report)
    }

    fn calls(&self, report: &mut Report, server: &Server, admin: &Administrator) -> Result<()> {
        let rounds = self.options.rounds;
        let prepared = step("Registering users", || {
            Prepared::on_vestibule(admin, server.address)
        })?;
        if self.options.wants(Part::Calls) {
            let bounds = Bounds {
                empty: self.serve("empty")?,
                bounds: self.serve("bounds")?,
            };
            let call = self.options.call.as_deref();
            report.calls = step("Calling, beside what can't be beaten", || {
                calls::measure(admin, &prepared, &bounds, rounds, call)
            })?;
            let whole = call.is_none();
            if whole && self.options.hashers {
                report.native = Some(step("Signing in, and hashing on all cores", || {
                    native::measure(&prepared, rounds)
                })?);
            }
            if whole {
                report.crowded = Some(step("Reading while others sign in", || {
                    calls::crowded(&prepared, &bounds, server.socket_of_hashers())
                })?);
            }
        }
        if self.options.wants(Part::CognitoLocal) {
            report.cognito_local = step("Calling npm's cognito-local", || {
                let folder = self.folder.join("cognito-local");
                let other = Server::cognito_local(self.root, self.tools, &folder)?;
                let other = Prepared::on_cognito_local(&other)?;
                calls::rival(&prepared, &other, rounds)
            })?;
        }
        Ok(())
    }

    /// A Worker of `build/`, over a state folder of its own unless it is the deployment.
    fn serve(&self, worker: &str) -> Result<Server> {
        let state = match worker {
            "worker" => self.state.clone(),
            other => self.folder.join(other),
        };
        fs::create_dir_all(&state)?;
        let with_hashers = worker == "worker" && self.options.hashers;
        Server::worker(self.root, self.tools, worker, &state, with_hashers)
    }

    fn empty(&self) -> PathBuf {
        self.folder.join("empty")
    }
}
