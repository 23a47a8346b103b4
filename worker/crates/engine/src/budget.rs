//! Budgets of one isolate, by peer address and by client, spent before anything is hashed.

use crate::{
    error::{Error, Result},
    hash_queue::HashQueue,
};
use std::{cell::RefCell, collections::BTreeMap, net::IpAddr};
use vestibule_model::time::{Span, Timestamp};

/// Subjects that are remembered. Past that, those whose bucket has filled up again are forgotten, then the older half.
const CAPACITY: usize = 10_000;
/// Of what the machine hashes, the part that one address may use for long, and one client beside others.
const FRACTION: u32 = 4;
/// Hashes that one address may ask for at once, and one client, which stands for many people.
const ADDRESS_BURST: u32 = 300;
const CLIENT_BURST: u32 = 3_000;
/// What a call costs, in thousandths of a password hash.
const HASH: i64 = 1000;
/// Two signatures.
const REFRESH: i64 = 50;
/// Bytes of a body that cost nothing: no call but those with attributes needs more.
const FREE: usize = 16 * 1024;
/// Bytes beyond those that cost as much as a hash. The largest sign-up pays two altogether, the largest call 31.
const BYTES: i64 = 64 * 1024;

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
    /// Whether the rates are a [`FRACTION`] of what is hashed now, and a client has to do with its part only where others wait.
    /// Held to it on an idle machine, one app would use a part of it, and whoever knows the client's id could use up what its
    /// people need.
    is_of_machine: bool,
    /// Subject to (tokens left in thousandths, last refill).
    buckets: RefCell<Buckets>,
}

impl Budgets {
    pub fn new(address: Rate, client: Rate) -> Self {
        Self {
            address: Some(address),
            client: Some(client),
            is_of_machine: false,
            buckets: RefCell::default(),
        }
    }

    /// One address may use a quarter of what the machine hashes for long, and so may one client where others wait.
    pub fn of_machine() -> Self {
        let share = |burst| Rate {
            burst,
            per_second: 1,
        };
        Self {
            is_of_machine: true,
            ..Self::new(share(ADDRESS_BURST), share(CLIENT_BURST))
        }
    }

    /// For tests that are about something else.
    pub fn unlimited() -> Self {
        Self {
            address: None,
            client: None,
            is_of_machine: false,
            buckets: RefCell::default(),
        }
    }

    /// Takes one from the address's bucket, where it isn't known yet whether there is such a client. Requests without a known
    /// address share one bucket; otherwise hiding the address would be the way around the budget.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when it is empty.
    pub fn spend_address(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        hashes: &HashQueue,
    ) -> Result<()> {
        self.charge_address(now, peer, hashes, HASH)
    }

    /// Takes one from the address's bucket and one from the client's, where that has to do with its part.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when either is empty.
    pub fn spend(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        client: &str,
        hashes: &HashQueue,
    ) -> Result<()> {
        self.charge(now, peer, client, hashes, HASH)
    }

    /// The same for a refresh, which costs a twentieth of what a hash does.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when either bucket is empty.
    pub fn spend_refresh(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        client: &str,
        hashes: &HashQueue,
    ) -> Result<()> {
        self.charge(now, peer, client, hashes, REFRESH)
    }

    /// Takes from the address's bucket what reading a body of so many bytes costs.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there isn't as much in it.
    pub fn spend_body(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        hashes: &HashQueue,
        bytes: usize,
    ) -> Result<()> {
        let bytes = i64::try_from(bytes.saturating_sub(FREE)).unwrap_or(i64::MAX);
        match bytes.saturating_mul(HASH) / BYTES {
            0 => Ok(()),
            cost => self.charge_address(now, peer, hashes, cost),
        }
    }

    fn charge(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        client: &str,
        hashes: &HashQueue,
        cost: i64,
    ) -> Result<()> {
        self.charge_address(now, peer, hashes, cost)?;
        match self.client {
            Some(rate) if !self.is_of_machine || hashes.others_wait(client) => {
                let rate = self.of_now(rate, hashes);
                self.take(now, rate, format!("client {client}"), cost)
            }
            _ => Ok(()),
        }
    }

    fn charge_address(
        &self,
        now: Timestamp,
        peer: Option<IpAddr>,
        hashes: &HashQueue,
        cost: i64,
    ) -> Result<()> {
        let Some(rate) = self.address else {
            return Ok(());
        };
        let subject = match peer {
            Some(peer) => format!("address {}", network(peer)),
            None => "address unknown".to_owned(),
        };
        self.take(now, self.of_now(rate, hashes), subject, cost)
    }

