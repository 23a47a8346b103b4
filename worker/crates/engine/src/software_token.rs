//! Software tokens (TOTP, RFC 6238): associating one, verifying it, and checking its codes.
//!
//! The seed is sealed for its user. A token that is set up during a sign-in is carried in the session until it is verified;
//! one that a signed-in user sets up is kept with the user.

use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
};
use vestibule_crypto::{
    Purpose, SecretBytes, SecretString,
    totp::{Mismatch, Seed},
};
use vestibule_model::{
    factor::{Factor, Factors, SoftwareToken},
    ids::Sub,
    time::Timestamp,
    user::{Authority, User},
};
use vestibule_store::users::factors::{ChangeFactors, FactorsChanged, Verdict};

/// A new seed: sealed for the user, and for the person's device.
pub fn mint(cx: &Cx<'_>, config: &Config, sub: &Sub) -> Result<(String, Seed)> {
    let seed = Seed::mint(cx.rng);
    let sealed = cx.seal(
        Purpose::TotpSeed,
        &[config.pool.id.as_str(), sub.as_str()],
        &hex::encode(seed.to_bytes().expose()),
    )?;
    Ok((sealed, seed))
}

fn open(cx: &Cx<'_>, config: &Config, sub: &Sub, sealed: &str) -> Result<Seed> {
    let parts = [config.pool.id.as_str(), sub.as_str()];
    let text: Option<String> = cx.open(Purpose::TotpSeed, &parts, sealed);
    text.and_then(|text| hex::decode(text).ok())
        .and_then(|bytes| Seed::from_bytes(SecretBytes::from(bytes)))
        .ok_or_else(|| Error::internal("a software token's seed doesn't open"))
}

/// Compares a code with that of the user's token.
pub fn check(cx: &Cx<'_>, config: &Config, user: &User, code: &SecretString) -> Result<Verdict> {
    let Some(token) = &user.factors.token else {
        return Ok(Verdict::Wrong);
    };
    let seed = open(cx, config, &user.sub, &token.seed)?;
    let checked = seed.verify(code.expose(), cx.now.seconds(), Some(token.used));
    Ok(match checked {
        Ok(step) => Verdict::Token {
            seed: token.seed.clone(),
            step,
        },
        Err(Mismatch::Wrong) => Verdict::Wrong,
        Err(Mismatch::Used) => Verdict::Used,
    })
}

/// The first code of a token that is being set up.
pub struct FirstCode<'a> {
    /// The token's sealed seed.
    pub seed: &'a str,
    pub code: &'a SecretString,
    pub name: Option<String>,
    /// Whether the token is turned on by this, as it is where a sign-in waits for it.
    pub turns_on: bool,
    /// The session that it uses up, with its end.
    pub spends: Option<(String, Timestamp)>,
}

/// Why a token was not verified.
#[derive(Debug)]
pub enum NotVerified {
    Wrong,
    /// Too many wrong codes within the hour.
    TooMany {
        until: Timestamp,
    },
    /// The user has changed since, or is gone.
    Changed,
    /// None is being set up.
    NoSecret,
    /// The pool has none.
    NotOffered,
    Failed(Error),
}

/// Takes the first code of a token: from now on it is the user's.
pub async fn verify(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    caller: Authority,
    first: FirstCode<'_>,
) -> Result<(), NotVerified> {
    let seed = open(cx, config, &user.sub, first.seed)?;
    let step = seed
        .verify(first.code.expose(), cx.now.seconds(), None)
        .ok();
    let new = step.map(|used| {
        let mut factors = Factors {
            token: Some(SoftwareToken {
                seed: first.seed.to_owned(),
                name: first.name,
                used,
            }),
            pending: None,
            ..user.factors.clone()
        };
        if first.turns_on {
            factors.enable(Factor::SoftwareTokenMfa, true);
        }
        factors
    });
    let right = new.is_some();
    let change = ChangeFactors {
        spends: first.spends,
        ..changing(user, caller, new)
    };
    let object = config.object_of(&user.sub);
    match cx.decide(config, &object, change).await? {
        FactorsChanged::Changed if right => Ok(()),
        FactorsChanged::Changed => Err(NotVerified::Wrong),
        FactorsChanged::Locked { until } => Err(NotVerified::TooMany { until }),
        FactorsChanged::Nobody
        | FactorsChanged::TooLate
        | FactorsChanged::Stale
        | FactorsChanged::Spent => Err(NotVerified::Changed),
    }
}

/// Replaces what a user has of second factors, which is as `user` says; `None` counts a wrong code.
pub async fn change(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    caller: Authority,
    new: Option<Factors>,
) -> Result<FactorsChanged> {
    let change = changing(user, caller, new);
    cx.decide(config, &config.object_of(&user.sub), change)
        .await
}

fn changing(user: &User, caller: Authority, new: Option<Factors>) -> ChangeFactors {
    ChangeFactors {
        sub: user.sub.clone(),
        caller,
        old: user.factors.clone(),
        new,
        spends: None,
    }
}

impl From<Error> for NotVerified {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
