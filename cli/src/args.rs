//! The command line.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};
use url::Url;

use crate::hasher::HasherArgs;

pub(crate) const HELP: &str = "\
vestibule: manage a Vestibule deployment

Usage: vestibule <COMMAND> [OPTIONS]

Commands:
  apply    Make pools, clients and branding what vestibule.toml says
  hasher   Hash passwords for a server on this machine, which starts it

Options:
  -h, --help       Show this help, or that of a command: vestibule apply --help
  -V, --version    Show the version

Exit status:
  0  it worked, or there was nothing to do
  1  the deployment refused, or couldn't be reached
  2  the command line or the file has a mistake
";

pub(crate) const APPLY_HELP: &str = "\
Make pools, clients and branding what vestibule.toml says

Usage: vestibule apply [OPTIONS]

Reads the whole file, reads what the deployment has, shows what it is going to change, and changes it.
Run it as often as you like: what is as the file says is left as it is. What the file doesn't speak of
(other pools, clients, resource servers) is left alone. Pools and clients are recognised by their names.

Options:
      --config FILE       The file [default: vestibule.toml]
      --endpoint URL      The deployment [default: $VESTIBULE_PUBLIC_URL, or http://localhost:8787]
      --public-url URL    What {public_url} stands for in the file [default: the endpoint]
      --region NAME       The region to sign for; any will do [default: local]
      --dry-run           Show what would change, and change nothing
  -y, --yes               Don't ask before something is taken away
  -h, --help              Show this help

Credentials, the administrator's access key of the deployment, from the environment:
  VESTIBULE_ADMIN_ACCESS_KEY_ID and VESTIBULE_ADMIN_SECRET_ACCESS_KEY,
  or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (if there is one)

Exit status:
  0  the deployment is as the file says (with --dry-run: the plan was shown)
  1  the deployment refused, or couldn't be reached; what was changed before is listed
  2  the command line or the file has a mistake; nothing was changed
";

pub(crate) const HASHER_HELP: &str = "\
Hash passwords for a server on this machine, which starts it

Usage: vestibule hasher --socket PATH [OPTIONS]

Answers the tags of Argon2id over HTTP on a Unix socket that is its owner's alone, and keeps and logs nothing.
Writes a line once it listens: `ready`, and how many hashes a second it has measured. Ends when its standard
input does.

Options:
      --socket PATH    Where to listen; 103 bytes at most
      --threads N      How many hashes to compute at once [default: as many as there are cores]
      --no-measure     Don't measure first, which takes a quarter of a second
  -h, --help           Show this help
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Show(&'static str),
    Version,
    Apply(Box<ApplyArgs>),
    Hasher(HasherArgs),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ApplyArgs {
    pub(crate) config: PathBuf,
    pub(crate) endpoint: Url,
    pub(crate) public_url: Url,
    pub(crate) region: String,
    pub(crate) dry_run: bool,
    pub(crate) yes: bool,
}

/// Reads the arguments after the program's name. `public_url` is that of the environment.
///
/// # Errors
/// What is wrong with the command line, in one sentence.
pub(crate) fn parse(
    args: impl IntoIterator<Item = OsString>,
    public_url: Option<&str>,
) -> Result<Command, String> {
    let mut parser = Parser::from_args(args);
    let command = match parser.next().map_err(|error| error.to_string())? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => Command::Show(HELP),
        Some(Arg::Short('V') | Arg::Long("version")) => Command::Version,
        Some(Arg::Value(name)) if name == "apply" => return parse_apply(parser, public_url),
        Some(Arg::Value(name)) if name == "hasher" => return parse_hasher(parser),
        Some(Arg::Value(name)) if name == "help" => Command::Show(HELP),
        Some(Arg::Value(name)) => {
            return Err(format!(
                "unknown command {name:?}; expected \"apply\" or \"hasher\""
            ));
        }
        Some(other) => return Err(other.unexpected().to_string()),
    };
    Ok(command)
}

fn parse_apply(mut parser: Parser, environment_url: Option<&str>) -> Result<Command, String> {
    let mut config = PathBuf::from("vestibule.toml");
    let mut region = "local".to_owned();
    let (mut endpoint, mut public_url) = (None, None);
    let (mut dry_run, mut yes) = (false, false);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Show(APPLY_HELP)),
            Arg::Long("config") => config = value(&mut parser)?.into(),
            Arg::Long("endpoint") => endpoint = Some(web_url("--endpoint", &text(&mut parser)?)?),
            Arg::Long("public-url") => {
                public_url = Some(web_url("--public-url", &text(&mut parser)?)?)
            }
            Arg::Long("region") => region = checked_region(text(&mut parser)?)?,
            Arg::Long("dry-run") => dry_run = true,
            Arg::Short('y') | Arg::Long("yes") => yes = true,
            other => return Err(other.unexpected().to_string()),
        }
    }
    let endpoint = match (endpoint, environment_url) {
        (Some(endpoint), _) => endpoint,
        (None, Some(url)) => web_url("VESTIBULE_PUBLIC_URL", url)?,
        (None, None) => web_url("the default endpoint", "http://localhost:8787")?,
    };
    let public_url = public_url.unwrap_or_else(|| endpoint.clone());
    let args = ApplyArgs {
        config,
        endpoint,
        public_url,
        region,
        dry_run,
        yes,
    };
    Ok(Command::Apply(Box::new(args)))
}

