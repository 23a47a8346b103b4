//! `USER_AUTH`: a person begins with what they choose of what the pool allows and they have.
//!
//! | chosen | what comes |
//! |---|---|
//! | nothing, or what can't be had | `SELECT_CHALLENGE` |
//! | `PASSWORD` | the password is verified, or asked for |
//! | `PASSWORD_SRP` | `PASSWORD_VERIFIER` |
//! | `EMAIL_OTP`, `SMS_OTP` | a code is sent |
//! | `WEB_AUTHN` | a passkey is asked for |
//!
//! For a name that nobody has, or whose user can't sign in, the same is done and answered wherever the client hides its users:
//! what there is to choose and where a code would go come of the name and the pool alone, and no passkey is named.

mod available;
mod person;

pub use self::{
    available::{available_to, is_offered},
    person::DIGITS,
};
pub use super::step::Choice;
pub(super) use available::{allows, takes_code};

use self::person::{Asked, Person, decoy};
use super::{
    Challenge, Refusal, Requester, Step,
    next::{self, Next},
    password,
    progress::Progress,
    second_factor::{self, Place},
    session::{Awaits, FlowSession, is_code, session_spent},
    srp,
};
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    error::{self, Result, SessionRefusal},
    passkeys::{self, Assertion, Verified},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::SecretString;
use vestibule_model::{
    assurance::Methods,
    factor::{Factor, Factors},
    user::{Status, User},
};
use vestibule_store::users::{
    factors::{AnswerFactor, Answered, Verdict},
    sign_in::Issue,
};

/// What is chosen, with what of it came along.
#[derive(Clone, Copy, Default)]
pub struct Chosen<'a> {
    pub choice: Option<Choice>,
    pub password: Option<&'a SecretString>,
    pub srp_a: Option<&'a str>,
}

/// What it begins with.
pub enum Begun<I> {
    Step(Step<I>),
    /// `PASSWORD_VERIFIER`
    Srp(srp::Challenge),
}

/// Begins a sign-in for a name, as it was typed.
///
/// # Errors
/// What stands in the user's way, and that there is none, where users are shown.
pub async fn begin<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    chosen: Chosen<'_>,
    requester: &R,
) -> Result<Begun<R::Issued>> {
    begin_towards(cx, config, name, chosen, Progress::default(), requester).await
}

/// The same, towards a level.
pub async fn begin_towards<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    chosen: Chosen<'_>,
    progress: Progress,
    requester: &R,
) -> Result<Begun<R::Issued>> {
    if let Some(begun) = with_password(cx, config, name, chosen, &progress, requester).await? {
        return Ok(begun);
    }
    let hides = config.client.hides_users();
    let asked = (chosen.choice, None);
    let step = ask_towards(cx, config, name, asked, hides, progress).await?;
    Ok(Begun::Step(step))
}

/// Asks whoever has a name, as it was typed, for what was chosen, or for a choice; nothing is proven yet. The session of a code
/// that was sent before is used up. `hides`: nobody is told whether there is such a user.
///
/// # Errors
/// As [`begin`]; [`SessionRefusal`] where the session was used, has ended or is none of these.
pub async fn ask<I>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    (choice, before): (Option<Choice>, Option<&str>),
    hides: bool,
) -> Result<Step<I>> {
    ask_towards(
        cx,
        config,
        name,
        (choice, before),
        hides,
        Progress::default(),
    )
    .await
}

async fn ask_towards<I>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    (choice, before): (Option<Choice>, Option<&str>),
    hides: bool,
    progress: Progress,
) -> Result<Step<I>> {
    cx.spend(config.client.id.as_str())?;
    let before = before.map(|session| FlowSession::open(cx, config, session));
    let before = before.transpose()?;
    let person = Person::find(cx, config, name, hides, progress).await?;
    let person = person.aiming(config)?;
    let choice = choice.filter(|choice| person.is_asked(config, *choice));
    let asked = match choice {
        Some(choice) => person.asked(cx, config, choice, before.as_ref()).await?,
        None => Ok(person.challenged(cx, config, Awaits::Choice, Challenge::Choice)?),
    };
    Ok(step(asked))
}

