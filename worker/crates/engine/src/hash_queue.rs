//! The queue of password hashes: who may wait in it, and whose turn is next.
//!
//! A hash keeps the isolate's only thread busy for tens of milliseconds, and whoever asks for one may be a flood. So no
//! address, no client and no kind of caller takes the whole queue; each kind, in it each client, and in that each address
//! has its turn as often as the others that wait; and where it is full, whoever has most of it makes room.

use crate::{
    error::{Error, Result},
    ports::{presence::Presence, timer::Timer},
};
use std::{cell::RefCell, net::IpAddr};
use vestibule_model::time::{Span, Timestamp};

/// How many hashes are made before other requests are let in: that takes a thirtieth of a hash.
const TURNS: u64 = 2;
/// For how many rounds a wait may stay away before it is taken for dead: where the runtime ends a request, nothing of it is
/// dropped, and the others would wait for it for ever.
const AWAY: u64 = 200;
/// The same for a place of which nobody waits.
const ABANDONED: Span = Span::seconds(60);

/// Who wants a password hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signed with the deployment's keys.
    Administrator,
    /// With an access token.
    SignedIn,
    /// Anybody.
    Stranger,
}

/// What takes turns with others of its like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    pub kind: Kind,
    pub client: String,
    /// As it shares a budget; `None` of all whose address isn't known.
    pub network: Option<IpAddr>,
}

/// The hashes that one isolate is asked for.
pub struct HashQueue {
    places: usize,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// Of places, in the order in which they were taken.
    next: u64,
    held: Vec<Held>,
    /// Each wait wakes once in each.
    round: u64,
    /// Turns that were taken.
    turns: u64,
}

/// A place that is held.
struct Held {
    number: u64,
    lane: Lane,
    since: Timestamp,
    wait: Option<Wait>,
}

/// A turn that is waited for.
#[derive(Clone, Copy)]
struct Wait {
    /// How often its kind, its client and its address were served while others waited with them.
    served: [u64; LEVELS],
    /// The round in which it woke last.
    woken: u64,
}

/// Kinds, clients, addresses.
const LEVELS: usize = 3;

/// A place in the queue: whoever has one may hash in its turn.
pub struct Place<'a> {
    queue: &'a HashQueue,
    number: u64,
}

impl HashQueue {
    /// `places`: hashes that may be waited for or under way.
    pub fn new(places: usize) -> Self {
        Self {
            places,
            state: RefCell::default(),
        }
    }

    /// For tests that are about something else.
    pub fn unlimited() -> Self {
        Self::new(usize::MAX)
    }

    /// A place, kept until it is dropped, or until it is needed for an address that has fewer.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when there is none left for this lane: an address has a quarter of all at
    /// most; but for administrators a client has the half, and a kind three quarters.
    pub fn place(&self, now: Timestamp, lane: Lane) -> Result<Place<'_>> {
        let mut state = self.state.borrow_mut();
        let limits = [
            (Self::is_of_address as Within, self.eighths(2)),
            (Self::is_of_client, self.eighths(4)),
            (Self::is_of_kind, self.eighths(6)),
            (Self::is_ordinary, self.eighths(7)),
            (Self::is_any, self.places),
        ];
        for (within, most) in limits {
            if state.count(&lane, within) >= most
                && !state.forget_abandoned(now)
                && !state.make_room(&lane, within)
            {
                return Err(Error::rate_exceeded());
            }
        }
        state.next = state.next.wrapping_add(1);
        let number = state.next;
        state.held.push(Held {
            number,
            lane,
            since: now,
            wait: None,
        });
        Ok(Place {
            queue: self,
            number,
        })
    }

    /// How many turns have been taken.
    #[cfg(any(test, feature = "testing"))]
    pub fn turns(&self) -> u64 {
        self.state.borrow().turns
    }

    /// So many eighths of the places, and one at the least.
    fn eighths(&self, eighths: usize) -> usize {
        (self.places / 8 * eighths).max(1).min(self.places)
    }

    fn is_of_address(own: &Lane, other: &Lane) -> bool {
        (own.kind, own.network) == (other.kind, other.network)
    }

    fn is_of_client(own: &Lane, other: &Lane) -> bool {
        Self::is_of_kind(own, other) && own.client == other.client
    }

    fn is_of_kind(own: &Lane, other: &Lane) -> bool {
        own.kind != Kind::Administrator && own.kind == other.kind
    }

    fn is_ordinary(own: &Lane, other: &Lane) -> bool {
        own.kind != Kind::Administrator && other.kind != Kind::Administrator
    }

    fn is_any(_: &Lane, _: &Lane) -> bool {
        true
    }
}