    fn of_now(&self, rate: Rate, hashes: &HashQueue) -> Rate {
        match self.is_of_machine {
            true => Rate {
                per_second: (hashes.rate_now() / FRACTION).max(1),
                ..rate
            },
            false => rate,
        }
    }

    fn take(&self, now: Timestamp, rate: Rate, subject: String, cost: i64) -> Result<()> {
        let full = i64::from(rate.burst) * HASH;
        let mut buckets = self.buckets.borrow_mut();
        if buckets.len() >= CAPACITY && !buckets.contains_key(&subject) {
            // A bucket that has filled up again holds no information.
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
        if *tokens < cost {
            return Err(Error::rate_exceeded());
        }
        *tokens -= cost;
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

/// What shares a bucket: of IPv4 one address, of IPv6 a /64, which one household has whole. A socket that listens for both
/// tells of an IPv4 peer as `::ffff:a.b.c.d`.
pub(crate) fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash_queue::{Kind, Lane};

    /// Where others wait.
    fn crowded() -> HashQueue {
        crowd(HashQueue::new(1))
    }

    /// As if as many as can waited, each for a client of its own.
    fn crowd(hashes: HashQueue) -> HashQueue {
        for number in 0_u8.. {
            let lane = Lane {
                kind: Kind::Stranger,
                client: format!("other-{number}"),
                network: Some([192, 0, 2, number].into()),
            };
            let place = hashes.place(Timestamp::from_seconds(1000), lane);
            let is_full = place.is_err();
            std::mem::forget(place);
            if is_full {
                break;
            }
        }
        hashes
    }

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
        );
        let peer = Some("192.0.2.1".parse().unwrap());
        let now = Timestamp::from_seconds(1000);
        for _ in 0..3 {
            budgets.spend(now, peer, "a", &crowded()).unwrap();
        }
        assert!(
            budgets
                .spend(now, peer, "a", &crowded())
                .unwrap_err()
                .is_rate_exceeded()
        );
        assert!(
            budgets
                .spend(now, Some("192.0.2.2".parse().unwrap()), "a", &crowded())
                .is_ok()
        );
        assert!(
            budgets
                .spend(now + Span::seconds(1), peer, "a", &crowded())
                .is_ok()
        );
        assert!(
            budgets
                .spend(now + Span::seconds(1), peer, "a", &crowded())
                .is_err()
        );
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
        );
        let now = Timestamp::from_seconds(1000);
        budgets
            .spend(now, Some("2001:db8::1".parse().unwrap()), "a", &crowded())
            .unwrap();
        assert!(
            budgets
                .spend(now, Some("2001:db8::2".parse().unwrap()), "a", &crowded())
                .is_err()
        );
    }

    #[test]
    fn an_ipv4_peer_is_one_and_the_same_on_a_socket_for_both_protocols() {
        let one = Rate {
            burst: 1,
            per_second: 1,
        };
        let budgets = Budgets::new(one, one);
        let now = Timestamp::from_seconds(1000);
        let spend =
            |peer: &str| budgets.spend_address(now, Some(peer.parse().unwrap()), &crowded());
        spend("::ffff:192.0.2.1").unwrap();
        assert!(spend("192.0.2.1").is_err());
        spend("::ffff:192.0.2.2").unwrap();
    }

    #[test]
    fn peers_that_are_not_known_share_a_budget() {
        let one = Rate {
            burst: 1,
            per_second: 1,
        };
        let budgets = Budgets::new(one, one);
        let now = Timestamp::from_seconds(1000);
        budgets.spend(now, None, "a", &crowded()).unwrap();
        assert!(
            budgets
                .spend(now, None, "b", &crowded())
                .unwrap_err()
                .is_rate_exceeded()
        );
        let known = Some("192.0.2.1".parse().unwrap());
        budgets.spend(now, known, "b", &crowded()).unwrap();
    }

    #[test]
    fn an_address_has_a_quarter_of_the_machine() {
        let (budgets, hashes) = (Budgets::of_machine(), HashQueue::of_machine(100, 0));
        let peer = Some("192.0.2.1".parse().unwrap());
        let mut now = Timestamp::from_seconds(1000);
        let spent = |now| {
            (0..1_000)
                .filter(|_| budgets.spend(now, peer, "a", &hashes).is_ok())
                .count()
        };
        assert_eq!(spent(now), 300);
        now = now + Span::seconds(2);
        assert_eq!(spent(now), 50);
        let slow = HashQueue::of_machine(1, 0);
        assert!(Budgets::of_machine().spend(now, peer, "a", &slow).is_ok());
    }

    #[test]
    fn while_the_worker_hashes_itself_the_quarter_is_of_what_it_makes() {
        // Four threads make 100, so the Worker makes 12.
        let (budgets, hashes) = (Budgets::of_machine(), HashQueue::of_machine(100, 4));
        let peer = Some("192.0.2.1".parse().unwrap());
        let mut now = Timestamp::from_seconds(1000);
        let spent = |now| {
            let spend = |_: &u32| budgets.spend_address(now, peer, &hashes).is_ok();
            (0..1_000).filter(spend).count()
        };
        assert_eq!(spent(now), 300);
        now = now + Span::seconds(10);
        assert_eq!(spent(now), 250);
        hashes.hashers().go_away(now);
        now = now + Span::seconds(10);
        assert_eq!(spent(now), 30);
    }

    #[test]
    fn a_client_has_a_quarter_where_others_wait_and_what_is_idle_otherwise() {
        let budgets = Budgets {
            address: None,
            ..Budgets::of_machine()
        };
        let idle = HashQueue::of_machine(100, 0);
        let crowded = crowd(HashQueue::of_machine(100, 0));
        let mut now = Timestamp::from_seconds(1000);
        let spent = |now, hashes| {
            let spend = |_: &u32| budgets.spend(now, None, "a", hashes).is_ok();
            (0..5_000).filter(spend).count()
        };
        assert_eq!(spent(now, &idle), 5_000, "nobody else wants it");
        assert_eq!(spent(now, &crowded), 3_000);
        now = now + Span::seconds(9);
        assert_eq!(spent(now, &crowded), 225);
        now = now + Span::seconds(1);
        assert_eq!(spent(now, &idle), 5_000, "nobody else wants it again");
        assert_eq!(spent(now, &crowded), 25);
    }

    #[test]
    fn twenty_refreshes_cost_what_a_hash_does() {
        let one = Rate {
            burst: 2,
            per_second: 1,
        };
        let budgets = Budgets::new(one, one);
        let now = Timestamp::from_seconds(1000);
        for _ in 0..20 {
            budgets.spend_refresh(now, None, "a", &crowded()).unwrap();
        }
        budgets.spend(now, None, "a", &crowded()).unwrap();
        assert!(budgets.spend_refresh(now, None, "a", &crowded()).is_err());
        assert!(budgets.spend(now, None, "a", &crowded()).is_err());
    }

    #[test]
    fn a_large_body_is_paid_by_its_bytes() {
        let three = Rate {
            burst: 3,
            per_second: 1,
        };
        let (budgets, hashes) = (Budgets::new(three, three), crowded());
        let now = Timestamp::from_seconds(1000);
        for _ in 0..1000 {
            budgets.spend_body(now, None, &hashes, FREE).unwrap();
        }
        // Three quarters of a hash each.
        budgets.spend_body(now, None, &hashes, 64 * 1024).unwrap();
        budgets.spend_body(now, None, &hashes, 64 * 1024).unwrap();
        budgets.spend_address(now, None, &hashes).unwrap();
        assert!(budgets.spend_body(now, None, &hashes, 64 * 1024).is_err());
        assert!(budgets.spend_body(now, None, &hashes, usize::MAX).is_err());
        budgets
            .spend_body(now, None, &hashes, FREE + 32 * 1024)
            .unwrap();
        assert!(budgets.spend_body(now, None, &hashes, FREE + 1024).is_err());
    }

    #[test]
    fn of_too_many_subjects_the_oldest_are_forgotten() {
        let rate = Rate {
            burst: 2,
            per_second: 1,
        };
        let budgets = Budgets {
            address: None,
            ..Budgets::new(rate, rate)
        };
        let crowded = crowded();
        let mut now = Timestamp::from_seconds(1000);
        let mut refused = 0;
        for number in 0..3 * CAPACITY {
            budgets
                .spend(now, None, &format!("{number:06}"), &crowded)
                .unwrap();
            now = now + Span::millis(if number % 100 == 0 { 1 } else { 0 });
            // Alphabetically first, and in use: forgetting it would give it a full bucket.
            refused +=
                usize::from(number % 1000 == 0 && budgets.spend(now, None, "!", &crowded).is_err());
        }
        assert!(budgets.buckets.borrow().len() <= CAPACITY);
        assert!(refused > 20, "{refused}");
    }
}
