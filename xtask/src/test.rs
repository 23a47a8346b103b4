//! Everything that must hold before a change is kept.

use crate::{
    build::{self, Profile},
    codegen, npm,
    step::{execute, output, step, watch},
    tools::{Purpose, Tools, WASM_TARGET, cargo},
};
use anyhow::{Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

/// How much is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What reads the code only.
    Checks,
    /// That, and the tests that run natively.
    Unit,
    /// That, and the tests against a running server, in real browsers and with real clients.
    All,
    /// The last of these alone: the files of `tests/` that are named, or all.
    Server(Vec<PathBuf>),
}

/// Runs all of it, also what comes after a failure, and prints what passed and what failed.
pub(crate) fn run(root: &Path, scope: Scope) -> Result<ExitCode> {
    let start = Instant::now();
    let purpose = match scope {
        Scope::Checks | Scope::Unit => Purpose::Check,
        Scope::All | Scope::Server(_) => Purpose::Test,
    };
    let tools = Tools::ready(root, purpose)?;
    let mut tally = Tally::default();

    if !matches!(scope, Scope::Server(_)) {
        checks(root, &mut tally);
    }
    if matches!(scope, Scope::Checks | Scope::All) {
        dependencies(root, &tools, &mut tally);
    }
    if matches!(scope, Scope::Unit | Scope::All) {
        tally.tests("Native tests", || native_tests(root));
    }
    let files = match scope {
        Scope::Checks | Scope::Unit => None,
        Scope::All => Some(Vec::new()),
        Scope::Server(files) => Some(files),
    };
    if let Some(files) = files
        && tally.passes("The build", || whole_build(root))
    {
        tally.tests("Tests of the running server", || {
            server_tests(root, &tools, files)
        });
    }

    println!("\nin {:.0} s", start.elapsed().as_secs_f32());
    for failure in &tally.failures {
        println!("FAILED: {failure}");
    }
    let skipped = if tally.skipped > 0 {
        format!(", {} skipped", tally.skipped)
    } else {
        String::new()
    };
    println!("{} passed, {} failed{skipped}", tally.passed, tally.failed);
    Ok(if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What reads the code alone.
fn checks(root: &Path, tally: &mut Tally) {
    tally.check("Floors", || crate::floors::check(root));
    tally.check("Formatting", || {
        execute(cargo(root).args(["fmt", "--all", "--check"]))
    });
    tally.check("Lints: native", || {
        execute(cargo(root).args([
            "clippy",
            "--quiet",
            "--workspace",
            "--exclude=vestibule-worker",
            "--all-targets",
            "--features=vestibule-app/ssr",
            "--",
            "--deny=warnings",
        ]))
    });
    tally.check("Lints: the Worker", || {
        execute(
            cargo(root)
                .args([
                    "clippy",
                    "--quiet",
                    "--package=vestibule-worker",
                    "--lib",
                    "--examples",
                    "--target",
                    WASM_TARGET,
                ])
                .args(["--", "--deny=warnings"]),
        )
    });
    tally.check("Lints: the islands", || {
        execute(
            cargo(root)
                .args([
                    "clippy",
                    "--quiet",
                    "--package=vestibule-app",
                    "--lib",
                    "--no-default-features",
                ])
                .args([
                    "--features=hydrate",
                    "--target",
                    WASM_TARGET,
                    "--",
                    "--deny=warnings",
                ]),
        )
    });
    tally.check("Generated code", || codegen::run(root, true));
}

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    failures: Vec<String>,
}

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Counts a check as one test.
    fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        self.passes(name, work);
    }

    fn passes(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        match step(name, work) {
            Ok(()) => {
                self.passed += 1;
                true
            }
            Err(error) => {
                self.fail(name, &error);
                false
            }
        }
    }

    /// Counts the tests that a runner counted. A runner that ended badly without naming a failed test, or that ran
    /// nothing, is a failure.
    fn tests(&mut self, name: &str, work: impl FnOnce() -> Result<(bool, Counts)>) {
        match step(name, work) {
            Ok((succeeded, counts)) => {
                self.passed += counts.passed;
                self.failed += counts.failed;
                self.skipped += counts.skipped;
                if counts.failed > 0 {
                    self.failures
                        .push(format!("{name}: {} tests", counts.failed));
                } else if !succeeded || counts.passed == 0 {
                    self.fail(name, &anyhow::anyhow!("the runner failed, or ran nothing"));
                }
            }
            Err(error) => self.fail(name, &error),
        }
    }

    /// What can't be checked here.
    fn skip(&mut self, name: &str, why: &str) {
        println!("{name}\n  skipped: {why}");
        self.skipped += 1;
    }

    fn fail(&mut self, name: &str, error: &anyhow::Error) {
        println!("  {error:#}");
        self.failed += 1;
        self.failures.push(name.to_owned());
    }
}

