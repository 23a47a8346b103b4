//! A remembered device takes part in a sign-in (SRP-6a as Cognito speaks it): `DEVICE_SRP_AUTH`, then
//! `DEVICE_PASSWORD_VERIFIER`. It is the last step, after all that its user has to prove.
//!
//! Nothing is stored between the steps: what was proven before is in the `Session`, and that with the challenge in the secret
//! block, both sealed. The proof is an attempt of the user's, and uses up the session.
//!
//! Some clients answer `DEVICE_SRP_AUTH` with the session of the second factor before it. That stands for the one that followed
//! where the object has noted that its code was right and this device is asked for.

use super::{
    Refusal, Requester, SignedIn, Step,
    attempt::{self, Subject},
    progress::Progress,
    refusal::barrier,
    session::{Awaits, FlowSession, is_named, session_spent},
    srp_proof::{Kept, Signed, is_right, open_block, seal_block},
};
use crate::{
    config::ClientConfig,
    cx::Cx,
    devices,
    error::{self, Error, Result, SessionRefusal},
    find_user,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{
    Purpose,
    srp::{ClientPublic, Identity, ServerChallenge},
};
use vestibule_model::{
    device::{Device, DeviceSecret, SessionDevice},
    user::User,
};
use vestibule_store::users::sign_in::{Issue, RecordSignIn, SignInOutcome};

/// The answer to `DEVICE_SRP_AUTH`.
pub struct Answer<'a> {
    pub session: &'a str,
    pub username: &'a str,
    pub key: &'a str,
    pub srp_a: &'a str,
}

/// `DEVICE_PASSWORD_VERIFIER`: what the device needs to prove that it is the one that was confirmed.
pub struct Challenge {
    pub salt: String,
    pub secret_block: String,
    pub srp_b: String,
}

/// The device's proof.
pub struct Proof<'a> {
    pub username: &'a str,
    pub key: &'a str,
    pub secret_block: &'a str,
    pub timestamp: &'a str,
    pub signature: &'a str,
}

/// The `Session` of `DEVICE_SRP_AUTH`, for a user who has proven all else and says that it is on this device.
#[derive(Serialize, Deserialize)]
struct Asked {
    flow: FlowSession,
    key: String,
}

/// What the server needs again at the last step.
#[derive(Serialize, Deserialize)]
struct Block {
    asked: Asked,
    a: String,
    /// Base64.
    b: String,
    /// Hexadecimal.
    public: String,
}

/// The `Session` with which a device is asked to take part in the sign-in that a call of `event_id` began: of a user who has
/// proven all that the pool asks for.
pub fn ask(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    event_id: &str,
    progress: &Progress,
    key: &str,
) -> Result<String> {
    let (client, awaits) = (&config.client, Awaits::Device);
    let asked = Asked {
        flow: FlowSession::begin(cx, client, user, event_id, progress, awaits),
        key: key.to_owned(),
    };
    cx.seal(Purpose::Session, &associated(config), &asked)
}

/// The same in the session that a second factor's became ([`FlowSession::on_device`]), with what the transition that settles the
/// answer records.
pub(super) fn ask_in(
    cx: &Cx<'_>,
    config: &ClientConfig,
    flow: FlowSession,
    key: &str,
) -> Result<(String, Issue)> {
    let asked = Asked {
        flow,
        key: key.to_owned(),
    };
    let mark = (asked.mark(), asked.flow.expires);
    let session = cx.seal(Purpose::Session, &associated(config), &asked)?;
    Ok((session, Issue::Device { mark }))
}

/// Makes the challenge.
///
/// # Errors
/// [`error::Refusal::MalformedSrpPublic`]; [`error::Refusal::NoSuchDevice`] where the user has no such device, or it isn't
/// remembered; [`SessionRefusal`].
pub async fn start(cx: &Cx<'_>, config: &ClientConfig, answer: &Answer<'_>) -> Result<Challenge> {
    cx.spend(config.client.id.as_str())?;
    let srp_a =
        ClientPublic::parse(answer.srp_a).map_err(|_| error::Refusal::MalformedSrpPublic)?;
    let (asked, mark) = match cx.open(Purpose::Session, &associated(config), answer.session) {
        Some(asked) => (asked, None),
        None => {
            let asked = Asked::after_factor(cx, config, answer)?;
            let mark = asked.mark();
            (asked, Some(mark))
        }
    };
    asked.check(cx, answer.key)?;
    let user = find_user::read(cx, config, &asked.flow.sub).await?;
    if !user.is_some_and(|user| is_named(cx, config, &user, answer.username)) {
        return Err(SessionRefusal::Invalid.into());
    }
    let after_factor = mark.is_some();
    let (_, secret) = match remembered(cx, config, &asked, mark).await {
        Err(Error::Refused(_)) if after_factor => return Err(SessionRefusal::Invalid.into()),
        found => found?,
    };
    let verifier = devices::verifier(cx, &config.pool.id, &asked.key, &secret)?;
    let challenge = ServerChallenge::new(cx.modpow, &verifier, cx.rng);
    let block = Block {
        asked,
        a: srp_a.to_hex(),
        b: STANDARD.encode(challenge.private().expose()),
        public: challenge.public_hex(),
    };
    Ok(Challenge {
        salt: secret.salt,
        secret_block: block.seal(cx, config)?,
        srp_b: block.public,
    })
}

