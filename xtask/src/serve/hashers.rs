//! The hashers: a process of the `vestibule` command beside `workerd`, which computes password hashes natively and on every
//! core. It is started again when it dies, and ends when we do: it holds the other end of a pipe.

use super::{log::Log, tied::own_program};
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, DirBuilder, Permissions},
    io::{self, BufRead, BufReader, Write as _},
    os::unix::{
        ffi::OsStrExt as _,
        fs::{DirBuilderExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, OnceLock,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use vestibule_cli::LONGEST_SOCKET_PATH;

/// How long after its death it is started again: twice as long each time, unless it has lived for a while.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long one may take until it listens.
const READY: Duration = Duration::from_secs(10);
/// How far they stand behind `workerd` for a core.
const NICENESS: &str = "10";
/// How often is looked whether it lives.
const POLL: Duration = Duration::from_millis(25);

/// Running hashers, until they are dropped.
pub(crate) struct Hashers {
    pub(crate) socket: PathBuf,
    threads: usize,
    /// All of them at once, as measured when they started.
    per_second: f64,
    /// Where the socket is outside of the state folder.
    elsewhere: Option<PathBuf>,
    /// Once there is one, what there is to say of them goes into the server's log.
    log: Arc<OnceLock<Log>>,
    /// Dropped to end it.
    ending: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

/// A process that listens.
struct Started {
    child: Child,
    /// It ends when this does, however that comes.
    input: ChildStdin,
    per_second: Option<f64>,
}

impl Hashers {
    /// Starts them, or says why the Worker has to hash itself.
    pub(crate) fn start(state: &Path) -> Option<Self> {
        match Self::try_start(state) {
            Ok(hashers) => Some(hashers),
            Err(error) => {
                say(&format!(
                    "There are no hashers, so the Worker hashes passwords itself, one at a time: {error:#}"
                ));
                None
            }
        }
    }

    fn try_start(state: &Path) -> Result<Self> {
        let (socket, elsewhere) = place(state)?;
        let threads = thread::available_parallelism()?.get();
        let started = spawn(&socket, threads, true)?;
        let per_second = started.per_second.context("nothing was measured")?;
        let (ending, end) = channel();
        let again = socket.clone();
        let log = Arc::new(OnceLock::<Log>::new());
        let logged = Arc::clone(&log);
        let watch = thread::spawn(move || {
            let mut started = Some(started);
            let mut pause = SHORTEST_PAUSE;
            loop {
                let since = Instant::now();
                let mut told = match started.take() {
                    Some(started) => {
                        let Some(ended) = watch(started, || is_ending(end.recv_timeout(POLL)))
                        else {
                            return;
                        };
                        format!(
                            "The hashers ended with {ended}; meanwhile the Worker hashes itself."
                        )
                    }
                    None => String::new(),
                };
                pause = match since.elapsed() > LONGEST_PAUSE {
                    true => SHORTEST_PAUSE,
                    false => (pause * 2).min(LONGEST_PAUSE),
                };
                if is_ending(end.recv_timeout(pause)) {
                    return;
                }
                match spawn(&again, threads, false) {
                    Ok(new) => {
                        started = Some(new);
                        told.push_str(" They are started again.");
                    }
                    Err(error) => told.push_str(&format!(" They don't start again: {error:#}")),
                }
                match logged.get() {
                    Some(log) => log.event("warn", "hashers", told.trim_start()),
                    None => say(told.trim_start()),
                }
            }
        });
        Ok(Self {
            socket,
            threads,
            per_second,
            elsewhere,
            log,
            ending: Some(ending),
            watch: Some(watch),
        })
    }

    /// From now on what there is to say goes there, and waits for nobody who reads it.
    pub(super) fn tell(&self, log: Log) {
        // The first is kept.
        let _ = self.log.set(log);
    }

    /// What the Worker is told of them.
    pub(crate) fn variables(&self) -> [(String, String); 2] {
        [
            ("VESTIBULE_HASHERS".to_owned(), self.threads.to_string()),
            (
                "VESTIBULE_HASH_RATE".to_owned(),
                format!("{:.0}", self.per_second.max(1.0)),
            ),
        ]
    }
}

impl Drop for Hashers {
    fn drop(&mut self) {
        drop(self.ending.take());
        if let Some(watch) = self.watch.take() {
            // It has said what went wrong.
            let _ = watch.join();
        }
        if let Some(folder) = &self.elsewhere {
            // What is in it was the socket.
            let _ = fs::remove_dir(folder);
        }
    }
}

fn is_ending(waited: Result<(), RecvTimeoutError>) -> bool {
    waited != Err(RecvTimeoutError::Timeout)
}

/// Waits until the process ends, and gives how; `None` when it was ended because we are to end.
fn watch(started: Started, is_ending: impl Fn() -> bool) -> Option<String> {
    let Started {
        mut child, input, ..
    } = started;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.to_string()),
            Ok(None) => {}
            Err(error) => return Some(error.to_string()),
        }
        if is_ending() {
            drop(input);
            let _ = child.wait();
            return None;
        }
    }
}

