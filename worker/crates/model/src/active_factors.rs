//! Which second factors a sign-in asks for: what a pool offers, and a user has and wants.

use crate::{
    factor::{Factor, Factors},
    pool::{MfaMode, Pool},
    user::User,
};

impl Factors {
    /// Those that a sign-in of this user has to prove one of: what is turned on of what the pool offers and the user can
    /// prove. Where the pool asks everybody for one, whoever has turned none on is asked for what there is.
    pub fn active(pool: &Pool, user: &User) -> Vec<Factor> {
        let mode = pool.settings.mfa;
        if mode == MfaMode::Off {
            return Vec::new();
        }
        let can = |factor: &Factor| user.can_prove(*factor);
        let possible: Vec<_> = pool.settings.factors.offered().filter(can).collect();
        let enabled: Vec<_> = possible
            .iter()
            .copied()
            .filter(|factor| user.factors.enabled.contains(factor))
            .collect();
        match mode {
            MfaMode::On if enabled.is_empty() => possible,
            _ => enabled,
        }
    }

    /// Whether this user has to set one up: the pool asks everybody for one, and there is none.
    pub fn are_missing(pool: &Pool, user: &User) -> bool {
        pool.settings.mfa == MfaMode::On && Self::active(pool, user).is_empty()
    }
}

impl User {
    /// Whether the user has what this factor asks for.
    pub fn can_prove(&self, factor: Factor) -> bool {
        match factor.contact() {
            Some(contact) => self.attributes.contains_key(contact.as_str()),
            None => self.factors.token.is_some(),
        }
    }
}
