//! What the commands are, and what each of them takes.

/// A command of `cargo xtask`.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    /// In one line.
    pub(crate) about: &'static str,
    /// How it is called, after its name.
    usage: &'static str,
    /// The rest of its help: its options, a line or more each.
    details: &'static str,
}

pub(crate) const COMMANDS: [Command; 7] = [
    Command {
        name: "serve",
        about: "build, serve on this machine, and apply vestibule.toml",
        usage: "[OPTIONS]",
        details: "\
Reads the configuration first and stops at a mistake in it. Then builds what has changed, starts the server, makes
pools and clients what the configuration says, and prints what to open. Ctrl-C ends it; what it keeps stays.

      --port PORT       where to listen [8787]
      --host ADDRESS    the address to listen on; 0.0.0.0 lets other machines come [127.0.0.1]
      --state DIR       where everything is kept [.vestibule]
      --config FILE     what to apply [vestibule.toml]
      --no-apply        serve what the state folder holds
      --no-build        serve what build/ holds
      --no-hashers      the Worker hashes passwords itself, one at a time, instead of a process beside it on all cores
      --dev             build unoptimised: quick to build, slow to run
      --topology split  the objects in a service of their own, two Workers in front, on PORT and PORT + 1, as on
                        Cloudflare's network [single]

Variables named VESTIBULE_... are passed to the server; README.md lists them.
",
    },
    Command {
        name: "build",
        about: "build the islands and the Worker into build/",
        usage: "[OPTIONS]",
        details: "      --dev  unoptimised: quick to build, slow to run\n",
    },
    Command {
        name: "test",
        about: "check everything and run all tests",
        usage: "[--unit | --server [FILE ...]]",
        details: "      --unit               without the tests that need a running server
      --server [FILE ...]  those alone: of these files, or all of tests/

The tests of the running server need a Chromium: the one that CHROMIUM names, or Chrome or Chromium on the path.
",
    },
    Command {
        name: "check",
        about: "floors, formatting, lints, generated code, dependencies",
        usage: "[--imports]",
        details: "      --imports  the floors alone: circles of imports, crates that know one above, gaps in tables, in seconds\n",
    },
    Command {
        name: "bench",
        about: "measure the service beside what it can't beat",
        usage: "[OPTIONS]",
        details: "      --no-build   measure what build/ holds
      --only PART  calls, cognito-local, crash, load, loop, pools, sizes or start
      --call NAME  one of the calls, as the table names it
      --rounds N   how often everything takes its turn [5]
      --users N    in the large pool [100000]
      --no-hashers the Worker hashes passwords itself
      --kills N    of crash [1000]
      --out FILE   where the JSON goes [build/bench.json]

crash kills the server under mixed load and looks at what it left; it takes half an hour, and runs only by --only.
load is what holds beside a flood, under changing settings, under ten times too many sign-ins, and with large bodies.
sizes also says what the Worker's code consists of: by crate, and what an operation and a transition cost on average.
loop times the unit tests and what is compiled again after a change in idp; it builds no Worker.
",
    },
    Command {
        name: "codegen",
        about: "make the wire's types and the reference of vestibule.toml again",
        usage: "",
        details: "",
    },
    Command {
        name: "setup",
        about: "fetch the tools that all of these use, and wrangler",
        usage: "",
        details: "",
    },
];

/// The command of that name.
pub(crate) fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// The help of all.
pub(crate) fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask COMMAND [OPTIONS]\n\n");
    for command in &COMMANDS {
        text.push_str(&format!("  {:<9}{}\n", command.name, command.about));
    }
    text + "\n`cargo xtask COMMAND --help` says what a command takes.\n"
}

impl Command {
    pub(crate) fn help(&self) -> String {
        let usage = format!("Usage: cargo xtask {} {}", self.name, self.usage);
        let (first, rest) = self.about.split_at(1);
        let about = first.to_uppercase() + rest;
        let mut text = format!("{}\n\n{about}.\n", usage.trim_end());
        if !self.details.is_empty() {
            text.push('\n');
            text.push_str(self.details);
        }
        text
    }

    /// What is wrong with an option that it doesn't have.
    pub(crate) fn unknown(&self, option: &str) -> String {
        let name = self.name;
        let options = self
            .details
            .split_whitespace()
            .filter(|word| word.starts_with("--"));
        let meant = nearest(option, options)
            .map(|known| format!(" Did you mean {known}?"))
            .unwrap_or_default();
        format!("{name} takes no {option}.{meant} `cargo xtask {name} --help` lists what it takes.")
    }
}

/// The word that somebody who wrote `text` most likely meant.
pub(crate) fn nearest<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    words
        .map(|word| (strsim::damerau_levenshtein(text, word), word))
        .filter(|(distance, word)| *distance <= word.len() / 3)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_answered_by_what_was_meant() {
        let serve = command("serve").unwrap();
        for (option, meant) in [
            ("--prot", Some("--port")),
            ("--ports", Some("--port")),
            ("--noapply", Some("--no-apply")),
            ("--conf", Some("--config")),
            ("--verbose", None),
        ] {
            let told = serve.unknown(option);
            assert!(told.contains("cargo xtask serve --help"), "{told}");
            match meant {
                Some(meant) => assert!(told.contains(&format!("Did you mean {meant}?")), "{told}"),
                None => assert!(!told.contains("Did you mean"), "{told}"),
            }
        }
        let names = || COMMANDS.iter().map(|command| command.name);
        assert_eq!(nearest("srve", names()), Some("serve"));
        assert_eq!(nearest("deploy", names()), None);
    }

    #[test]
    fn each_command_has_a_help_of_its_own() {
        for command in &COMMANDS {
            let help = command.help();
            assert!(help.starts_with(&format!("Usage: cargo xtask {}", command.name)));
            assert!(overview().contains(command.about));
            assert!(help.lines().all(|line| line.len() <= 120), "{help}");
        }
    }
}
