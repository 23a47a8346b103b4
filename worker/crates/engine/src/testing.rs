//! The world in memory: real SQLite, a clock that stands until it is moved, seeded randomness, a mailbox.

pub mod authenticator;
pub mod numbers;

use crate::{
    budget::Budgets,
    config::cache::Cache,
    cx::{Caller, Cx},
    deployment::{AccessKey, Deployment},
    grounds::Grounds,
    hash_queue::HashQueue,
    paid::Paid,
    ports::{
        LocalFuture,
        keys::{KeyError, KeyMaker, RsaKey},
        mail::{MailError, Mailer, Message},
        objects::{ObjectError, Objects},
        presence::Presence,
        timer::Timer,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};
use vestibule_crypto::{Keyring, Rng, SecretString, SeededRng, password::Params};
use vestibule_model::{
    object_key::ObjectKey,
    time::{Span, Timestamp},
    unicode::NativeUnicode,
};
use vestibule_store::{
    object::Shell,
    testing::{BEGINNING, MemorySql, test_keyring},
};

/// A whole deployment.
pub struct World {
    now: Rc<Cell<Timestamp>>,
    rng: Rc<Draws>,
    pub objects: MemoryObjects,
    pub mailbox: Mailbox,
    pub keyring: Keyring,
    pub deployment: Deployment,
    pub cache: Cache,
    pub budgets: Budgets,
    pub hashes: HashQueue,
    key_maker: TestKeys,
    timer: NoWait,
    requests: Cell<u64>,
}

impl World {
    pub fn new() -> Self {
        numbers::install();
        let now = Rc::new(Cell::new(BEGINNING));
        let rng = Rc::new(Draws::new([1; 32]));
        let keyring = test_keyring();
        Self {
            objects: MemoryObjects::new(Rc::clone(&now), Rc::clone(&rng)),
            now,
            rng,
            mailbox: Mailbox::default(),
            keyring,
            deployment: Deployment {
                public_url: "http://localhost:8787".to_owned(),
                account: "000000000000".to_owned(),
                access_keys: vec![AccessKey {
                    id: "AKIDEXAMPLE".to_owned(),
                    secret: SecretString::from(
                        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
                    ),
                }],
                // The cheapest that Argon2 allows: the tests are not about its strength.
                password_params: Params {
                    m_kib: 8,
                    t: 1,
                    p: 1,
                },
                registry_shards: 2,
                users_objects: 4,
                code_host: None,
                mail_senders: None,
                check_branding: |_| Ok(()),
            },
            cache: Cache::default(),
            budgets: Budgets::unlimited(),
            hashes: HashQueue::unlimited(),
            key_maker: TestKeys::default(),
            timer: NoWait,
            requests: Cell::new(0),
        }
    }

    /// The context of a new request.
    pub fn cx(&self) -> Cx<'_> {
        self.requests.set(self.requests.get() + 1);
        Cx {
            now: self.now.get(),
            rng: &*self.rng,
            objects: &self.objects,
            key_maker: &self.key_maker,
            modpow: &numbers::Remembering,
            unicode: &NativeUnicode,
            mailer: &self.mailbox,
            timer: &self.timer,
            keyring: &self.keyring,
            deployment: &self.deployment,
            cache: &self.cache,
            budgets: &self.budgets,
            hashes: &self.hashes,
            hasher: None,
            caller: Caller::Anybody,
            presence: &Here,
            peer: None,
            user_agent: None,
            region: "local".to_owned(),
            request_id: format!("00000000-0000-4000-8000-{:012}", self.requests.get()),
            hops: Cell::new(0),
            line: RefCell::default(),
            paid: Paid::default(),
            grounds: Grounds::default(),
        }
    }

    /// Runs a future to its end.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        at_once(future)
    }

    /// Does something, and undoes what it changed in the objects, in the mailbox and of the clock, so that one deployment
    /// serves thousands of runs. What it left in [`Self::cache`] stays: a run that must not see that brings its own.
    pub fn undone<T>(&self, work: impl FnOnce() -> T) -> T {
        let now = self.now.get();
        let mails = self.mailbox.messages.borrow().len();
        let sent = self.objects.sent.borrow().len();
        let held = self.objects.hold();
        let output = work();
        self.objects.put_back(&held);
        self.objects.sent.borrow_mut().truncate(sent);
        self.mailbox.messages.borrow_mut().truncate(mails);
        self.now.set(now);
        output
    }

    /// Does something, and tells what it took: every transition with what it ran, and the draws of randomness, of which each
    /// value that is sealed takes one.
    pub fn traced(&self, work: impl FnOnce()) -> (Vec<Traced>, u64) {
        let drawn = self.rng.drawn.get();
        self.objects.traced.replace(Some(Vec::new()));
        work();
        let traced = self.objects.traced.take().unwrap_or_default();
        (traced, self.rng.drawn.get() - drawn)
    }

    pub fn now(&self) -> Timestamp {
        self.now.get()
    }

    /// Moves the clock on.
    pub fn advance(&self, span: Span) {
        self.now.set(self.now.get() + span);
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs a future that waits for nothing, as none does here. Unlike an executor it can be entered from within another.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("memory objects answer at once"),
    }
}

