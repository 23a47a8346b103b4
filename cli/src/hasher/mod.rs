//! `vestibule hasher`: Argon2id for the Worker of this machine, natively and on every core, over a Unix socket.
//!
//! It answers tags and nothing else: what is stored stays with the Worker, which compares. It keeps and logs nothing, and
//! ends with the one who started it.

mod http;
mod pool;

use nix::sys::{
    resource::{Resource, setrlimit},
    stat::{Mode, umask},
};
use pool::Pool;
use std::{
    fs,
    io::{self, Read as _},
    net::Shutdown,
    os::unix::{
        fs::FileTypeExt as _,
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// How long is measured before it listens: a dozen hashes on each thread.
const MEASURE: Duration = Duration::from_millis(250);
/// Hashes that may wait, for each thread: the Worker's own queue is the fair one, and sends no more than a few.
const WAITING: usize = 8;
/// Connections beside those that wait.
const SPARE_CONNECTIONS: usize = 16;
/// How much a refused client may still send, in bytes, and for how long between two reads.
const LINGER: (u64, Duration) = (1024 * 1024, Duration::from_secs(1));
/// A connection's thread parses and waits.
const STACK: usize = 256 * 1024;
/// The length of a socket's path that every system takes, in bytes.
pub const LONGEST_PATH: usize = 103;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HasherArgs {
    pub(crate) socket: PathBuf,
    pub(crate) threads: usize,
    pub(crate) measure: bool,
}

/// Serves until standard input ends. `told` is called once it listens, with the hashes a second where they were measured.
///
/// # Errors
/// What keeps it from serving.
pub(crate) fn run<E: From<String>>(
    args: &HasherArgs,
    told: impl FnOnce(Option<f64>) -> Result<(), E>,
) -> Result<(), E> {
    let shown = args.socket.display();
    let failed = |what: &str, error: &dyn std::fmt::Display| E::from(format!("{what}: {error}"));
    keep_memory_to_itself().map_err(|error| failed("forbidding core dumps", &error))?;
    let (pool, rate) = Pool::start(
        args.threads,
        args.threads * WAITING,
        args.measure.then_some(MEASURE),
    )
    .map_err(|error| failed("starting threads", &error))?;
    let listener = bind(&args.socket).map_err(|error| failed(&shown.to_string(), &error))?;
    let socket = args.socket.clone();
    thread::spawn(move || end_with_input(&socket));
    told(rate)?;
    accept(&listener, &Arc::new(pool));
    Ok(())
}

/// The tasks in what comes over a connection.
#[cfg(feature = "fuzzing")]
pub(crate) fn tasks(bytes: &[u8]) -> Vec<vestibule_crypto::SecretBytes> {
    http::tasks(bytes)
}

/// Passwords go through this process: no dump of it is written, and no other process of this user reads it.
fn keep_memory_to_itself() -> nix::Result<()> {
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_dumpable(false)?;
    Ok(())
}

/// Listens on a socket that is its owner's alone, in place of one that somebody left behind.
fn bind(socket: &Path) -> io::Result<UnixListener> {
    if socket.as_os_str().len() > LONGEST_PATH {
        let told = format!("a socket's path has {LONGEST_PATH} bytes at most");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, told));
    }
    if fs::symlink_metadata(socket).is_ok_and(|found| found.file_type().is_socket()) {
        fs::remove_file(socket)?;
    }
    // Nothing else is made by this process.
    umask(Mode::from_bits_truncate(0o177));
    UnixListener::bind(socket)
}

/// Ends the process when its standard input ends: whoever holds the other end has gone then, however it went.
fn end_with_input(socket: &Path) {
    // An error is an end as well.
    let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
    let _ = fs::remove_file(socket);
    std::process::exit(0);
}

fn accept(listener: &UnixListener, pool: &Arc<Pool>) {
    let most = pool.places() + SPARE_CONNECTIONS;
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // Out of descriptors: some will be given back.
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        let counted = Counted::one_of(&open);
        if open.load(Ordering::Relaxed) > most {
            continue;
        }
        let pool = Arc::clone(pool);
        let thread = thread::Builder::new().stack_size(STACK);
        // Where there is no thread for it, the connection is closed, and the Worker hashes itself.
        let _ = thread.spawn(move || {
            let _counted = counted;
            http::serve(&stream, &pool);
            linger(&stream);
        });
    }
}

/// Lets the other side finish what it is sending, so that it reads why it was refused (RFC 9112, section 9.6).
fn linger(stream: &UnixStream) {
    // What fails here ends the connection, which is over.
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.set_read_timeout(Some(LINGER.1));
    let _ = io::copy(&mut stream.take(LINGER.0), &mut io::sink());
}

/// One of those that are open, while it lives.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn one_of(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
