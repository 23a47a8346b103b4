//! Answers to a second factor's challenge: `SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA`, and which of them it is to be.

use super::{
    Refusal, Requester, Step, new_address,
    next::{self, Asked, Next},
    session::{Awaits, FlowSession, is_code, session_spent},
};
use crate::{
    config::ClientConfig,
    cx::Cx,
    error::{Result, SessionRefusal},
    software_token,
};
use vestibule_crypto::SecretString;
use vestibule_model::{
    assurance::Methods,
    factor::Factor,
    user::{Standing, User},
};
use vestibule_store::users::{
    factors::{AnswerFactor, Answered, Verdict},
    sign_in::{Issue, RecordSignIn, SignInOutcome},
};

/// Where an answer belongs.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub session: &'a str,
    /// As the caller names the user; `None` where the session alone names it.
    pub username: Option<&'a str>,
}

/// Takes a code and signs in. By the API a wrong one uses the session up; a page's form can be sent again.
pub async fn answer<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    factor: Factor,
    code: &SecretString,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let given = (factor, code);
    answer_opened(cx, config, session, place.username, given, requester).await
}

/// The same, of a session that is open.
pub(super) async fn answer_opened<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: FlowSession,
    username: Option<&str>,
    (factor, code): (Factor, &SecretString),
    requester: &R,
) -> Result<Step<R::Issued>> {
    let user = session.user(cx, config, username).await?;
    let is_new = matches!(session.awaits, Awaits::Address { .. });
    // It may have been turned off since, say by an administrator.
    if !is_new && !session.progress.possible(config, &user).contains(&factor) {
        return Err(SessionRefusal::Invalid.into());
    }
    let verdict = match (&session.awaits, factor) {
        (Awaits::Address { contact, to, mac }, _) if Factor::from(*contact) == factor => {
            if is_code(cx, &session.id, mac, code.expose()) {
                let proven = (*contact, to.as_str());
                let recorded = new_address::record(cx, config, &session, user, proven, requester);
                return Box::pin(recorded).await;
            }
            Verdict::Wrong
        }
        (Awaits::Code { factor: sent, mac }, _) if *sent == factor => {
            match is_code(cx, &session.id, mac, code.expose()) {
                true => Verdict::Right,
                false => Verdict::Wrong,
            }
        }
        (Awaits::SoftwareToken, Factor::SoftwareTokenMfa) => {
            software_token::check(cx, config, &user, code)?
        }
        _ => return Err(SessionRefusal::Invalid.into()),
    };
    // What follows is decided for a right answer alone.
    let next = match verdict {
        Verdict::Wrong | Verdict::Used => {
            next::as_after_a_right_one(cx, config, &user.sub, requester).await?;
            None
        }
        _ => {
            let progress = session.progress.proving(Methods::of(factor)).with_second();
            let next = Next::after_factor(cx, config, requester, &user, &session, &progress);
            Some(next.await?)
        }
    };
    let transition = AnswerFactor {
        sub: session.sub.clone(),
        credential_version: session.credential_version,
        standing: session.standing,
        spends: session.spends(),
        spent_if_wrong: !R::HOSTED,
        mark: requester.mark_in(config).map(str::to_owned),
        begins: false,
        decoy: None,
        verdict,
        issue: next.as_ref().map_or(Issue::Nothing, Next::issue),
    };
    let object = config.object_of(&session.sub);
    Ok(
        match (cx.decide(config, &object, transition).await?, next) {
            (Answered::Recorded, Some(next)) => next.recorded(cx, &object, user).await?,
            (Answered::Wrong | Answered::Recorded, _) => Step::Refused(Refusal::WrongCode(factor)),
            (Answered::Used, _) => Step::Refused(Refusal::UsedCode),
            (Answered::Locked { until } | Answered::Exhausted { until }, _) => {
                Step::Refused(Refusal::TooManyCodes { until })
            }
            (Answered::Changed, _) => return Err(SessionRefusal::Invalid.into()),
            (Answered::Spent, _) => return Err(session_spent()),
        },
    )
}

/// `SELECT_MFA_TYPE`: goes on with the factor that was chosen. On a page one may be chosen in place of the one that is asked for,
/// too.
///
/// # Errors
/// [`crate::error::Refusal::NoSuchFactor`] for one that can't be chosen.
pub async fn select<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    factor: Option<Factor>,
    _: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    match session.awaits {
        Awaits::Selection => {}
        Awaits::Code { .. } | Awaits::SoftwareToken if R::HOSTED => {}
        _ => return Err(SessionRefusal::Invalid.into()),
    }
    let user = session.user(cx, config, place.username).await?;
    let open = session.progress.choices(config, &user)?;
    let factor = factor
        .filter(|factor| open.contains(factor))
        .ok_or(crate::error::Refusal::NoSuchFactor)?;
    let asked = Asked::Factor(factor);
    let (event_id, progress) = (&session.event_id, &session.progress);
    let next = Next::asking(cx, config, &user, event_id, progress, asked)?;
    go_on(cx, config, &session, user, next).await
}

/// Another code in place of the one that was sent, with a session of its own.
pub async fn resend<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    _: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let mut user = session.user(cx, config, place.username).await?;
    let asked = match &session.awaits {
        Awaits::Code { factor, .. } => Asked::Factor(*factor),
        Awaits::Address { contact, to, .. } => {
            if !new_address::is_wanted(config, &user, *contact) {
                return Err(SessionRefusal::Invalid.into());
            }
            let attribute = contact.as_str().to_owned();
            user.attributes.insert(attribute, to.clone());
            Asked::Address(*contact)
        }
        _ => return Err(SessionRefusal::Invalid.into()),
    };
    let (event_id, progress) = (&session.event_id, &session.progress);
    let next = Next::asking(cx, config, &user, event_id, progress, asked)?;
    go_on(cx, config, &session, user, next).await
}

/// Uses the session up, and goes on without anything new having been proven.
pub(super) async fn go_on<I>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &FlowSession,
    user: User,
    next: Next<I>,
) -> Result<Step<I>> {
    let record = RecordSignIn {
        sub: session.sub.clone(),
        credential_version: session.credential_version,
        standing: session.standing,
        reservation: None,
        spends: Some(session.spends()),
        rehash: None,
        issue: next.issue(),
    };
    let object = config.object_of(&session.sub);
    match cx.decide(config, &object, record).await? {
        SignInOutcome::Recorded => next.recorded(cx, &object, user).await,
        SignInOutcome::Changed => Err(SessionRefusal::Invalid.into()),
        SignInOutcome::Spent => Err(session_spent()),
        SignInOutcome::Exhausted { until } => Ok(Step::Refused(Refusal::TooManyCodes { until })),
    }
}

/// Whether the user is still as it was in an earlier step.
pub(super) fn is_still(session: &FlowSession, user: &User) -> bool {
    session.standing == Standing::of(user) && session.credential_version == user.credential_version
}