/// Whether the other lane's places count for the same share as a lane's own.
type Within = fn(&Lane, &Lane) -> bool;

impl Place<'_> {
    /// Waits until the caller may hash, which it then has to do at once. Where many wait, other requests are let in after
    /// every few.
    ///
    /// This is not a lock that one request hands to the next: on this platform a request can't wake another.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when the place is lost, or whoever asked has hung up.
    pub async fn turn(&self, timer: &dyn Timer, presence: &dyn Presence) -> Result<()> {
        if self.queue.state.borrow().held.len() > 1 {
            self.queue.state.borrow_mut().join(self.number);
            let turn = self.wait(timer, presence).await;
            self.queue
                .state
                .borrow_mut()
                .leave(self.number, turn.is_ok());
            turn?;
        }
        let mut state = self.queue.state.borrow_mut();
        state.turns = state.turns.wrapping_add(1);
        Ok(())
    }

    async fn wait(&self, timer: &dyn Timer, presence: &dyn Presence) -> Result<()> {
        loop {
            let before = self.queue.state.borrow().turns;
            timer.wait(Span::millis(0)).await;
            if presence.has_hung_up() {
                return Err(Error::rate_exceeded());
            }
            let mut state = self.queue.state.borrow_mut();
            if !state.wake(self.number) {
                return Err(Error::rate_exceeded());
            }
            let few = state.turns.wrapping_sub(before) < TURNS;
            if few && state.first() == Some(self.number) {
                return Ok(());
            }
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.state.borrow_mut();
        state.held.retain(|held| held.number != self.number);
    }
}

impl State {
    fn count(&self, lane: &Lane, within: Within) -> usize {
        let held = self.held.iter();
        held.filter(|held| within(lane, &held.lane)).count()
    }

    /// Whether there were places that a request left behind which the runtime has ended.
    fn forget_abandoned(&mut self, now: Timestamp) -> bool {
        let before = self.held.len();
        self.held
            .retain(|held| held.wait.is_some() || now - held.since < ABANDONED);
        self.held.len() < before
    }

    /// Takes the youngest wait's place from the address that has most, if that has more than the lane's own will have.
    fn make_room(&mut self, lane: &Lane, within: Within) -> bool {
        let of_address = |lane: &Lane| self.count(lane, HashQueue::is_of_address);
        let own = of_address(lane);
        let waiting = self.held.iter().enumerate();
        let waiting = waiting.filter(|(_, held)| held.wait.is_some() && within(lane, &held.lane));
        let fullest = waiting
            .map(|(at, held)| (of_address(&held.lane), held.number, at))
            .max();
        match fullest {
            Some((most, _, at)) if most > own + 1 => {
                self.held.remove(at);
                true
            }
            _ => false,
        }
    }

    /// Whoever comes begins with those who wait, without a credit from before or a debt.
    fn join(&mut self, number: u64) {
        let Some(lane) = self.lane_of(number).cloned() else {
            return;
        };
        let mut served = [0; LEVELS];
        for (level, served) in served.iter_mut().enumerate() {
            let waits = self.held.iter().filter_map(|held| {
                let wait = held.wait?;
                let shared = lane.shared(&held.lane);
                (shared >= level).then_some((shared == level, wait.served.get(level).copied()?))
            });
            // Those of the same branch first, or else whoever was served least beside it.
            *served = waits.min().map_or(0, |(_, served)| served);
        }
        let woken = self.round;
        if let Some(held) = self.find(number) {
            held.wait = Some(Wait { served, woken });
        }
    }

    /// Ends a wait; `served`: by a turn.
    fn leave(&mut self, number: u64, served: bool) {
        let Some(lane) = self.lane_of(number).cloned() else {
            return;
        };
        for held in &mut self.held {
            let shared = lane.shared(&held.lane);
            if let Some(wait) = held.wait.as_mut().filter(|_| served) {
                wait.served
                    .iter_mut()
                    .take(shared)
                    .for_each(|served| *served += 1);
            }
            if held.number == number {
                held.wait = None;
            }
        }
    }

    /// Notes that a wait lives; whether it still has its place.
    fn wake(&mut self, number: u64) -> bool {
        let mut round = self.round;
        let woken = self.find(number).and_then(|held| held.wait.as_mut());
        let Some(wait) = woken else {
            return false;
        };
        if wait.woken == round {
            round = round.wrapping_add(1);
        }
        wait.woken = round;
        self.round = round;
        let is_away = |wait: &Wait| round.wrapping_sub(wait.woken) > AWAY;
        self.held
            .retain(|held| !held.wait.as_ref().is_some_and(is_away));
        true
    }

