//! The machine that takes the steps.

use super::{
    Actor, Clocks, Cx, Envelope, ObjectKey, RESERVED, Scenery, act, contents::Contents, furnish,
    numbered::Numbered, on, settle, tenure::Tenure,
};
use rustc_hash::FxHashMap;
use std::{
    cell::RefCell,
    collections::VecDeque,
    future::{Future, pending},
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use vestibule_crypto::SeededRng;
use vestibule_engine::ports::{
    LocalFuture,
    objects::{ObjectError, Objects},
};
use vestibule_model::time::Timestamp;
use vestibule_store::testing::BEGINNING;

/// Where everyone is: what can come next follows from this alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    now: Timestamp,
    /// What each object of the scenery holds, by its number in [`Play::contents`].
    objects: Vec<usize>,
    /// What each actor was answered, by its number in [`Play::histories`].
    actors: Vec<usize>,
}

/// The steps that led to a state, the last one first.
#[derive(Clone, Default)]
pub(super) struct Order(Option<Rc<Step>>);

struct Step {
    actor: usize,
    /// What the actor had been answered.
    history: usize,
    before: Order,
    length: usize,
}

impl Order {
    pub(super) fn then(&self, actor: usize, state: &State) -> Self {
        Self(Some(Rc::new(Step {
            actor,
            history: state.actors[actor],
            before: self.clone(),
            length: self.len() + 1,
        })))
    }

    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.length)
    }
}

/// The steps that were taken, so that none is taken twice.
pub(super) struct Play<'a> {
    scenery: &'a Scenery,
    actors: &'a [Actor],
    contents: Numbered<Contents>,
    /// What lies in the objects now.
    laid: Vec<usize>,
    /// The last answer, after another history; nothing yet.
    histories: Numbered<Option<(usize, Rc<[u8]>)>>,
    /// By actor and history.
    next: FxHashMap<(usize, usize), Next>,
    messages: Numbered<Vec<u8>>,
    /// The reply, and the contents after it.
    replies: FxHashMap<Asked, (Rc<[u8]>, usize)>,
    /// By object and contents.
    tenures: FxHashMap<(usize, usize), Tenure>,
    /// Who has the alias once the timers have settled what was left, by the objects' contents and the time.
    settled: FxHashMap<(Vec<usize>, Timestamp), Option<usize>>,
}

/// Object, its contents, time and the message's number.
type Asked = (usize, usize, Timestamp, usize);

/// What an actor does next.
#[derive(Clone, Copy)]
enum Next {
    /// To the object, the message of this number.
    Send(usize, usize),
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
            next: FxHashMap::default(),
            messages: Numbered::default(),
            replies: FxHashMap::default(),
            tenures: FxHashMap::default(),
            settled: FxHashMap::default(),
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
    pub(super) fn step(&mut self, state: &State, actor: usize) -> Option<State> {
        let mut after = state.clone();
        let answer = match self.next(actor, state.actors[actor]) {
            Next::End(_) => return None,
            Next::Wait => {
                after.now = after.now + RESERVED;
                [].into()
            }
            Next::Send(object, message) => {
                let clock = match self.scenery.clocks {
                    Clocks::HomesLate if object > 0 => BEGINNING,
                    _ => state.now,
                };
                let (reply, contents) = self.reply(object, state.objects[object], clock, message);
                after.objects[object] = contents;
                reply
            }
        };
        after.actors[actor] = self.histories.number(Some((state.actors[actor], answer)));
        Some(after)
    }

    /// What the actors did to come to a state.
    pub(super) fn told(&mut self, order: &Order) -> Vec<String> {
        let mut told = Vec::new();
        let mut place = order;
        while let Some(step) = &place.0 {
            let actor = self.actors[step.actor];
            let what = match self.next(step.actor, step.history) {
                Next::Send(object, message) => {
                    let message = self.messages.get(message);
                    let envelope: Envelope = serde_json::from_slice(message).unwrap();
                    format!("{} to {object}", envelope.name)
                }
                Next::Wait => "waits".to_owned(),
                Next::End(_) => "ends".to_owned(),
            };
            told.push(format!("{actor:?}: {what}"));
            place = &step.before;
        }
        told.reverse();
        told
    }

    fn next(&mut self, actor: usize, history: usize) -> Next {
        if let Some(known) = self.next.get(&(actor, history)) {
            return *known;
        }
        let mut answers = VecDeque::new();
        let mut place = history;
        while let Some((before, answer)) = self.histories.get(place) {
            answers.push_front(Rc::clone(answer));
            place = *before;
        }
        let next = match run(self.scenery, self.actors[actor], actor, answers) {
            Paused::Asks(object, message) => Next::Send(object, self.messages.number(message)),
            Paused::Waits => Next::Wait,
            Paused::Ended(done) => Next::End(done),
        };
        self.next.insert((actor, history), next);
        next
    }

