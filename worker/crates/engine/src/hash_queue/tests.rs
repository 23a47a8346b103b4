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
    let mut waiting: Vec<(usize, LocalFuture<'_, Result<Turn<'_>>>)> = Vec::new();
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
        state.ahead_of(a),
        0,
        "both begin with nothing, and a's place is older"
    );
    state.leave(a, true);
    state.join(a);
    assert_eq!(state.ahead_of(a), 0, "it has come back");
    state.leave(b, false);
    drop(state);
    drop(places);
}

#[test]
fn where_it_is_full_whoever_has_most_makes_room() {
    let (queue, moments, here) = (HashQueue::new(8), Moments::default(), Here(Cell::new(true)));
    let lanes =
        [1, 1, 2, 2, 3, 3].map(|address| stranger(if address < 3 { "a" } else { "b" }, address));
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
        lost.filter_map(|(number, polled)| matches!(polled, Poll::Ready(Err(_))).then_some(number))
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
    assert!(matches!(second.as_mut().poll(context), Poll::Ready(Ok(_))));
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
fn what_others_left_behind_is_no_room_in_an_addresss_own_share() {
    let queue = HashQueue::new(8);
    let later = NOW + Span::seconds(60);
    let _left = queue.place(NOW, stranger("a", 2)).unwrap();
    let _own = [1, 1].map(|address| queue.place(later, stranger("a", address)).unwrap());
    assert!(queue.place(later, stranger("a", 1)).is_err());
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

/// Waits until the next moment, however long that is, and notes how long was asked for.
#[derive(Default)]
struct Sleeps {
    moments: Cell<u64>,
    longest: Cell<Span>,
}

impl Timer for Sleeps {
    fn wait(&self, span: Span) -> LocalFuture<'_, ()> {
        self.longest.set(span.max(self.longest.get()));
        let now = self.moments.get();
        Box::pin(poll_fn(move |_| match self.moments.get() > now {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }))
    }
}

type Waiting<'a> = Vec<LocalFuture<'a, Result<Turn<'a>>>>;

/// Those that have their turn now.
fn next<'a>(waiting: &mut Waiting<'a>, sleeps: &Sleeps) -> Vec<Result<Turn<'a>>> {
    let context = &mut Context::from_waker(Waker::noop());
    let mut turns = Vec::new();
    waiting.retain_mut(|turn| match turn.as_mut().poll(context) {
        Poll::Ready(turn) => {
            turns.push(turn);
            false
        }
        Poll::Pending => true,
    });
    sleeps.moments.set(sleeps.moments.get() + 1);
    turns
}

fn begin<'a>(places: &'a [Place<'a>], sleeps: &'a Sleeps, here: &'a Here) -> Waiting<'a> {
    let begin = |place: &'a Place<'a>| -> LocalFuture<'a, _> { Box::pin(place.turn(sleeps, here)) };
    places.iter().map(begin).collect()
}

#[test]
fn as_many_hash_at_once_as_keep_the_hashers_busy() {
    let (queue, sleeps, here) = (
        HashQueue::of_machine(200, 2),
        Sleeps::default(),
        Here(Cell::new(true)),
    );
    let places = [1; 40].map(|address| queue.place(NOW, stranger("a", address)).unwrap());
    let mut waiting = begin(&places, &sleeps, &here);
    let mut running = next(&mut waiting, &sleeps);
    assert_eq!(running.len(), 4, "two for each thread");
    assert!(next(&mut waiting, &sleeps).is_empty());
    for _ in 0..36 {
        drop(running.remove(0).unwrap());
        running.append(&mut next(&mut waiting, &sleeps));
        assert_eq!(running.len(), 4, "one has ended, another begins");
    }
    assert!(waiting.is_empty());
    // Of the last one, who has 35 ahead: half of the time that they take, and a nap of an eighth of a hash.
    assert_eq!(sleeps.longest.get(), Span::millis(87 + 1));
}

#[test]
fn places_are_what_is_hashed_in_less_than_two_seconds() {
    for (rate, places) in [(0, 48), (28, 48), (100, 100), (5000, 5000)] {
        assert_eq!(HashQueue::of_machine(rate, 1).places(), places);
    }
    let queue = HashQueue::of_machine(100, 2);
    let taken: Vec<_> = (0..=24)
        .map(|_| queue.place(NOW, stranger("a", 1)))
        .collect();
    assert!(taken[23].is_ok() && taken[24].is_err(), "a quarter of them");
}

#[test]
fn who_would_be_overtaken_for_longer_is_told() {
    let (queue, sleeps, here) = (HashQueue::new(8), Sleeps::default(), Here(Cell::new(true)));
    let context = &mut Context::from_waker(Waker::noop());
    // Whoever comes goes before the second of an address that has had its turns.
    let mut alone = Vec::from([1, 1].map(|_| queue.place(NOW, stranger("a", 1)).unwrap()));
    let second = alone.pop().unwrap();
    let mut waits = Box::pin(second.turn(&sleeps, &here));
    assert!(waits.as_mut().poll(context).is_pending());
    queue.state.borrow_mut().turns += 9;
    sleeps.moments.set(1);
    let Poll::Ready(Err(error)) = waits.as_mut().poll(context) else {
        panic!("it goes on waiting, or hashes")
    };
    assert!(error.is_rate_exceeded());
}

#[test]
fn others_wait_where_half_is_taken_and_not_by_a_client_alone() {
    let queue = HashQueue::new(16);
    let take = |client, address| queue.place(NOW, stranger(client, address)).unwrap();
    let mut taken: Vec<_> = (1..=7).map(|address| take("a", address)).collect();
    assert!(!queue.others_wait("b"), "less than half");
    taken.push(take("a", 8));
    assert!(queue.others_wait("b"));
    assert!(!queue.others_wait("a"), "it is alone");
    taken.push(take("b", 1));
    assert!(queue.others_wait("a"));
    taken.truncate(7);
    assert!(!queue.others_wait("b"), "places have come back");
}
