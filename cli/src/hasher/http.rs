//! As much of HTTP/1.1 as `workerd` speaks to a service of its own: a POST of a known length, the connection kept.

use super::pool::Pool;
use httparse::{EMPTY_HEADER, Status};
use std::io::{Read, Write};
use vestibule_crypto::{SecretBytes, hasher::Task};
use zeroize::Zeroize as _;

/// Where tags are asked for.
const PATH: &str = "/argon2id";
/// The longest head of a request, in bytes.
const HEAD: usize = 8 * 1024;
const HEADERS: usize = 32;

/// Why there is no tag, as a line of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    BadRequest,
    NotFound,
    LengthRequired,
    TooLarge,
    Overloaded,
}

impl Refusal {
    const fn status(self) -> &'static str {
        match self {
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::LengthRequired => "411 Length Required",
            Self::TooLarge => "413 Content Too Large",
            Self::Overloaded => "503 Service Unavailable",
        }
    }
}

/// Answers what comes over a connection, until it ends or something comes that isn't understood.
pub(super) fn serve(mut stream: impl Read + Write, pool: &Pool) {
    let mut incoming = Incoming::default();
    // What failed is the connection, and nobody is left to be told.
    while let Some(task) = incoming.task(&mut stream) {
        let tag = task.and_then(|task| {
            let answer = pool.ask(task).ok_or(Refusal::Overloaded)?;
            answer.recv().map_err(|_| Refusal::BadRequest)
        });
        let goes_on = matches!(tag, Ok(_) | Err(Refusal::Overloaded));
        let answer = answer(
            tag.as_ref()
                .map(|tag| tag.expose().as_slice())
                .map_err(|refusal| *refusal),
        );
        if stream.write_all(answer.expose()).is_err() || !goes_on {
            return;
        }
    }
}

/// The tasks that come, one after the other, until something comes that is none.
#[cfg(feature = "fuzzing")]
pub(super) fn tasks(mut stream: impl Read) -> Vec<SecretBytes> {
    let mut incoming = Incoming::default();
    let mut tasks = Vec::new();
    while let Some(Ok(task)) = incoming.task(&mut stream) {
        tasks.push(task);
    }
    tasks
}

