//! All orders of a sign-in's steps that the state machine allows, and what it doesn't allow, with a death, a lost reply and a
//! repetition at each: tokens come of a complete sign-in alone, once, and no second factor is skipped.
//!
//! The judge is the client itself ([`client`]): it knows what it has shown, what the pool wants of its person, and what each
//! challenge waits for, and it reads in the tokens what they tell was proven. Each walk holds that it has come to what it is
//! about ([`tally`]). Where a client hides its users, the judge is a second client, who is nobody ([`hidden`]).
//! `VESTIBULE_ORDERS` says how many steps deeper than by default every order but nobody's is walked: with one or
//! more everybody begins in every way, and each step is proven for everybody. `PROPTEST_CASES` is the number of walks by
//! chance.

mod client;
mod fault;
mod hidden;
mod people;
mod steps;
mod tally;

use client::{Checked, Client};
use fault::{Fault, Kind};
use people::Person;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use std::collections::HashSet;
use steps::{Begin, Manner, Move, Outcome};

/// Longer than any sign-in here.
const LONGEST: usize = 8;

/// How many steps deeper than by default.
fn deeper() -> usize {
    let wanted = std::env::var("VESTIBULE_ORDERS");
    wanted.map_or(0, |wanted| wanted.parse().unwrap())
}

/// How deep a person's orders are walked.
fn depth(person: &Person) -> usize {
    person.depth + deeper()
}

/// How a person begins.
fn begins(person: &Person) -> Vec<Begin> {
    let mut begins = person.begins.to_vec();
    if deeper() > 0 {
        let others = Begin::ALL.into_iter();
        begins.extend(others.filter(|begin| !person.begins.contains(begin)));
    }
    begins
}

/// A sign-in as a client goes through it: how it begins, and which way it takes where there are several.
#[derive(Clone, Copy, Debug)]
struct Route {
    begin: Begin,
    wish: usize,
    manner: Manner,
}

impl Route {
    /// Goes on from where the client is to the end, or to where it is refused.
    fn follow(self, client: &mut Client<'_>, mut outcome: Outcome) -> Checked<Outcome> {
        for _ in 0..LONGEST {
            let (Outcome::Goes, Some(step)) = (outcome, client.natural(self.wish)) else {
                break;
            };
            outcome = client.take(step, self.manner, None)?;
        }
        Ok(outcome)
    }
}

/// Every route of a person, the refused ones too. Every other one is by the operations of administrators.
fn routes(person: &Person) -> Vec<Route> {
    let mut routes = Vec::new();
    for (number, begin) in begins(person).iter().enumerate() {
        let route = |wish| Route {
            begin: *begin,
            wish,
            manner: Manner {
                admin: (number + wish) % 2 == 1,
                ..Manner::default()
            },
        };
        let ways = person.api.world.undone(|| {
            let mut client = Client::ready(person, *begin)?;
            let mut ways = 1;
            let route = route(0);
            let mut outcome = client.take(Move::Begin(*begin), route.manner, None)?;
            for _ in 0..LONGEST {
                ways = ways.max(client.ways());
                let (Outcome::Goes, Some(step)) = (outcome, client.natural(0)) else {
                    break;
                };
                outcome = client.take(step, route.manner, None)?;
            }
            Ok(ways)
        });
        // Where a step up begins anew, it goes on as others do.
        let ways = match begin {
            Begin::StepUp(..) => 1,
            _ => kept(person, begin, ways),
        };
        routes.extend((0..ways).map(route));
    }
    routes
}

#[track_caller]
fn kept<T>(person: &Person, what: &dyn std::fmt::Debug, checked: Checked<T>) -> T {
    checked.unwrap_or_else(|broken| panic!("{}, {what:?}: {broken}", person.what))
}