fn parse_hasher(mut parser: Parser) -> Result<Command, String> {
    let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (mut socket, mut threads, mut measure) = (None, None, true);
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Show(HASHER_HELP)),
            Arg::Long("socket") => socket = Some(value(&mut parser)?.into()),
            Arg::Long("threads") => threads = Some(number_of_threads(&text(&mut parser)?)?),
            Arg::Long("no-measure") => measure = false,
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(Command::Hasher(HasherArgs {
        socket: socket.ok_or("--socket is missing: where to listen")?,
        threads: threads.unwrap_or_else(cores),
        measure,
    }))
}

fn number_of_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err(format!(
            "--threads: expected a number from 1 to 1024, found {text:?}"
        )),
    }
}

fn value(parser: &mut Parser) -> Result<OsString, String> {
    parser.value().map_err(|error| error.to_string())
}

fn text(parser: &mut Parser) -> Result<String, String> {
    value(parser)?.string().map_err(|error| error.to_string())
}

fn web_url(name: &str, text: &str) -> Result<Url, String> {
    let expected =
        || format!("{name}: expected a URL such as \"http://localhost:8787\", found {text:?}");
    let url = Url::parse(text).map_err(|_| expected())?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url)
    } else {
        Err(expected())
    }
}

/// A region is a part of the credential scope, whose parts are divided by slashes.
fn checked_region(region: String) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !region.is_empty() && region.chars().all(allowed) {
        Ok(region)
    } else {
        Err(format!(
            "--region: expected letters, digits and hyphens, found {region:?}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str, public_url: Option<&str>) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from), public_url)
    }

    fn apply_args(line: &str, public_url: Option<&str>) -> ApplyArgs {
        match parse_line(line, public_url) {
            Ok(Command::Apply(args)) => *args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_option_has_a_default() {
        let args = apply_args("apply", None);
        assert_eq!(args.endpoint.as_str(), "http://localhost:8787/");
        assert_eq!(args.public_url, args.endpoint);
        assert_eq!(
            (args.config.to_str(), args.region.as_str()),
            (Some("vestibule.toml"), "local")
        );
        assert!(!args.dry_run && !args.yes);
    }

    #[test]
    fn the_command_line_goes_before_the_environment() {
        assert_eq!(
            apply_args("apply", Some("https://id.example.com"))
                .endpoint
                .as_str(),
            "https://id.example.com/"
        );
        let args = apply_args(
            "apply --endpoint http://localhost:1 --public-url https://p.example.com",
            Some("https://e.example.com"),
        );
        assert_eq!(args.endpoint.as_str(), "http://localhost:1/");
        assert_eq!(args.public_url.as_str(), "https://p.example.com/");
    }

    #[test]
    fn mistakes_say_what_was_expected() {
        for (line, message) in [
            (
                "aply",
                "unknown command \"aply\"; expected \"apply\" or \"hasher\"",
            ),
            ("apply --dryrun", "invalid option '--dryrun'"),
            ("apply --config", "missing argument for option '--config'"),
            (
                "apply --endpoint ftp://x",
                "--endpoint: expected a URL such as \"http://localhost:8787\", found \"ftp://x\"",
            ),
            (
                "apply --region a/b",
                "--region: expected letters, digits and hyphens, found \"a/b\"",
            ),
            ("hasher", "--socket is missing: where to listen"),
            (
                "hasher --threads 0",
                "--threads: expected a number from 1 to 1024, found \"0\"",
            ),
        ] {
            assert_eq!(parse_line(line, None), Err(message.to_owned()), "{line}");
        }
    }

    #[test]
    fn a_hasher_has_as_many_threads_as_there_are_cores_and_measures() {
        let Ok(Command::Hasher(args)) = parse_line("hasher --socket s", None) else {
            panic!("no hasher")
        };
        assert!(args.threads >= 1 && args.measure);
        let expected = HasherArgs {
            socket: PathBuf::from("s"),
            threads: 3,
            measure: false,
        };
        assert_eq!(
            parse_line("hasher --threads 3 --no-measure --socket s", None),
            Ok(Command::Hasher(expected))
        );
    }

    #[test]
    fn help_is_shown_where_it_is_asked_for() {
        for (line, help) in [
            ("", HELP),
            ("--help", HELP),
            ("apply --help", APPLY_HELP),
            ("apply -h", APPLY_HELP),
            ("hasher --help", HASHER_HELP),
        ] {
            assert_eq!(parse_line(line, None), Ok(Command::Show(help)), "{line}");
        }
    }
}