/// Seeded randomness that counts how often it is asked.
struct Draws {
    rng: SeededRng,
    drawn: Cell<u64>,
}

impl Draws {
    fn new(seed: [u8; 32]) -> Self {
        Self {
            rng: SeededRng::new(seed),
            drawn: Cell::default(),
        }
    }
}

impl Rng for Draws {
    fn fill(&self, out: &mut [u8]) {
        self.drawn.set(self.drawn.get() + 1);
        self.rng.fill(out);
    }
}

/// What one transition took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    pub transition: String,
    /// As [`MemorySql::recorded`] has them.
    pub statements: Vec<String>,
    /// In how long its object wants to be woken.
    pub alarm: Option<Span>,
}

impl Traced {
    /// All but the alarm, which also tells of what was asked of the object before.
    pub fn work(&self) -> (&str, &[String]) {
        (&self.transition, &self.statements)
    }
}

/// Objects in memory, each over its own SQLite.
pub struct MemoryObjects {
    now: Rc<Cell<Timestamp>>,
    rng: Rc<Draws>,
    keyring: Keyring,
    stores: RefCell<BTreeMap<ObjectKey, Rc<MemorySql>>>,
    /// Transitions whose next reply is lost after the commit.
    lost: RefCell<Vec<String>>,
    /// Every transition that was sent, by name.
    pub sent: RefCell<Vec<String>>,
    traced: RefCell<Option<Vec<Traced>>>,
}

impl MemoryObjects {
    fn new(now: Rc<Cell<Timestamp>>, rng: Rc<Draws>) -> Self {
        Self {
            now,
            rng,
            keyring: test_keyring(),
            stores: RefCell::default(),
            lost: RefCell::default(),
            sent: RefCell::default(),
            traced: RefCell::default(),
        }
    }

    /// Loses the reply of the next transition of this name, after its commit.
    pub fn lose_reply_of(&self, name: &str) {
        self.lost.borrow_mut().push(name.to_owned());
    }

    /// The storage of one object, made when it isn't there yet.
    pub fn store(&self, key: &ObjectKey) -> Rc<MemorySql> {
        if let Some(store) = self.stores.borrow().get(key) {
            return Rc::clone(store);
        }
        let store = Rc::new(MemorySql::opened(key.class));
        self.stores
            .borrow_mut()
            .insert(key.clone(), Rc::clone(&store));
        store
    }

    /// Loses an object's storage: what asks it next finds an empty one.
    pub fn lose(&self, key: &ObjectKey) {
        self.stores.borrow_mut().remove(key);
    }

    /// Every object that has been made.
    pub fn keys(&self) -> Vec<ObjectKey> {
        self.stores.borrow().keys().cloned().collect()
    }

