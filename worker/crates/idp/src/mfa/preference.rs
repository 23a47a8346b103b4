//! Which second factors a user has turned on, and which of them comes first.

use crate::error::{Error, Result};
use vestibule_engine::{config::Config, cx::Cx, software_token};
use vestibule_model::{
    factor::{Factor, Factors},
    passkey::PasskeySettings,
    user::{Authority, User},
};
use vestibule_store::users::factors::FactorsChanged;
use vestibule_wire::idp::{
    EmailMfaSettingsType, SMSMfaSettingsType, SoftwareTokenMfaSettingsType, WebAuthnMfaSettingsType,
};

/// The members of both operations that set them. What was left out stays as it is.
pub(super) struct Preferences {
    pub(super) sms: Option<SMSMfaSettingsType>,
    pub(super) software_token: Option<SoftwareTokenMfaSettingsType>,
    pub(super) email: Option<EmailMfaSettingsType>,
    pub(super) web_authn: Option<WebAuthnMfaSettingsType>,
}

/// One factor's settings.
struct Wanted {
    factor: Factor,
    enabled: bool,
    preferred: bool,
}

/// What becomes of a user's factors. What an app lacks is told to its owner, not to an administrator.
///
/// # Errors
/// InvalidParameterException for what the user can't prove or the pool doesn't offer, for two that are preferred, and for passkeys
/// without another factor.
pub(super) fn preferring(
    config: &Config,
    user: &User,
    caller: &Authority,
    given: Preferences,
) -> Result<Factors> {
    let wanted = [
        given
            .sms
            .map(|it| (Factor::SmsMfa, it.enabled, it.preferred_mfa)),
        given
            .software_token
            .map(|it| (Factor::SoftwareTokenMfa, it.enabled, it.preferred_mfa)),
        given
            .email
            .map(|it| (Factor::EmailOtp, it.enabled, it.preferred_mfa)),
    ];
    let wanted: Vec<_> = wanted
        .into_iter()
        .flatten()
        .map(|(factor, enabled, preferred)| Wanted {
            factor,
            enabled: enabled.unwrap_or(false),
            preferred: preferred.unwrap_or(false),
        })
        .collect();
    if wanted.iter().filter(|wanted| wanted.preferred).count() > 1 {
        return Err(Error::invalid_parameter(
            "Only one MFA setting can be the preferred one",
        ));
    }
    let mut factors = user.factors.clone();
    for wanted in wanted {
        if wanted.preferred && !wanted.enabled {
            return Err(Error::invalid_parameter(format!(
                "{} is not enabled and can't be preferred",
                wanted.factor.as_str()
            )));
        }
        if wanted.enabled {
            if let (Authority::User(_), Factor::SoftwareTokenMfa) = (caller, wanted.factor) {
                check_app(user)?;
            }
            check(config, user, wanted.factor)?;
        }
        factors.enable(wanted.factor, wanted.enabled);
        if wanted.factor == Factor::SmsMfa {
            factors.legacy = false;
        }
        if wanted.preferred {
            factors.preferred = Some(wanted.factor);
        } else if factors.preferred == Some(wanted.factor) {
            factors.preferred = None;
        }
    }
    if let Some(settings) = given.web_authn {
        factors.passkeys = settings.enabled.unwrap_or(false);
        if factors.passkeys {
            check_passkeys(config, user, &factors)?;
        }
    }
    Ok(factors)
}

/// Whether passkeys can count for both factors. Another factor has to be there for when they are lost.
fn check_passkeys(config: &Config, user: &User, factors: &Factors) -> Result<()> {
    let settings = config.pool.settings.passkeys.as_ref();
    if !settings.is_some_and(PasskeySettings::is_multi_factor) {
        return Err(Error::invalid_parameter(
            "FactorConfiguration must be MULTI_FACTOR_WITH_USER_VERIFICATION to turn on WEB_AUTHN MFA",
        ));
    }
    if !has_any(config, user, factors) {
        return Err(Error::invalid_parameter(
            "User must have another MFA method to turn on WEB_AUTHN MFA",
        ));
    }
    Ok(())
}

/// Whether a sign-in of this user would ask for any of these, passkeys apart.
fn has_any(config: &Config, user: &User, factors: &Factors) -> bool {
    let user = User {
        factors: factors.clone(),
        ..user.clone()
    };
    !Factors::active(&config.pool, &user).is_empty()
}

/// Whether an app has been set up.
fn check_app(user: &User) -> Result<()> {
    if user.can_prove(Factor::SoftwareTokenMfa) {
        return Ok(());
    }
    Err(Error::invalid_parameter(match user.factors.pending {
        Some(_) => "User has not verified software token mfa",
        None => "User has not set up software token mfa",
    }))
}

/// Whether a factor can be turned on.
pub(super) fn check(config: &Config, user: &User, factor: Factor) -> Result<()> {
    if user.can_prove(factor) && config.pool.settings.factors.offers(factor) {
        return Ok(());
    }
    Err(Error::invalid_parameter(format!(
        "User does not have delivery config set to turn on {}",
        factor.as_str()
    )))
}

/// Replaces a user's factors: where the last goes besides passkeys, these count for both no longer. `Ok(false)`: the caller is no
/// longer who it was, which is for the operation to tell.
pub(super) async fn replace(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    caller: Authority,
    mut factors: Factors,
) -> Result<bool> {
    if has_any(config, user, &user.factors) && !has_any(config, user, &factors) {
        factors.passkeys = false;
    }
    match software_token::change(cx, config, user, caller, Some(factors)).await? {
        FactorsChanged::Changed => Ok(true),
        FactorsChanged::TooLate => Ok(false),
        FactorsChanged::Nobody => Err(Error::user_not_found()),
        FactorsChanged::Locked { .. } => Err(vestibule_engine::error::Refusal::TooManyCodes.into()),
        // Another call has changed them in the meantime.
        FactorsChanged::Stale | FactorsChanged::Spent => Err(Error::StaleConfig),
    }
}
