//! Password sign-ins beside Argon2id on every core at once, computed natively by this program: what hashers can't beat.

use super::{
    calls::Prepared,
    hashers,
    load::{Batch, Figure, Series},
};
use anyhow::{Result, anyhow};
use serde::Serialize;
use std::{
    thread,
    time::{Duration, Instant},
};
use vestibule_crypto::hasher::Memory;

/// As many as sign in at once.
pub(super) const CONNECTIONS: usize = 16;
const SPAN: Duration = Duration::from_millis(1500);

#[derive(Serialize)]
pub(super) struct Native {
    pub(super) sign_ins: Figure,
    pub(super) hashes: Figure,
    pub(super) ratio: f64,
}

pub(super) fn measure(prepared: &Prepared, rounds: usize) -> Result<Native> {
    let call = prepared.sign_in();
    call.round(CONNECTIONS, SPAN)?;
    let (mut sign_ins, mut hashes) = (Series::default(), Series::default());
    for _ in 0..rounds {
        hashes.push(hash_on_all_cores()?);
        sign_ins.push(call.round(CONNECTIONS, SPAN)?);
    }
    Ok(Native {
        ratio: sign_ins.ratio(&hashes),
        sign_ins: sign_ins.figure(),
        hashes: hashes.figure(),
    })
}

fn hash_on_all_cores() -> Result<Batch> {
    let cores = thread::available_parallelism()?.get();
    let start = Instant::now();
    let threads = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(|| hash(start))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?)
            .collect::<Result<Vec<_>>>()
    })?;
    let took = start.elapsed();
    Ok(Batch::new(threads.into_iter().flatten().collect(), took))
}

fn hash(start: Instant) -> Result<Vec<Duration>> {
    let task = hashers::task();
    let mut memory = Memory::default();
    let mut latencies = Vec::new();
    while start.elapsed() < SPAN {
        let began = Instant::now();
        memory.tag(&task)?;
        latencies.push(began.elapsed());
    }
    Ok(latencies)
}
