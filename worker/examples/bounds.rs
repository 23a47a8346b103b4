//! What a call can't beat: the same glue around the heavy part of its work, and nothing else.
//!
//! - `/argon2id`: one password hash
//! - `/rsa?n=1`, `/rsa?n=2`: as many signatures as a client's own token takes, and a user's
//! - `/srp`: the three modular exponentiations of an SRP sign-in, and two signatures

#[path = "../src/adapters/modpow.rs"]
mod modpow;

use modpow::BigIntModPow;
use std::cell::RefCell;
use vestibule_crypto::{
    SecretString, SeededRng,
    password::{self, Params},
    srp::{ClientPublic, ServerChallenge, Verifier, session_key},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{Context, Env, Error, Request, Response, Result, event};

/// About as long as the signed part of an access token.
const MESSAGE: [u8; 800] = [b'x'; 800];

#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    let url = request.inner().url();
    match url.rsplit('/').next().unwrap_or_default() {
        "healthz" => {}
        "argon2id" => hash()?,
        "rsa?n=1" => sign(1).await?,
        "rsa?n=2" => sign(2).await?,
        "srp" => {
            exchange_keys()?;
            sign(2).await?;
        }
        other => return Response::error(format!("no bound is named {other:?}\n"), 404),
    }
    Response::empty()
}

fn hash() -> Result<()> {
    let password = SecretString::from("correct horse battery staple");
    password::hash(&password, &[7; 16], Params::default()).map_err(failed)?;
    Ok(())
}

/// Both steps of the server's side.
fn exchange_keys() -> Result<()> {
    let rng = SeededRng::new([7; 32]);
    let client = ClientPublic::parse(&"7ba2bb".repeat(120)).map_err(failed)?;
    let verifier = Verifier::of_nobody(&rng);
    let challenge = ServerChallenge::new(&BigIntModPow, &verifier, &rng);
    session_key(&BigIntModPow, &verifier, &client, &challenge).map_err(failed)?;
    Ok(())
}

async fn sign(times: u32) -> Result<()> {
    let key = key().await?;
    for _ in 0..times {
        js_sign("sha256", &MESSAGE, &key)?;
    }
    Ok(())
}

/// One key, made at the first request: the platform refuses it earlier.
async fn key() -> Result<KeyObject> {
    thread_local! {
        static KEY: RefCell<Option<KeyObject>> = const { RefCell::new(None) };
    }
    if let Some(key) = KEY.with_borrow(Clone::clone) {
        return Ok(key);
    }
    let key = private_key(&generate_key(2048).await?.private())?;
    KEY.set(Some(key.clone()));
    Ok(key)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::RustError(error.to_string())
}

#[wasm_bindgen(module = "/src/adapters/js/node_crypto.js")]
extern "C" {
    #[derive(Clone)]
    type KeyObject;
    #[wasm_bindgen(catch, js_name = privateKey)]
    fn private_key(der: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch, js_name = sign)]
    fn js_sign(
        hash: &str,
        message: &[u8],
        key: &KeyObject,
    ) -> std::result::Result<Vec<u8>, JsValue>;

    type GeneratedKey;
    #[wasm_bindgen(method, getter)]
    fn private(this: &GeneratedKey) -> Vec<u8>;
    #[wasm_bindgen(catch, js_name = generateKey)]
    async fn generate_key(bits: u32) -> std::result::Result<GeneratedKey, JsValue>;
}

/// What the entry module asks for larger bodies, which nobody sends here.
#[wasm_bindgen(js_name = bodyLimit)]
pub fn body_limit() -> u32 {
    0
}
