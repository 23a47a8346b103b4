//! Every order of the steps of several requests, with each of them dying after any step, over real SQLite.
//!
//! A request that dies is one that takes no further step, so every prefix of an order is a case of its own. Orders that
//! lead to one state of the rows and of the requests are followed once.

use super::*;
use crate::{
    config::Config,
    objects::Tx,
    ports::{
        LocalFuture,
        objects::{ObjectError, Objects},
    },
    slots::Slot,
    store::{
        aliases::Rules,
        users::{DeleteUser, Status, UpdateAttributes, Updated, User},
    },
    testing::{BEGINNING, MemoryObjects, World},
    time::Timestamp,
    users::fixtures::Fixture,
};
use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    future::{Future, poll_fn},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use vestibule_crypto::SeededRng;

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
#[ignore = "takes minutes: run with `--ignored`"]
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
#[ignore = "takes minutes: run with `--ignored`"]
fn one_user_claims_an_alias_twice_at_once() {
    explore(
        Homes::Apart,
        false,
        &[Actor::Claim(0), Actor::Claim(0), Actor::Timer],
    );
}

#[test]
#[ignore = "takes minutes: run with `--ignored`"]
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
#[ignore = "takes minutes: run with `--ignored`"]
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
#[ignore = "takes minutes: run with `--ignored`"]
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

fn explore(homes: Homes, held: bool, actors: &[Actor]) {
    let scenery = Scenery::new(homes, held);
    let mut seen = HashSet::new();
    let mut open = vec![Vec::new()];
    while let Some(order) = open.pop() {
        assert!(order.len() < 40, "no end in {order:?}");
        for next in play(&scenery, actors, &order, &mut seen) {
            let mut longer = order.clone();
            longer.push(next);
            open.push(longer);
        }
    }
    assert!(seen.len() > actors.len(), "something was explored");
}

/// What all orders of one exploration share.
struct Scenery {
    /// Its rows are put back before each order.
    world: World,
    /// Whether the first user has the alias.
    held: bool,
    config: Rc<Config>,
    users: [Sub; 2],
    /// The alias's object first.
    objects: Vec<ObjectKey>,
}

impl Scenery {
    fn new(homes: Homes, held: bool) -> Self {
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
        objects.extend(users.iter().map(|user| config.object_of(user)));
        objects.dedup();
        Self {
            world: World::new(),
            held,
            config,
            users,
            objects,
        }
    }

    fn alias(&self) -> Alias {
        Alias::new("email", EMAIL)
    }
}

/// Takes the steps of an order. Returns the actors that can take another, or none when the state that it led to was
/// `seen` before; checks one that was not.
fn play(
    scenery: &Scenery,
    actors: &[Actor],
    order: &[usize],
    seen: &mut HashSet<String>,
) -> Vec<usize> {
    let world = &scenery.world;
    furnish(world, scenery);
    let stages: Vec<_> = (0..actors.len())
        .map(|number| Stage::new(&world.objects, number))
        .collect();
    let mut acts: Vec<Act<'_>> = actors
        .iter()
        .zip(&stages)
        .map(|(actor, stage)| Act::new(act(world, scenery, *actor, stage)))
        .collect();
    for number in order {
        stages[*number].turn.set(true);
        acts[*number].advance();
    }
    let mut state = format!("{:?} {:?}", world.now(), rows(world, scenery));
    for stage in &stages {
        state.push_str(&String::from_utf8_lossy(&stage.learnt.borrow()));
        state.push('|');
    }
    if !seen.insert(state) {
        return Vec::new();
    }
    check(world, scenery, order);
    let running = (0..actors.len())
        .filter(|number| acts[*number].0.is_some())
        .collect();
    // Whoever has not ended by now has died.
    drop(acts);
    settle_all(world, scenery, order);
    let only_claims = actors
        .iter()
        .all(|actor| matches!(actor, Actor::Claim(_) | Actor::Timer));
    for (stage, actor) in stages.iter().zip(actors) {
        if let (true, true, Actor::Claim(user)) = (only_claims, stage.done.get(), actor) {
            let holder = holder(world, scenery);
            assert_eq!(
                holder,
                Some(*user),
                "an acknowledged claim is lost: {order:?}"
            );
        }
    }
    running
}

