//! What a person proves besides the password: second factors, as a pool offers and a user has them.

use crate::contact::ContactAttribute;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A second factor, by the name of the challenge that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Factor {
    SmsMfa,
    EmailOtp,
    SoftwareTokenMfa,
}

/// What a sign-in by `USER_AUTH` can begin with, by the name that a pool allows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FirstFactor {
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

/// The second factors that a pool offers, as SetUserPoolMfaConfig sets them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolFactors {
    pub sms: bool,
    pub software_token: bool,
    pub email: bool,
    /// Whether software tokens were turned off by name, and not left out: it is told as it was set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_software_token: bool,
}

/// A user's second factors.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// The token that was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SoftwareToken>,
    /// The sealed seed of a token that is yet to be verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<String>,
    /// Those that the user, or an administrator for it, has turned on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enabled: Vec<Factor>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred: Option<Factor>,
    /// Whether SMS was turned on by the legacy settings, which return it as such.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub legacy: bool,
    /// Whether a passkey that verifies the person counts for both factors, where the pool allows that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkeys: bool,
}

/// A verified software token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftwareToken {
    /// Sealed.
    pub seed: String,
    pub name: Option<String>,
    /// The time step of the last code that was taken, 30 seconds each: neither it nor an earlier one is taken again.
    pub used: i64,
}

impl Factor {
    /// In the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::SmsMfa, Self::SoftwareTokenMfa, Self::EmailOtp];

    /// The name of its challenge.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SmsMfa => "SMS_MFA",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// The attribute with the address that its code is sent to; `None` where none is sent.
    pub const fn contact(self) -> Option<ContactAttribute> {
        match self {
            Self::SmsMfa => Some(ContactAttribute::PhoneNumber),
            Self::EmailOtp => Some(ContactAttribute::Email),
            Self::SoftwareTokenMfa => None,
        }
    }
}

impl From<ContactAttribute> for Factor {
    /// The one whose code is sent to this attribute's address.
    fn from(contact: ContactAttribute) -> Self {
        match contact {
            ContactAttribute::Email => Self::EmailOtp,
            ContactAttribute::PhoneNumber => Self::SmsMfa,
        }
    }
}

impl PoolFactors {
    pub(crate) fn are_default(&self) -> bool {
        *self == Self::default()
    }

    pub const fn offers(&self, factor: Factor) -> bool {
        match factor {
            Factor::SmsMfa => self.sms,
            Factor::EmailOtp => self.email,
            Factor::SoftwareTokenMfa => self.software_token,
        }
    }

    /// Those that are offered.
    pub fn offered(&self) -> impl Iterator<Item = Factor> {
        Factor::ALL
            .into_iter()
            .filter(|factor| self.offers(*factor))
    }
}

impl Factors {
    /// Turns a factor on or off.
    pub fn enable(&mut self, factor: Factor, enabled: bool) {
        self.enabled.retain(|other| *other != factor);
        if enabled {
            self.enabled.push(factor);
        } else if self.preferred == Some(factor) {
            self.preferred = None;
        }
    }

    /// Forgets the software token, and that it was turned on.
    pub fn drop_token(&mut self) {
        (self.token, self.pending) = (None, None);
        self.enable(Factor::SoftwareTokenMfa, false);
    }
}

impl fmt::Debug for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Factors")
            .field("enabled", &self.enabled)
            .field("preferred", &self.preferred)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_stored_by_the_names_of_their_challenges() {
        for factor in Factor::ALL {
            assert_eq!(serde_json::to_value(factor).unwrap(), factor.as_str());
            assert_eq!(Factor::parse(factor.as_str()), Some(factor));
        }
        assert_eq!(Factor::parse("SMS_OTP"), None);
    }

    #[test]
    fn a_factor_that_is_turned_off_is_preferred_no_longer() {
        let mut factors = Factors::default();
        factors.enable(Factor::SmsMfa, true);
        factors.enable(Factor::SmsMfa, true);
        factors.preferred = Some(Factor::SmsMfa);
        assert_eq!(factors.enabled, [Factor::SmsMfa]);
        factors.enable(Factor::EmailOtp, false);
        assert_eq!(factors.preferred, Some(Factor::SmsMfa));
        factors.enable(Factor::SmsMfa, false);
        assert_eq!((factors.enabled.len(), factors.preferred), (0, None));
    }
}