/// Licences, bans and sources of the dependencies, and what is known against them.
fn dependencies(root: &Path, tools: &Tools, tally: &mut Tally) {
    tally.check("Dependencies", || {
        execute(tools.cargo_deny()?.args([
            "--log-level=error",
            "check",
            "bans",
            "licenses",
            "sources",
        ]))
    });
    tally.check("npm packages", || npm::check(root));
    match npm::advisories(root) {
        Ok(Some(known)) => tally.check("npm advisories", || {
            ensure!(known.is_empty(), "known against: {}", known.join(", "));
            Ok(())
        }),
        Ok(None) => tally.skip("npm advisories", "the registry doesn't answer"),
        Err(error) => tally.skip("npm advisories", &format!("{error:#}")),
    }
    // The advisories' database is fetched from GitHub; where that can't be reached there is nothing to check with.
    match output(
        tools
            .cargo_deny()
            .unwrap_or_else(|_| cargo(root))
            .args(["fetch", "db"]),
    ) {
        Ok(_) => tally.check("Advisories", || {
            execute(tools.cargo_deny()?.args([
                "--log-level=error",
                "check",
                "--disable-fetch",
                "advisories",
            ]))
        }),
        Err(error) => tally.skip("Advisories", &format!("{error:#}")),
    }
}

/// What the server's tests run: the Worker, one that panics, and the `vestibule` command beside us.
fn whole_build(root: &Path) -> Result<()> {
    build::run(root, Profile::Release)?;
    build::panics(root)?;
    execute(cargo(root).args(["build", "--quiet", "--package=vestibule-cli"]))
}

fn native_tests(root: &Path) -> Result<(bool, Counts)> {
    let mut counts = Counts::default();
    let succeeded = watch(native_tests_command(root).arg("--no-fail-fast"), |line| {
        counts.add_cargo(line)
    })?;
    Ok((succeeded, counts))
}

pub(crate) fn native_tests_command(root: &Path) -> Command {
    let mut command = cargo(root);
    command.args([
        "test",
        "--quiet",
        "--workspace",
        "--exclude=vestibule-worker",
        "--features=vestibule-app/ssr",
    ]);
    command
}

/// Kills the server this often under mixed load; what must hold is what the test of that name asserts.
pub(crate) fn kills(root: &Path, tools: &Tools, kills: u32) -> Result<()> {
    let mut command = server_tests_command(root, tools)?;
    command
        .arg(root.join("tests/kills.test.js"))
        .env("VESTIBULE_TEST_KILLS", kills.to_string());
    ensure!(
        watch(&mut command, |_| {})?,
        "something was lost, or spent twice"
    );
    Ok(())
}

fn server_tests(root: &Path, tools: &Tools, mut files: Vec<PathBuf>) -> Result<(bool, Counts)> {
    if files.is_empty() {
        for entry in fs::read_dir(root.join("tests"))? {
            let path = entry?.path();
            if path.to_str().is_some_and(|path| path.ends_with(".test.js")) {
                files.push(path);
            }
        }
        files.sort();
    }
    let mut counts = Counts::default();
    let succeeded = watch(server_tests_command(root, tools)?.args(files), |line| {
        counts.add_node(line)
    })?;
    Ok((succeeded, counts))
}

/// Node's test runner, where it finds what it tests; the files come after.
fn server_tests_command(root: &Path, tools: &Tools) -> Result<Command> {
    let (aws, python) = tools.aws()?;
    let mut command = tools.node();
    command
        .args(["--test", "--test-reporter=spec"])
        .env("CHROMIUM", tools.chromium()?)
        .env("VESTIBULE_TEST_XTASK", std::env::current_exe()?)
        .env("VESTIBULE_TEST_BUILD", root.join("build"))
        .env("VESTIBULE_TEST_AWS", aws)
        .env("VESTIBULE_TEST_PYTHONPATH", python)
        .env("VESTIBULE_TEST_AIOSMTPD", tools.aiosmtpd()?)
        .env("VESTIBULE_TEST_MINISTACK", tools.ministack()?);
    Ok(command)
}

impl Counts {
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; ...`
    fn add_cargo(&mut self, line: &str) {
        let Some((_, counts)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            match count
                .split_once(' ')
                .map(|(number, what)| (number.parse::<u64>(), what))
            {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                Some((Ok(number), "ignored")) => self.skipped += number,
                _ => {}
            }
        }
    }

    /// `ℹ pass 12`, in the summary of the `spec` reporter.
    fn add_node(&mut self, line: &str) {
        let Some((what, Ok(number))) = line
            .strip_prefix("ℹ ")
            .and_then(|rest| rest.split_once(' '))
            .map(|(what, number)| (what, number.parse::<u64>()))
        else {
            return;
        };
        match what {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn runners_summaries_are_counted() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s",
        ] {
            counts.add_cargo(line);
        }
        for line in [
            "✔ a test (1.2ms)",
            "ℹ tests 9",
            "ℹ suites 0",
            "ℹ pass 6",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
        ] {
            counts.add_node(line);
        }
        assert_eq!(
            counts,
            Counts {
                passed: 21,
                failed: 4,
                skipped: 2
            }
        );
    }
}