/// One actor under way; `None` once it has ended.
struct Act<'a>(Option<Pin<Box<dyn Future<Output = ()> + 'a>>>);

impl<'a> Act<'a> {
    fn new(act: impl Future<Output = ()> + 'a) -> Self {
        let mut act = Self(Some(Box::pin(act)));
        act.advance();
        act
    }

    /// Goes on to the next message, which waits for its turn.
    fn advance(&mut self) {
        let mut context = Context::from_waker(Waker::noop());
        if let Some(act) = &mut self.0
            && act.as_mut().poll(&mut context).is_ready()
        {
            self.0 = None;
        }
    }
}

/// Puts the rows back: two users, the first of whom may hold the alias.
fn furnish(world: &World, scenery: &Scenery) {
    world.advance(BEGINNING - world.now());
    for object in &scenery.objects {
        on(world, object, |tx| {
            for table in [
                "aliases",
                "due",
                "outcomes",
                "releases",
                "user_index",
                "users",
                "void_claims",
            ] {
                tx.exec(&format!("DELETE FROM {table}"), &[]).unwrap();
            }
        });
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
        };
        if scenery.held && number == 0 {
            user.attributes = verified();
            user.aliases.insert(scenery.alias(), "first".to_owned());
            on(world, &scenery.objects[0], |tx| {
                tx.exec(
                    "INSERT INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, 'first', NULL)",
                    crate::params![scenery.alias().as_str(), sub],
                )
                .unwrap();
            });
        }
        on(world, &scenery.config.object_of(sub), |tx| {
            user.save(tx).unwrap()
        });
    }
}

async fn act(world: &World, scenery: &Scenery, actor: Actor, stage: &Stage<'_>) {
    if actor == Actor::Timer {
        stage.take_turn().await;
        world.advance(RESERVED);
    }
    let cx = Cx {
        objects: stage,
        rng: &stage.rng,
        ..world.cx()
    };
    let config = &*scenery.config;
    let done = match actor {
        Actor::Claim(user) => update(&cx, scenery, user, true, Holder::Keeps).await,
        Actor::Force(user) => update(&cx, scenery, user, true, Holder::Yields).await,
        Actor::GiveUp(user) => update(&cx, scenery, user, false, Holder::Keeps).await,
        Actor::Delete(user) => {
            let sub = scenery.users[user].clone();
            cx.decide(config, &config.object_of(&sub), DeleteUser { sub })
                .await
                .unwrap()
        }
        Actor::Timer => settle(&cx, config, &scenery.objects[0]).await.is_ok(),
    };
    stage.done.set(done);
}

async fn update(cx: &Cx<'_>, scenery: &Scenery, user: usize, take: bool, holder: Holder) -> bool {
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
        holder,
        |claims| UpdateAttributes {
            sub: sub.clone(),
            set: set.clone(),
            remove: remove.clone(),
            rules: rules.clone(),
            claims,
            verifications: Vec::new(),
            messages: Vec::new(),
        },
    )
    .await;
    // A request that outlives its own reservation gives up.
    matches!(change, Ok(Change::Done(Updated::Updated)))
}

