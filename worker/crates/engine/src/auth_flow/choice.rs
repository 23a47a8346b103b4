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

pub use super::step::Choice;

use super::{
    Challenge, Challenged, Refusal, Requester, Step,
    next::{self, Next},
    password,
    progress::Progress,
    refusal::barrier,
    second_factor::{self, Place},
    session::{Awaits, FlowSession, bound_to, is_code, mac, session_spent},
    srp,
};
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    delivery::{NOBODY, Outgoing, When},
    error::{self, Result, SessionRefusal},
    find_user,
    messages::{self, Contact},
    passkeys::{self, Assertion, Verified},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::{RngExt as _, SecretString, digest::hmac_sha256};
use vestibule_model::{
    assurance::Methods,
    client::AuthFlow,
    contact::ContactAttribute,
    factor::{Factor, Factors, FirstFactor},
    ids::Sub,
    passkey::Passkey,
    pool::MfaMode,
    user::{Status, User},
};
use vestibule_store::users::{
    factors::{AnswerFactor, Answered, CodeSent, SendSignInCode, Verdict},
    sign_in::Issue,
};

/// Digits of a code that takes the place of a password.
pub const DIGITS: usize = 8;

/// What a person is asked for, or why that can't be.
type Asked = std::result::Result<Challenged, Refusal>;

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

/// Whether people have anything to choose: where the pool lets a sign-in begin with more than a password, and the client has
/// `ALLOW_USER_AUTH`.
pub fn is_offered(cx: &Cx<'_>, config: &ClientConfig) -> bool {
    let by_code = config.pool.settings.mfa != MfaMode::On
        && (allows(config, FirstFactor::EmailOtp) || allows(config, FirstFactor::SmsOtp));
    config.client.allows(AuthFlow::UserChoice) && (by_code || allows_passkeys(cx, config))
}

/// What a user's sign-ins can begin with, for whoever may know that.
pub async fn open_to(cx: &Cx<'_>, config: &Config, user: &User) -> Result<Vec<Choice>> {
    let passkeys = passkeys_of(cx, config, &user.sub).await?;
    Ok(available(config, user, &passkeys))
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
    let session = FlowSession::open(cx, config, place.session)?;
    let (Awaits::Choice, Some(name)) = (&session.awaits, &session.name) else {
        return Err(SessionRefusal::Invalid.into());
    };
    if !session.is_of(cx, config, place.username) {
        return Err(SessionRefusal::Invalid.into());
    }
    let progress = &session.progress;
    if let Some(begun) = with_password(cx, config, name, chosen, progress, requester).await? {
        return Ok(begun);
    }
    cx.spend(config.client.id.as_str())?;
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
    let counts_as_both = wants_both && settings.is_some_and(|it| it.is_multi_factor());
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

/// Under which name a name's attempts are counted that nobody has.
fn decoy(cx: &Cx<'_>, config: &Config, typed: &str) -> String {
    config
        .routing
        .nobody(&config.pool.normalise(cx.unicode, typed))
}

/// Whoever has a name, or nobody, whom only what is done for them tells from somebody.
struct Person<'a> {
    /// As it was typed.
    name: &'a str,
    sub: Sub,
    /// `None` too for one who can't sign in.
    user: Option<User>,
    passkeys: Vec<Passkey>,
    available: Vec<Choice>,
    /// Whether the caller must not learn which of the two it is.
    hidden: bool,
    progress: Progress,
}

impl<'a> Person<'a> {
    async fn find(
        cx: &Cx<'_>,
        config: &ClientConfig,
        name: &'a str,
        hidden: bool,
        progress: Progress,
    ) -> Result<Self> {
        let found = find_user::find_named(cx, config, name).await?;
        let user = match found {
            None if !hidden => return Err(error::Refusal::NoSuchUser.into()),
            None => None,
            Some(user) => match barrier(&user) {
                Some(refusal) if !hidden => return Err(refusal.told(false).into()),
                Some(_) => None,
                None => Some(user),
            },
        };
        let normalised = config.pool.normalise(cx.unicode, name);
        let sub = match &user {
            Some(user) => user.sub.clone(),
            None => Sub::of_nobody(&normalised, &config.routing),
        };
        let passkeys = passkeys_of(cx, config, &sub).await?;
        let available = match &user {
            Some(user) if !hidden => available(config, user, &passkeys),
            Some(user) => with_passwords(available(config, user, &passkeys)),
            None => available_to_nobody(config, &normalised, allows_passkeys(cx, config)),
        };
        Ok(Self {
            name,
            sub,
            user,
            passkeys,
            available,
            hidden,
            progress,
        })
    }

