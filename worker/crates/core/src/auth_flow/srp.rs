//! Sign-in with a proof of the password (SRP-6a as Cognito speaks it): `USER_SRP_AUTH`, then `PASSWORD_VERIFIER`.
//!
//! The first step keeps no state: the secret block holds it, sealed, and is used up by the second.

use super::{
    Refusal, Skin, Step,
    attempt::{self, Whose},
    password::proven,
    session_spent,
};
use crate::{
    config::{Client, Config},
    credentials,
    cx::Cx,
    error::{Error, Result},
    identifier,
    ids::Sub,
    store::users::{Status, User},
    time::{Span, Timestamp},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{
    Purpose, RngExt as _, SecretBytes,
    srp::{ClientPublic, Identity, Salt, ServerChallenge, Verifier, parse_timestamp, session_key},
};

/// How far a client's clock may be off.
const SKEW: Span = Span::minutes(5);

/// `PASSWORD_VERIFIER`: what the client needs to prove that it knows the password.
pub struct Challenge {
    pub salt: String,
    pub secret_block: String,
    pub srp_b: String,
    /// The client sends it back, and hashes it in.
    pub username: String,
}

/// The client's proof.
pub struct Proof<'a> {
    pub username: &'a str,
    pub secret_block: &'a str,
    pub timestamp: &'a str,
    pub signature: &'a str,
}

/// Makes the challenge. A client that hides its users gets one for nobody, too: the same salt each time.
///
/// # Errors
/// InvalidParameterException when `srp_a` is no number; UserNotFoundException when users are shown.
pub async fn start(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    name: &str,
    srp_a: &str,
) -> Result<Challenge> {
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let srp_a = ClientPublic::parse(srp_a)
        .map_err(|_| Error::invalid_parameter("SRP_A is not a hexadecimal number."))?;
    let user = identifier::find_named(cx, config, name).await?;
    if let Some(user) = &user
        && !client.hides_users()
        && !config.pool.hardening
    {
        shown_at_once(user)?;
    }
    let known = user.as_ref().and_then(|user| {
        user.credential
            .as_ref()
            .map(|credential| (user, credential))
    });
    let (sub, username, salt, verifier) = match known {
        Some((user, credential)) => (
            Some(user.sub.clone()),
            user.username.clone(),
            credential.salt.clone(),
            credentials::srp_verifier(cx, config, &user.username, credential)?,
        ),
        None if user.is_none() && !client.hides_users() => return Err(Error::user_not_found()),
        None => (
            None,
            name.to_owned(),
            Salt::fake(config.routing.expose(), config.pool.id.as_str(), name).to_hex(),
            Verifier::of_nobody(cx.rng),
        ),
    };
    let challenge = ServerChallenge::new(cx.modpow, &verifier, cx.rng);
    let block = Block {
        id: cx.rng.alphanumeric(22),
        sub,
        username: username.clone(),
        a: srp_a.to_hex(),
        b: challenge.private().expose().clone(),
        public: challenge.public_hex(),
        event_id: cx.request_id.clone(),
        expires: cx.now + client.auth_session(),
    };
    Ok(Challenge {
        salt,
        secret_block: block.seal(cx, config, client)?,
        srp_b: block.public,
        username,
    })
}