#[test]
fn every_step_survives_a_death_a_lost_reply_and_a_repetition() {
    let mut seen = HashSet::new();
    for person in people::all() {
        if deeper() > 0 {
            seen.clear();
        }
        for route in routes(&person) {
            let gone = person.api.world.undone(|| go(&person, route, &mut seen));
            kept(&person, &route, gone);
        }
        let missing = person.tally.missing(person.ends, &[]);
        assert!(missing.is_empty(), "{}: no {missing:?}", person.what);
    }
}

/// Goes a route; each step from a kind of challenge to another that isn't `seen` yet is proven, taken twice, and once more at
/// the end.
fn go(person: &Person, route: Route, seen: &mut HashSet<String>) -> Checked<()> {
    let mut client = Client::ready(person, route.begin)?;
    let mut taken = Vec::new();
    let mut next = Some(Move::Begin(route.begin));
    let mut is_new = false;
    while let (Some(step), 0..LONGEST) = (next, taken.len()) {
        let before = client.clone();
        let leads_to = person.api.world.undone(|| {
            let mut client = before.clone();
            let outcome = client.take(step, route.manner, None)?;
            let (kind, name) = (before.kind(step), client.newest_name());
            Ok::<_, String>(format!("{kind} {outcome:?} {name:?}"))
        });
        let is_unseen = seen.insert(leads_to?);
        if is_unseen {
            survives(person, &before, step, route)?;
            let wrong = Manner {
                wrong: true,
                ..route.manner
            };
            let world = &person.api.world;
            world.undone(|| before.clone().take(step, wrong, None))?;
        }
        let outcome = client.take(step, route.manner, None)?;
        if is_unseen {
            // It goes on as if it had not been repeated.
            let given = client.given();
            client.take(step, route.manner, None)?;
            client.throw_away(given);
            is_new = true;
        }
        taken.push(step);
        next = client
            .natural(route.wish)
            .filter(|_| outcome == Outcome::Goes);
    }
    if !is_new {
        return Ok(());
    }
    for step in taken {
        client.take(step, route.manner, None)?;
    }
    client.signs_in_again()
}

/// Everything that can go wrong at a step, each from where the client is: the step is then taken again, and the rest.
fn survives(person: &Person, client: &Client<'_>, step: Move, route: Route) -> Checked<()> {
    let world = &person.api.world;
    let usual = world.undone(|| client.clone().take(step, route.manner, None))?;
    for kind in Kind::ALL {
        for at in 0.. {
            let fault = Fault { kind, at };
            let met = world.undone(|| {
                let mut client = client.clone();
                let outcome = client.take(step, route.manner, Some(fault))?;
                match (client.failed, kind) {
                    (false, _) => return Ok(false),
                    (true, Kind::LostReply) if outcome == usual => return Ok(true),
                    (true, Kind::LostReply) => {
                        return Err(format!("it makes {outcome:?} of {usual:?}"));
                    }
                    _ => {}
                }
                let again = client.take(step, route.manner, None)?;
                if kind == Kind::DeathBefore && again == usual {
                    // A death after what was committed before leaves the same, and is followed to the end.
                    return Ok(true);
                }
                route.follow(&mut client, again)?;
                if kind == Kind::DeathAfter {
                    client.signs_in_again()?;
                }
                Ok(true)
            });
            if !met.map_err(|broken| format!("{broken}, with {fault:?} at {step:?}"))? {
                break;
            }
        }
    }
    Ok(())
}

#[test]
fn no_order_of_steps_gives_tokens_for_less_or_twice() {
    for person in people::all() {
        let explored = begins(&person).into_iter().try_for_each(|begin| {
            let mut walk = Walk {
                person: &person,
                begin: Move::Begin(begin),
                seen: HashSet::new(),
                misplaced: HashSet::new(),
            };
            person.api.world.undone(|| {
                let client = Client::ready(&person, begin)?;
                walk.go_on(&client, depth(&person))
            })?;
            if person.also_from.is_empty() {
                return Ok(());
            }
            person.api.world.undone(|| {
                let mut client = Client::new(&person);
                for step in person.also_from {
                    client.take(*step, Manner::default(), None)?;
                }
                // What was seen from the beginning was not walked as deep.
                walk.seen.clear();
                walk.go_on(&client, depth(&person) - 2)
            })
        });
        kept(&person, &"an order", explored);
        let missing = person.tally.missing(&person.ends[..1], &["misplaced"]);
        assert!(missing.is_empty(), "{}: no {missing:?}", person.what);
    }
}