fn answer(tag: Result<&[u8], Refusal>) -> SecretBytes {
    let (status, body) = match tag {
        Ok(tag) => ("200 OK", tag),
        Err(refusal) => (refusal.status(), &[][..]),
    };
    let mut bytes = Vec::with_capacity(256);
    bytes.extend(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len()).as_bytes());
    if matches!(tag, Err(refusal) if refusal != Refusal::Overloaded) {
        bytes.extend(b"Connection: close\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes.into()
}

/// What has come over a connection and is not answered yet.
struct Incoming {
    bytes: Box<[u8]>,
    filled: usize,
}

impl Default for Incoming {
    fn default() -> Self {
        Self {
            bytes: vec![0; HEAD + Task::LONGEST].into(),
            filled: 0,
        }
    }
}

impl Incoming {
    /// The next task, or why there is none; `None` when the connection has ended.
    fn task(&mut self, stream: &mut impl Read) -> Option<Result<SecretBytes, Refusal>> {
        let (head, length) = loop {
            match head(self.bytes.get(..self.filled)?) {
                Ok(Some(found)) if found.0 <= HEAD => break found,
                Ok(None) if self.filled < HEAD => self.read(stream)?,
                Ok(_) => return Some(Err(Refusal::TooLarge)),
                Err(refusal) => return Some(Err(refusal)),
            }
        };
        while self.filled < head + length {
            self.read(stream)?;
        }
        let task = SecretBytes::from(self.bytes.get(head..head + length)?);
        self.forget(head + length);
        Some(match Task::parse(task.expose()) {
            Some(_) => Ok(task),
            None => Err(Refusal::BadRequest),
        })
    }

    /// Reads some more; `None` at the end.
    fn read(&mut self, stream: &mut impl Read) -> Option<()> {
        let room = self.bytes.get_mut(self.filled..)?;
        match stream.read(room) {
            Ok(0) | Err(_) => None,
            Ok(read) => {
                self.filled += read;
                Some(())
            }
        }
    }

    /// Wipes the first bytes, and moves what came after them to the front.
    fn forget(&mut self, first: usize) {
        self.bytes.copy_within(first..self.filled, 0);
        let rest = self.filled.saturating_sub(first);
        if let Some(used) = self.bytes.get_mut(rest..self.filled) {
            used.zeroize();
        }
        self.filled = rest;
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

/// How long the head of a request is, and its body; `None` while it isn't whole.
fn head(bytes: &[u8]) -> Result<Option<(usize, usize)>, Refusal> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let Ok(parsed) = request.parse(bytes) else {
        return Err(Refusal::BadRequest);
    };
    let Status::Complete(head) = parsed else {
        return Ok(None);
    };
    if (request.method, request.path) != (Some("POST"), Some(PATH)) {
        return Err(Refusal::NotFound);
    }
    let named = |name: &'static str| {
        let headers = request.headers.iter();
        headers.filter(move |header| header.name.eq_ignore_ascii_case(name))
    };
    if named("transfer-encoding").next().is_some() {
        return Err(Refusal::LengthRequired);
    }
    let mut lengths = named("content-length");
    let (Some(length), None) = (lengths.next(), lengths.next()) else {
        return Err(Refusal::LengthRequired);
    };
    let length = str::from_utf8(length.value).ok();
    // `parse` would take a sign.
    let length = length.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match length.and_then(|text| text.parse().ok()) {
        Some(length) if length <= Task::LONGEST => Ok(Some((head, length))),
        Some(_) => Err(Refusal::TooLarge),
        None => Err(Refusal::BadRequest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io;
    use vestibule_crypto::password::{self, Params};

    const CHEAP: Params = Params {
        m_kib: 32,
        t: 1,
        p: 1,
    };

    /// What comes, so many bytes at a time, and what was answered.
    struct Wire<'a> {
        coming: &'a [u8],
        at_once: usize,
        answered: Vec<u8>,
    }

    impl Read for Wire<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let at_once = self.at_once.min(into.len());
            self.coming.read(&mut into[..at_once])
        }
    }

    impl Write for Wire<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.answered.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn exchange(pool: &Pool, coming: &[u8], at_once: usize) -> Vec<u8> {
        let mut wire = Wire {
            coming,
            at_once,
            answered: Vec::new(),
        };
        serve(&mut wire, pool);
        wire.answered
    }

    fn statuses(answered: &[u8]) -> Vec<u16> {
        let text = String::from_utf8_lossy(answered);
        let lines = text.split("HTTP/1.1 ").skip(1);
        lines.map(|line| line[..3].parse().unwrap()).collect()
    }

    fn pool() -> Pool {
        Pool::start(1, 1, None).unwrap().0
    }

    fn request(body: &[u8]) -> Vec<u8> {
        let mut bytes = format!(
            "POST /argon2id HTTP/1.1\r\nHost: hashers\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend(body);
        bytes
    }

    fn task() -> SecretBytes {
        let task = Task {
            params: CHEAP,
            salt: vec![7; 16],
            tag_length: 32,
            password: b"password",
        };
        task.to_bytes().unwrap()
    }

    #[test]
    fn one_connection_has_many_tasks_however_they_are_cut() {
        let stored = password::hash(&"password".into(), &[7; 16], CHEAP).unwrap();
        let coming = request(task().expose()).repeat(3);
        for at_once in [1, 7, 100_000] {
            let answered = exchange(&pool(), &coming, at_once);
            assert_eq!(statuses(&answered), [200; 3]);
            let tag = &answered[answered.len() - 32..];
            assert_eq!(password::is_tag_of(tag, &stored), Ok(true));
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_and_the_connection_closed() {
        let long = "x".repeat(HEAD);
        let body = String::from_utf8_lossy(task().expose()).into_owned();
        for (coming, status) in [
            ("GET /argon2id HTTP/1.1\r\n\r\n".to_owned(), 404),
            (
                "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx".to_owned(),
                404,
            ),
            ("POST /argon2id HTTP/1.1\r\n\r\n".to_owned(), 411),
            (
                "POST /argon2id HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
                411,
            ),
            (
                "POST /argon2id HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx"
                    .to_owned(),
                411,
            ),
            (
                "POST /argon2id HTTP/1.1\r\nContent-Length: +1\r\n\r\nx".to_owned(),
                400,
            ),
            (
                "POST /argon2id HTTP/1.1\r\nContent-Length: 99999\r\n\r\nx".to_owned(),
                413,
            ),
            (
                format!("POST /argon2id HTTP/1.1\r\nContent-Length: 1\r\nX: {long}\r\n\r\nx"),
                413,
            ),
            (
                "POST /argon2id HTTP/1.1\r\nContent-Length: 1\r\n\r\nx".to_owned(),
                400,
            ),
            ("\u{0}\u{1}garbage\r\n\r\n".to_owned(), 400),
            (body, 400),
        ] {
            let mut coming = coming.into_bytes();
            coming.extend(request(task().expose()));
            let answered = exchange(&pool(), &coming, 1000);
            assert_eq!(statuses(&answered), [status], "{}", coming.escape_ascii());
        }
    }

    #[test]
    fn who_asks_for_too_much_at_once_is_told_and_keeps_the_connection() {
        let (idle, _) = Pool::start(0, 0, None).unwrap();
        let answered = exchange(&idle, &request(task().expose()).repeat(2), 1000);
        assert_eq!(statuses(&answered), [503, 503]);
    }

    #[test]
    fn a_request_that_breaks_off_has_no_answer() {
        let whole = request(task().expose());
        for length in 0..whole.len() {
            assert_eq!(exchange(&pool(), &whole[..length], 1000), b"", "{length}");
        }
    }

    #[test]
    fn what_was_answered_is_wiped() {
        let mut incoming = Incoming::default();
        let whole = request(task().expose());
        let mut coming = [whole.as_slice(), b"POST"].concat();
        incoming.task(&mut coming.as_slice()).unwrap().unwrap();
        assert_eq!(&incoming.bytes[..4], b"POST");
        assert!(incoming.bytes[4..].iter().all(|byte| *byte == 0));
        coming.clear();
    }

    proptest! {
        #[test]
        fn no_bytes_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), cut in 0_usize..200) {
            let idle = Pool::start(0, 0, None).unwrap().0;
            exchange(&idle, &bytes, 50);
            let mut whole = request(task().expose());
            whole.truncate(cut);
            whole.append(&mut bytes);
            exchange(&idle, &whole, 50);
        }
    }
}
