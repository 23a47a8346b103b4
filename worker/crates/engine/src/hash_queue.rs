//! The queue of password hashes: who may wait in it, and whose turn is next.
//!
//! A hash keeps the isolate's only thread busy for tens of milliseconds, and whoever asks for one may be a flood. So no
//! address, no client and no kind of caller takes the whole queue; and each kind, in it each client, and in that each
//! address has its turn as often as the others that wait.

use crate::{
    error::{Error, Result},
    ports::{presence::Presence, timer::Timer},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};
use vestibule_model::time::Span;

/// How many hashes are made before other requests are let in: that takes a thirtieth of a hash.
const TURNS: u64 = 2;
/// For how many rounds a wait may stay away before it is taken for dead: where the runtime ends a request, nothing of it is
/// dropped, and the others would wait for it for ever.
const AWAY: u64 = 200;

/// Who wants a password hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Signed with the deployment's keys.
    Administrator,
    /// With an access token.
    SignedIn,
    /// Anybody.
    Stranger,
}

/// What takes turns with others of its like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lane {
    pub kind: Kind,
    pub client: String,
    /// As it shares a budget; `None` of all whose address isn't known.
    pub network: Option<IpAddr>,
}

/// The hashes that one isolate is asked for.
pub struct HashQueue {
    places: u32,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// Of places and of waits, in the order in which they began.
    next: u64,
    places: BTreeMap<u64, Lane>,
    waits: BTreeMap<u64, Waiting>,
    /// Each wait wakes once in each.
    round: u64,
    /// How often each of those that wait was served meanwhile.
    served: BTreeMap<Branch, u64>,
    /// The wait whose turn is next, while nothing has changed that.
    first: Option<u64>,
    /// Turns that were taken.
    turns: u64,
}

struct Waiting {
    lane: Lane,
    /// The number of its place.
    place: u64,
    /// The round in which it woke last.
    woken: u64,
}

/// A kind; a client of it; an address of that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Branch {
    Kind(Kind),
    Client(Kind, String),
    Network(Lane),
}

/// A place in the queue: whoever has one may hash in its turn.
pub struct Place<'a> {
    queue: &'a HashQueue,
    number: u64,
    lane: Lane,
}

impl HashQueue {
    /// `places`: hashes that may be waited for or under way.
    pub fn new(places: u32) -> Self {
        Self {
            places,
            state: RefCell::default(),
        }
    }

    /// For tests that are about something else.
    pub fn unlimited() -> Self {
        Self::new(u32::MAX)
    }

    /// A place, kept until it is dropped.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is none left for this lane: an address has a quarter of all at
    /// most, a client the half, strangers three quarters.
    pub fn place(&self, lane: Lane) -> Result<Place<'_>> {
        let mut state = self.state.borrow_mut();
        let held = |same: &dyn Fn(&Lane) -> bool| {
            let held = state.places.values().filter(|held| same(held)).count();
            u32::try_from(held).unwrap_or(u32::MAX)
        };
        let of_kind = held(&|held| held.kind == lane.kind);
        let of_client = held(&|held| (held.kind, &held.client) == (lane.kind, &lane.client));
        let of_network = held(&|held| (held.kind, held.network) == (lane.kind, lane.network));
        let stranger = lane.kind == Kind::Stranger;
        if held(&|_| true) >= self.places
            || stranger && of_kind >= share(self.places, 3)
            || stranger && of_client >= share(self.places, 2)
            || of_network >= share(self.places, 1)
        {
            return Err(Error::rate_exceeded());
        }
        let number = state.number();
        state.places.insert(number, lane.clone());
        Ok(Place {
            queue: self,
            number,
            lane,
        })
    }

    /// How many turns have been taken.
    #[cfg(any(test, feature = "testing"))]
    pub fn turns(&self) -> u64 {
        self.state.borrow().turns
    }
}

