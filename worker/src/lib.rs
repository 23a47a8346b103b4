//! The edge backend: what a request or an object's alarm enters by. Everything that knows Cloudflare is here, in
//! `adapters` and in `objects`; what the service does is in `worker/crates/`.

mod adapters;
mod objects;
mod pages;
mod router;
mod runtime;

use adapters::{
    clock, hashers::BoundHashers, modpow::BigIntModPow, no_mail::NoMail, objects::BoundObjects,
    presence::RequestPresence, rng::IsolateRng, signer::NodeKeyMaker, timer::RuntimeTimer,
    unicode::RuntimeUnicode,
};
use runtime::Runtime;
use std::cell::{Cell, RefCell};
use vestibule_crypto::RngExt as _;
use vestibule_engine::{
    cx::{Caller, Cx},
    dev_mailbox::DevMailer,
    http,
    log::Entry,
    paid::Paid,
    ports::mail::Mailer,
};
use vestibule_model::time::Timestamp;
use vestibule_web::security;
use worker::{Context, Env, Result, event, web_sys};

#[event(fetch)]
async fn fetch(raw: web_sys::Request, env: Env, _context: Context) -> Result<web_sys::Response> {
    let Some(runtime) = Runtime::of(&env) else {
        return adapters::http::respond(&router::misconfigured(), std::iter::empty(), true, None);
    };
    let started = clock::now();
    let mut request = adapters::http::head(&raw);
    let rng = IsolateRng;
    let presence = RequestPresence(&raw);
    let objects = BoundObjects::new(env.clone());
    let hashers = BoundHashers(&env);
    let dev_mailer = DevMailer {
        objects: &objects,
        timer: &RuntimeTimer,
        rng: &rng,
        keyring: &runtime.keyring,
    };
    let mailer: &dyn Mailer = if runtime.dev_mailbox {
        &dev_mailer
    } else {
        &NoMail
    };
    let mut cx = Cx {
        now: Timestamp::from_millis(started),
        rng: &rng,
        objects: &objects,
        key_maker: &NodeKeyMaker,
        modpow: &BigIntModPow,
        unicode: &RuntimeUnicode,
        mailer,
        timer: &RuntimeTimer,
        keyring: &runtime.keyring,
        deployment: &runtime.deployment,
        cache: &runtime.cache,
        budgets: &runtime.budgets,
        hashes: &runtime.hashes,
        hasher: runtime.has_hashers.then_some(&hashers),
        caller: Caller::Anybody,
        presence: &presence,
        peer: router::peer(&runtime, &raw, &request),
        region: "local".to_owned(),
        request_id: rng.uuid_v4(),
        hops: Cell::new(0),
        line: RefCell::default(),
        paid: Paid::default(),
    };
    let response = match read_body(&raw, &request).await {
        Ok(Some(body)) => {
            request.body = body;
            router::answer(&mut cx, &runtime, &env, &request).await
        }
        Ok(None) => router::too_large(&cx, &request),
        Err(error) => router::broken_off(&cx, &error),
    };
    let entry = Entry::of(&cx, &request, response.status, clock::now() - started);
    let line = runtime.log.has(&entry).then(|| entry.to_json());
    if let Some(line) = &line {
        worker::console_log!("{line}");
    }
    let more = security::of_all(&runtime.deployment);
    let with_body = request.method != "HEAD";
    adapters::http::respond(&response, more, with_body, line.as_deref())
}

/// The body of a POST: no other method has one that is looked at. `None` when it is larger than what is asked for takes.
async fn read_body(raw: &web_sys::Request, head: &http::Request) -> Result<Option<Vec<u8>>> {
    if head.method == "POST" {
        adapters::http::body(raw, router::body_limit(head)).await
    } else {
        Ok(Some(Vec::new()))
    }
}
