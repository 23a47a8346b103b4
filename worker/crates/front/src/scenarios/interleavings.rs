//! Every order of the steps of several requests, with each of them dying after any step, over real SQLite.
//!
//! A request that dies is one that takes no further step, so every prefix of an order is a case of its own. Requests and
//! objects are deterministic: what a request sends follows from what it was answered, what an object answers from its
//! rows. So each such step is taken once and looked up after that, and states that are reached twice are followed once.

mod contents;
mod numbered;
mod play;
mod tenure;

use self::play::{Order, Play};
use rustc_hash::FxHashSet;
use std::{collections::BTreeSet, rc::Rc};
use vestibule_crypto::SeededRng;
use vestibule_engine::{aliases::*, config::Config, cx::Cx, testing::World};
use vestibule_idp::fixtures::people::Fixture;
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    factor::Factors,
    ids::Sub,
    object_key::ObjectKey,
    slots::Slot,
    time::Timestamp,
    user::{Authority, Status, User},
};
use vestibule_store::{
    envelope::Envelope,
    testing::BEGINNING,
    transition::{Transition as _, Tx},
    users::{
        change::{UpdateAttributes, Updated},
        config_version::RaiseLowestConfig,
        create::{DeleteUser, Deleted},
        rows,
    },
};

const EMAIL: &str = "contended@example.com";

/// One request, or the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actor {
    /// The user takes the alias.
    Claim(usize),
    /// The user takes it, from whoever has it.
    Force(usize),
    GiveUp(usize),
    Delete(usize),
    /// Reservations come to their end, and the timer of the alias's object settles them.
    Timer,
}

/// Where the two users live.
#[derive(Clone, Copy, Debug)]
enum Homes {
    /// In two objects, neither of them the alias's.
    Apart,
    /// The second in the alias's object.
    OneWithTheAlias,
}

/// What the objects take the time to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clocks {
    Together,
    /// Reservations have ended by the clock of the alias's object, and not yet by the others'.
    HomesLate,
}

#[test]
fn two_users_claim_one_alias() {
    explore(Homes::Apart, false, &[Actor::Claim(0), Actor::Claim(1)]);
    explore(
        Homes::OneWithTheAlias,
        false,
        &[Actor::Claim(0), Actor::Claim(1)],
    );
}

#[test]
fn two_users_claim_one_alias_while_reservations_end() {
    explore(
        Homes::Apart,
        false,
        &[Actor::Claim(0), Actor::Claim(1), Actor::Timer],
    );
    explore(
        Homes::OneWithTheAlias,
        false,
        &[Actor::Claim(0), Actor::Claim(1), Actor::Timer],
    );
}

#[test]
fn one_user_claims_an_alias_twice_at_once() {
    explore(
        Homes::Apart,
        false,
        &[Actor::Claim(0), Actor::Claim(0), Actor::Timer],
    );
}

#[test]
fn an_alias_is_given_up_and_claimed_at_once() {
    explore(
        Homes::Apart,
        true,
        &[Actor::GiveUp(0), Actor::Claim(1), Actor::Timer],
    );
    explore(
        Homes::OneWithTheAlias,
        true,
        &[Actor::GiveUp(0), Actor::Claim(1), Actor::Timer],
    );
    explore(
        Homes::Apart,
        true,
        &[Actor::GiveUp(0), Actor::Claim(1), Actor::Claim(0)],
    );
}

#[test]
fn a_user_is_deleted_while_another_claims_its_alias() {
    explore(
        Homes::Apart,
        true,
        &[Actor::Delete(0), Actor::Claim(1), Actor::Timer],
    );
    explore(
        Homes::Apart,
        false,
        &[Actor::Claim(0), Actor::Delete(0), Actor::Claim(1)],
    );
}

#[test]
fn an_alias_is_taken_by_force() {
    explore(
        Homes::Apart,
        true,
        &[Actor::Force(1), Actor::Claim(0), Actor::Timer],
    );
    explore(
        Homes::OneWithTheAlias,
        true,
        &[Actor::Force(1), Actor::GiveUp(0), Actor::Timer],
    );
}

#[test]
fn an_alias_is_taken_by_force_twice_at_once() {
    for homes in [Homes::Apart, Homes::OneWithTheAlias] {
        explore(homes, false, &[Actor::Force(0), Actor::Force(1)]);
        explore(homes, true, &[Actor::Force(0), Actor::Force(1)]);
    }
}

fn explore(homes: Homes, held: bool, actors: &[Actor]) {
    explore_by(Clocks::Together, homes, held, actors);
    if actors.contains(&Actor::Timer) {
        explore_by(Clocks::HomesLate, homes, held, actors);
    }
}

fn explore_by(clocks: Clocks, homes: Homes, held: bool, actors: &[Actor]) {
    let scenery = Scenery::new(clocks, homes, held);
    let mut play = Play::new(&scenery, actors);
    let beginning = play.beginning();
    let mut seen = FxHashSet::from_iter([beginning.clone()]);
    let mut open = vec![(beginning, Order::default())];
    while let Some((state, order)) = open.pop() {
        assert!(order.len() < 80, "no end in {:#?}", play.told(&order));
        if let Err(fault) = play.check(&state) {
            panic!("{fault}: {:#?}", play.told(&order));
        }
        for actor in 0..actors.len() {
            if let Some(next) = play.step(&state, actor)
                && seen.insert(next.clone())
            {
                open.push((next, order.then(actor, &state)));
            }
        }
    }
    assert!(seen.len() > actors.len(), "something was explored");
}

