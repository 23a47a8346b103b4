//! How strongly a person has proven who they are: the claims `acr` and `amr`, by Cognito's four levels.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html>

use crate::{factor::Factor, pool::PoolSettings};
use serde::{Deserialize, Serialize};

/// By what a person has proven who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Methods(u8);

impl Methods {
    /// Sent, or proven by SRP.
    pub const PASSWORD: Self = Self(1);
    /// The code of a software token.
    pub const TOKEN: Self = Self(2);
    pub const SMS: Self = Self(4);
    pub const EMAIL: Self = Self(8);
    /// A passkey that is part of the person's device.
    pub const PLATFORM_KEY: Self = Self(16);
    /// One that is carried from device to device.
    pub const ROAMING_KEY: Self = Self(32);

    /// As `amr` names them, in its order.
    const NAMED: [(Self, &'static str); 6] = [
        (Self::PASSWORD, "pwd"),
        (Self::TOKEN, "otp"),
        (Self::SMS, "sms"),
        (Self::EMAIL, "email_otp"),
        (Self::PLATFORM_KEY, "swk"),
        (Self::ROAMING_KEY, "hwk"),
    ];

    pub const fn of(factor: Factor) -> Self {
        match factor {
            Factor::SmsMfa => Self::SMS,
            Factor::EmailOtp => Self::EMAIL,
            Factor::SoftwareTokenMfa => Self::TOKEN,
        }
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    const fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// The claim `amr`: `mfa` comes last, where there are several.
    pub fn names(self) -> Vec<String> {
        let named = Self::NAMED.iter().filter(|(method, _)| self.has(*method));
        let mut names: Vec<_> = named.map(|(_, name)| (*name).to_owned()).collect();
        if names.len() > 1 {
            names.push("mfa".to_owned());
        }
        names
    }

    /// Of the claim. What it names besides these counts for nothing.
    pub fn read(names: &[String]) -> Self {
        let named = Self::NAMED.iter();
        named
            .filter(|(_, name)| names.iter().any(|given| given == name))
            .fold(Self::default(), |methods, (method, _)| methods.and(*method))
    }

    /// The highest level that these satisfy, 1 to 4; 0 where they are none.
    pub const fn level(self) -> u8 {
        let key = Self::PLATFORM_KEY.and(Self::ROAMING_KEY);
        let code = Self::SMS.and(Self::EMAIL);
        let password = self.has(Self::PASSWORD);
        if password && self.has(Self::TOKEN) {
            4
        } else if self.has_any(key) || (password && self.has_any(code)) {
            3
        } else if self.has_any(code) {
            2
        } else if password {
            1
        } else {
            0
        }
    }
}

/// What a pool calls a level, 1 to 4, in the claim `acr`.
pub fn acr_of(settings: &PoolSettings, level: u8) -> String {
    let own = settings.echoed.get("AcrConfiguration");
    let own = own.and_then(|levels| {
        levels
            .get(format!("Level{level}"))?
            .get("AcrValue")?
            .as_str()
    });
    own.map_or_else(|| default_acr(level), str::to_owned)
}

/// What a level is called where a pool gives it no name of its own.
pub fn default_acr(level: u8) -> String {
    format!("urn:cognito:loa:{level}")
}

/// Which level a pool calls this.
pub fn level_of(settings: &PoolSettings, acr: &str) -> Option<u8> {
    (1..=4).find(|level| acr_of(settings, *level) == acr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_guides_table() {
        const PASSWORD: Methods = Methods::PASSWORD;
        for (methods, level) in [
            (Methods::default(), 0),
            (PASSWORD, 1),
            (Methods::SMS, 2),
            (Methods::EMAIL, 2),
            (Methods::PLATFORM_KEY, 3),
            (Methods::ROAMING_KEY, 3),
            (PASSWORD.and(Methods::SMS), 3),
            (PASSWORD.and(Methods::EMAIL), 3),
            (PASSWORD.and(Methods::TOKEN), 4),
            (PASSWORD.and(Methods::TOKEN).and(Methods::SMS), 4),
            (Methods::PLATFORM_KEY.and(Methods::TOKEN), 3),
            (Methods::SMS.and(Methods::TOKEN), 2),
        ] {
            assert_eq!(methods.level(), level, "{:?}", methods.names());
        }
    }

    #[test]
    fn methods_are_named_as_the_claim_names_them() {
        let both = Methods::PASSWORD.and(Methods::TOKEN);
        assert_eq!(both.names(), ["pwd", "otp", "mfa"]);
        assert_eq!(Methods::ROAMING_KEY.names(), ["hwk"]);
        assert_eq!(Methods::read(&both.names()), both);
        assert_eq!(Methods::read(&["fed".to_owned()]), Methods::default());
    }
}
