//! The hashers asked by this program itself: what a Worker in front of them can't beat.

use anyhow::{Context, Result, anyhow, ensure};
use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    thread,
    time::{Duration, Instant},
};
use vestibule_crypto::{hasher::Task, password::Params};

/// Hashes a second, as many at once as keep them busy.
pub(super) fn rate(socket: &Path, span: Duration) -> Result<f64> {
    let at_once = 2 * thread::available_parallelism()?.get();
    let start = Instant::now();
    let hashes = thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once)
            .map(|_| scope.spawn(|| ask(socket, start, span)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?)
            .sum::<Result<u32>>()
    })?;
    Ok(f64::from(hashes) / start.elapsed().as_secs_f64())
}

/// What is hashed, as dear as a person's password.
pub(super) fn task() -> Task<'static> {
    Task {
        params: Params::default(),
        salt: vec![7; 16],
        tag_length: 32,
        password: b"correct horse battery staple",
    }
}

fn ask(socket: &Path, start: Instant, span: Duration) -> Result<u32> {
    let task = task();
    let length = task.tag_length;
    let task = task.to_bytes().context("hashers take no such task")?;
    let task = task.expose();
    let head = format!(
        "POST /argon2id HTTP/1.1\r\nHost: hashers\r\nContent-Length: {}\r\n\r\n",
        task.len()
    );
    let request = [head.as_bytes(), task].concat();
    let mut stream = UnixStream::connect(socket)?;
    let expected = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    let mut answer = vec![0; expected.len() + length];
    let mut hashes = 0;
    while start.elapsed() < span {
        stream.write_all(&request)?;
        stream.read_exact(&mut answer)?;
        ensure!(
            answer.starts_with(expected.as_bytes()),
            "the hashers refuse"
        );
        hashes += 1;
    }
    Ok(hashes)
}
