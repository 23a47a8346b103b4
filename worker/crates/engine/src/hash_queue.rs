//! The queue of password hashes: who may wait in it, and whose turn is next.
//!
//! A hash keeps the isolate's only thread busy for tens of milliseconds, or one of the hashers' few, and whoever asks for one
//! may be a flood. So no address takes the whole queue, and but for administrators no client and no kind of caller; each
//! kind, in it each client, and in that each address has its turn as often as the others that wait; and where it is full,
//! whoever has most of it makes room.

use crate::{
    error::{Error, Result},
    hashers::Hashers,
    ports::{presence::Presence, timer::Timer},
};
use std::{cell::RefCell, net::IpAddr};
use vestibule_model::time::{Span, Timestamp};

/// Places that there are at the least, and all that there are while the Worker hashes itself instead of its hashers.
const FEWEST: usize = 48;
/// Hashes that are under way for each thread of the hashers: one that is done finds the next one there.
const AHEAD: u32 = 2;
/// How much faster a thread of the hashers is than the Worker, which has no vectors as wide.
const NATIVE_BY_WASM: u32 = 2;
/// How long a wait for hashers sleeps at the most, in milliseconds: for so long nobody sees that it has hung up.
const LONGEST_SLEEP: u32 = 250;
/// The part of a hash's time for which whoever is first sleeps.
const NAPS: u32 = 8;
/// How many hashes are made before other requests are let in: that takes a thirtieth of a hash.
const TURNS: u64 = 2;
/// For how many rounds a wait may stay away before it is taken for dead, and one more for each millisecond that it sleeps: where
/// the runtime ends a request, nothing of it is dropped, and the others would wait for it for ever.
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
    /// Hashes a second, by the hashers where there are some; at the least one.
    rate: u32,
    /// Of the hashers beside the Worker; 0 where it hashes itself.
    threads: u32,
    hashers: Hashers,
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
    /// Whether its hash is under way.
    runs: bool,
}

/// A turn that is waited for.
#[derive(Clone, Copy)]
struct Wait {
    /// How often its kind, its client and its address were served while others waited with them.
    served: [u64; LEVELS],
    /// The round in which it woke last.
    woken: u64,
    /// How many later ones may pass.
    away: u64,
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
            rate: 1,
            threads: 0,
            hashers: Hashers::default(),
            state: RefCell::default(),
        }
    }

    /// For a machine that makes so many hashes a second; `threads`: of the hashers beside the Worker, 0 where it hashes
    /// itself.
    pub fn of_machine(rate: u32, threads: u32) -> Self {
        // As many wait at the most as are hashed in a second, so that nobody waits for two, and who would is told at once:
        // under such a load, what is refused takes its part of the machine too.
        let wanted = usize::try_from(rate).unwrap_or(usize::MAX);
        Self {
            rate: rate.max(1),
            threads,
            ..Self::new(wanted.max(FEWEST))
        }
    }

    pub(crate) fn hashers(&self) -> &Hashers {
        &self.hashers
    }

    /// Whether others compute the hashes, so that this thread is free meanwhile.
    fn is_elsewhere(&self) -> bool {
        self.threads > 0 && self.hashers.are_there()
    }

    /// Whether there ought to be hashers, and they don't answer.
    fn lacks_hashers(&self) -> bool {
        self.threads > 0 && !self.hashers.are_there()
    }

    /// Hashes a second now, at the least one.
    pub(crate) fn rate_now(&self) -> u32 {
        match self.lacks_hashers() {
            true => (self.rate / self.threads.max(1) / NATIVE_BY_WASM).max(1),
            false => self.rate,
        }
    }

    /// How many may wait or be under way now.
    fn places(&self) -> usize {
        match self.lacks_hashers() {
            true => self.places.min(FEWEST),
            false => self.places,
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
            (Self::is_any, self.places()),
        ];
        for (within, most) in limits {
            if state.count(&lane, within) >= most {
                state.forget_abandoned(now);
            }
            if state.count(&lane, within) >= most && !state.make_room(&lane, within) {
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
            runs: false,
        });
        Ok(Place {
            queue: self,
            number,
        })
    }

    /// Whether half of the places are taken, and not by this client alone.
    pub(crate) fn others_wait(&self, client: &str) -> bool {
        let held = &self.state.borrow().held;
        held.len() >= self.places() / 2 && held.iter().any(|held| held.lane.client != client)
    }

    /// How many turns have been taken.
    #[cfg(any(test, feature = "testing"))]
    pub fn turns(&self) -> u64 {
        self.state.borrow().turns
    }

    /// So many eighths of the places, and one at the least.
    fn eighths(&self, eighths: usize) -> usize {
        let places = self.places();
        (places / 8 * eighths).max(1).min(places)
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

/// The turn to hash one password, until it is dropped.
#[must_use]
pub struct Turn<'a> {
    queue: &'a HashQueue,
    number: u64,
}