    fn reply(
        &mut self,
        object: usize,
        contents: usize,
        now: Timestamp,
        message: usize,
    ) -> (Rc<[u8]>, usize) {
        let asked = (object, contents, now, message);
        if let Some((reply, contents)) = self.replies.get(&asked) {
            return (Rc::clone(reply), *contents);
        }
        self.lay(object, contents);
        let world = &self.scenery.world;
        let key = &self.scenery.objects[object];
        world.advance(now - world.now());
        // An actor's messages have the same ids in every order: none is a repetition.
        on(world, key, |tx| {
            tx.exec("DELETE FROM outcomes", &[]).unwrap();
        });
        let message = self.messages.get(message).clone();
        let reply: Rc<[u8]> = world.run(world.objects.send(key, message)).unwrap().into();
        let after = self.contents.number(Contents::of(world, key));
        self.laid[object] = after;
        self.replies.insert(asked, (Rc::clone(&reply), after));
        (reply, after)
    }

    /// Checks a state: as it is, and with whoever has not ended by now dead for good.
    pub(super) fn check(&mut self, state: &State) -> Result<(), &'static str> {
        let holder = self.settled(state)?;
        let only_claims = self
            .actors
            .iter()
            .all(|actor| matches!(actor, Actor::Claim(_) | Actor::Timer));
        for (number, actor) in self.actors.iter().enumerate() {
            if let (true, Actor::Claim(user), Next::End(true)) =
                (only_claims, actor, self.next(number, state.actors[number]))
                && holder != Some(*user)
            {
                return Err("an acknowledged claim is lost");
            }
        }
        Ok(())
    }

    fn settled(&mut self, state: &State) -> Result<Option<usize>, &'static str> {
        let place = (state.objects.clone(), state.now);
        if let Some(holder) = self.settled.get(&place) {
            return Ok(*holder);
        }
        self.tenure(&state.objects).check()?;
        let scenery = self.scenery;
        let now = state.now + RESERVED;
        let mut objects = state.objects.clone();
        for object in &scenery.objects {
            let timers = Timers {
                now,
                objects: RefCell::new((&mut *self, &mut objects)),
            };
            let rng = SeededRng::new([99; 32]);
            let cx = Cx {
                now,
                objects: &timers,
                rng: &rng,
                ..scenery.world.cx()
            };
            let settled = scenery.world.run(settle(&cx, &scenery.config, object));
            settled.unwrap();
        }
        let tenure = self.tenure(&objects);
        tenure.check_settled()?;
        let holder = tenure.row.map(|row| row.user);
        self.settled.insert(place, holder);
        Ok(holder)
    }

    fn tenure(&mut self, objects: &[usize]) -> Tenure {
        let mut all = Tenure::default();
        for (object, contents) in objects.iter().enumerate() {
            if !self.tenures.contains_key(&(object, *contents)) {
                self.lay(object, *contents);
                let tenure = Tenure::of(self.scenery, &self.scenery.objects[object]);
                self.tenures.insert((object, *contents), tenure);
            }
            all = all.and(&self.tenures[&(object, *contents)]);
        }
        all
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

/// Where an actor has come to.
enum Paused {
    Asks(usize, Vec<u8>),
    Waits,
    Ended(bool),
}

/// Lets an actor run, from its beginning, on the answers that it got, until it needs one more.
fn run(scenery: &Scenery, actor: Actor, number: usize, mut answers: VecDeque<Rc<[u8]>>) -> Paused {
    let mut now = BEGINNING;
    if actor == Actor::Timer {
        if answers.pop_front().is_none() {
            return Paused::Waits;
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
        Poll::Ready(done) => Paused::Ended(done),
        Poll::Pending => {
            let (key, message) = stage.asked.take().expect("waits for an object alone");
            let object = scenery.number_of(&key);
            Paused::Asks(object.expect("an object of the scenery"), message)
        }
    }
}

/// An actor's way to the objects: answers what was answered before, and then notes what is asked next.
struct Stage {
    answers: RefCell<VecDeque<Rc<[u8]>>>,
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
                return Ok(answer.to_vec());
            }
            self.asked.replace(Some((key.clone(), message)));
            pending().await
        })
    }
}

/// The timers' way to the objects, which is that of every step.
struct Timers<'p, 'a> {
    now: Timestamp,
    objects: RefCell<(&'p mut Play<'a>, &'p mut Vec<usize>)>,
}

impl Objects for Timers<'_, '_> {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        let (play, objects) = &mut *self.objects.borrow_mut();
        let Some(object) = play.scenery.number_of(key) else {
            // Of a deleted user the timers release the username too.
            return play.scenery.world.objects.send(key, message);
        };
        let message = play.messages.number(message);
        let (reply, contents) = play.reply(object, objects[object], self.now, message);
        objects[object] = contents;
        Box::pin(async move { Ok(reply.to_vec()) })
    }
}
