//! What a call can't beat: the same glue around the heavy part of its work, and nothing else.
//!
//! - `/argon2id`: one password hash
//! - `/rsa?n=1`, `/rsa?n=2`: as many signatures as a client's own token takes, and a user's
//! - `/es256`: one verification, as a passkey's answer takes
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

/// RFC 6979 appendix A.2.5: the public key, as a SubjectPublicKeyInfo, and the signature of "sample" with SHA-256.
const PUBLIC: &[u8] = b"\
    \x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04\x60\
    \xfe\xd4\xba\x25\x5a\x9d\x31\xc9\x61\xeb\x74\xc6\x35\x6d\x68\xc0\x49\xb8\x92\x3b\x61\xfa\x6c\xe6\x69\x62\x2e\x60\
    \xf2\x9f\xb6\x79\x03\xfe\x10\x08\xb8\xbc\x99\xa4\x1a\xe9\xe9\x56\x28\xbc\x64\xf2\xf1\xb2\x0c\x2d\x7e\x9f\x51\x77\
    \xa3\xc2\x94\xd4\x46\x22\x99\
";
const SIGNATURE: &[u8] = b"\
    \xef\xd4\x8b\x2a\xac\xb6\xa8\xfd\x11\x40\xdd\x9c\xd4\x5e\x81\xd6\x9d\x2c\x87\x7b\x56\xaa\xf9\x91\xc3\x4d\x0e\xa8\
    \x4e\xaf\x37\x16\xf7\xcb\x1c\x94\x2d\x65\x7c\x41\xd4\x36\xc7\xa1\xb6\xe2\x9f\x65\xf3\xe9\x00\xdb\xb9\xaf\xf4\x06\
    \x4d\xc4\xab\x2f\x84\x3a\xcd\xa8\
";

/// About as long as the signed part of an access token.
const MESSAGE: [u8; 800] = [b'x'; 800];

#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> Result<Response> {
    let url = request.inner().url();
    match url.rsplit('/').next().unwrap_or_default() {
        "healthz" => {}
        "argon2id" => hash()?,
        "es256" => verify()?,
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

fn verify() -> Result<()> {
    thread_local! {
        static KEY: RefCell<Option<KeyObject>> = const { RefCell::new(None) };
    }
    let key = match KEY.with_borrow(Clone::clone) {
        Some(key) => key,
        None => public_key_of_info(PUBLIC)?,
    };
    KEY.set(Some(key.clone()));
    match js_verify("sha256", b"sample", &key, SIGNATURE)? {
        true => Ok(()),
        false => Err(failed("the signature doesn't hold")),
    }
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

    #[wasm_bindgen(catch, js_name = publicKeyOfInfo)]
    fn public_key_of_info(der: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch, js_name = verify)]
    fn js_verify(
        hash: &str,
        message: &[u8],
        key: &KeyObject,
        signature: &[u8],
    ) -> std::result::Result<bool, JsValue>;

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
