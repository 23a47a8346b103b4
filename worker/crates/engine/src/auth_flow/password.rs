//! Sign-in with a password that is sent: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH`, the hosted login.

use super::{
    Refusal, Requester, Step,
    attempt::{self, Attempt, Hash, Subject},
    next::Next,
    progress::Progress,
    refusal::{barrier, expired},
    session::session_spent,
};
use crate::{
    accounts::input::is_unseen, config::ClientConfig, credentials, cx::Cx, error::Result,
    hash_queue::Place, ports::LocalFuture,
};
use vestibule_crypto::SecretString;
use vestibule_model::{
    assurance::Methods,
    time::Timestamp,
    user::{Credential, Standing, Status, User},
};
use vestibule_store::users::sign_in::{RecordSignIn, SignInOutcome};

/// One attempt. An identifier that nobody has takes the same hops and the same hashes.
///
/// On a page a temporary password may have been pasted with space around it: where there is some, the password is also tried
/// without, whoever's it is, and both hashes are paid for. It stays one attempt: no temporary password has space around it,
/// so nobody guesses twice.
pub async fn sign_in<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    password: &SecretString,
    requester: &R,
) -> Result<Step<R::Issued>> {
    let progress = Progress::default();
    sign_in_towards(cx, config, name, password, &progress, requester).await
}

/// The same, in a sign-in that has come so far.
pub(super) async fn sign_in_towards<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    password: &SecretString,
    progress: &Progress,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let bare = bare(password).filter(|_| R::HOSTED);
    if bare.is_some() {
        cx.spend(config.client.id.as_str())?;
    }
    let work = Hash {
        client: config.client.id.as_str(),
    };
    let reserved =
        attempt::reserve(cx, config, name, Subject::Named, requester.mark(), work).await?;
    let (attempt, user) = match reserved {
        Ok(reserved) => reserved,
        Err(refusal) => return Ok(Step::Refused(refusal)),
    };
    let without_password = match user {
        Some(_) => Refusal::WrongPassword,
        None => Refusal::NoSuchUser,
    };
    let with_password = user.and_then(|user| Some((user.credential.clone()?, user)));
    let credential = with_password.as_ref().map(|(credential, _)| credential);
    let tried = try_both(cx, &attempt.place, credential, password, bare.as_ref()).await;
    let (attempt, proven_by) = attempt.unless_failed(cx, tried).await?;
    let Some((credential, user)) = with_password else {
        attempt.fail(cx, config).await?;
        return Ok(Step::Refused(without_password));
    };
    let temporary = user.status == Status::ForceChangePassword;
    let right = proven_by.is_some_and(|by| temporary || by == Form::AsTyped);
    if let Some(refusal) = judge::<R>(cx, config, &user, right) {
        attempt.refuse::<R>(cx, config, refusal).await?;
        return Ok(match refusal {
            Refusal::Unconfirmed if right => Step::Unconfirmed(Box::new(user)),
            refusal => Step::Refused(refusal),
        });
    }
    let proven_by = match (proven_by, &bare) {
        (Some(Form::Bare), Some(bare)) => bare,
        _ => password,
    };
    let rehash = credentials::rehash(cx, &attempt.place, &credential, proven_by).await;
    let (attempt, rehash) = attempt.unless_failed(cx, rehash).await?;
    let proof = Proven {
        attempt: attempt.without_place(),
        user,
        event_id: &cx.request_id,
        progress: progress.proving(Methods::PASSWORD),
        rehash,
        spends: None,
    };
    let step = proven(cx, config, requester, proof).await?;
    step.ok_or_else(session_spent)
}

/// A password without the space and the unseen characters around it, where it has any.
fn bare(password: &SecretString) -> Option<SecretString> {
    let typed = password.expose();
    let bare = typed.trim_matches(|letter: char| letter.is_whitespace() || is_unseen(letter));
    (bare.len() < typed.len() && !bare.is_empty()).then(|| SecretString::from(bare))
}

