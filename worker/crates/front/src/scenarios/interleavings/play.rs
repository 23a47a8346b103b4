//! The machine that takes the steps.

use super::{
    Actor, Clocks, Cx, Envelope, ObjectKey, RESERVED, Scenery, act, check, furnish, holder, on,
    settle_all,
};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    future::{Future, pending},
    hash::Hash,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use vestibule_crypto::SeededRng;
use vestibule_engine::{
    ports::{
        LocalFuture,
        objects::{ObjectError, Objects},
    },
    testing::World,
};
use vestibule_model::time::Timestamp;
use vestibule_store::{sql::Value, testing::BEGINNING};

/// Where everyone is: what can come next follows from this alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    now: Timestamp,
    /// What each object of the scenery holds, by its number in [`Play::contents`].
    objects: Vec<usize>,
    /// What each actor was answered, by its number in [`Play::histories`].
    actors: Vec<usize>,
}

/// The steps that were taken, so that none is taken twice.
pub(super) struct Play<'a> {
    scenery: &'a Scenery,
    actors: &'a [Actor],
    contents: Numbered<Contents>,
    /// What lies in the objects now.
    laid: Vec<usize>,
    /// The last answer, after another history; nothing yet.
    histories: Numbered<Option<(usize, Vec<u8>)>>,
    /// By actor and history.
    next: HashMap<(usize, usize), Rc<Next>>,
    /// The reply, and the contents after it.
    replies: HashMap<Asked, (Vec<u8>, usize)>,
    /// Who has the alias once the timers have settled what was left, by the objects' contents and the time.
    settled: HashMap<(Vec<usize>, Timestamp), Option<usize>>,
}

/// Object, its contents, time and message.
type Asked = (usize, usize, Timestamp, Vec<u8>);

/// What an actor does next.
enum Next {
    Send(usize, Vec<u8>),
    /// Reservations come to their end.
    Wait,
    /// Whether it did what it was to do.
    End(bool),
}

impl<'a> Play<'a> {
    pub(super) fn new(scenery: &'a Scenery, actors: &'a [Actor]) -> Self {
        furnish(scenery);
        let mut contents = Numbered::default();
        let laid = scenery
            .objects
            .iter()
            .map(|object| contents.number(Contents::of(&scenery.world, object)))
            .collect();
        Self {
            scenery,
            actors,
            contents,
            laid,
            histories: Numbered::default(),
            next: HashMap::new(),
            replies: HashMap::new(),
            settled: HashMap::new(),
        }
    }

    pub(super) fn beginning(&mut self) -> State {
        State {
            now: BEGINNING,
            objects: self.laid.clone(),
            actors: vec![self.histories.number(None); self.actors.len()],
        }
    }

    /// One more step of an actor, and the state after it; `None` when it has ended.
    pub(super) fn step(&mut self, state: &State, actor: usize) -> Option<(String, State)> {
        let mut after = state.clone();
        let next = self.next(actor, state.actors[actor]);
        let (what, answer) = match &*next {
            Next::End(_) => return None,
            Next::Wait => {
                after.now = after.now + RESERVED;
                ("waits".to_owned(), Vec::new())
            }
            Next::Send(object, message) => {
                let clock = match self.scenery.clocks {
                    Clocks::HomesLate if *object > 0 => BEGINNING,
                    _ => state.now,
                };
                let (reply, contents) = self.reply(*object, state.objects[*object], clock, message);
                after.objects[*object] = contents;
                let envelope: Envelope = serde_json::from_slice(message).unwrap();
                (format!("{} to {object}", envelope.name), reply)
            }
        };
        after.actors[actor] = self.histories.number(Some((state.actors[actor], answer)));
        Some((format!("{:?}: {what}", self.actors[actor]), after))
    }

    fn next(&mut self, actor: usize, history: usize) -> Rc<Next> {
        if let Some(known) = self.next.get(&(actor, history)) {
            return Rc::clone(known);
        }
        let mut answers = VecDeque::new();
        let mut place = history;
        while let Some((before, answer)) = self.histories.get(place) {
            answers.push_front(answer.clone());
            place = *before;
        }
        let next = Rc::new(next(self.scenery, self.actors[actor], actor, answers));
        self.next.insert((actor, history), Rc::clone(&next));
        next
    }

    fn reply(
        &mut self,
        object: usize,
        contents: usize,
        now: Timestamp,
        message: &[u8],
    ) -> (Vec<u8>, usize) {
        let asked = (object, contents, now, message.to_vec());
        if let Some(known) = self.replies.get(&asked) {
            return known.clone();
        }
        self.lay(object, contents);
        let world = &self.scenery.world;
        let key = &self.scenery.objects[object];
        set_clock(world, now);
        // An actor's messages have the same ids in every order: none is a repetition.
        on(world, key, |tx| {
            tx.exec("DELETE FROM outcomes", &[]).unwrap();
        });
        let reply = world
            .run(world.objects.send(key, message.to_vec()))
            .unwrap();
        let after = self.contents.number(Contents::of(world, key));
        self.laid[object] = after;
        self.replies.insert(asked, (reply.clone(), after));
        (reply, after)
    }

