//! `vestibule hasher` as a server starts it: a process of its own, over a real socket.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};
use vestibule_crypto::{
    SecretString,
    hasher::Task,
    password::{self, Params},
};

/// A hasher that listens, in a folder of its own.
struct Hasher {
    child: Child,
    input: Option<ChildStdin>,
    folder: PathBuf,
    said: String,
}

impl Hasher {
    fn start(name: &str, options: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("vestibule-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(["hasher", "--socket"])
            .arg(folder.join("socket"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut said).unwrap();
        Self {
            input: child.stdin.take(),
            child,
            folder,
            said,
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn connect(&self) -> UnixStream {
        UnixStream::connect(self.socket()).unwrap()
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        drop(self.input.take());
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "{ended}");
        assert!(!self.socket().exists());
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

fn ask(stream: &mut UnixStream, body: &[u8]) -> (u16, Vec<u8>) {
    write!(
        stream,
        "POST /argon2id HTTP/1.1\r\nHost: hashers\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    stream.write_all(body).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut status, mut length, mut line) = (0, 0, String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(code) = line.strip_prefix("HTTP/1.1 ") {
            status = code[..3].parse().unwrap();
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (status, body)
}

#[test]
fn it_answers_the_tags_of_argon2id_over_one_connection() {
    let hasher = Hasher::start("tags", &["--threads", "2", "--no-measure"]);
    assert_eq!(hasher.said, "ready\n");
    let mut stream = hasher.connect();
    // Known answers of the reference implementation.
    for stored in [
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    ] {
        let (stored, password) = (SecretString::from(stored), SecretString::from("password"));
        let task = password::task(&password, &stored).unwrap().unwrap();
        let (status, tag) = ask(&mut stream, task.to_bytes().unwrap().expose());
        assert_eq!(status, 200);
        assert_eq!(password::is_tag_of(&tag, &stored), Ok(true));
    }
}

#[test]
fn it_measures_before_it_listens() {
    let hasher = Hasher::start("measure", &["--threads", "1"]);
    let rate: f64 = hasher
        .said
        .strip_prefix("ready ")
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    assert!(rate > 0.0, "{rate}");
}

#[test]
fn it_refuses_what_costs_too_much_and_what_is_no_task() {
    let hasher = Hasher::start("refusals", &["--threads", "1", "--no-measure"]);
    let task = Task {
        params: Params {
            m_kib: 64,
            t: 1,
            p: 1,
        },
        salt: vec![7; 16],
        tag_length: 32,
        password: b"password",
    };
    let good = task.to_bytes().unwrap();
    let mut dear = good.expose().clone();
    dear[4] = 1;
    for body in [dear.as_slice(), b"", b"garbage", &[0xff; 500]] {
        assert_eq!(ask(&mut hasher.connect(), body), (400, Vec::new()));
    }
    // Long enough that it answers while it is still being sent.
    for _ in 0..20 {
        assert_eq!(ask(&mut hasher.connect(), &[0; 900_000]).0, 413);
    }
    assert_eq!(ask(&mut hasher.connect(), good.expose()).0, 200);
}

#[test]
fn its_socket_is_its_owners_alone_and_takes_the_place_of_one_that_was_left() {
    let left = Hasher::start("socket", &["--threads", "1", "--no-measure"]);
    let again = Hasher::start("socket", &["--threads", "1", "--no-measure"]);
    let mode = fs::metadata(again.socket()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    again.connect();
    // Both have one path: the first to end takes it away.
    let folder = left.folder.clone();
    let mut left = std::mem::ManuallyDrop::new(left);
    left.child.kill().unwrap();
    left.child.wait().unwrap();
    drop(again);
    assert!(!folder.exists());
}

#[test]
fn a_file_that_is_no_socket_is_left_alone() {
    let folder = std::env::temp_dir().join(format!("vestibule-file-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("socket");
    fs::write(&file, "mine").unwrap();
    assert!(!refused(&file).is_empty());
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let long = folder.join("x".repeat(108));
    assert!(refused(&long).contains("103 bytes"));
    fs::remove_dir_all(&folder).unwrap();
}

/// What it says when it can't listen.
fn refused(socket: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["hasher", "--no-measure", "--threads", "1", "--socket"])
        .arg(socket)
        .stdin(Stdio::piped())
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn no_core_is_dumped_of_it() {
    let hasher = Hasher::start("core", &["--threads", "1", "--no-measure"]);
    let limits = fs::read_to_string(format!("/proc/{}/limits", hasher.child.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(
        core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(),
        ["0", "0"]
    );
}
