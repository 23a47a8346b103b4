//! Load: a call, repeated over some connections for some time, and what came of it.

use super::client::Connection;
use anyhow::{Result, anyhow};
use serde::Serialize;
use std::{
    net::SocketAddr,
    sync::{
        Barrier,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Something to repeat: a request, or the few that belong together.
pub(super) struct Call<'a> {
    pub(super) address: SocketAddr,
    /// How long one round of it takes.
    pub(super) span: Duration,
    exchange: Box<Exchange<'a>>,
    /// Of all rounds: no two runs get the same number.
    next: AtomicUsize,
}

/// One repetition, by its number; how long its requests took.
type Exchange<'a> = dyn Fn(&mut Connection, usize) -> Result<Duration> + Sync + 'a;

/// One round of a call.
pub(super) struct Batch {
    latencies: Vec<Duration>,
    per_second: f64,
}

/// All rounds of a call at one number of connections.
#[derive(Default)]
pub(super) struct Series(Vec<Batch>);

/// What is said of a series.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Figure {
    /// Of the rounds' medians, the median.
    pub(super) median_ms: f64,
    /// Of all calls.
    pub(super) p99_ms: f64,
    /// Of the rounds' rates, the median.
    pub(super) per_second: f64,
    pub(super) calls: usize,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        address: SocketAddr,
        span: Duration,
        exchange: impl Fn(&mut Connection, usize) -> Result<Duration> + Sync + 'a,
    ) -> Self {
        Self {
            address,
            span,
            exchange: Box::new(exchange),
            next: AtomicUsize::new(0),
        }
    }

    /// Repeats the call on each of `connections` until `span` is over.
    pub(super) fn round(&self, connections: usize, span: Duration) -> Result<Batch> {
        let barrier = Barrier::new(connections);
        let threads: Vec<Result<Thread>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..connections)
                .map(|_| scope.spawn(|| self.thread(&barrier, span)))
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|_| Err(anyhow!("a thread panicked")))
                })
                .collect()
        });
        let threads: Vec<Thread> = threads.into_iter().collect::<Result<_>>()?;
        let elapsed = threads.iter().map(|thread| thread.elapsed).max();
        let latencies: Vec<Duration> = threads
            .into_iter()
            .flat_map(|thread| thread.latencies)
            .collect();
        // What one connection does between its requests is no cost of the server's.
        let busy = match connections {
            1 => latencies.iter().sum(),
            _ => elapsed.unwrap_or_default(),
        };
        Ok(Batch {
            per_second: latencies.len() as f64 / busy.as_secs_f64(),
            latencies,
        })
    }

    fn thread(&self, barrier: &Barrier, span: Duration) -> Result<Thread> {
        let connection = Connection::open(self.address);
        barrier.wait();
        let mut connection = connection?;
        let mut latencies = Vec::new();
        let start = Instant::now();
        while start.elapsed() < span {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            latencies.push((self.exchange)(&mut connection, number)?);
        }
        Ok(Thread {
            latencies,
            elapsed: start.elapsed(),
        })
    }
}

impl Batch {
    pub(super) fn new(latencies: Vec<Duration>, took: Duration) -> Self {
        Self {
            per_second: latencies.len() as f64 / took.as_secs_f64(),
            latencies,
        }
    }
}

struct Thread {
    latencies: Vec<Duration>,
    elapsed: Duration,
}

impl Series {
    pub(super) fn push(&mut self, batch: Batch) {
        self.0.push(batch);
    }

    pub(super) fn figure(&self) -> Figure {
        let rounds = self.0.iter();
        let all: Vec<Duration> = rounds
            .clone()
            .flat_map(|batch| batch.latencies.iter().copied())
            .collect();
        Figure {
            median_ms: median(
                rounds
                    .clone()
                    .map(|batch| millis(quantile(&batch.latencies, 0.5))),
            ),
            p99_ms: millis(quantile(&all, 0.99)),
            per_second: median(rounds.map(|batch| batch.per_second)),
            calls: all.len(),
        }
    }

    /// How this rate compares with another's: the median of what each round says, so that a slow moment of the machine
    /// counts for both.
    pub(super) fn ratio(&self, bound: &Self) -> f64 {
        let rounds = self.0.iter().zip(&bound.0);
        median(rounds.map(|(own, bound)| own.per_second / bound.per_second))
    }

    /// How this median compares with another's, likewise.
    pub(super) fn slowdown(&self, other: &Self) -> f64 {
        let middle = |batch: &Batch| quantile(&batch.latencies, 0.5).as_secs_f64();
        let rounds = self.0.iter().zip(&other.0);
        median(rounds.map(|(own, other)| middle(own) / middle(other)))
    }
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => (values[even / 2 - 1] + values[even / 2]) / 2.0,
        odd => values[odd / 2],
    }
}

/// By the nearest rank.
pub(super) fn quantile(latencies: &[Duration], at: f64) -> Duration {
    let mut sorted = latencies.to_vec();
    sorted.sort();
    let rank = (at * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

pub(super) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(latencies: &[u64], per_second: f64) -> Batch {
        Batch {
            latencies: latencies
                .iter()
                .copied()
                .map(Duration::from_millis)
                .collect(),
            per_second,
        }
    }

    #[test]
    fn a_series_says_the_medians_of_its_rounds_and_the_p99_of_all_calls() {
        let hundred: Vec<u64> = (1..=100).collect();
        let series = Series(vec![
            batch(&hundred, 10.0),
            batch(&[7], 30.0),
            batch(&[9], 20.0),
        ]);
        let figure = series.figure();
        assert_eq!(figure.median_ms, 9.0);
        // 102 calls: the 101st of them.
        assert_eq!(figure.p99_ms, 99.0);
        assert_eq!(figure.per_second, 20.0);
        assert_eq!(figure.calls, 102);
    }

    #[test]
    fn ratios_are_of_the_same_round() {
        let own = Series(vec![batch(&[2], 5.0), batch(&[20], 50.0), batch(&[3], 6.0)]);
        let bound = Series(vec![
            batch(&[1], 10.0),
            batch(&[10], 100.0),
            batch(&[3], 6.0),
        ]);
        assert_eq!(own.ratio(&bound), 0.5);
        assert_eq!(own.slowdown(&bound), 2.0);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        assert_eq!(median([4.0, 1.0, 3.0, 2.0].into_iter()), 2.5);
    }
}
