//! The life of a signing key: next, active, retiring; and revoked, which can follow each of the three.
//!
//! A next key is published and doesn't sign yet: first every copy of the key set that lacks it has to expire. A retiring
//! key signs no more, and is published until the last token that it signed has expired.

use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a published key set may be kept: its `max-age`.
pub const KEY_SET_MAX_AGE: Span = Span::hours(1);
/// The API lets ID and access tokens live for a day at most; one hour more is for clocks that differ.
pub const LONGEST_TOKEN: Span = Span::hours(25);

/// Which tokens a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    Id,
    Access,
}

/// Published, and doesn't sign yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub since: Timestamp,
}

/// Signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Active {
    pub since: Timestamp,
}

/// Signs no more; verifies until its last token has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retiring {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// Verifies nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    pub since: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    Next(Next),
    Active(Active),
    Retiring(Retiring),
    Revoked(Revoked),
}

impl KeyUse {
    pub const ALL: [Self; 2] = [Self::Id, Self::Access];

    /// `id` or `access`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Access => "access",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.as_str() == text)
    }
}

impl Next {
    /// From when on the key may sign.
    pub fn ready(&self) -> Timestamp {
        self.since + KEY_SET_MAX_AGE
    }

    /// The key signs from now on, and `active` retires.
    ///
    /// # Errors
    /// Gives both keys back, while copies of the key set without this one may still be in use.
    pub fn promote(
        self,
        active: Active,
        now: Timestamp,
    ) -> Result<(Active, Retiring), (Self, Active)> {
        if now < self.ready() {
            return Err((self, active));
        }
        Ok((Active { since: now }, active.retire(now)))
    }
}

impl Active {
    fn retire(self, now: Timestamp) -> Retiring {
        Retiring {
            since: now,
            until: now + LONGEST_TOKEN,
        }
    }
}

impl Retiring {
    pub fn has_ended(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}

impl KeyState {
    /// When the key is to change its state.
    pub fn due(&self) -> Option<Timestamp> {
        match self {
            Self::Next(next) => Some(next.ready()),
            Self::Retiring(retiring) => Some(retiring.until),
            Self::Active(_) | Self::Revoked(_) => None,
        }
    }

    /// Revokes the key at once, whatever its state: in an emergency nothing waits for key sets or tokens to expire.
    pub fn revoke(self, now: Timestamp) -> Self {
        match self {
            Self::Revoked(revoked) => Self::Revoked(revoked),
            Self::Next(_) | Self::Active(_) | Self::Retiring(_) => {
                Self::Revoked(Revoked { since: now })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_000_000);

    #[test]
    fn a_next_key_waits_until_every_key_set_without_it_has_ended() {
        let (next, active) = (Next { since: START }, Active { since: START });
        let early = START + KEY_SET_MAX_AGE - Span::millis(1);
        let (next, active) = next.promote(active, early).unwrap_err();
        let (promoted, retiring) = next.promote(active, START + KEY_SET_MAX_AGE).unwrap();
        assert_eq!(promoted.since, START + KEY_SET_MAX_AGE);
        assert_eq!(retiring.until, promoted.since + LONGEST_TOKEN);
    }

    #[test]
    fn a_retiring_key_verifies_until_the_longest_token_has_ended() {
        // A token signed in the last moment, for the longest life that the API allows.
        let retiring = Active { since: START }.retire(START);
        assert!(!retiring.has_ended(START + Span::days(1)));
        assert!(retiring.has_ended(START + LONGEST_TOKEN));
    }

    #[test]
    fn an_emergency_waits_for_nothing() {
        let states = [
            KeyState::Next(Next { since: START }),
            KeyState::Active(Active { since: START }),
            KeyState::Retiring(Retiring {
                since: START,
                until: START + LONGEST_TOKEN,
            }),
        ];
        for state in states {
            assert_eq!(
                state.revoke(START),
                KeyState::Revoked(Revoked { since: START })
            );
        }
    }
}