impl<'a> Place<'a> {
    /// Waits until the caller may hash, which it then has to do at once. Where many wait, other requests are let in after
    /// every few; where hashers compute, as many turns are taken at once as keep them busy.
    ///
    /// This is not a lock that one request hands to the next: on this platform a request can't wake another.
    ///
    /// # Errors
    /// [`crate::error::Refusal::RateExceeded`] when the place is lost, when those who came later had more turns than there
    /// are places, or when whoever asked has hung up.
    pub async fn turn(&self, timer: &dyn Timer, presence: &dyn Presence) -> Result<Turn<'a>> {
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
        if let Some(held) = state.find(self.number) {
            held.runs = true;
        }
        Ok(Turn {
            queue: self.queue,
            number: self.number,
        })
    }

    async fn wait(&self, timer: &dyn Timer, presence: &dyn Presence) -> Result<()> {
        let joined = self.queue.state.borrow().turns;
        let mut before = None;
        loop {
            let sleep = {
                let state = self.queue.state.borrow();
                let ahead = state.ahead_of(self.number);
                let may = match self.queue.is_elsewhere() {
                    true => state.running() < self.queue.under_way(),
                    false => before.is_some_and(|before| state.turns.wrapping_sub(before) < TURNS),
                };
                if may && ahead == 0 {
                    return Ok(());
                }
                let overtaken = usize::try_from(state.turns.wrapping_sub(joined));
                if overtaken.is_ok_and(|turns| turns > self.queue.places()) {
                    return Err(Error::rate_exceeded());
                }
                before = Some(state.turns);
                self.queue.sleep(ahead)
            };
            self.queue
                .state
                .borrow_mut()
                .fall_asleep(self.number, sleep);
            timer.wait(sleep).await;
            if presence.has_hung_up() || !self.queue.state.borrow_mut().wake(self.number) {
                return Err(Error::rate_exceeded());
            }
        }
    }
}

impl HashQueue {
    /// How long whoever has so many ahead sleeps. While the Worker hashes, there is no sleep between two hashes; while others
    /// do, each waking costs some of the time that they could have: about half of what is left to wait.
    fn sleep(&self, ahead: usize) -> Span {
        if !self.is_elsewhere() {
            return Span::millis(0);
        }
        let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
        let nap = self.threads.saturating_mul(1000 / NAPS) / self.rate;
        let half = ahead.saturating_mul(500) / self.rate;
        Span::millis(half.saturating_add(nap).clamp(1, LONGEST_SLEEP).into())
    }

    /// How many hashes are under way at the most while others compute them.
    fn under_way(&self) -> usize {
        usize::try_from(self.threads.saturating_mul(AHEAD)).unwrap_or(usize::MAX)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.queue.state.borrow_mut();
        if let Some(held) = state.find(self.number) {
            held.runs = false;
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

    /// Gives up the places that a request left behind which the runtime has ended.
    fn forget_abandoned(&mut self, now: Timestamp) {
        self.held
            .retain(|held| held.wait.is_some() || now - held.since < ABANDONED);
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
            held.wait = Some(Wait {
                served,
                woken,
                away: AWAY,
            });
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

    fn fall_asleep(&mut self, number: u64, sleep: Span) {
        let slept = u64::try_from(sleep.as_millis()).unwrap_or(0);
        if let Some(wait) = self.find(number).and_then(|held| held.wait.as_mut()) {
            wait.away = AWAY.saturating_add(slept);
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
        let is_away = |wait: &Wait| round.wrapping_sub(wait.woken) > wait.away;
        self.held
            .retain(|held| !held.wait.as_ref().is_some_and(is_away));
        true
    }

    /// How many turns come before that of a wait, if nobody comes later.
    fn ahead_of(&self, number: u64) -> usize {
        let waits = self.held.iter();
        let ranks = waits.filter_map(|held| Some((held.wait?.served, held.number)));
        let Some(own) = ranks.clone().find(|(_, other)| *other == number) else {
            return usize::MAX;
        };
        ranks.filter(|rank| *rank < own).count()
    }

    fn running(&self) -> usize {
        self.held.iter().filter(|held| held.runs).count()
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
mod tests;