/// Every order of the steps of two sign-ins that begin alike.
struct Walk<'a> {
    person: &'a Person,
    begin: Move,
    seen: HashSet<String>,
    /// Answers that aren't waited for, to each kind of challenge once.
    misplaced: HashSet<String>,
}

impl Walk<'_> {
    /// Every move from here, and every move from where each leads.
    fn go_on(&mut self, client: &Client<'_>, depth: usize) -> Checked<()> {
        if depth == 0 || !self.seen.insert(client.place()) {
            return Ok(());
        }
        let mut moves = client.answers();
        moves.retain(|step| match client.misplaces(*step) {
            Some(kind) => self.misplaced.insert(kind),
            None => true,
        });
        match (client.begun(), self.begin) {
            // Nobody signs up twice.
            (1, Move::Begin(Begin::SignUp)) => moves.push(Move::Begin(Begin::Password)),
            (0 | 1, begin) => moves.push(begin),
            _ => {}
        }
        for step in moves {
            let again = client.has_advanced(step);
            let taken = self.person.api.world.undone(|| {
                let mut next = client.clone();
                match next.take(step, Manner::default(), None)? {
                    Outcome::Goes | Outcome::SignedIn if !again => self.go_on(&next, depth - 1),
                    _ => Ok(()),
                }
            });
            taken.map_err(|broken| format!("{broken}, after {step:?}"))?;
        }
        Ok(())
    }
}

/// One try of a client: which of the moves, how, and what goes wrong.
type Try = (usize, (bool, bool, u8), Option<(u8, usize)>);

fn tries() -> impl Strategy<Value = (usize, Vec<Try>)> {
    let fault = proptest::option::weighted(0.2, (0..3_u8, 0..4_usize));
    let manner = (any::<bool>(), any::<bool>(), 0..6_u8);
    let tries = proptest::collection::vec((any::<usize>(), manner, fault), 1..14);
    (any::<usize>(), tries)
}

#[test]
fn whatever_is_tried_tokens_come_of_a_complete_sign_in_once() {
    let people = people::all();
    let mut config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 60;
    }
    let ran = TestRunner::new(config).run(&tries(), |(person, tries)| {
        let person = &people[person % people.len()];
        let held = person.api.world.undone(|| attempt(person, &tries));
        held.map_err(|broken| TestCaseError::fail(format!("{}: {broken}", person.what)))
    });
    ran.unwrap();
    for refusal in ["misplaced", "wrong"] {
        let tallies = people.iter().map(|person| &person.tally);
        let met = tallies.filter(|tally| tally.missing(&[], &[refusal]).is_empty());
        assert!(met.count() > 1, "nothing {refusal} is refused");
    }
}

fn attempt(person: &Person, tries: &[Try]) -> Checked<()> {
    let mut client = Client::new(person);
    for (choice, (admin, no_device, wrong), fault) in tries {
        let manner = Manner {
            admin: *admin,
            no_device: *no_device,
            wrong: *wrong == 0,
        };
        // Every other move is the one that is waited for: few sign-ins would come far otherwise.
        let natural = client.natural(choice / 2).filter(|_| choice % 2 == 0);
        let mut moves = client.answers();
        let begins = Begin::ALL.iter().chain(person.begins);
        moves.extend(begins.copied().map(Move::Begin));
        let step = natural.unwrap_or(moves[choice / 2 % moves.len()]);
        let fault = fault.map(|(kind, at)| Fault {
            kind: Kind::ALL[usize::from(kind)],
            at,
        });
        client.take(step, manner, fault)?;
    }
    Ok(())
}
