//! Panics on command: what the tests of the entry module put behind it, where the Worker has no such doors.
//!
//! - `/healthz`: answers
//! - `/fetch/panic`: the handler of requests panics
//! - `/fetch/wait`: it waits for the service `GATE` to answer
//! - `/wait/NAME`: and then has the object of that name keep a note
//! - `/NAME/COMMAND`: the object of that name gets the command, one of [`Object::receive`]'s

#[path = "../src/adapters/objects.rs"]
mod objects;
#[path = "../src/adapters/sql.rs"]
mod sql;

use objects::BoundObjects;
use sql::ObjectSql;
use vestibule_engine::ports::objects::Objects;
use vestibule_model::object_key::{Class, ObjectKey};
use vestibule_store::{
    params,
    sql::{Sql, SqlError, atomically},
};
use wasm_bindgen::{JsCast, JsError, JsValue, prelude::wasm_bindgen};
use worker::{
    Context, Env, Error, Request, Response, ScheduledTime, State, event,
    worker_sys::DurableObjectState,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    let url = request.inner().url();
    let path: Vec<&str> = url.split('/').skip(3).collect();
    match path.as_slice() {
        ["healthz"] => Response::empty(),
        ["fetch", "panic"] => panic!("the handler of requests panics"),
        ["fetch", "wait"] => {
            wait(&env).await?;
            Response::empty()
        }
        ["wait", name] => {
            wait(&env).await?;
            Response::ok(tell(env, name, "write").await?)
        }
        [name, command] => Response::ok(tell(env, name, command).await?),
        _ => Response::error(format!("nothing is at {url}\n"), 404),
    }
}

/// What the object answers to the command.
async fn tell(env: Env, name: &str, command: &str) -> worker::Result<String> {
    let key = ObjectKey {
        class: Class::Users,
        name: name.to_owned(),
    };
    let objects = BoundObjects::new(env);
    let reply = objects
        .send(&key, command.as_bytes().to_vec())
        .await
        .map_err(failed)?;
    String::from_utf8(reply).map_err(failed)
}

async fn wait(env: &Env) -> worker::Result<()> {
    env.service("GATE")?.fetch("http://gate/", None).await?;
    Ok(())
}

struct Object {
    state: State,
    env: Env,
    sql: ObjectSql,
}

impl Object {
    fn open(state: DurableObjectState, env: Env) -> Result<Self, JsError> {
        let state = State::from(state);
        let sql = ObjectSql::new(&state);
        sql.exec("CREATE TABLE IF NOT EXISTS notes (note TEXT NOT NULL)", &[])?;
        Ok(Self { state, env, sql })
    }

    /// - `write`: keeps a note
    /// - `read`: answers the notes, each on a line
    /// - `panic`
    /// - `panic-in-transaction`: after keeping a note
    /// - `wait`: for the service `GATE` to answer
    /// - `arm`: sets an alarm, which panics until the object is told `disarm`
    async fn receive(&self, command: &str) -> Result<String, JsError> {
        match command {
            "write" => self.keep("written")?,
            "read" => return self.notes(),
            "panic" => panic!("an object panics"),
            "panic-in-transaction" => atomically(&self.sql, || -> Result<(), SqlError> {
                self.keep("half-way")?;
                panic!("an object's transaction panics")
            })?,
            "wait" => wait(&self.env).await?,
            "arm" => {
                self.keep("armed")?;
                let now = ScheduledTime::new(js_sys::Date::new_0());
                self.state.storage().set_alarm(now).await?;
            }
            "disarm" => {
                self.sql
                    .exec("DELETE FROM notes WHERE note = 'armed'", &[])?;
            }
            _ => return Err(JsError::new("no such command")),
        }
        Ok(String::new())
    }

    fn alarm(&self) -> Result<(), JsError> {
        let armed = self
            .sql
            .exec("SELECT 1 FROM notes WHERE note = 'armed'", &[])?;
        assert!(armed.is_empty(), "an object's alarm panics");
        Ok(self.keep("woken")?)
    }

    fn keep(&self, note: &str) -> Result<(), SqlError> {
        self.sql
            .exec("INSERT INTO notes (note) VALUES (?1)", params![note])?;
        Ok(())
    }

    fn notes(&self) -> Result<String, JsError> {
        let rows = self
            .sql
            .exec("SELECT note FROM notes ORDER BY rowid", &[])?;
        let notes = rows.iter().map(|row| row.text(0));
        Ok(notes.collect::<Result<Vec<_>, _>>()?.join("\n"))
    }
}

/// One class, under the name by which the entry module exports it.
macro_rules! class {
    ($($name:ident),+) => {$(
        #[wasm_bindgen]
        pub struct $name(Object);

        #[wasm_bindgen]
        impl $name {
            #[wasm_bindgen(constructor)]
            pub fn new(state: DurableObjectState, env: Env) -> Result<Self, JsError> {
                Object::open(state, env).map(Self)
            }

            pub async fn receive(&self, _name: &str, message: &[u8]) -> Result<Vec<u8>, JsError> {
                let command = String::from_utf8_lossy(message);
                self.0.receive(&command).await.map(String::into_bytes)
            }

            pub async fn alarm(&self) -> Result<(), JsError> {
                self.0.alarm()
            }
        }
    )+};
}

class!(DevMailbox, Pool, Registry, Users);

fn failed(error: impl std::fmt::Display) -> Error {
    Error::RustError(error.to_string())
}

/// What a thrown value says; the adapters ask their parent for it.
fn message(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{thrown:?}"),
    }
}

/// What the entry module asks for larger bodies, which nobody sends here.
#[wasm_bindgen(js_name = bodyLimit)]
pub fn body_limit() -> u32 {
    0
}