    /// Leaves the choices by which the level can be reached that is sought. Where users are hidden, who has proven nothing
    /// hears of that after the first proof.
    ///
    /// # Errors
    /// [`error::Refusal::UnreachableLevel`]; [`error::Refusal::LevelReached`] where it is reached already.
    fn aiming(mut self, config: &ClientConfig) -> Result<Self> {
        let proven = self.progress.methods();
        let Some(user) = &self.user else {
            return Ok(self);
        };
        if self.hidden && proven.is_empty() {
            return Ok(self);
        }
        let possible = self.progress.possible(config, user);
        let reach = |choice: &Choice| match choice {
            Choice::Password | Choice::PasswordSrp => {
                self.progress.proving(Methods::PASSWORD).reach(&possible)
            }
            Choice::EmailOtp => self.progress.proving(Methods::EMAIL).methods().level(),
            Choice::SmsOtp => self.progress.proving(Methods::SMS).methods().level(),
            Choice::WebAuthn => {
                let progress = self.progress.proving(Methods::PLATFORM_KEY);
                progress.reach(&possible)
            }
        };
        let highest = self.available.iter().map(reach).max().unwrap_or(0);
        let Some(aim) = self.progress.aim(highest)? else {
            return Ok(self);
        };
        if aim <= proven.level() {
            return Err(error::Refusal::LevelReached.into());
        }
        let reaching = self.available.iter().filter(|choice| reach(choice) >= aim);
        let available = reaching.copied().collect();
        let progress = self.progress.only(aim);
        (self.available, self.progress) = (available, progress);
        Ok(self)
    }

    fn may_choose(&self, choice: Choice) -> bool {
        self.available.contains(&choice)
    }

    /// Whether what was chosen is asked for: where users are hidden, all that the pool allows, whether or not it can be had.
    fn is_asked(&self, config: &ClientConfig, choice: Choice) -> bool {
        let codes = config.pool.settings.mfa != MfaMode::On;
        let allowed = match choice {
            Choice::Password | Choice::PasswordSrp => true,
            Choice::EmailOtp => codes && allows(config, FirstFactor::EmailOtp),
            Choice::SmsOtp => codes && allows(config, FirstFactor::SmsOtp),
            Choice::WebAuthn => allows(config, FirstFactor::WebAuthn),
        };
        self.may_choose(choice) || (allowed && self.hidden)
    }

    /// Asks for what was chosen.
    async fn asked(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        choice: Choice,
        before: Option<&FlowSession>,
    ) -> Result<Asked> {
        match choice {
            Choice::Password | Choice::PasswordSrp => {
                let asked = self.challenged(cx, config, Awaits::Choice, Challenge::Password)?;
                Ok(Ok(asked))
            }
            Choice::WebAuthn => {
                // Where users are hidden no passkey is named: how many there are, and of which kind, or that some were added,
                // would tell. Authenticators find those that are for the domain, since all that we register are discoverable.
                let asked = match self.hidden {
                    true => passkeys::request_options(cx, config, &[], None),
                    false => passkeys::request_options(cx, config, &self.passkeys, Some(self.name)),
                };
                let Some((challenge, options)) = asked else {
                    return Err(error::Refusal::WrongCredentials.into());
                };
                let challenge = URL_SAFE_NO_PAD.encode(challenge);
                let awaits = Awaits::Passkey { challenge };
                let asked = self.challenged(cx, config, awaits, Challenge::Passkey { options })?;
                Ok(Ok(asked))
            }
            Choice::EmailOtp => {
                self.sent(cx, config, (choice, ContactAttribute::Email), before)
                    .await
            }
            Choice::SmsOtp => {
                self.sent(cx, config, (choice, ContactAttribute::PhoneNumber), before)
                    .await
            }
        }
    }

