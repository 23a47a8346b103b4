//! Budgets of one isolate, by peer address and by client, spent before anything is hashed.

use crate::{
    error::{Error, Result},
    time::{Span, Timestamp},
};
use std::{cell::RefCell, collections::BTreeMap, net::IpAddr};

/// Subjects that are remembered; the oldest are forgotten first.
const CAPACITY: usize = 10_000;

/// Token buckets: `burst` at once, refilled at `per_second`.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub burst: u32,
    pub per_second: u32,
}

type Buckets = BTreeMap<String, (i64, Timestamp)>;

/// The buckets of one isolate.
pub struct Budgets {
    address: Option<Rate>,
    client: Option<Rate>,
    /// Subject to (tokens left in thousandths, last refill).
    buckets: RefCell<Buckets>,
    /// Hashes wanted and not yet done.
    queued: RefCell<u32>,
    queue_length: u32,
}

impl Budgets {
    /// `queue_length`: password hashes that may wait for this isolate's one thread.
    pub fn new(address: Rate, client: Rate, queue_length: u32) -> Self {
        Self {
            address: Some(address),
            client: Some(client),
            buckets: RefCell::default(),
            queued: RefCell::default(),
            queue_length,
        }
    }

    /// For tests that are about something else.
    pub fn unlimited() -> Self {
        Self {
            address: None,
            client: None,
            buckets: RefCell::default(),
            queued: RefCell::default(),
            queue_length: u32::MAX,
        }
    }

    /// Takes one from the address's bucket and one from the client's.
    ///
    /// # Errors
    /// TooManyRequestsException when either is empty.
    pub fn spend(&self, now: Timestamp, peer: Option<IpAddr>, client: &str) -> Result<()> {
        if let (Some(rate), Some(peer)) = (self.address, peer) {
            self.take(now, rate, format!("address {}", network(peer)))?;
        }
        match self.client {
            Some(rate) => self.take(now, rate, format!("client {client}")),
            None => Ok(()),
        }
    }

    /// A place in the queue of hashes, held until it is dropped.
    ///
    /// # Errors
    /// TooManyRequestsException when the queue is full.
    pub fn queue(&self) -> Result<Place<'_>> {
        let mut queued = self.queued.borrow_mut();
        if *queued >= self.queue_length {
            return Err(Error::rate_exceeded());
        }
        *queued += 1;
        Ok(Place(self))
    }

    fn take(&self, now: Timestamp, rate: Rate, subject: String) -> Result<()> {
        let full = i64::from(rate.burst) * 1000;
        let mut buckets = self.buckets.borrow_mut();
        if buckets.len() >= CAPACITY && !buckets.contains_key(&subject) {
            // A full bucket says nothing: those are forgotten first.
            let long_ago = now - Span::millis(full / i64::from(rate.per_second.max(1)));
            buckets.retain(|_, (_, last)| *last > long_ago);
            if buckets.len() >= CAPACITY {
                forget_older_half(&mut buckets);
            }
        }
        let (tokens, last) = buckets.entry(subject).or_insert((full, now));
        let gained = (now - *last)
            .as_millis()
            .max(0)
            .saturating_mul(rate.per_second.into());
        *tokens = tokens.saturating_add(gained).min(full);
        *last = now;
        if *tokens < 1000 {
            return Err(Error::rate_exceeded());
        }
        *tokens -= 1000;
        Ok(())
    }
}

fn forget_older_half(buckets: &mut Buckets) {
    let mut refills: Vec<_> = buckets.values().map(|(_, last)| *last).collect();
    refills.sort_unstable();
    if let Some(median) = refills.get(refills.len() / 2) {
        buckets.retain(|_, (_, last)| *last > *median);
    }
}

/// A place in the queue of hashes.
pub struct Place<'a>(&'a Budgets);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut queued = self.0.queued.borrow_mut();
        *queued = queued.saturating_sub(1);
    }
}

/// One household has a whole /64.
fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_refills() {
        let budgets = Budgets::new(
            Rate {
                burst: 3,
                per_second: 1,
            },
            Rate {
                burst: 100,
                per_second: 100,
            },
            8,
        );
        let peer = Some("192.0.2.1".parse().unwrap());
        let now = Timestamp::from_seconds(1000);
        for _ in 0..3 {
            budgets.spend(now, peer, "a").unwrap();
        }
        assert!(budgets.spend(now, peer, "a").is_err());
        assert!(
            budgets
                .spend(now, Some("192.0.2.2".parse().unwrap()), "a")
                .is_ok()
        );
        assert!(budgets.spend(now + Span::seconds(1), peer, "a").is_ok());
        assert!(budgets.spend(now + Span::seconds(1), peer, "a").is_err());
    }

    #[test]
    fn one_ipv6_network_is_one_peer() {
        let budgets = Budgets::new(
            Rate {
                burst: 1,
                per_second: 1,
            },
            Rate {
                burst: 100,
                per_second: 100,
            },
            8,
        );
        let now = Timestamp::from_seconds(1000);
        budgets
            .spend(now, Some("2001:db8::1".parse().unwrap()), "a")
            .unwrap();
        assert!(
            budgets
                .spend(now, Some("2001:db8::2".parse().unwrap()), "a")
                .is_err()
        );
    }

    #[test]
    fn of_too_many_subjects_the_oldest_are_forgotten() {
        let rate = Rate {
            burst: 2,
            per_second: 1,
        };
        let budgets = Budgets::new(rate, rate, 1);
        let mut now = Timestamp::from_seconds(1000);
        let mut refused = 0;
        for number in 0..3 * CAPACITY {
            budgets.spend(now, None, &format!("{number:06}")).unwrap();
            now = now + Span::millis(if number % 100 == 0 { 1 } else { 0 });
            // Alphabetically first, and in use: forgetting it would give it a full bucket.
            refused += usize::from(number % 1000 == 0 && budgets.spend(now, None, "!").is_err());
        }
        assert!(budgets.buckets.borrow().len() <= CAPACITY);
        assert!(refused > 20, "{refused}");
    }

    #[test]
    fn the_queue_is_bounded_and_places_come_back() {
        let rate = Rate {
            burst: 1,
            per_second: 1,
        };
        let budgets = Budgets::new(rate, rate, 2);
        let first = budgets.queue().unwrap();
        let _second = budgets.queue().unwrap();
        assert!(budgets.queue().is_err());
        drop(first);
        assert!(budgets.queue().is_ok());
    }
}
