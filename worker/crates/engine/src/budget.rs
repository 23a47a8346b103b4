//! Budgets of one isolate, by peer address and by client, spent before anything is hashed.

use crate::error::{Error, Result};
use std::{cell::RefCell, collections::BTreeMap, net::IpAddr};
use vestibule_model::time::{Span, Timestamp};

/// Subjects that are remembered. Past that, those whose bucket has filled up again are forgotten, then the older half.
const CAPACITY: usize = 10_000;
/// Of what the machine hashes, the part that one address may use for long, and one client beside others.
const FRACTION: u32 = 4;
/// Hashes that one address may ask for at once, and one client, which stands for many people.
const ADDRESS_BURST: u32 = 300;
const CLIENT_BURST: u32 = 3_000;
/// A client is alone when no other has asked for as long.
const ALONE: Span = Span::seconds(10);
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
/// The two clients that asked last, the later one first.
type Latest = [Option<(String, Timestamp)>; 2];

/// The buckets of one isolate.
pub struct Budgets {
    address: Option<Rate>,
    client: Option<Rate>,
    /// `None` where it is nobody's gain that another is idle.
    latest: Option<RefCell<Latest>>,
    /// Subject to (tokens left in thousandths, last refill).
    buckets: RefCell<Buckets>,
}

impl Budgets {
    pub fn new(address: Rate, client: Rate) -> Self {
        Self {
            address: Some(address),
            client: Some(client),
            latest: None,
            buckets: RefCell::default(),
        }
    }

    /// For a machine that makes so many hashes a second: one address may use a quarter of that for long, and so may one
    /// client, unless no other asks.
    pub fn of_machine(hashes_per_second: u32) -> Self {
        let share = |burst| Rate {
            burst,
            per_second: (hashes_per_second / FRACTION).max(1),
        };
        Self {
            latest: Some(RefCell::default()),
            ..Self::new(share(ADDRESS_BURST), share(CLIENT_BURST))
        }
    }

    /// For tests that are about something else.
    pub fn unlimited() -> Self {
        Self {
            address: None,
            client: None,
            latest: None,
            buckets: RefCell::default(),
        }
    }

    /// Takes one from the address's bucket, where it isn't known yet whether there is such a client. Requests without a known
    /// address share one bucket; otherwise hiding the address would be the way around the budget.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when it is empty.
    pub fn spend_address(&self, now: Timestamp, peer: Option<IpAddr>) -> Result<()> {
        self.charge_address(now, peer, HASH)
    }

    /// Takes one from the address's bucket and one from the client's.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when either is empty.
    pub fn spend(&self, now: Timestamp, peer: Option<IpAddr>, client: &str) -> Result<()> {
        self.charge(now, peer, client, HASH)
    }

    /// The same for a refresh, which costs a twentieth of what a hash does.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when either bucket is empty.
    pub fn spend_refresh(&self, now: Timestamp, peer: Option<IpAddr>, client: &str) -> Result<()> {
        self.charge(now, peer, client, REFRESH)
    }

    /// The same of the address's bucket alone.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when it is empty.
    pub fn spend_refresh_of_address(&self, now: Timestamp, peer: Option<IpAddr>) -> Result<()> {
        self.charge_address(now, peer, REFRESH)
    }

    /// Takes from the address's bucket what reading a body of so many bytes costs.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there isn't as much in it.
    pub fn spend_body(&self, now: Timestamp, peer: Option<IpAddr>, bytes: usize) -> Result<()> {
        let bytes = i64::try_from(bytes.saturating_sub(FREE)).unwrap_or(i64::MAX);
        match bytes.saturating_mul(HASH) / BYTES {
            0 => Ok(()),
            cost => self.charge_address(now, peer, cost),
        }
    }

    fn charge(&self, now: Timestamp, peer: Option<IpAddr>, client: &str, cost: i64) -> Result<()> {
        self.charge_address(now, peer, cost)?;
        match self.client {
            Some(_) if self.is_alone(now, client) => Ok(()),
            Some(rate) => self.take(now, rate, format!("client {client}"), cost),
            None => Ok(()),
        }
    }