/// How a password was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    AsTyped,
    /// Without the space around it.
    Bare,
}

/// In which form the password is right. Where there is none to verify, each form is hashed all the same.
async fn try_both(
    cx: &Cx<'_>,
    place: &Place<'_>,
    credential: Option<&Credential>,
    password: &SecretString,
    bare: Option<&SecretString>,
) -> Result<Option<Form>> {
    let forms = [(Some(password), Form::AsTyped), (bare, Form::Bare)];
    for (password, form) in forms {
        let Some(password) = password else {
            continue;
        };
        match credential {
            Some(credential) => {
                if credentials::verify(cx, place, credential, password).await? {
                    return Ok(Some(form));
                }
            }
            None => credentials::verify_nobody(cx, place, password).await?,
        }
    }
    Ok(None)
}

/// What stands in the way. By the API an unconfirmed user of a client that shows its users hears of it before the
/// password is looked at, as Cognito's hear.
fn judge<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    right: bool,
) -> Option<Refusal> {
    let barrier = barrier(user);
    let shown_first =
        !R::HOSTED && !config.client.hides_users() && !config.pool.extensions.hardening;
    match barrier {
        Some(Refusal::Unconfirmed) if shown_first => barrier,
        _ if !right => Some(Refusal::WrongPassword),
        Some(_) => barrier,
        None => expired(cx, user),
    }
}

/// A password that is proven.
pub(super) struct Proven<'a> {
    pub(super) attempt: Attempt,
    pub(super) user: User,
    /// Of the call that began the flow.
    pub(super) event_id: &'a str,
    /// With the password.
    pub(super) progress: Progress,
    /// [`RecordSignIn::rehash`]
    pub(super) rehash: Option<String>,
    /// The sealed value of the step before, with its end.
    pub(super) spends: Option<(String, Timestamp)>,
}

/// Settles the attempt, and signs in or goes on with a challenge. `None`: what the proof spends was used before.
///
/// Boxed here: what comes after a proof would otherwise be a part of every refusal's frame, too.
pub(super) fn proven<'a, R: Requester>(
    cx: &'a Cx<'_>,
    config: &'a ClientConfig,
    requester: &'a R,
    proof: Proven<'a>,
) -> LocalFuture<'a, Result<Option<Step<R::Issued>>>> {
    Box::pin(settle(cx, config, requester, proof))
}

async fn settle<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    requester: &R,
    proof: Proven<'_>,
) -> Result<Option<Step<R::Issued>>> {
    let Proven {
        attempt,
        user,
        event_id,
        progress,
        rehash,
        spends,
    } = proof;
    let next = Next::after(cx, config, requester, &user, event_id, &progress).await;
    // What is refused here is no wrong password, and the proof can be repeated.
    let (attempt, next) = attempt.unless_failed(cx, next).await?;
    let (reservation, object) = attempt.into_parts();
    let record = RecordSignIn {
        sub: user.sub.clone(),
        credential_version: user.credential_version,
        standing: Standing::of(&user),
        reservation: Some(reservation),
        spends,
        rehash,
        issue: next.issue(),
    };
    Ok(match cx.decide(config, &object, record).await? {
        SignInOutcome::Recorded => Some(next.recorded(cx, &object, user).await?),
        SignInOutcome::Changed => Some(Step::Refused(Refusal::WrongPassword)),
        SignInOutcome::Exhausted { until } => Some(Step::Refused(Refusal::TooManyCodes { until })),
        SignInOutcome::Spent => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_tried_without_space_around_it_only_where_it_has_some() {
        let bare = |typed: &str| bare(&SecretString::from(typed)).map(|bare| bare.expose().clone());
        assert_eq!(bare(" Temp0rary!\u{a0}\n").as_deref(), Some("Temp0rary!"));
        assert_eq!(bare("\u{200b}a b").as_deref(), Some("a b"));
        for none in ["Temp0rary!", "a b", "  ", ""] {
            assert_eq!(bare(none), None, "{none:?}");
        }
    }
}