fn verified() -> std::collections::BTreeMap<String, String> {
    [("email", EMAIL), ("email_verified", "true")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// What must hold after every step: at most one user has the alias, and the alias's row names that user and epoch.
fn check(world: &World, scenery: &Scenery, order: &[usize]) {
    let rows = rows(world, scenery);
    let holders: Vec<_> = rows
        .users
        .iter()
        .flatten()
        .filter_map(|user| Some((&user.sub, user.aliases.get(&scenery.alias())?)))
        .collect();
    assert!(holders.len() <= 1, "two users have one alias: {order:?}");
    if let Some((sub, epoch)) = holders.first() {
        let row = rows.alias.as_ref().expect("a held alias has a row");
        assert_eq!(
            (&row.0, &row.1),
            (*sub, *epoch),
            "a user has an alias whose row says otherwise: {order:?}"
        );
    }
}

/// What the timers make of what was left: the alias is free, or owned by a user who holds it.
fn settle_all(world: &World, scenery: &Scenery, order: &[usize]) {
    world.advance(RESERVED);
    for object in &scenery.objects {
        world
            .run(settle(&world.cx(), &scenery.config, object))
            .unwrap();
    }
    check(world, scenery, order);
    let rows = rows(world, scenery);
    if let Some((sub, epoch, reserved)) = &rows.alias {
        assert!(!reserved, "a reservation is left: {order:?}");
        let owner = rows.users.iter().flatten().find(|user| user.sub == *sub);
        let believed =
            owner.is_some_and(|owner| owner.aliases.get(&scenery.alias()) == Some(epoch));
        assert!(
            believed,
            "the alias is owned by a user who has it not: {order:?}"
        );
    }
}

fn holder(world: &World, scenery: &Scenery) -> Option<usize> {
    let (sub, ..) = rows(world, scenery).alias?;
    scenery.users.iter().position(|user| *user == sub)
}

#[derive(Debug)]
struct Rows {
    users: [Option<User>; 2],
    /// Sub, epoch, and whether it is a reservation.
    alias: Option<(Sub, String, bool)>,
    #[expect(dead_code, reason = "tells states apart")]
    rest: Vec<String>,
}

fn rows(world: &World, scenery: &Scenery) -> Rows {
    let alias = on(world, &scenery.objects[0], |tx| {
        let found = tx
            .first(
                "SELECT sub, epoch, reserved_until FROM aliases WHERE alias = ?1",
                crate::params![scenery.alias().as_str()],
            )
            .unwrap();
        found.map(|row| {
            let reserved = row.integer_or_null(2).unwrap().is_some();
            (
                Sub::from_stored(row.text(0).unwrap()),
                row.text(1).unwrap().to_owned(),
                reserved,
            )
        })
    });
    let users = [0, 1].map(|number| {
        let sub = &scenery.users[number];
        on(world, &scenery.config.object_of(sub), |tx| {
            User::load(tx, sub).unwrap()
        })
    });
    let rest = scenery.objects.iter().map(|object| {
        on(world, object, |tx| {
            let void = tx
                .exec("SELECT epoch, expires FROM void_claims ORDER BY epoch", &[])
                .unwrap();
            let releases = tx
                .exec("SELECT epoch, alias FROM releases ORDER BY epoch", &[])
                .unwrap();
            let ends = tx
                .exec(
                    "SELECT alias, reserved_until FROM aliases ORDER BY alias",
                    &[],
                )
                .unwrap();
            format!("{void:?} {releases:?} {ends:?}")
        })
    });
    Rows {
        rest: rest.collect(),
        users,
        alias,
    }
}

fn on<T>(world: &World, object: &ObjectKey, work: impl FnOnce(&Tx<'_>) -> T) -> T {
    let store = world.objects.store(object);
    work(&Tx {
        sql: &*store,
        now: world.now(),
    })
}

/// One actor's way to the objects: each message waits for its turn.
struct Stage<'a> {
    inner: &'a MemoryObjects,
    turn: Cell<bool>,
    learnt: RefCell<Vec<u8>>,
    done: Cell<bool>,
    rng: SeededRng,
}

impl<'a> Stage<'a> {
    fn new(inner: &'a MemoryObjects, number: usize) -> Self {
        // Seeds that neither the world nor another actor has: ids and epochs are random.
        let rng = SeededRng::new([u8::try_from(number).unwrap() + 100; 32]);
        Self {
            inner,
            turn: Cell::default(),
            learnt: RefCell::default(),
            done: Cell::default(),
            rng,
        }
    }

    async fn take_turn(&self) {
        poll_fn(|_| {
            if self.turn.replace(false) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

impl Objects for Stage<'_> {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            self.take_turn().await;
            let reply = self.inner.send(key, message).await?;
            self.learnt.borrow_mut().extend(&reply);
            Ok(reply)
        })
    }
}