    /// Sends a code by the timer: neither the time of the answer nor what comes after it tells that anybody is sent one.
    async fn sent(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        (choice, attribute): (Choice, ContactAttribute),
        before: Option<&FlowSession>,
    ) -> Result<Asked> {
        let entitled = self.user.as_ref().filter(|_| self.may_choose(choice));
        let own = entitled.and_then(|user| Contact::of(user, attribute));
        let nobodys = Contact::simulated(cx, config, self.name, attribute);
        let code = SecretString::new(cx.rng.digits(DIGITS));
        // Where no code is sent, nobody guesses right.
        let none = cx.rng.alphanumeric(22);
        let expected = match own.is_some() {
            true => code.expose().clone(),
            false => none,
        };
        let (to, username) = match (&own, &self.user) {
            (Some(own), Some(user)) => (own.clone(), user.username.clone()),
            _ => {
                let nobody = Contact {
                    to: NOBODY.to_owned(),
                    ..nobodys.clone()
                };
                (nobody, self.name.to_owned())
            }
        };
        let lasts = config.client.auth_session();
        let text = messages::sign_in_code(cx, config, &to, &username, &code, lasts);
        let outgoing = Outgoing::new(cx, config, &to, text, When::ByTimer)?;
        let send = SendSignInCode {
            sub: self.sub.clone(),
            decoy: own.is_none().then(|| decoy(cx, config, self.name)),
            spends: before.map(FlowSession::spends),
            message: outgoing.row(),
        };
        let object = config.object_of(&self.sub);
        match cx.decide(config, &object, send).await? {
            CodeSent::Sent => {}
            CodeSent::Spent => return Err(session_spent()),
            CodeSent::Exhausted { until } => {
                return Ok(Err(Refusal::TooManyCodes { until }));
            }
        }
        let challenge = Challenge::FirstCode {
            choice,
            contact: own.unwrap_or(nobodys),
        };
        let mut session = self.session(cx, config, Awaits::Choice);
        session.awaits = Awaits::FirstCode {
            choice,
            mac: mac(cx, &session.id, &expected),
        };
        let available = vec![choice];
        let asked = self.finish(cx, config, session, challenge, available)?;
        Ok(Ok(asked))
    }

    fn challenged(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        awaits: Awaits,
        challenge: Challenge,
    ) -> Result<Challenged> {
        let session = self.session(cx, config, awaits);
        let available = self.available.clone();
        self.finish(cx, config, session, challenge, available)
    }

    fn session(&self, cx: &Cx<'_>, config: &ClientConfig, awaits: Awaits) -> FlowSession {
        let (credential_version, standing) = bound_to(self.user.as_ref());
        FlowSession {
            id: cx.rng.alphanumeric(22),
            sub: self.sub.clone(),
            credential_version,
            standing,
            event_id: cx.request_id.clone(),
            expires: cx.now + config.client.auth_session(),
            awaits,
            name: Some(self.name.to_owned()),
            progress: self.progress.clone(),
        }
    }

    fn finish(
        self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        session: FlowSession,
        challenge: Challenge,
        available: Vec<Choice>,
    ) -> Result<Challenged> {
        let username = match self.user {
            Some(user) => user.username,
            None => find_user::username_of_nobody(cx, config, self.name),
        };
        Ok(Challenged {
            session: session.seal(cx, config)?,
            username,
            challenge,
            others: Vec::new(),
            available,
        })
    }
}

pub(super) fn allows(config: &Config, factor: FirstFactor) -> bool {
    config.pool.settings.first_factors.contains(&factor)
}

fn allows_passkeys(cx: &Cx<'_>, config: &Config) -> bool {
    allows(config, FirstFactor::WebAuthn)
        && passkeys::relying_party(cx.deployment, &config.pool).is_some()
}