    /// Checks a state: as it is, and with whoever has not ended by now dead for good.
    pub(super) fn check(&mut self, state: &State, order: &[String]) {
        let holder = self.settled(state, order);
        let only_claims = self
            .actors
            .iter()
            .all(|actor| matches!(actor, Actor::Claim(_) | Actor::Timer));
        for (number, actor) in self.actors.iter().enumerate() {
            if let (true, Actor::Claim(user), Next::End(true)) = (
                only_claims,
                actor,
                &*self.next(number, state.actors[number]),
            ) {
                assert_eq!(
                    holder,
                    Some(*user),
                    "an acknowledged claim is lost: {order:#?}"
                );
            }
        }
    }

    fn settled(&mut self, state: &State, order: &[String]) -> Option<usize> {
        let place = (state.objects.clone(), state.now);
        if let Some(holder) = self.settled.get(&place) {
            return *holder;
        }
        for (object, contents) in state.objects.iter().enumerate() {
            self.lay(object, *contents);
        }
        let world = &self.scenery.world;
        set_clock(world, state.now);
        check(world, self.scenery, order);
        settle_all(world, self.scenery, order);
        let holder = holder(world, self.scenery);
        for (laid, object) in self.laid.iter_mut().zip(&self.scenery.objects) {
            *laid = self.contents.number(Contents::of(world, object));
        }
        self.settled.insert(place, holder);
        holder
    }

    /// Puts rows back into an object.
    fn lay(&mut self, object: usize, contents: usize) {
        if self.laid[object] != contents {
            self.contents
                .get(contents)
                .lay(&self.scenery.world, &self.scenery.objects[object]);
            self.laid[object] = contents;
        }
    }
}

/// Lets an actor run, from its beginning, on the answers that it got, and returns what it does after the last.
fn next(scenery: &Scenery, actor: Actor, number: usize, mut answers: VecDeque<Vec<u8>>) -> Next {
    let mut now = BEGINNING;
    if actor == Actor::Timer {
        if answers.pop_front().is_none() {
            return Next::Wait;
        }
        now = now + RESERVED;
    }
    let stage = Stage {
        answers: RefCell::new(answers),
        asked: RefCell::default(),
    };
    // Seeds that neither the world nor another actor has: ids and epochs are random.
    let rng = SeededRng::new([u8::try_from(number).unwrap() + 100; 32]);
    let cx = Cx {
        now,
        objects: &stage,
        rng: &rng,
        ..scenery.world.cx()
    };
    let act = pin!(act(&cx, scenery, actor));
    match act.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Next::End(done),
        Poll::Pending => {
            let (key, message) = stage.asked.take().expect("waits for an object alone");
            let object = scenery.objects.iter().position(|object| *object == key);
            Next::Send(object.expect("an object of the scenery"), message)
        }
    }
}

/// An actor's way to the objects: answers what was answered before, and then notes what is asked next.
struct Stage {
    answers: RefCell<VecDeque<Vec<u8>>>,
    asked: RefCell<Option<(ObjectKey, Vec<u8>)>>,
}

impl Objects for Stage {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            let answer = self.answers.borrow_mut().pop_front();
            if let Some(answer) = answer {
                return Ok(answer);
            }
            self.asked.replace(Some((key.clone(), message)));
            pending().await
        })
    }
}

/// The rows of one object that play a part here.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Contents(Vec<Vec<Vec<Cell>>>);

/// A value: none of these tables holds reals or blobs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cell {
    Null,
    Integer(i64),
    Text(String),
}

const TABLES: [&str; 6] = [
    "aliases",
    "due",
    "releases",
    "user_index",
    "users",
    "void_claims",
];

impl Contents {
    fn of(world: &World, object: &ObjectKey) -> Self {
        on(world, object, |tx| {
            let tables = TABLES.map(|table| {
                let rows = tx.exec(&format!("SELECT * FROM {table}"), &[]).unwrap();
                let mut rows: Vec<Vec<Cell>> = rows
                    .into_iter()
                    .map(|row| row.0.into_iter().map(Cell::from).collect())
                    .collect();
                rows.sort();
                rows
            });
            Self(tables.to_vec())
        })
    }

    fn lay(&self, world: &World, object: &ObjectKey) {
        on(world, object, |tx| {
            for (table, rows) in TABLES.iter().zip(&self.0) {
                tx.exec(&format!("DELETE FROM {table}"), &[]).unwrap();
                for row in rows {
                    let places = vec!["?"; row.len()].join(", ");
                    let values: Vec<Value> = row.iter().cloned().map(Value::from).collect();
                    tx.exec(&format!("INSERT INTO {table} VALUES ({places})"), &values)
                        .unwrap();
                }
            }
        });
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(integer) => Self::Integer(integer),
            Value::Text(text) => Self::Text(text),
            other => panic!("{other:?} in these tables"),
        }
    }
}

impl From<Cell> for Value {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null,
            Cell::Integer(integer) => Self::Integer(integer),
            Cell::Text(text) => Self::Text(text),
        }
    }
}

/// Values and their numbers: equal values have one number.
struct Numbered<T> {
    values: Vec<T>,
    numbers: HashMap<T, usize>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number(&mut self, value: T) -> usize {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = self.values.len();
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    fn get(&self, number: usize) -> &T {
        &self.values[number]
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

fn set_clock(world: &World, now: Timestamp) {
    world.advance(now - world.now());
}