impl Place<'_> {
    /// Waits until the caller may hash, which it then has to do at once. Where many wait, other requests are let in after
    /// every few.
    ///
    /// This is not a lock that one request hands to the next: on this platform a request can't wake another.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when whoever asked has hung up meanwhile.
    pub async fn turn(&self, timer: &dyn Timer, presence: &dyn Presence) -> Result<()> {
        let wait = Wait::begin(self);
        if self.queue.state.borrow().places.len() > 1 {
            loop {
                let before = self.queue.state.borrow().turns;
                timer.wait(Span::millis(0)).await;
                if presence.has_hung_up() {
                    return Err(Error::rate_exceeded());
                }
                let mut state = self.queue.state.borrow_mut();
                state.wake(wait.number, self);
                let few = state.turns.wrapping_sub(before) < TURNS;
                if few && state.first() == Some(wait.number) {
                    break;
                }
            }
        }
        self.queue.state.borrow_mut().serve(&self.lane);
        Ok(())
    }
}

/// A turn that is waited for.
struct Wait<'a> {
    queue: &'a HashQueue,
    number: u64,
}

impl<'a> Wait<'a> {
    fn begin(place: &Place<'a>) -> Self {
        Self {
            queue: place.queue,
            number: place.queue.state.borrow_mut().join(place),
        }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.queue.state.borrow_mut().leave(self.number);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.queue.state.borrow_mut().places.remove(&self.number);
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.next = self.next.wrapping_add(1);
        self.next
    }

    /// Whoever comes begins with those who wait, without a credit from before or a debt.
    fn join(&mut self, place: &Place<'_>) -> u64 {
        let number = self.number();
        self.insert(number, place);
        number
    }

    fn insert(&mut self, number: u64, place: &Place<'_>) {
        for branch in place.lane.branches() {
            let beside = self.served.iter();
            let beside = beside.filter(|(other, _)| other.is_beside(&branch));
            let least = beside.map(|(_, served)| *served).min();
            self.served.entry(branch).or_insert(least.unwrap_or(0));
        }
        let waiting = Waiting {
            lane: place.lane.clone(),
            place: place.number,
            woken: self.round,
        };
        self.waits.insert(number, waiting);
        self.first = None;
    }

    /// Notes that a wait lives.
    fn wake(&mut self, number: u64, place: &Place<'_>) {
        if self
            .waits
            .get(&number)
            .is_some_and(|wait| wait.woken == self.round)
        {
            self.round = self.round.wrapping_add(1);
            self.bury();
        }
        match self.waits.get_mut(&number) {
            Some(wait) => wait.woken = self.round,
            // It was away for long.
            None => self.insert(number, place),
        }
    }

    /// Gives up the waits that stay away, with their places.
    fn bury(&mut self) {
        let (round, waits) = (self.round, self.waits.iter());
        let dead = waits.filter(|(_, wait)| round.wrapping_sub(wait.woken) > AWAY);
        let dead: Vec<(u64, u64)> = dead.map(|(number, wait)| (*number, wait.place)).collect();
        for (number, place) in dead {
            self.places.remove(&place);
            self.leave(number);
        }
    }

    fn leave(&mut self, number: u64) {
        self.waits.remove(&number);
        let waiting: BTreeSet<Branch> = self
            .waits
            .values()
            .flat_map(|wait| wait.lane.branches())
            .collect();
        self.served.retain(|branch, _| waiting.contains(branch));
        self.first = None;
    }

    fn first(&mut self) -> Option<u64> {
        if self.first.is_none() {
            let rank = |lane: &Lane| {
                lane.branches()
                    .map(|branch| self.served.get(&branch).copied())
            };
            let waits = self.waits.iter();
            let first = waits.min_by_key(|(number, wait)| (rank(&wait.lane), **number));
            self.first = first.map(|(number, _)| *number);
        }
        self.first
    }

    fn serve(&mut self, lane: &Lane) {
        self.turns = self.turns.wrapping_add(1);
        for branch in lane.branches() {
            if let Some(served) = self.served.get_mut(&branch) {
                *served += 1;
            }
        }
        self.first = None;
    }
}

impl Lane {
    /// From the widest to the narrowest.
    fn branches(&self) -> [Branch; 3] {
        [
            Branch::Kind(self.kind),
            Branch::Client(self.kind, self.client.clone()),
            Branch::Network(self.clone()),
        ]
    }
}