/// Whether a user can begin with a code that is sent there. It takes a password's place only where no second factor is asked
/// for: it would prove no more than that factor does.
pub(super) fn takes_code(config: &Config, user: &User, contact: ContactAttribute) -> bool {
    let factor = match contact {
        ContactAttribute::Email => FirstFactor::EmailOtp,
        ContactAttribute::PhoneNumber => FirstFactor::SmsOtp,
    };
    let asked_for_more =
        config.pool.settings.mfa == MfaMode::On || !Factors::active(&config.pool, user).is_empty();
    let verified = user.attributes.get(contact.verified());
    user.status != Status::ForceChangePassword
        && !asked_for_more
        && allows(config, factor)
        && verified.is_some_and(|verified| verified == "true")
        && user.attributes.contains_key(contact.as_str())
}

/// Those that a sign-in can begin with.
async fn passkeys_of(cx: &Cx<'_>, config: &Config, sub: &Sub) -> Result<Vec<Passkey>> {
    match allows_passkeys(cx, config) {
        true => passkeys::read(cx, config, sub).await,
        false => Ok(Vec::new()),
    }
}

/// What a user can begin with.
fn available(config: &Config, user: &User, passkeys: &[Passkey]) -> Vec<Choice> {
    let forced = user.status == Status::ForceChangePassword;
    let has_password = user.credential.is_some();
    Choice::ALL
        .into_iter()
        .filter(|choice| match choice {
            Choice::PasswordSrp | Choice::Password => has_password,
            Choice::EmailOtp => takes_code(config, user, ContactAttribute::Email),
            Choice::SmsOtp => takes_code(config, user, ContactAttribute::PhoneNumber),
            Choice::WebAuthn => !forced && !passkeys.is_empty(),
        })
        .collect()
}

/// Where users are hidden, who has no password is offered one as everybody is.
fn with_passwords(mut available: Vec<Choice>) -> Vec<Choice> {
    if !available.contains(&Choice::Password) {
        available.splice(0..0, [Choice::PasswordSrp, Choice::Password]);
    }
    available
}

/// What somebody of this name could have had: the same each time.
fn available_to_nobody(config: &Config, name: &str, allows_passkeys: bool) -> Vec<Choice> {
    let [email, sms, passkey, ..] = hmac_sha256(
        config.routing.expose(),
        &[b"simulated choice", name.as_bytes()],
    );
    let codes = config.pool.settings.mfa != MfaMode::On;
    Choice::ALL
        .into_iter()
        .filter(|choice| match choice {
            Choice::PasswordSrp | Choice::Password => true,
            Choice::EmailOtp => codes && allows(config, FirstFactor::EmailOtp) && email % 4 != 0,
            Choice::SmsOtp => codes && allows(config, FirstFactor::SmsOtp) && sms % 2 == 0,
            Choice::WebAuthn => allows_passkeys && passkey % 2 == 0,
        })
        .collect()
}

impl FlowSession {
    /// Whether a caller means whom the session began for, where there may be nobody.
    fn is_of(&self, cx: &Cx<'_>, config: &Config, username: Option<&str>) -> bool {
        let Some(username) = username else {
            return true;
        };
        let normalise = |name: &str| config.pool.normalise(cx.unicode, name);
        let own = self.name.as_deref().unwrap_or_default();
        let given = normalise(username);
        let nobodys = find_user::username_of_nobody(cx, config, own);
        given == normalise(own) || given == self.sub.as_str() || given == normalise(&nobodys)
    }

    /// The user whose session it is, if there is one; read from its object either way.
    async fn person(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        place: Place<'_>,
    ) -> Result<Option<User>> {
        let user = find_user::read(cx, config, &self.sub).await?;
        let means = match &user {
            Some(user) => place
                .username
                .is_none_or(|name| super::session::is_named(cx, config, user, name)),
            None => false,
        };
        match means || self.is_of(cx, config, place.username) {
            true => Ok(user.filter(|user| barrier(user).is_none())),
            false => Err(SessionRefusal::Invalid.into()),
        }
    }
}
