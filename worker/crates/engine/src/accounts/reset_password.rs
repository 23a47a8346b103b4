//! Setting a forgotten password anew by a code.

use super::{
    discretion::Discretion,
    input::{Field, Malformed, NewPassword, TypedCode, Username},
    outcomes::{self, NoUser, WrongCode},
};
use crate::{
    config::{ClientConfig, Config},
    credentials,
    cx::Cx,
    error::{Error, Result},
    find_user,
    password_policy::{self, Violation},
    verification,
};
use vestibule_model::{alias::Alias, factor::Factors, user::User};
use vestibule_store::users::{
    prove::{Proven, ResetPassword},
    quotas::Quota,
    verifications::{Guessed, JudgeGuess, Purpose},
};

pub struct Input<'a> {
    pub username: Username<'a>,
    pub code: TypedCode<'a>,
    pub password: NewPassword,
    pub discretion: Discretion,
    /// Whether the user's sessions end, which began with the old password.
    pub revoke_sessions: bool,
}

/// Why the password was not replaced. After [`Self::Password`] the code can be used again.
#[derive(Debug)]
pub enum Refusal {
    Malformed(Field),
    NoUser(NoUser),
    Code(WrongCode),
    Password(Violation),
    Failed(Error),
}

pub async fn reset_password(
    cx: &Cx<'_>,
    config: &ClientConfig,
    input: Input<'_>,
) -> Result<(), Refusal> {
    let (username, discretion) = (input.username.as_str(), input.discretion);
    let policy = &config.pool.settings.password;
    let user = match find_user::find_named(cx, config, username).await? {
        Some(user) if user.enabled => user,
        _ if discretion.hides_names() => {
            let nobody = outcomes::nobody(cx, config, username);
            let judge = JudgeGuess {
                guess: nobody.guess(
                    cx,
                    Purpose::ForgotPassword,
                    quota_of_guesses(config),
                    input.code.as_str(),
                ),
                sub: nobody.sub,
            };
            let guessed = cx.decide(config, &nobody.object, judge).await?;
            return Err(Refusal::Code(match guessed {
                Guessed::Exhausted { until } => WrongCode::TooManyGuesses { until },
                _ => WrongCode::Mismatch,
            }));
        }
        Some(_) => return Err(Refusal::NoUser(NoUser::Disabled)),
        None => return Err(Refusal::NoUser(NoUser::Unknown)),
    };
    let home = config.object_of(&user.sub);
    let guess = verification::guess(
        cx,
        &user.sub,
        Purpose::ForgotPassword,
        quota_of_guesses(config),
        input.code.as_str(),
    );
    // The code is looked at before the password, which costs a hash. It is used up only by the transition that sets the
    // password.
    let judge = JudgeGuess {
        sub: user.sub.clone(),
        guess: guess.clone(),
    };
    match cx.decide(config, &home, judge).await? {
        // An address that has become a second factor since recovers nothing.
        Guessed::Right(address) if is_factor(config, &user, &address) => {
            return Err(Refusal::Code(discretion.wrong_code(&Guessed::Gone)));
        }
        Guessed::Right(_) => {}
        not => return Err(Refusal::Code(discretion.wrong_code(&not))),
    }
    let password = input.password.secret();
    password_policy::check(policy, password)?;
    let credential = {
        let place = cx.place(config.client.id.as_str())?;
        if password_policy::is_reused(cx, &place, policy, &user, password).await? {
            return Err(Refusal::Password(Violation::Reused));
        }
        credentials::make(cx, &place, config, &user.username, password, None).await?
    };
    let reset = ResetPassword {
        sub: user.sub.clone(),
        guess,
        credential,
        history: policy.history,
        revoke_sessions: input.revoke_sessions,
    };
    match cx.decide(config, &home, reset).await? {
        Proven::Done | Proven::By(_) => Ok(()),
        Proven::Not(guessed) => Err(Refusal::Code(discretion.wrong_code(&guessed))),
        Proven::TooLate if discretion.hides_names() => Err(Refusal::Code(WrongCode::Mismatch)),
        Proven::TooLate => Err(Refusal::NoUser(NoUser::Disabled)),
        Proven::Nobody | Proven::Status(_) => Err(Refusal::NoUser(NoUser::Unknown)),
    }
}

/// What wrong codes count against. By Cognito's rule it is what codes are asked for under, so that anyone who asks often enough
/// keeps the right code out; a hardened pool counts the two apart.
fn quota_of_guesses(config: &Config) -> Quota {
    if config.pool.extensions.hardening {
        Quota::ResetPassword
    } else {
        Quota::ForgotPassword
    }
}

/// Whether an address is where the code of one of the user's second factors goes.
fn is_factor(config: &Config, user: &User, address: &Alias) -> bool {
    let active = Factors::active(&config.pool, user);
    let mut contacts = active.iter().filter_map(|factor| factor.contact());
    contacts.any(|contact| contact.as_str() == address.kind())
}

impl From<Malformed> for Refusal {
    fn from(Malformed(field): Malformed) -> Self {
        Self::Malformed(field)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Password(violation)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