    /// The place whose turn is next.
    fn first(&self) -> Option<u64> {
        let waits = self.held.iter();
        let ranks = waits.filter_map(|held| Some((held.wait?.served, held.number)));
        ranks.min().map(|(_, number)| number)
    }

    fn find(&mut self, number: u64) -> Option<&mut Held> {
        self.held.iter_mut().find(|held| held.number == number)
    }

    fn lane_of(&self, number: u64) -> Option<&Lane> {
        let mut held = self.held.iter();
        held.find(|held| held.number == number)
            .map(|held| &held.lane)
    }
}

impl Lane {
    /// How much the two have in common: nothing, the kind, the client too, all.
    fn shared(&self, other: &Self) -> usize {
        match (
            self.kind == other.kind,
            self.client == other.client,
            self.network == other.network,
        ) {
            (false, _, _) => 0,
            (true, false, _) => 1,
            (true, true, false) => 2,
            (true, true, true) => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::LocalFuture;
    use std::{
        cell::Cell,
        future::{Future as _, poll_fn},
        task::{Context, Poll, Waker},
    };

    const NOW: Timestamp = Timestamp::from_seconds(1000);

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
            .map(|lane| queue.place(NOW, lane))
            .collect();
        let here = Here(Cell::new(true));
        let mut waiting: Vec<(usize, LocalFuture<'_, Result<()>>)> = Vec::new();
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
        let places = [1, 2].map(|address| queue.place(NOW, stranger("a", address)).unwrap());
        let [a, b] = places.each_ref().map(|place| place.number);
        let mut state = queue.state.borrow_mut();
        for _ in 0..100 {
            state.join(a);
            state.leave(a, true);
        }
        state.join(b);
        state.join(a);
        assert_eq!(
            state.first(),
            Some(a),
            "both begin with nothing, and a's place is older"
        );
        state.leave(a, true);
        state.join(a);
        assert_eq!(state.first(), Some(a), "it has come back");
        state.leave(b, false);
        drop(state);
        drop(places);
    }

    #[test]
    fn where_it_is_full_whoever_has_most_makes_room() {
        let (queue, moments, here) = (HashQueue::new(8), Moments::default(), Here(Cell::new(true)));
        let lanes = [1, 1, 2, 2, 3, 3]
            .map(|address| stranger(if address < 3 { "a" } else { "b" }, address));
        let places = lanes.map(|lane| queue.place(NOW, lane).unwrap());
        let mut waits: Vec<_> = places
            .iter()
            .map(|place| Box::pin(place.turn(&moments, &here)))
            .collect();
        let context = &mut Context::from_waker(Waker::noop());
        for wait in &mut waits {
            assert!(wait.as_mut().poll(context).is_pending());
        }
        let newcomer = queue.place(NOW, stranger("c", 9)).unwrap();
        let lost: Vec<usize> = {
            moments.0.set(1);
            let polled = waits.iter_mut().map(|wait| wait.as_mut().poll(context));
            let lost = polled.enumerate();
            lost.filter_map(|(number, polled)| {
                matches!(polled, Poll::Ready(Err(_))).then_some(number)
            })
            .collect()
        };
        assert_eq!(lost, [5], "the youngest of those who have most");
        drop(newcomer);
    }

    #[test]
    fn a_place_of_which_nobody_waits_is_given_up_after_a_minute() {
        let queue = HashQueue::new(8);
        let _places = [1, 1].map(|address| queue.place(NOW, stranger("a", address)).unwrap());
        let soon = NOW + Span::seconds(59);
        assert!(queue.place(soon, stranger("a", 1)).is_err());
        assert!(
            queue
                .place(NOW + Span::seconds(60), stranger("a", 1))
                .is_ok()
        );
    }

    #[test]
    fn who_hangs_up_loses_the_place() {
        let (queue, moments) = (HashQueue::new(8), Moments::default());
        let (here, gone) = (Here(Cell::new(true)), Here(Cell::new(true)));
        let places = [1, 2].map(|address| queue.place(NOW, stranger("a", address)).unwrap());
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
        let dead = queue.place(NOW, stranger("a", 1)).unwrap();
        let alive = queue.place(NOW, lane(Kind::Administrator, "", 2)).unwrap();
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
        assert!(
            queue.place(NOW, stranger("a", 1)).is_ok(),
            "its place is free"
        );
    }

    #[test]
    fn nobody_fills_the_queue_alone() {
        let queue = HashQueue::new(8);
        let mut places = Vec::new();
        let mut take = |lane: Lane| match queue.place(NOW, lane) {
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
        assert!(queue.place(NOW, stranger("a", 1)).is_ok());
    }
}