impl Branch {
    /// Whether the two take turns with each other.
    fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Kind(_), Self::Kind(_)) => true,
            (Self::Client(kind, _), Self::Client(other, _)) => kind == other,
            (Self::Network(lane), Self::Network(other)) => {
                (lane.kind, &lane.client) == (other.kind, &other.client)
            }
            _ => false,
        }
    }
}

/// So many quarters, and one at the least.
const fn share(places: u32, quarters: u32) -> u32 {
    let share = places / 4 * quarters;
    if share == 0 { 1 } else { share }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::LocalFuture;
    use std::{
        cell::Cell,
        future::{Future, poll_fn},
        pin::Pin,
        task::{Context, Poll, Waker},
    };

    /// Waits until the next moment.
    #[derive(Default)]
    struct Moments(Cell<u64>);

    impl Timer for Moments {
        fn wait(&self, span: Span) -> LocalFuture<'_, ()> {
            assert_eq!(span, Span::millis(0));
            let now = self.0.get();
            Box::pin(poll_fn(move |_| match self.0.get() > now {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }))
        }
    }

    struct Here(Cell<bool>);

    impl Presence for Here {
        fn has_hung_up(&self) -> bool {
            !self.0.get()
        }
    }

    fn lane(kind: Kind, client: &str, address: u8) -> Lane {
        Lane {
            kind,
            client: client.to_owned(),
            network: Some([192, 0, 2, address].into()),
        }
    }

    fn stranger(client: &str, address: u8) -> Lane {
        lane(Kind::Stranger, client, address)
    }

    /// The numbers of those who wait for a turn, in the order in which they get it.
    fn order(queue: &HashQueue, lanes: &[Lane]) -> Vec<usize> {
        let moments = Moments::default();
        let places: Vec<_> = lanes
            .iter()
            .cloned()
            .map(|lane| queue.place(lane))
            .collect();
        let here = Here(Cell::new(true));
        let mut waiting: Vec<(usize, Pin<Box<dyn Future<Output = Result<()>> + '_>>)> = Vec::new();
        for (number, place) in places.iter().enumerate() {
            let place = place.as_ref().unwrap();
            waiting.push((number, Box::pin(place.turn(&moments, &here))));
        }
        let context = &mut Context::from_waker(Waker::noop());
        let mut order = Vec::new();
        while !waiting.is_empty() {
            let before = order.len();
            waiting.retain_mut(|(number, turn)| {
                let waits = turn.as_mut().poll(context).is_pending();
                if !waits {
                    order.push(*number);
                }
                waits
            });
            assert!(order.len() - before <= 2, "two in each moment");
            moments.0.set(moments.0.get() + 1);
        }
        order
    }

    #[test]
    fn whoever_is_alone_does_not_wait() {
        assert_eq!(order(&HashQueue::new(8), &[stranger("a", 1)]), [0]);
    }

    #[test]
    fn those_of_one_address_go_as_they_came() {
        let lanes = vec![stranger("a", 1); 10];
        let order = order(&HashQueue::unlimited(), &lanes);
        assert_eq!(order, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn each_address_has_its_turn_whatever_another_asks_for() {
        let mut lanes = vec![stranger("a", 1); 20];
        lanes.extend([stranger("a", 2), stranger("a", 3), stranger("a", 2)]);
        let order = order(&HashQueue::unlimited(), &lanes);
        let place = |number: usize| order.iter().position(|other| *other == number).unwrap();
        assert!(place(20) <= 3 && place(21) <= 3, "{order:?}");
        assert!(place(22) <= 6, "{order:?}");
    }

    #[test]
    fn each_client_has_its_turn_from_however_many_addresses_another_is_asked() {
        let mut lanes: Vec<_> = (0..20).map(|address| stranger("a", address)).collect();
        lanes.push(stranger("b", 1));
        let order = order(&HashQueue::unlimited(), &lanes);
        let place = order.iter().position(|number| *number == 20).unwrap();
        assert!(place <= 2, "{order:?}");
    }

    #[test]
    fn who_is_known_has_a_turn_between_strangers() {
        let mut lanes: Vec<_> = (0..20)
            .map(|client| stranger(&client.to_string(), 1))
            .collect();
        lanes.extend([
            lane(Kind::Administrator, "", 1),
            lane(Kind::SignedIn, "1", 1),
        ]);
        let order = order(&HashQueue::unlimited(), &lanes);
        let place = |number: usize| order.iter().position(|other| *other == number).unwrap();
        assert!(place(20) <= 3 && place(21) <= 3, "{order:?}");
    }

    #[test]
    fn who_comes_back_has_neither_credit_nor_debt() {
        let queue = HashQueue::unlimited();
        let places = [1, 2].map(|address| queue.place(stranger("a", address)).unwrap());
        let [a, b] = &places;
        let mut state = State::default();
        let first = state.join(a);
        for _ in 0..100 {
            state.serve(&a.lane);
        }
        let other = state.join(b);
        // The first is ahead by none: both have been served alike since both wait.
        assert_eq!(state.first(), Some(first));
        state.serve(&a.lane);
        assert_eq!(state.first(), Some(other));
        state.leave(first);
        state.join(a);
        assert_eq!(state.first(), Some(other));
    }

    #[test]
    fn who_hangs_up_loses_the_place() {
        let (queue, moments) = (HashQueue::new(8), Moments::default());
        let (here, gone) = (Here(Cell::new(true)), Here(Cell::new(true)));
        let places = [1, 2].map(|address| queue.place(stranger("a", address)).unwrap());
        let context = &mut Context::from_waker(Waker::noop());
        let mut first = Box::pin(places[0].turn(&moments, &gone));
        let mut second = Box::pin(places[1].turn(&moments, &here));
        assert!(first.as_mut().poll(context).is_pending());
        assert!(second.as_mut().poll(context).is_pending());
        gone.0.set(false);
        moments.0.set(1);
        let Poll::Ready(Err(error)) = first.as_mut().poll(context) else {
            panic!("it goes on waiting, or hashes")
        };
        assert!(error.is_rate_exceeded());
        drop(first);
        assert!(matches!(second.as_mut().poll(context), Poll::Ready(Ok(()))));
        assert_eq!(queue.turns(), 1);
    }

    #[test]
    fn a_request_that_the_runtime_ended_is_not_waited_for() {
        let (queue, moments, here) = (HashQueue::new(2), Moments::default(), Here(Cell::new(true)));
        let context = &mut Context::from_waker(Waker::noop());
        let dead = queue.place(stranger("a", 1)).unwrap();
        let alive = queue.place(lane(Kind::Administrator, "", 2)).unwrap();
        let mut never = Box::pin(dead.turn(&moments, &here));
        // It waits, and is never polled again.
        assert!(never.as_mut().poll(context).is_pending());
        let mut lives = Box::pin(alive.turn(&moments, &here));
        let mut polls = 0;
        while lives.as_mut().poll(context).is_pending() {
            polls += 1;
            assert!(polls < 1_000, "it waits for ever");
            moments.0.set(moments.0.get() + 1);
        }
        drop(lives);
        assert!(queue.place(stranger("a", 1)).is_ok(), "its place is free");
    }

    #[test]
    fn nobody_fills_the_queue_alone() {
        let queue = HashQueue::new(8);
        let mut places = Vec::new();
        let mut take = |lane: Lane| match queue.place(lane) {
            Ok(place) => {
                places.push(place);
                true
            }
            Err(error) => {
                assert!(error.is_rate_exceeded());
                false
            }
        };
        let taken = |results: &[bool]| results.iter().filter(|taken| **taken).count();
        assert_eq!(
            taken(&[1; 3].map(|address| take(stranger("a", address)))),
            2
        );
        assert_eq!(
            taken(&[2; 3].map(|address| take(stranger("a", address)))),
            2
        );
        assert!(!take(stranger("a", 3)), "half of all are the client's");
        assert!(
            !take(stranger("b", 1)),
            "an address has no more by another client"
        );
        assert_eq!(
            taken(&[3; 3].map(|address| take(stranger("b", address)))),
            2
        );
        assert!(!take(stranger("c", 4)), "three quarters are strangers'");
        assert!(take(lane(Kind::Administrator, "", 1)));
        assert!(take(lane(Kind::SignedIn, "a", 1)));
        assert!(!take(lane(Kind::Administrator, "", 1)), "it is full");
        places.clear();
        assert!(queue.place(stranger("a", 1)).is_ok());
    }
}