/// Verifies the proof, and signs in.
///
/// # Errors
/// [`error::Refusal::NoSuchDevice`] where the device was forgotten meanwhile; [`SessionRefusal`].
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
    block.asked.check(cx, proof.key)?;
    let sub = &block.asked.flow.sub;
    let (subject, mark) = (Subject::Found(sub), requester.mark());
    let reserved =
        attempt::reserve(cx, config, sub.as_str(), subject, mark, attempt::Proof).await?;
    let (attempt, user) = match reserved {
        Ok(reserved) => reserved,
        Err(refusal) => return Ok(Step::Refused(refusal)),
    };
    let device = remembered(cx, config, &block.asked, None).await;
    let (attempt, (device, secret)) = attempt.unless_failed(cx, device).await?;
    let named = user.filter(|user| is_named(cx, config, user, proof.username));
    let right = block.verify(cx, config, &device, &secret, proof)?;
    let Some(user) = named.filter(|_| right) else {
        attempt.fail(cx, config).await?;
        return Ok(Step::Refused(Refusal::WrongPassword));
    };
    if let Some(refusal) = barrier(&user) {
        attempt.refuse::<R>(cx, config, refusal).await?;
        return Ok(Step::Refused(refusal));
    }
    let Asked { flow, key } = block.asked;
    let ip = cx.peer.map(|peer| peer.to_string());
    let progress = &flow.progress;
    let (mut issue, mut issued) = progress.issue(cx, config, requester, &user, &flow.event_id);
    R::on_device(&mut issue, &mut issued, SessionDevice::Known { key, ip });
    let (reservation, object) = attempt.into_parts();
    let record = RecordSignIn {
        sub: flow.sub,
        credential_version: flow.credential_version,
        standing: flow.standing,
        reservation: Some(reservation),
        spends: Some((flow.id, flow.expires)),
        rehash: None,
        issue,
    };
    match cx.decide(config, &object, record).await? {
        SignInOutcome::Recorded => Ok(Step::SignedIn(Box::new(SignedIn { user, issued }))),
        SignInOutcome::Changed => Ok(Step::Refused(Refusal::WrongPassword)),
        SignInOutcome::Exhausted { until } => Ok(Step::Refused(Refusal::TooManyCodes { until })),
        SignInOutcome::Spent => Err(session_spent()),
    }
}

/// The device that was asked for, with what it proves itself against; with a mark, only where that is there.
async fn remembered(
    cx: &Cx<'_>,
    config: &ClientConfig,
    asked: &Asked,
    mark: Option<String>,
) -> Result<(Device, DeviceSecret)> {
    let device = devices::find_marked(cx, config, &asked.flow.sub, &asked.key, mark).await?;
    device
        .filter(|device| device.remembered)
        .and_then(|device| Some((device.clone(), device.secret?)))
        .ok_or_else(|| error::Refusal::NoSuchDevice.into())
}

/// Apart from every other session and block, so that none can be taken for one of these.
fn associated(config: &ClientConfig) -> [&str; 3] {
    [config.pool.id.as_str(), config.client.id.as_str(), "device"]
}

impl Asked {
    /// What the session of a second factor became, if its code was right: that is for [`Self::mark`] to tell.
    fn after_factor(cx: &Cx<'_>, config: &ClientConfig, answer: &Answer<'_>) -> Result<Self> {
        let before = FlowSession::open(cx, config, answer.session)?;
        let flow = before.on_device().ok_or(SessionRefusal::Invalid)?;
        let key = answer.key.to_owned();
        Ok(Self { flow, key })
    }

    /// Under which id an object notes that this was asked for.
    fn mark(&self) -> String {
        format!("{}.{}", self.flow.id, self.key)
    }

    fn check(&self, cx: &Cx<'_>, key: &str) -> Result<()> {
        if self.flow.expires <= cx.now {
            return Err(SessionRefusal::Expired.into());
        }
        match self.key == key {
            true => Ok(()),
            false => Err(error::Refusal::NoSuchDevice.into()),
        }
    }
}

impl Block {
    fn seal(&self, cx: &Cx<'_>, config: &ClientConfig) -> Result<String> {
        seal_block(cx, &associated(config), self)
    }

    fn open(cx: &Cx<'_>, config: &ClientConfig, sealed: &str) -> Option<Self> {
        open_block(cx, &associated(config), sealed)
    }

    fn verify(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        device: &Device,
        secret: &DeviceSecret,
        proof: &Proof<'_>,
    ) -> Result<bool> {
        let verifier = devices::verifier(cx, &config.pool.id, &device.key, secret)?;
        let identity = Identity::device(&device.group, &device.key);
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
        Ok(is_right(cx, &verifier, identity, &kept, &signed))
    }
}