fn step<I>(asked: Asked) -> Step<I> {
    match asked {
        Ok(challenged) => Step::Challenged(Box::new(challenged)),
        Err(refusal) => Step::Refused(refusal),
    }
}

/// `SELECT_CHALLENGE`
pub async fn select<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    chosen: Chosen<'_>,
    requester: &R,
) -> Result<Begun<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let (Awaits::Choice, Some(name)) = (&session.awaits, &session.name) else {
        return Err(SessionRefusal::Invalid.into());
    };
    if !session.is_of(cx, config, place.username) {
        // Where users are shown, their own name was told.
        session.person(cx, config, place).await?;
    }
    let progress = &session.progress;
    if let Some(begun) = with_password(cx, config, name, chosen, progress, requester).await? {
        return Ok(begun);
    }
    let hides = config.client.hides_users();
    let person = Person::find(cx, config, name, hides, progress.clone()).await?;
    let person = person.aiming(config)?;
    let choice = chosen
        .choice
        .filter(|choice| person.is_asked(config, *choice));
    let choice = choice.ok_or(error::Refusal::WrongCredentials)?;
    let asked = person.asked(cx, config, choice, Some(&session)).await?;
    Ok(Begun::Step(step(asked)))
}

/// The password where it came along, or the first step of its proof.
async fn with_password<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    chosen: Chosen<'_>,
    progress: &Progress,
    requester: &R,
) -> Result<Option<Begun<R::Issued>>> {
    Ok(match (chosen.choice, chosen.password, chosen.srp_a) {
        (Some(Choice::Password), Some(password), _) => {
            let signed = password::sign_in_towards(cx, config, name, password, progress, requester);
            Some(Begun::Step(signed.await?))
        }
        (Some(Choice::PasswordSrp), _, Some(srp_a)) => {
            let started = srp::start_towards(cx, config, name, srp_a, progress);
            Some(Begun::Srp(started.await?))
        }
        _ => None,
    })
}

/// Takes a code that was sent in place of a password.
pub async fn answer_code<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    choice: Choice,
    code: &SecretString,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    code_of(cx, config, session, place, (choice, code), requester).await
}

/// `EMAIL_OTP`: takes a code that was sent by mail, in place of a password or as a second factor. The session says which.
pub async fn answer_mailed<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    code: &SecretString,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    match session.awaits {
        Awaits::FirstCode { .. } => {
            let given = (Choice::EmailOtp, code);
            code_of(cx, config, session, place, given, requester).await
        }
        _ => {
            let given = (Factor::EmailOtp, code);
            second_factor::answer_opened(cx, config, session, place.username, given, requester)
                .await
        }
    }
}

async fn code_of<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: FlowSession,
    place: Place<'_>,
    (choice, code): (Choice, &SecretString),
    requester: &R,
) -> Result<Step<R::Issued>> {
    let right = match &session.awaits {
        Awaits::FirstCode { choice: sent, mac } if *sent == choice => {
            is_code(cx, &session.id, mac, code.expose())
        }
        _ => return Err(SessionRefusal::Invalid.into()),
    };
    let verdict = match right {
        true => Verdict::Right,
        false => Verdict::Wrong,
    };
    let user = session.person(cx, config, place).await?;
    let (factor, method) = match choice {
        Choice::SmsOtp => (Factor::SmsMfa, Methods::SMS),
        _ => (Factor::EmailOtp, Methods::EMAIL),
    };
    let wrong = Refusal::WrongCode(factor);
    let progress = session.progress.proving(method);
    settle(
        cx,
        config,
        session,
        user,
        (verdict, progress, wrong),
        requester,
    )
    .await
}

