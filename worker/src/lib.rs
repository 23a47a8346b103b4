//! The edge backend: what a request or an object's alarm enters by. Everything that knows Cloudflare is here, in
//! `adapters` and in `objects`; what the service does is in `worker/crates/`.

mod adapters;
mod objects;
mod pages;
mod router;
mod runtime;

use adapters::{
    clock, email_binding::BoundEmail, hashers::BoundHashers, lines::Sockets, modpow::BigIntModPow,
    no_mail::NoMail, objects::BoundObjects, presence::RequestPresence, rng::IsolateRng,
    signer::NodeKeyMaker, timer::RuntimeTimer, unicode::RuntimeUnicode, web::Fetch,
};
use runtime::Runtime;
use std::cell::{Cell, RefCell};
use vestibule_crypto::RngExt as _;
use vestibule_engine::{
    cx::{Caller, Cx},
    dev_mailbox::DevMailer,
    grounds::Grounds,
    log::Entry,
    paid::Paid,
    ports::mail::Mailer,
};
use vestibule_mail::Sender;
use vestibule_model::time::Timestamp;
use vestibule_web::security;
use wasm_bindgen::prelude::wasm_bindgen;
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
    let otherwise: &dyn Mailer = if runtime.dev_mailbox {
        &dev_mailer
    } else {
        &NoMail
    };
    let sender = Sender {
        senders: &runtime.senders,
        lines: &Sockets(&env),
        web: &Fetch(&env),
        binding: &BoundEmail(&env),
        unicode: &RuntimeUnicode,
        now: Timestamp::from_millis(started),
        otherwise,
    };
    let mut cx = Cx {
        now: Timestamp::from_millis(started),
        rng: &rng,
        objects: &objects,
        key_maker: &NodeKeyMaker,
        modpow: &BigIntModPow,
        unicode: &RuntimeUnicode,
        mailer: &sender,
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
        user_agent: request.header("user-agent").map(str::to_owned),
        region: "local".to_owned(),
        request_id: rng.uuid_v4(),
        hops: Cell::new(0),
        line: RefCell::default(),
        paid: Paid::default(),
        grounds: Grounds::default(),
    };
    let body = if request.method == "POST" {
        adapters::http::body(&raw)
    } else {
        Ok(Vec::new())
    };
    let response = match body {
        Ok(body) => {
            request.body = body;
            router::answer(&mut cx, &runtime, &env, &request).await
        }
        Err(why) => router::unread(&cx, &request, why),
    };
    let entry = Entry::of(&cx, &request, response.status, clock::now() - started);
    let line = runtime.log.has(&entry).then(|| entry.to_json());
    let more = security::of_all(&runtime.deployment);
    let with_body = request.method != "HEAD";
    adapters::http::respond(&response, more, with_body, line.as_deref())
}

/// How many bytes the body of a POST may have, of which so many are announced or have come: the entry module reads it. 0 when
/// its address has sent too much.
#[wasm_bindgen(js_name = bodyLimit)]
pub fn body_limit(raw: &web_sys::Request, env: &Env, bytes: f64) -> u32 {
    let Some(runtime) = Runtime::of(env) else {
        return 0;
    };
    let request = adapters::http::head(raw);
    let now = Timestamp::from_millis(clock::now());
    let limit = router::body_limit(&runtime, &request, now);
    // What is read of one that is too large. A number from JavaScript may be any.
    let bytes = (bytes as usize).min(2 * limit);
    let peer = router::peer(&runtime, raw, &request);
    match runtime
        .budgets
        .spend_body(now, peer, &runtime.hashes, bytes)
    {
        Ok(()) => u32::try_from(limit).unwrap_or(u32::MAX),
        Err(_) => 0,
    }
}
