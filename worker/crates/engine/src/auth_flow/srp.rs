//! Sign-in with a proof of the password (SRP-6a as Cognito speaks it): `USER_SRP_AUTH`, then `PASSWORD_VERIFIER`.
//!
//! The first step keeps no state: the secret block holds it, sealed, and is used up by the second.

use super::{
    Refusal, Requester, Step,
    attempt::{self, Subject},
    password::{Proven, proven},
    progress::Progress,
    refusal::{barrier, expired},
    srp_proof::{Kept, Signed, is_right, open_block, seal_block},
};
use crate::{
    config::{ClientConfig, Config},
    credentials,
    cx::Cx,
    error::{self, Result, SessionRefusal},
    find_user,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{
    RngExt as _,
    srp::{ClientPublic, Identity, Salt, ServerChallenge, Verifier},
};
use vestibule_model::{assurance::Methods, ids::Sub, time::Timestamp, user::User};

/// In a challenge for nobody it takes the place of the user's sub. It is as long, so that the sealed block's length tells
/// nothing.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
/// Digits of the largest number of the group.
const DIGITS: usize = 768;

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

/// Makes the challenge. Where the client hides its users, a name that nobody has gets a challenge too, with the same salt
/// and name each time, and in form and length like a user's.
///
/// # Errors
/// [`error::Refusal::MalformedSrpPublic`]; what stands in a user's way, and that there is none, when users are shown.
pub async fn start(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    srp_a: &str,
) -> Result<Challenge> {
    start_towards(cx, config, name, srp_a, &Progress::default()).await
}

/// The same, in a sign-in that has come so far.
pub(super) async fn start_towards(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    srp_a: &str,
    progress: &Progress,
) -> Result<Challenge> {
    cx.spend(config.client.id.as_str())?;
    let srp_a = ClientPublic::parse(srp_a).map_err(|_| error::Refusal::MalformedSrpPublic)?;
    let user = find_user::find_named(cx, config, name).await?;
    if let Some(user) = &user
        && !config.client.hides_users()
        && !config.pool.extensions.hardening
    {
        shown_at_once(user)?;
    }
    let known = user
        .as_ref()
        .and_then(|user| Some((user, user.credential.as_ref()?)));
    let (sub, username, salt, verifier) = match known {
        Some((user, credential)) => (
            user.sub.clone(),
            config.pool.normalise(cx.unicode, &user.username),
            credential.salt.clone(),
            credentials::srp_verifier(cx, config, &user.username, credential)?,
        ),
        None if user.is_none() && !config.client.hides_users() => {
            return Err(error::Refusal::NoSuchUser.into());
        }
        None => {
            let username = find_user::username_of_nobody(cx, config, name);
            let salt = salt_of_nobody(config, &username).to_hex();
            let verifier = Verifier::of_nobody(cx.rng);
            (Sub::from_stored(NOBODY), username, salt, verifier)
        }
    };
    let challenge = ServerChallenge::new(cx.modpow, &verifier, cx.rng);
    let srp_b = challenge.public_hex();
    let block = Block {
        id: cx.rng.alphanumeric(22),
        sub,
        name: name.to_owned(),
        username: username.clone(),
        a: srp_a.to_hex(),
        b: STANDARD.encode(challenge.private().expose()),
        public: format!("{srp_b:0>DIGITS$}"),
        event_id: cx.request_id.clone(),
        expires: cx.now + config.client.auth_session(),
        progress: progress.clone(),
    };
    Ok(Challenge {
        salt,
        secret_block: block.seal(cx, config)?,
        srp_b,
        username,
    })
}

/// Verifies the proof: one attempt.
pub async fn prove<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    proof: &Proof<'_>,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let Some(block) = Block::open(cx, config, proof.secret_block) else {
        return Ok(Step::Refused(Refusal::WrongPassword));
    };
    if block.username != config.pool.normalise(cx.unicode, proof.username) {
        return Err(SessionRefusal::Invalid.into());
    }
    if block.expires <= cx.now {
        return Err(SessionRefusal::Expired.into());
    }
    let subject = block.user().map_or(Subject::Nobody, Subject::Found);
    let mark = requester.mark();
    let reserved = attempt::reserve(cx, config, &block.name, subject, mark, attempt::Proof).await?;
    let (attempt, user) = match reserved {
        Ok(reserved) => reserved,
        Err(refusal) => return Ok(Step::Refused(refusal)),
    };
    let right = block.verify(cx, config, user.as_ref(), proof)?;
    let Some(user) = user.filter(|_| right) else {
        attempt.fail(cx, config).await?;
        return Ok(Step::Refused(Refusal::WrongPassword));
    };
    if let Some(refusal) = barrier(&user).or_else(|| expired(cx, &user)) {
        attempt.refuse::<R>(cx, config, refusal).await?;
        return Ok(Step::Refused(refusal));
    }
    let proof = Proven {
        attempt,
        user,
        event_id: &block.event_id,
        progress: block.progress.proving(Methods::PASSWORD),
        rehash: None,
        spends: Some((block.id, block.expires)),
    };
    let step = proven(cx, config, requester, proof).await?;
    // Nothing, if the block was used before: the client is answered as if the proof was wrong.
    Ok(step.unwrap_or(Step::Refused(Refusal::WrongPassword)))
}

