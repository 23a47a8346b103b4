//! The Durable Object classes: newtypes around the rows of `vestibule_store::classes`, nothing else.

use crate::{
    adapters::{clock, rng::IsolateRng, sql::ObjectSql, unicode::RuntimeUnicode},
    runtime::Runtime,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use vestibule_engine::{
    log::{self, Outcome},
    wake,
};
use vestibule_model::{
    object_key::{Class, ObjectKey},
    time::Timestamp,
};
use vestibule_store::object::{self, Shell};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};
use worker::{
    Env, Headers, Method, Request, RequestInit, ScheduledTime, State,
    worker_sys::DurableObjectState,
};

/// What the classes have in common.
struct Object {
    state: State,
    env: Env,
    sql: ObjectSql,
    runtime: Rc<Runtime>,
    key: RefCell<ObjectKey>,
    /// Whether the storage was dropped since the tables were laid out.
    erased: Cell<bool>,
    /// When the platform wakes the object, as far as this instance knows.
    alarm: RefCell<Option<Timestamp>>,
}

impl Object {
    fn open(class: Class, state: DurableObjectState, env: Env) -> Result<Self, JsError> {
        let state = State::from(state);
        let runtime = Runtime::of(&env)
            .ok_or_else(|| JsError::new("the deployment is misconfigured; the log says how"))?;
        let sql = ObjectSql::new(&state);
        let key = ObjectKey {
            class,
            name: String::new(),
        };
        let object = Self {
            state,
            env,
            sql,
            runtime,
            key: RefCell::new(key),
            erased: Cell::default(),
            alarm: RefCell::default(),
        };
        object.lay_out()?;
        object.key.borrow_mut().name = object::remembered_name(&object.sql)
            .map_err(|error| failed(&error))?
            .unwrap_or_default();
        Ok(object)
    }

    async fn receive(&self, name: &str, message: &[u8]) -> Result<Vec<u8>, JsError> {
        self.name(name)?;
        let handled = self.with_shell(|shell| shell.handle(message));
        if handled.erase {
            self.erase().await?;
        }
        if let Some(at) = handled.alarm {
            self.wake_by(at).await?;
        }
        serde_json::to_vec(&handled.reply).map_err(|error| failed(&error))
    }

    /// Never fails for what it found to do: the platform gives up on an alarm that keeps failing.
    async fn alarm(&self) -> Result<(), JsError> {
        *self.alarm.borrow_mut() = None;
        if self.erased.get() {
            return Ok(());
        }
        let woken = self.with_shell(|shell| shell.wake());
        if let Some(at) = woken.next {
            self.wake_by(at).await?;
        }
        let asked = wake::ask(
            &self.runtime.keyring,
            &self.key.borrow(),
            &woken,
            clock::now(),
        );
        if let Some(headers) = asked
            && let Err(error) = ask(&self.env, &headers).await
        {
            let cause = format!("asking the Worker: {error}");
            let now = Timestamp::from_millis(clock::now());
            worker::console_log!("{}", log::failure(now, Outcome::Failed, &cause));
        }
        Ok(())
    }
}

impl Object {
    fn with_shell<T>(&self, work: impl FnOnce(&Shell<'_>) -> T) -> T {
        let key = self.key.borrow();
        work(&Shell {
            key: &key,
            sql: &self.sql,
            unicode: &RuntimeUnicode,
            now: Timestamp::from_millis(clock::now()),
            keyring: &self.runtime.keyring,
            rng: &IsolateRng,
        })
    }

    fn lay_out(&self) -> Result<(), JsError> {
        self.with_shell(|shell| shell.open())
            .map_err(|error| failed(&error))
    }

    /// Drops all that is stored, and with it the alarm. Nothing is awaited between the transition that asks for it and this:
    /// both are kept, or neither.
    async fn erase(&self) -> Result<(), JsError> {
        self.erased.set(true);
        *self.alarm.borrow_mut() = None;
        let dropped = self.state.storage().delete_all().await;
        dropped.map_err(|error| failed(&error))
    }

    /// Takes its name from the first message: an alarm carries none.
    fn name(&self, name: &str) -> Result<(), JsError> {
        let is_new = self.key.borrow().name.is_empty();
        if self.erased.get() {
            self.lay_out()?;
        }
        if is_new || self.erased.replace(false) {
            self.key.borrow_mut().name = name.to_owned();
            object::remember_name(&self.sql, name).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    async fn wake_by(&self, at: Timestamp) -> Result<(), JsError> {
        if self.alarm.borrow().is_some_and(|set| set <= at) {
            return Ok(());
        }
        *self.alarm.borrow_mut() = Some(at);
        #[expect(clippy::cast_precision_loss, reason = "milliseconds, far below 2^53")]
        let at = js_sys::Date::new(&JsValue::from_f64(at.millis() as f64));
        let set = self.state.storage().set_alarm(ScheduledTime::new(at)).await;
        set.map_err(|error| {
            // The next message sets it: what it asks for is the earliest of all timers.
            *self.alarm.borrow_mut() = None;
            JsError::new(&error.to_string())
        })
    }
}

fn failed(error: &dyn std::fmt::Display) -> JsError {
    JsError::new(&error.to_string())
}

async fn ask(env: &Env, values: &[(&'static str, String)]) -> worker::Result<()> {
    let headers = Headers::new();
    for (name, value) in values {
        headers.append(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    let url = format!("http://worker{}", wake::PATH);
    let response = env
        .service("SELF")?
        .fetch_request(Request::new_with_init(&url, &init)?)
        .await?;
    match response.status_code() {
        204 => Ok(()),
        status => Err(worker::Error::RustError(format!("it answered {status}"))),
    }
}

/// One class, under the name by which the entry module exports it.
macro_rules! class {
    ($($name:ident),+) => {$(
        #[wasm_bindgen]
        pub struct $name(Object);

        #[wasm_bindgen]
        impl $name {
            /// # Errors
            /// When the deployment is misconfigured or the schema can't be brought up to date.
            #[wasm_bindgen(constructor)]
            pub fn new(state: DurableObjectState, env: Env) -> Result<Self, JsError> {
                Object::open(Class::$name, state, env).map(Self)
            }

            /// Bytes in, bytes out: an envelope, a reply.
            ///
            /// # Errors
            /// When the object could not answer; a transition that failed is an answer.
            pub async fn receive(&self, name: &str, message: &[u8]) -> Result<Vec<u8>, JsError> {
                self.0.receive(name, message).await
            }

            /// # Errors
            /// When the next alarm could not be set: the platform then tries again.
            pub async fn alarm(&self) -> Result<(), JsError> {
                self.0.alarm().await
            }
        }
    )+};
}

class!(DevMailbox, Pool, Registry, Users);
