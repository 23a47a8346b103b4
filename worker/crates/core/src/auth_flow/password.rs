//! Sign-in with a password that is sent: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH`, the hosted login.

use super::{
    Refusal, SignedIn, Skin, Step,
    attempt::{self, Attempt, Whose},
    new_password, prize, standing,
};
use crate::{
    config::{Client, Config},
    credentials,
    cx::Cx,
    error::Result,
    identifier,
    store::{
        sign_in::{Gives, RecordSignIn, SignedIn as Outcome, Standing},
        users::{Credential, Status, User},
    },
};
use vestibule_crypto::SecretString;

/// One attempt. An identifier that nobody has takes the same hops and the same hash.
pub async fn sign_in(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    name: &str,
    password: &SecretString,
    skin: &Skin<'_>,
) -> Result<Step> {
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let _place = cx.budgets.queue()?;
    let named = identifier::Named::of(&config.pool, name);
    let attempt = match attempt::reserve(cx, config, Whose::of(&named)).await? {
        Ok(attempt) => attempt,
        Err(refusal) => return Ok(Step::Refused(refusal)),
    };
    let known = attempt.user.as_ref().and_then(|user| {
        user.credential
            .as_ref()
            .map(|credential| (user, credential))
    });
    let Some((user, credential)) = known else {
        credentials::verify_nobody(cx, password)?;
        let refusal = if attempt.user.is_some() {
            Refusal::WrongPassword
        } else {
            Refusal::NoSuchUser
        };
        attempt.fail(cx).await?;
        return Ok(Step::Refused(refusal));
    };
    let right = credentials::verify(credential, password)?;
    if let Some(refusal) = judge(cx, config, client, skin, user, credential, right) {
        attempt.refuse(cx, refusal, skin, client).await?;
        return Ok(Step::Refused(refusal));
    }
    let rehash = credentials::rehash(cx, credential, password)?;
    proven(
        cx,
        config,
        client,
        attempt,
        skin,
        &cx.request_id,
        rehash,
        None,
    )
    .await
}

/// What stands in the way. By the API an unconfirmed user of a client that shows its users hears of it before the
/// password is looked at, as Cognito's hear.
fn judge(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    skin: &Skin<'_>,
    user: &User,
    credential: &Credential,
    right: bool,
) -> Option<Refusal> {
    let standing = standing(user);
    let shown_first = matches!(skin, Skin::Api) && !client.hides_users() && !config.pool.hardening;
    match standing {
        Some(Refusal::Unconfirmed) if shown_first => standing,
        _ if !right => Some(Refusal::WrongPassword),
        Some(_) => standing,
        None => expired(cx, user, credential),
    }
}

fn expired(cx: &Cx<'_>, user: &User, credential: &Credential) -> Option<Refusal> {
    let temporary = user.status == Status::ForceChangePassword;
    (temporary
        && credential
            .temporary_until
            .is_some_and(|until| until <= cx.now))
    .then_some(Refusal::TemporaryExpired)
}

/// The password is proven: settles the attempt, and signs in or asks for a new password.
///
/// `spends` is the sealed value of the step before, with its end.
#[expect(
    clippy::too_many_arguments,
    reason = "what a proof consists of; both proofs end here"
)]
pub(super) async fn proven(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    attempt: Attempt,
    skin: &Skin<'_>,
    event_id: &str,
    rehash: Option<String>,
    spends: Option<(String, crate::time::Timestamp)>,
) -> Result<Step> {
    let Some(user) = attempt.user else {
        return Ok(Step::Refused(Refusal::NoSuchUser));
    };
    let forced = user.status == Status::ForceChangePassword;
    let (gives, prize) = if forced {
        (Gives::Nothing, None)
    } else {
        let (gives, prize) = prize(cx, config, client, &user, event_id, skin);
        (gives, Some(prize))
    };
    let record = RecordSignIn {
        sub: user.sub.clone(),
        credential_version: user.credential_version,
        standing: Standing::of(&user),
        reservation: Some(attempt.reservation),
        spends,
        rehash,
        gives,
    };
    match cx.decide(config, &attempt.object, record).await? {
        Outcome::Recorded => {}
        Outcome::Changed => return Ok(Step::Refused(Refusal::WrongPassword)),
        Outcome::Spent => return Err(super::session_spent()),
    }
    Ok(match prize {
        Some(prize) => Step::SignedIn(Box::new(SignedIn { user, prize })),
        None => {
            let required = new_password::Required::ask(cx, config, client, user, event_id)?;
            Step::NewPasswordRequired(Box::new(required))
        }
    })
}