/// What all orders of one exploration share.
struct Scenery {
    world: World,
    clocks: Clocks,
    /// Whether the first user has the alias.
    held: bool,
    config: Rc<Config>,
    users: [Sub; 2],
    /// The alias's object first.
    objects: Vec<ObjectKey>,
}

impl Scenery {
    fn new(clocks: Clocks, homes: Homes, held: bool) -> Self {
        let fixture = Fixture::with_email_aliases();
        let config = fixture
            .run(async { fixture.cx().pool(&fixture.pool()).await })
            .unwrap();
        let slot = config.object_of_identifier(EMAIL);
        let elsewhere: Vec<Slot> = [0, 1024, 2048, 3072]
            .into_iter()
            .map(Slot::new)
            .filter(|candidate| config.slots.object(&config.pool.id, *candidate) != slot)
            .collect();
        let second = match homes {
            Homes::Apart => elsewhere[1],
            Homes::OneWithTheAlias => config.routing.slot(EMAIL),
        };
        let rng = SeededRng::new([9; 32]);
        let users = [elsewhere[0], second].map(|slot| Sub::mint(slot, &config.routing, &rng));
        let mut objects = vec![slot];
        for home in users.iter().map(|user| config.object_of(user)) {
            if !objects.contains(&home) {
                objects.push(home);
            }
        }
        Self {
            world: World::new(),
            clocks,
            held,
            config,
            users,
            objects,
        }
    }

    fn number_of(&self, object: &ObjectKey) -> Option<usize> {
        self.objects.iter().position(|known| known == object)
    }

    fn alias(&self) -> Alias {
        Alias::new("email", EMAIL)
    }
}

/// Two users, the first of whom may hold the alias.
fn furnish(scenery: &Scenery) {
    let world = &scenery.world;
    for object in scenery.config.slots.objects(&scenery.config.pool.id) {
        let made = RaiseLowestConfig {
            lowest: scenery.config.version,
            makes: true,
        };
        on(world, &object, |tx| made.apply(tx)).unwrap();
    }
    for (number, sub) in scenery.users.iter().enumerate() {
        let mut user = User {
            sub: sub.clone(),
            slot: sub.slot(&scenery.config.routing),
            username: format!("user{number}"),
            status: Status::Confirmed,
            enabled: true,
            created: BEGINNING,
            modified: BEGINNING,
            attributes: [].into(),
            // The aliases of usernames play no part here.
            aliases: [(Alias::username(&format!("user{number}")), "own".to_owned())].into(),
            credential: None,
            credential_version: 1,
            history: Vec::new(),
            signed_out: Timestamp::default(),
            factors: Factors::default(),
            memberships: [].into(),
        };
        if scenery.held && number == 0 {
            user.attributes = verified();
            user.aliases.insert(scenery.alias(), "first".to_owned());
            on(world, &scenery.objects[0], |tx| {
                tx.exec(
                    "INSERT INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, 'first', NULL)",
                    vestibule_store::params![scenery.alias().as_str(), sub],
                )
                .unwrap();
            });
        }
        on(world, &scenery.config.object_of(sub), |tx| {
            rows::save(tx, &user).unwrap()
        });
    }
}

/// Whether the actor did what it was to do.
async fn act(cx: &Cx<'_>, scenery: &Scenery, actor: Actor) -> bool {
    let config = &*scenery.config;
    match actor {
        Actor::Claim(user) => update(cx, scenery, user, true, IfHeld::Refuse).await,
        Actor::Force(user) => update(cx, scenery, user, true, IfHeld::TakeOver).await,
        Actor::GiveUp(user) => update(cx, scenery, user, false, IfHeld::Refuse).await,
        Actor::Delete(user) => {
            let sub = scenery.users[user].clone();
            cx.decide(
                config,
                &config.object_of(&sub),
                DeleteUser {
                    sub,
                    caller: Authority::Administrator,
                },
            )
            .await
            .unwrap()
                == Deleted::Deleted
        }
        Actor::Timer => settle(cx, config, &scenery.objects[0]).await.is_ok(),
    }
}

async fn update(cx: &Cx<'_>, scenery: &Scenery, user: usize, take: bool, if_held: IfHeld) -> bool {
    let rules = Rules::of(&scenery.config.pool);
    let sub = &scenery.users[user];
    let (set, remove) = if take {
        (verified(), Vec::new())
    } else {
        (
            [].into(),
            vec!["email".to_owned(), "email_verified".to_owned()],
        )
    };
    let change = change(
        cx,
        &scenery.config,
        sub,
        BTreeSet::new(),
        if_held,
        |claims| UpdateAttributes {
            sub: sub.clone(),
            caller: Authority::Administrator,
            set: set.clone(),
            remove: remove.clone(),
            rules: rules.clone(),
            claims,
            verifications: Vec::new(),
            messages: Vec::new(),
        },
    )
    .await;
    let is_taken = matches!(change, Ok(Change::Taken(_)));
    assert!(if_held == IfHeld::Refuse || !is_taken, "taken over later");
    // A request that outlives its own reservation gives up.
    matches!(change, Ok(Change::Done(Updated::Updated)))
}

fn verified() -> std::collections::BTreeMap<String, String> {
    [("email", EMAIL), ("email_verified", "true")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn on<T>(world: &World, object: &ObjectKey, work: impl FnOnce(&Tx<'_>) -> T) -> T {
    let store = world.objects.store(object);
    work(&Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: world.now(),
    })
}