/// Verifies the proof: one attempt.
pub async fn prove(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    proof: &Proof<'_>,
    skin: &Skin<'_>,
) -> Result<Step> {
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let Some(block) = Block::open(cx, config, client, proof.secret_block) else {
        return Ok(Step::Refused(Refusal::WrongPassword));
    };
    if block.username != proof.username {
        return Err(Error::not_authorized("Invalid session for the user."));
    }
    if block.expires <= cx.now {
        return Err(Error::not_authorized(
            "Invalid session for the user, session is expired.",
        ));
    }
    let candidates = [crate::store::users::Alias::username(
        &config.pool.normalise(&block.username),
    )];
    let whose = match &block.sub {
        Some(sub) => Whose::Known(sub),
        None => Whose::Named(&candidates),
    };
    let attempt = match attempt::reserve(cx, config, whose).await? {
        Ok(attempt) => attempt,
        Err(refusal) => return Ok(Step::Refused(refusal)),
    };
    let user = attempt.user.as_ref().filter(|_| block.sub.is_some());
    let right = block.verify(cx, config, user, proof)?;
    if !right {
        attempt.fail(cx).await?;
        return Ok(Step::Refused(Refusal::WrongPassword));
    }
    let refusal = attempt.user.as_ref().and_then(super::standing);
    if let Some(refusal) =
        refusal.or_else(|| attempt.user.as_ref().and_then(|user| expired(cx, user)))
    {
        attempt.refuse(cx, refusal, skin, client).await?;
        return Ok(Step::Refused(refusal));
    }
    let spends = Some((block.id, block.expires));
    match proven(
        cx,
        config,
        client,
        attempt,
        skin,
        &block.event_id,
        None,
        spends,
    )
    .await
    {
        // The block was used: to the client, a proof that is wrong.
        Err(error) if error.to_string() == session_spent().to_string() => {
            Ok(Step::Refused(Refusal::WrongPassword))
        }
        step => step,
    }
}

fn expired(cx: &Cx<'_>, user: &User) -> Option<Refusal> {
    let until = user.credential.as_ref()?.temporary_until?;
    (user.status == Status::ForceChangePassword && until <= cx.now)
        .then_some(Refusal::TemporaryExpired)
}

/// What a client that shows its users hears before any proof.
fn shown_at_once(user: &User) -> Result<()> {
    match super::standing(user) {
        Some(refusal) => Err(refusal.to_error(false)),
        None => Ok(()),
    }
}

/// What the server needs again at the second step.
#[derive(Serialize, Deserialize)]
struct Block {
    id: String,
    /// `None`: nobody has this name.
    sub: Option<Sub>,
    username: String,
    a: String,
    b: Vec<u8>,
    public: String,
    event_id: String,
    expires: Timestamp,
}

impl Block {
    /// `SECRET_BLOCK` is standard base64: clients decode it and hash the bytes in.
    fn seal(&self, cx: &Cx<'_>, config: &Config, client: &Client) -> Result<String> {
        let plain = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = cx
            .keyring
            .seal(
                Purpose::SrpBlock,
                &[config.pool.id.as_str(), client.id.as_str()],
                &plain,
                cx.rng,
            )
            .map_err(Error::internal)?;
        Ok(STANDARD.encode(sealed))
    }

    fn open(cx: &Cx<'_>, config: &Config, client: &Client, sealed: &str) -> Option<Self> {
        let sealed = STANDARD.decode(sealed).ok()?;
        let plain = cx
            .keyring
            .open(
                Purpose::SrpBlock,
                &[config.pool.id.as_str(), client.id.as_str()],
                &sealed,
            )
            .ok()?;
        serde_json::from_slice(plain.expose()).ok()
    }

    /// For nobody the same is computed, and the answer is no.
    fn verify(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        user: Option<&User>,
        proof: &Proof<'_>,
    ) -> Result<bool> {
        let credential = user.and_then(|user| {
            user.credential
                .as_ref()
                .map(|credential| (user, credential))
        });
        let verifier = match credential {
            Some((user, credential)) => {
                credentials::srp_verifier(cx, config, &user.username, credential)?
            }
            None => Verifier::of_nobody(cx.rng),
        };
        let restored = (
            ClientPublic::parse(&self.a),
            ServerChallenge::restore(SecretBytes::from(self.b.clone()), &self.public),
            STANDARD.decode(proof.secret_block),
        );
        let (Ok(client_public), Ok(challenge), Ok(block)) = restored else {
            return Ok(false);
        };
        // A ≡ 0 (mod N) shows here, as a proof that is wrong.
        let Ok(key) = session_key(cx.modpow, &verifier, &client_public, &challenge) else {
            return Ok(false);
        };
        let in_time = parse_timestamp(proof.timestamp).is_ok_and(|at| {
            let off = Timestamp::from_millis(at) - cx.now;
            off <= SKEW && Span::millis(0) - SKEW <= off
        });
        let identity = Identity::user(config.pool.id.as_str(), &self.username);
        let signed = key.verify(identity, &block, proof.timestamp, proof.signature);
        Ok(credential.is_some() && in_time && signed)
    }
}