/// Takes a passkey's answer (`CREDENTIAL`, an `AuthenticationResponseJSON`).
pub async fn answer_passkey<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    credential: &str,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let Awaits::Passkey { challenge } = &session.awaits else {
        return Err(SessionRefusal::Invalid.into());
    };
    let challenge = URL_SAFE_NO_PAD.decode(challenge).unwrap_or_default();
    let user = session.person(cx, config, place).await?;
    let own = passkeys::read(cx, config, &session.sub).await?;
    let verified = Assertion::parse(credential)
        .and_then(|answer| answer.verify(cx, config, &challenge, &session.sub, &own));
    let outcome = judged(config, user.as_ref(), &session.progress, verified);
    settle(cx, config, session, user, outcome, requester).await
}

/// What a passkey's answer proves, and what is said where it is wrong.
pub(super) fn judged(
    config: &Config,
    user: Option<&User>,
    before: &Progress,
    verified: Result<Verified, passkeys::Refusal>,
) -> (Verdict, Progress, Refusal) {
    let settings = config.pool.settings.passkeys.as_ref();
    let wants_both = user.is_some_and(|user| user.factors.passkeys);
    // The other factor that this takes may be gone since, with its address.
    let has_other = user.is_some_and(|user| !Factors::active(&config.pool, user).is_empty());
    let counts_as_both = wants_both && has_other && settings.is_some_and(|it| it.is_multi_factor());
    let (verdict, progress) = match verified {
        Ok(verified) => {
            let progress = before.proving(match verified.is_roaming {
                true => Methods::ROAMING_KEY,
                false => Methods::PLATFORM_KEY,
            });
            let progress = match counts_as_both && verified.user_verified {
                true => progress.with_second(),
                false => progress,
            };
            (Verdict::Passkey(verified.shown), progress)
        }
        Err(_) => (Verdict::Wrong, Progress::default()),
    };
    (verdict, progress, Refusal::WrongPassword)
}

/// Counts or records an answer. A name that nobody has takes the same transition.
pub(super) async fn settle<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: FlowSession,
    user: Option<User>,
    (verdict, progress, wrong): (Verdict, Progress, Refusal),
    requester: &R,
) -> Result<Step<R::Issued>> {
    let name = session.name.clone().unwrap_or_default();
    let able = user
        .as_ref()
        .filter(|user| user.status != Status::ForceChangePassword);
    // What follows is decided for a right answer alone.
    let (next, verdict) = match (able, verdict) {
        (None, _) | (_, Verdict::Wrong) => {
            next::as_after_a_right_one(cx, config, &session.sub, requester).await?;
            (None, Verdict::Wrong)
        }
        (Some(user), right) => {
            let event_id = &session.event_id;
            let next = Next::after(cx, config, requester, user, event_id, &progress).await?;
            (Some(next), right)
        }
    };
    let transition = AnswerFactor {
        sub: session.sub.clone(),
        credential_version: session.credential_version,
        standing: session.standing,
        spends: session.spends(),
        spent_if_wrong: !R::HOSTED,
        mark: requester.mark_in(config).map(str::to_owned),
        begins: true,
        decoy: user.is_none().then(|| decoy(cx, config, &name)),
        verdict,
        issue: next.as_ref().map_or(Issue::Nothing, Next::issue),
    };
    let object = config.object_of(&session.sub);
    let answered = cx.decide(config, &object, transition).await?;
    Ok(match (answered, next, user) {
        (Answered::Recorded, Some(next), Some(user)) => next.recorded(cx, &object, user).await?,
        (Answered::Locked { until } | Answered::Exhausted { until }, ..) => {
            Step::Refused(Refusal::TooManyCodes { until })
        }
        (Answered::Changed, ..) => return Err(SessionRefusal::Invalid.into()),
        (Answered::Spent, ..) => return Err(session_spent()),
        _ => Step::Refused(wrong),
    })
}
