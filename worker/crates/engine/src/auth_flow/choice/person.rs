//! Whoever a name stands for, as a sign-in begins: what is asked of them, and of nobody alike.

use super::{
    super::{
        Challenge, Challenged, Refusal,
        progress::Progress,
        refusal::barrier,
        second_factor::Place,
        session::{self, Awaits, FlowSession, bound_to, mac, session_spent},
        step::Choice,
    },
    available::{
        allows, allows_passkeys, available, available_to_nobody, passkeys_of, with_passwords,
    },
};
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    delivery::{NOBODY, Outgoing, When},
    error::{self, Result, SessionRefusal},
    find_user,
    messages::{self, Contact},
    passkeys,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::{RngExt as _, SecretString};
use vestibule_model::{
    assurance::Methods, contact::ContactAttribute, factor::FirstFactor, ids::Sub, passkey::Passkey,
    pool::MfaMode, user::User,
};
use vestibule_store::users::factors::{CodeSent, SendSignInCode};

/// Digits of a code that takes the place of a password.
pub const DIGITS: usize = 8;

/// What a person is asked for, or why that can't be.
pub(super) type Asked = std::result::Result<Challenged, Refusal>;

/// Whoever has a name, or nobody, whom only what is done for them tells from somebody.
pub(super) struct Person<'a> {
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
    pub(super) async fn find(
        cx: &Cx<'_>,
        config: &ClientConfig,
        name: &'a str,
        hidden: bool,
        progress: Progress,
    ) -> Result<Self> {
        let found = find_user::find_named(cx, config, name).await?;
        let username = found.as_ref().map_or_else(
            || find_user::username_of_nobody(cx, config, name),
            |user| config.pool.normalise(cx.unicode, &user.username),
        );
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
            // By whichever name, as for those who can sign in.
            None => available_to_nobody(config, &username, allows_passkeys(cx, config)),
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
    pub(super) fn aiming(mut self, config: &ClientConfig) -> Result<Self> {
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
    pub(super) fn is_asked(&self, config: &ClientConfig, choice: Choice) -> bool {
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
    pub(super) async fn asked(
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
            decoy: self.user.is_none().then(|| decoy(cx, config, self.name)),
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
        // By SRP an address leads to its user's username; that is not to lead back.
        let leads_back = self.hidden && find_user::is_made_up(&config.pool, self.name);
        let challenge = Challenge::FirstCode {
            choice,
            contact: own.filter(|_| !leads_back).unwrap_or(nobodys),
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

    pub(super) fn challenged(
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
        // As it is spelled tells that there is somebody, and so does whose an address is.
        let username = match self.user {
            Some(user) if !self.hidden => user.username,
            _ => find_user::username_of_anybody(cx, config, self.name),
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

/// Under which name a name's attempts are counted that nobody has.
pub(super) fn decoy(cx: &Cx<'_>, config: &Config, typed: &str) -> String {
    config
        .routing
        .nobody(&config.pool.normalise(cx.unicode, typed))
}

impl FlowSession {
    /// Whether a caller means whom the session began for, where there may be nobody.
    pub(super) fn is_of(&self, cx: &Cx<'_>, config: &Config, username: Option<&str>) -> bool {
        let Some(username) = username else {
            return true;
        };
        let normalise = |name: &str| config.pool.normalise(cx.unicode, name);
        let own = self.name.as_deref().unwrap_or_default();
        let given = normalise(username);
        let told = find_user::username_of_anybody(cx, config, own);
        given == normalise(own) || given == normalise(&told)
    }

    /// The user whose session it is, if there is one; read from its object either way.
    ///
    /// # Errors
    /// [`SessionRefusal::Invalid`] where the caller means another. The user's own name does for the one it began with as long as
    /// users are shown: it would tell whose an address is.
    pub(super) async fn person(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        place: Place<'_>,
    ) -> Result<Option<User>> {
        let user = find_user::read(cx, config, &self.sub).await?;
        let is_own = |(user, name): (&User, &str)| {
            session::is_named(cx, config, user, name) || user.sub.as_str() == name
        };
        let named = user.as_ref().zip(place.username);
        let means = !config.client.hides_users() && named.is_some_and(is_own);
        match means || self.is_of(cx, config, place.username) {
            true => Ok(user.filter(|user| barrier(user).is_none())),
            false => Err(SessionRefusal::Invalid.into()),
        }
    }
}
