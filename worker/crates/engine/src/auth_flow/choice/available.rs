//! What a sign-in can begin with: of what the pool allows, what the user has, or what somebody could have whose name nobody has.

use super::super::step::Choice;
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    error::Result,
    passkeys,
};
use vestibule_crypto::digest::hmac_sha256;
use vestibule_model::{
    client::AuthFlow,
    contact::ContactAttribute,
    factor::{Factors, FirstFactor},
    ids::Sub,
    passkey::Passkey,
    pool::MfaMode,
    user::{Status, User},
};

/// Whether people have anything to choose: where the pool lets a sign-in begin with more than a password, and the client has
/// `ALLOW_USER_AUTH`.
pub fn is_offered(cx: &Cx<'_>, config: &ClientConfig) -> bool {
    let by_code = config.pool.settings.mfa != MfaMode::On
        && (allows(config, FirstFactor::EmailOtp) || allows(config, FirstFactor::SmsOtp));
    config.client.allows(AuthFlow::UserChoice) && (by_code || allows_passkeys(cx, config))
}

/// What a user's sign-ins can begin with, for whoever may know that.
pub async fn available_to(cx: &Cx<'_>, config: &Config, user: &User) -> Result<Vec<Choice>> {
    let passkeys = passkeys_of(cx, config, &user.sub).await?;
    Ok(available(config, user, &passkeys))
}

pub(in crate::auth_flow) fn allows(config: &Config, factor: FirstFactor) -> bool {
    config.pool.settings.first_factors.contains(&factor)
}

/// Whether a user can begin with a code that is sent there. It takes a password's place only where no second factor is asked
/// for: it would prove no more than that factor does.
pub(in crate::auth_flow) fn takes_code(
    config: &Config,
    user: &User,
    contact: ContactAttribute,
) -> bool {
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

/// Those that a sign-in can begin with: of the pool's relying party, which may have been another when some were made.
pub(super) async fn passkeys_of(cx: &Cx<'_>, config: &Config, sub: &Sub) -> Result<Vec<Passkey>> {
    let Some(relying_party) = relying_party(cx, config) else {
        return Ok(Vec::new());
    };
    let mut own = passkeys::read(cx, config, sub).await?;
    own.retain(|passkey| passkey.relying_party == relying_party);
    Ok(own)
}

/// What a user can begin with.
pub(super) fn available(config: &Config, user: &User, passkeys: &[Passkey]) -> Vec<Choice> {
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

pub(super) fn allows_passkeys(cx: &Cx<'_>, config: &Config) -> bool {
    relying_party(cx, config).is_some()
}

/// Whose passkeys people can begin with.
fn relying_party(cx: &Cx<'_>, config: &Config) -> Option<String> {
    allows(config, FirstFactor::WebAuthn)
        .then(|| passkeys::relying_party(cx.deployment, &config.pool))
        .flatten()
}

/// Where users are hidden, who has no password is offered one as everybody is.
pub(super) fn with_passwords(mut available: Vec<Choice>) -> Vec<Choice> {
    if !available.contains(&Choice::Password) {
        available.splice(0..0, [Choice::PasswordSrp, Choice::Password]);
    }
    available
}

/// What somebody of this name could have had: the same each time.
pub(super) fn available_to_nobody(
    config: &Config,
    name: &str,
    allows_passkeys: bool,
) -> Vec<Choice> {
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
