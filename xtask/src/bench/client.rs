//! A small HTTP/1.1 client over one kept-alive connection, which says how long each exchange took.

use anyhow::{Context, Result, bail, ensure};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

/// Longer than any call takes, however many wait before it.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How many addresses the calls seem to come from: enough that no budget of one address is met.
const PEERS: u32 = 2048;

/// A connection to a server.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// A request, complete but for what the connection adds.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: &'static str,
    /// With its query.
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// The address that it seems to come from; one of many when none is named.
    pub(super) peer: Option<Ipv4Addr>,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// From before the first byte was sent until after the last one came.
    pub(super) took: Duration,
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            host: host(address),
        })
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// Also for every status but 200: what refuses is not measured.
    pub(super) fn send(&mut self, request: &Request) -> Result<Answer> {
        let answer = self.ask(request)?;
        ensure!(
            answer.status == 200,
            "{} {} answered {}: {}",
            request.method,
            request.path,
            answer.status,
            String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)])
        );
        Ok(answer)
    }

    /// Sends a request and reads its answer, whatever its status.
    pub(super) fn ask(&mut self, request: &Request) -> Result<Answer> {
        let bytes = request.to_bytes(&self.host);
        let start = Instant::now();
        self.stream.get_mut().write_all(&bytes)?;
        let (status, body) = self.read()?;
        Ok(Answer {
            status,
            body,
            took: start.elapsed(),
        })
    }

    /// Sends a request and hangs up.
    pub(super) fn leave(mut self, request: &Request) -> Result<()> {
        let bytes = request.to_bytes(&self.host);
        Ok(self.stream.get_mut().write_all(&bytes)?)
    }

    fn read(&mut self) -> Result<(u16, Vec<u8>)> {
        let mut line = String::new();
        self.line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status")?.parse()?;
        let mut length = Some(0);
        loop {
            self.line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.trim().parse()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                length = None;
            }
        }
        let mut body = Vec::new();
        match length {
            Some(length) => self.part(length, &mut body)?,
            None => self.chunks(&mut body)?,
        }
        Ok((status, body))
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        let mut line = String::new();
        loop {
            self.line(&mut line)?;
            let length = usize::from_str_radix(&line, 16).context("a chunk's length")?;
            self.part(length, body)?;
            self.line(&mut line)?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    fn part(&mut self, length: usize, body: &mut Vec<u8>) -> Result<()> {
        let start = body.len();
        body.resize(start + length, 0);
        Ok(self.stream.read_exact(&mut body[start..])?)
    }

    /// The next line, without its end.
    fn line(&mut self, line: &mut String) -> Result<()> {
        line.clear();
        if self.stream.read_line(line)? == 0 {
            bail!("the server closed the connection");
        }
        line.truncate(line.trim_end().len());
        Ok(())
    }
}

impl Request {
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
            peer: None,
        }
    }

    /// A call of an operation that needs no signature.
    pub(super) fn call(operation: &str, body: &serde_json::Value) -> Self {
        Self {
            method: "POST",
            path: "/".to_owned(),
            headers: vec![
                ("Content-Type", "application/x-amz-json-1.1".to_owned()),
                (
                    "X-Amz-Target",
                    format!("AWSCognitoIdentityProviderService.{operation}"),
                ),
            ],
            body: body.to_string().into_bytes(),
            peer: None,
        }
    }

    pub(super) fn from(self, peer: Ipv4Addr) -> Self {
        Self {
            peer: Some(peer),
            ..self
        }
    }

    fn to_bytes(&self, host: &str) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        // The servers are told to believe it.
        bytes.push_str(&format!(
            "CF-Connecting-IP: {}\r\n",
            self.peer.unwrap_or_else(another_peer)
        ));
        if self.method != "GET" {
            bytes.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        bytes.push_str("\r\n");
        let mut bytes = bytes.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// What names a server in a request: the host of its public URL.
pub(super) fn host(address: SocketAddr) -> String {
    format!("localhost:{}", address.port())
}

fn another_peer() -> Ipv4Addr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed) % PEERS;
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 1)) + number)
}