    /// Begins what [`Self::put_back`] undoes; gives the objects that there are.
    fn hold(&self) -> Vec<ObjectKey> {
        self.stores.borrow().values().for_each(|store| store.hold());
        self.keys()
    }

    fn put_back(&self, held: &[ObjectKey]) {
        let mut stores = self.stores.borrow_mut();
        stores.retain(|key, _| held.contains(key));
        stores.values().for_each(|store| store.put_back());
    }

    fn shell<'a>(&'a self, key: &'a ObjectKey, store: &'a MemorySql) -> Shell<'a> {
        Shell {
            key,
            sql: store,
            unicode: &NativeUnicode,
            now: self.now.get(),
            keyring: &self.keyring,
            rng: &*self.rng,
        }
    }
}

impl Objects for MemoryObjects {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            let envelope: vestibule_store::envelope::Envelope =
                serde_json::from_slice(&message).expect("an envelope");
            self.sent.borrow_mut().push(envelope.name.clone());
            let store = self.store(key);
            if self.traced.borrow().is_some() {
                store.record();
            }
            let handled = self.shell(key, &store).handle(&message);
            let statements = store.recorded();
            if let Some(traced) = &mut *self.traced.borrow_mut() {
                traced.push(Traced {
                    transition: envelope.name.clone(),
                    statements,
                    alarm: handled.alarm.map(|at| at - self.now.get()),
                });
            }
            if handled.erase {
                store.erase();
            }
            let mut lost = self.lost.borrow_mut();
            if let Some(at) = lost.iter().position(|name| *name == envelope.name) {
                lost.remove(at);
                return Err(ObjectError::Retryable("the reply was lost".to_owned()));
            }
            Ok(serde_json::to_vec(&handled.reply).expect("a reply is JSON"))
        })
    }
}

/// What was delivered.
#[derive(Default)]
pub struct Mailbox {
    pub messages: RefCell<Vec<Message>>,
    /// Whether the provider refuses for now.
    pub refusing: Cell<bool>,
}

impl Mailbox {
    /// The code in the newest message to an address.
    pub fn code_for(&self, to: &str) -> Option<String> {
        let messages = self.messages.borrow();
        let message = messages.iter().rev().find(|message| message.to == to)?;
        message.code.as_ref().map(|code| code.expose().to_owned())
    }
}

impl Mailer for Mailbox {
    fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            if self.refusing.get() {
                return Err(MailError::Later("the provider refuses".to_owned()));
            }
            self.messages.borrow_mut().push(message.clone());
            Ok(())
        })
    }
}

struct NoWait;

/// Somebody who waits.
struct Here;

impl Presence for Here {
    fn has_hung_up(&self) -> bool {
        false
    }
}

impl Timer for NoWait {
    fn wait(&self, _span: Span) -> LocalFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// Hands out fixed keys in turn: making one takes a second in an unoptimised build.
#[derive(Default)]
struct TestKeys {
    made: Cell<usize>,
}

impl KeyMaker for TestKeys {
    fn rsa(&self) -> LocalFuture<'_, Result<RsaKey, KeyError>> {
        Box::pin(async move {
            let made = self.made.get();
            self.made.set(made + 1);
            test_key(made % 4)
        })
    }
}

/// One of four RSA-2048 keys that were made for these tests alone.
fn test_key(number: usize) -> Result<RsaKey, KeyError> {
    let keys = include_str!("testing/keys.json");
    let keys: Vec<[String; 3]> =
        serde_json::from_str(keys).map_err(|error| KeyError(error.to_string()))?;
    let [private, n, e] = keys
        .into_iter()
        .nth(number)
        .ok_or_else(|| KeyError("no such key".to_owned()))?;
    let decode = |text: String| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|error| KeyError(error.to_string()))
    };
    Ok(RsaKey {
        private: decode(private)?.into(),
        n: decode(n)?,
        e: decode(e)?,
    })
}