    /// Whether no other client has asked lately. From now on this one has.
    fn is_alone(&self, now: Timestamp, client: &str) -> bool {
        let Some(latest) = &self.latest else {
            return false;
        };
        let mut latest = latest.borrow_mut();
        let is_other = |(other, last): &(String, Timestamp)| other != client && now - *last < ALONE;
        let alone = !latest.iter().flatten().any(is_other);
        match &mut *latest {
            [Some((own, last)), _] if own == client => *last = now,
            [first, second] => *second = first.replace((client.to_owned(), now)),
        }
        alone
    }

    fn charge_address(&self, now: Timestamp, peer: Option<IpAddr>, cost: i64) -> Result<()> {
        let Some(rate) = self.address else {
            return Ok(());
        };
        let subject = match peer {
            Some(peer) => format!("address {}", network(peer)),
            None => "address unknown".to_owned(),
        };
        self.take(now, rate, subject, cost)
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
            budgets.spend(now, peer, "a").unwrap();
        }
        assert!(
            budgets
                .spend(now, peer, "a")
                .unwrap_err()
                .is_rate_exceeded()
        );
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
    fn an_ipv4_peer_is_one_and_the_same_on_a_socket_for_both_protocols() {
        let one = Rate {
            burst: 1,
            per_second: 1,
        };
        let budgets = Budgets::new(one, one);
        let now = Timestamp::from_seconds(1000);
        let spend = |peer: &str| budgets.spend_address(now, Some(peer.parse().unwrap()));
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
        budgets.spend(now, None, "a").unwrap();
        assert!(
            budgets
                .spend(now, None, "b")
                .unwrap_err()
                .is_rate_exceeded()
        );
        let known = Some("192.0.2.1".parse().unwrap());
        budgets.spend(now, known, "b").unwrap();
    }

    #[test]
    fn an_address_has_a_quarter_of_the_machine() {
        let budgets = Budgets::of_machine(100);
        let peer = Some("192.0.2.1".parse().unwrap());
        let mut now = Timestamp::from_seconds(1000);
        let spent = |now| {
            (0..1_000)
                .filter(|_| budgets.spend(now, peer, "a").is_ok())
                .count()
        };
        assert_eq!(spent(now), 300);
        now = now + Span::seconds(2);
        assert_eq!(spent(now), 50);
        assert!(Budgets::of_machine(1).spend(now, peer, "a").is_ok());
    }

    #[test]
    fn a_client_has_a_quarter_beside_others_and_what_is_idle_alone() {
        let budgets = Budgets {
            address: None,
            ..Budgets::of_machine(100)
        };
        let mut now = Timestamp::from_seconds(1000);
        let spent = |now, client: &str, times: u32| {
            let asked = (0..times).filter(|_| budgets.spend(now, None, client).is_ok());
            asked.count()
        };
        assert_eq!(spent(now, "a", 5_000), 5_000, "it is alone");
        assert_eq!(spent(now, "b", 1), 1);
        assert_eq!(spent(now, "a", 5_000), 3_000);
        now = now + Span::seconds(9);
        assert_eq!(spent(now, "a", 5_000), 225);
        now = now + Span::seconds(1);
        assert_eq!(spent(now, "a", 5_000), 5_000, "it is alone again");
        // Two others take turns: neither hides the other.
        for client in ["b", "c", "b", "c"] {
            spent(now, client, 1);
        }
        assert_eq!(spent(now, "a", 100), 25);
        assert_eq!(spent(now, "a", 1), 0);
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
            budgets.spend_refresh(now, None, "a").unwrap();
        }
        budgets.spend(now, None, "a").unwrap();
        assert!(budgets.spend_refresh(now, None, "a").is_err());
        assert!(budgets.spend(now, None, "a").is_err());
    }

    #[test]
    fn a_large_body_is_paid_by_its_bytes() {
        let three = Rate {
            burst: 3,
            per_second: 1,
        };
        let budgets = Budgets::new(three, three);
        let now = Timestamp::from_seconds(1000);
        for _ in 0..1000 {
            budgets.spend_body(now, None, FREE).unwrap();
        }
        // Three quarters of a hash each.
        budgets.spend_body(now, None, 64 * 1024).unwrap();
        budgets.spend_body(now, None, 64 * 1024).unwrap();
        budgets.spend_address(now, None).unwrap();
        assert!(budgets.spend_body(now, None, 64 * 1024).is_err());
        assert!(budgets.spend_body(now, None, usize::MAX).is_err());
        budgets.spend_body(now, None, FREE + 32 * 1024).unwrap();
        assert!(budgets.spend_body(now, None, FREE + 1024).is_err());
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
}
