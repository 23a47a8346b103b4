//! The client's side of an SRP sign-in, as Cognito's clients compute it.

use super::{
    client::{Connection, Request},
    deployment::{PASSWORD, Pool, now_ms, text},
};
use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use num_bigint::BigUint;
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Mutex, time::Duration};
use vestibule_crypto::{
    digest::{hkdf_expand, hkdf_extract, hmac_sha256, sha256},
    srp::format_timestamp,
};

/// The prime of RFC 3526 section 5.
const N: &str = "\
    ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
    ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
    ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
    83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
    e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
    15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
    abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
    bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

/// A client, which signs every user in with one private number: drawing another is no cost of the server's.
pub(super) struct Client<'a> {
    pool: &'a Pool,
    n: BigUint,
    k: BigUint,
    a: BigUint,
    public: BigUint,
    /// By username: x, and k g^x.
    known: Mutex<HashMap<String, (BigUint, BigUint)>>,
}

impl<'a> Client<'a> {
    pub(super) fn new(pool: &'a Pool) -> Result<Self> {
        let n = number(N)?;
        let a = BigUint::from_bytes_be(&sha256(&[b"the private number of a benchmark"]));
        Ok(Self {
            pool,
            k: BigUint::from_bytes_be(&sha256(&[&signed(&n), &[2]])),
            public: BigUint::from(2u8).modpow(&a, &n),
            n,
            a,
            known: Mutex::default(),
        })
    }

    /// Signs a user in; how long the two requests took.
    pub(super) fn sign_in(&self, connection: &mut Connection, username: &str) -> Result<Duration> {
        let begin = self.pool.initiate(
            "USER_SRP_AUTH",
            json!({"USERNAME": username, "SRP_A": self.public.to_str_radix(16)}),
        );
        let begun = connection.send(&begin)?;
        let challenge: Value = serde_json::from_slice(&begun.body)?;
        let finished = connection.send(&self.prove(username, &challenge)?)?;
        let answer: Value = serde_json::from_slice(&finished.body)?;
        text(&answer, "/AuthenticationResult/AccessToken")?;
        Ok(begun.took + finished.took)
    }

    fn prove(&self, username: &str, challenge: &Value) -> Result<Request> {
        let given = |name: &str| text(challenge, &format!("/ChallengeParameters/{name}"));
        let public = number(&given("SRP_B")?)?;
        let (x, k_g_x) = self.of_user(username, &given("USER_ID_FOR_SRP")?, &given("SALT")?)?;
        let u = BigUint::from_bytes_be(&sha256(&[&signed(&self.public), &signed(&public)]));
        let base = (&public + &self.n - k_g_x) % &self.n;
        let secret = base.modpow(&(&self.a + &u * x), &self.n);
        let extracted = hkdf_extract(&signed(&u), &signed(&secret));
        let key = hkdf_expand(extracted.expose(), &[b"Caldera Derived Key"]);

        let (user_id, block) = (given("USER_ID_FOR_SRP")?, given("SECRET_BLOCK")?);
        let timestamp = format_timestamp(now_ms()?);
        let signature = hmac_sha256(
            &key.expose()[..16],
            &[
                self.group().as_bytes(),
                user_id.as_bytes(),
                &STANDARD.decode(&block)?,
                timestamp.as_bytes(),
            ],
        );
        Ok(Request::call(
            "RespondToAuthChallenge",
            &json!({
                "ChallengeName": "PASSWORD_VERIFIER",
                "ClientId": self.pool.client,
                "ChallengeResponses": {
                    "USERNAME": user_id,
                    "PASSWORD_CLAIM_SECRET_BLOCK": block,
                    "PASSWORD_CLAIM_SIGNATURE": STANDARD.encode(signature),
                    "TIMESTAMP": timestamp,
                },
            }),
        ))
    }

    fn of_user(&self, username: &str, user_id: &str, salt: &str) -> Result<(BigUint, BigUint)> {
        let mut known = self
            .known
            .lock()
            .map_err(|_| anyhow::anyhow!("a thread panicked"))?;
        if let Some(known) = known.get(username) {
            return Ok(known.clone());
        }
        let text = format!("{}{user_id}:{PASSWORD}", self.group());
        let inner = sha256(&[text.as_bytes()]);
        let x = BigUint::from_bytes_be(&sha256(&[&signed(&number(salt)?), &inner]));
        let k_g_x = &self.k * BigUint::from(2u8).modpow(&x, &self.n) % &self.n;
        known.insert(username.to_owned(), (x.clone(), k_g_x.clone()));
        Ok((x, k_g_x))
    }

    fn group(&self) -> &str {
        let id = self.pool.id.as_str();
        id.split_once('_').map_or(id, |(_, group)| group)
    }
}

fn number(hex: &str) -> Result<BigUint> {
    BigUint::parse_bytes(hex.as_bytes(), 16).context("not a hexadecimal number")
}

/// The shortest two's complement.
fn signed(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|first| *first >= 0x80) {
        bytes.insert(0, 0);
    }
    bytes
}