/// The salt to show with a username that nobody has: the same for all names that lead to it.
fn salt_of_nobody(config: &Config, username: &str) -> Salt {
    Salt::fake(config.routing.expose(), config.pool.id.as_str(), username)
}

/// Refuses a user who can't sign in, where the client shows its users: before any proof, as Cognito does.
fn shown_at_once(user: &User) -> Result<()> {
    match barrier(user) {
        Some(refusal) => Err(refusal.told(false).into()),
        None => Ok(()),
    }
}

/// What the server needs again at the second step. Its length depends on nothing but the lengths of the name and of A, which
/// the client has sent itself, and the levels that it seeks.
#[derive(Serialize, Deserialize)]
struct Block {
    id: String,
    /// [`NOBODY`], where nobody has the name.
    sub: Sub,
    /// As it was typed.
    name: String,
    /// As the challenge has it.
    username: String,
    a: String,
    /// Base64.
    b: String,
    /// Hexadecimal, with leading zeros.
    public: String,
    event_id: String,
    expires: Timestamp,
    #[serde(default)]
    progress: Progress,
}

fn associated(config: &ClientConfig) -> [&str; 2] {
    [config.pool.id.as_str(), config.client.id.as_str()]
}

impl Block {
    /// Whom the challenge is for, if it is for anybody.
    fn user(&self) -> Option<&Sub> {
        Some(&self.sub).filter(|sub| sub.as_str() != NOBODY)
    }

    fn seal(&self, cx: &Cx<'_>, config: &ClientConfig) -> Result<String> {
        seal_block(cx, &associated(config), self)
    }

    fn open(cx: &Cx<'_>, config: &ClientConfig, sealed: &str) -> Option<Self> {
        open_block(cx, &associated(config), sealed)
    }

    /// Whether the proof is right. Where there is no user the same is computed, and the answer is no.
    fn verify(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        user: Option<&User>,
        proof: &Proof<'_>,
    ) -> Result<bool> {
        let credential = user.and_then(|user| Some((user, user.credential.as_ref()?)));
        let verifier = match credential {
            Some((user, credential)) => {
                credentials::srp_verifier(cx, config, &user.username, credential)?
            }
            None => Verifier::of_nobody(cx.rng),
        };
        let identity = Identity::user(config.pool.id.as_str(), &self.username);
        let kept = Kept {
            a: &self.a,
            b: &self.b,
            public: &self.public,
        };
        let signed = Signed {
            secret_block: proof.secret_block,
            timestamp: proof.timestamp,
            signature: proof.signature,
        };
        let right = is_right(cx, &verifier, identity, &kept, &signed);
        Ok(credential.is_some() && right)
    }
}