/// Where the socket is, in a folder that is its owner's alone; also that folder, where the state folder's path is too long.
fn place(state: &Path) -> Result<(PathBuf, Option<PathBuf>)> {
    let folder = state.canonicalize()?.join("hashers");
    let socket = folder.join("socket");
    if socket.as_os_str().as_bytes().len() <= LONGEST_SOCKET_PATH {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(0o700))?;
        return Ok((socket, None));
    }
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let folder = std::env::temp_dir().join(format!("vestibule-{}", hex::encode(random)));
    let socket = folder.join("socket");
    if socket.as_os_str().as_bytes().len() > LONGEST_SOCKET_PATH {
        bail!(
            "neither {} nor {} leaves room for a socket's path of {LONGEST_SOCKET_PATH} bytes",
            state.display(),
            folder.display()
        );
    }
    // Fails where somebody was there before.
    DirBuilder::new().mode(0o700).create(&folder)?;
    say(&format!(
        "The hashers' socket is in {}: the state folder's path is too long for one.",
        folder.display()
    ));
    Ok((socket, Some(folder)))
}

/// Starts the process and waits until it listens.
fn spawn(socket: &Path, threads: usize, measure: bool) -> Result<Started> {
    // Whoever asks for a page is answered before the next password is hashed.
    let mut command = Command::new("nice");
    command
        .args(["-n", NICENESS])
        .arg(own_program()?)
        .args([COMMAND, "--socket"])
        .arg(socket)
        .args(["--threads", &threads.to_string()])
        .args((!measure).then_some("--no-measure"))
        // What is in ours is no business of its: it has secrets.
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // Ctrl-C is for us.
        .process_group(0);
    let mut child = command.spawn().context("starting the hashers")?;
    let input = child.stdin.take().context("no standard input")?;
    let output = child.stdout.take().context("no standard output")?;
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut said = String::new();
        // Whatever goes wrong, it hasn't said that it is ready; and who asked may be gone.
        let _ = BufReader::new(output).read_line(&mut said);
        let _ = tell.send(said);
    });
    let Ok(said) = told.recv_timeout(READY) else {
        child.kill()?;
        child.wait()?;
        bail!("the hashers are not ready after {READY:?}");
    };
    let Some(per_second) = said.trim_end().strip_prefix("ready") else {
        drop(input);
        bail!("the hashers ended with {}", child.wait()?);
    };
    Ok(Started {
        child,
        input,
        per_second: per_second.trim().parse().ok(),
    })
}

/// The subcommand of `vestibule` that we become when we are called by it.
pub(crate) const COMMAND: &str = "hasher";

fn say(text: &str) {
    // Whoever read it may be gone.
    let _ = writeln!(io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_in_a_folder_of_its_owners_alone_and_its_path_is_short() {
        let short = std::env::temp_dir().join(format!("vestibule-hashers-{}", std::process::id()));
        let long = short.join("x".repeat(120));
        fs::create_dir_all(&long).unwrap();
        for (state, is_elsewhere) in [(&short, false), (&long, true)] {
            let (socket, elsewhere) = place(state).unwrap();
            assert!(socket.as_os_str().len() <= LONGEST_SOCKET_PATH);
            assert_eq!(elsewhere.is_some(), is_elsewhere);
            assert_eq!(
                socket.starts_with(state.canonicalize().unwrap()),
                !is_elsewhere
            );
            let folder = socket.parent().unwrap();
            let mode = fs::metadata(folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
            fs::remove_dir(folder).unwrap();
        }
        fs::remove_dir_all(&short).unwrap();
    }
}
