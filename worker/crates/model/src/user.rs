//! A user: what its row says, and the rules that need nothing else.

use super::{alias::Alias, factor::Factors};
use crate::{ids::Sub, slots::Slot, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A user, as its row says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub sub: Sub,
    pub slot: Slot,
    /// As it was given; the sub itself in pools whose users sign in with an attribute.
    pub username: String,
    pub status: Status,
    pub enabled: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// Attribute to value, without `sub`.
    pub attributes: BTreeMap<String, String>,
    /// Alias to the epoch under which this user holds it.
    pub aliases: BTreeMap<Alias, String>,
    /// `None` before there is a password.
    pub credential: Option<Credential>,
    /// Raised with every change of the credential.
    pub credential_version: i64,
    /// Password hashes before this one, newest first.
    pub history: Vec<String>,
    /// Access tokens issued before this are revoked.
    pub signed_out: Timestamp,
    /// What the user proves besides the password.
    #[serde(default)]
    pub factors: Factors,
    /// Group to its generation when the user joined it: those whose definition has another by now don't count. Read with the
    /// row, and changed by their own transition alone. Lists of users leave them out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub memberships: BTreeMap<String, String>,
}

/// `UserStatusType`, as far as this release makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Confirmed,
    ForceChangePassword,
    ResetRequired,
    Unconfirmed,
}

/// A password, as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Argon2id, a PHC string.
    pub hash: String,
    /// The SRP salt, hexadecimal; fixed until the password changes.
    pub salt: String,
    /// Sealed: the SRP verifier is guessable offline far faster than Argon2id.
    pub verifier: String,
    /// When a temporary password ends.
    pub temporary_until: Option<Timestamp>,
}

/// What of a user, besides the credential, was looked at when a sign-in or a call was let through. If an administrator or
/// the user has changed it by the time the change is made, that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    status: Status,
    signed_out: Timestamp,
}

/// Who asks for a change of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// May make any change, and is held to no quota.
    Administrator,
    /// The user itself, in the state in which it was when its access token was checked.
    User(Standing),
}

/// Its serialised form: the user's standing, or `null` for an administrator.
pub mod authority {
    use super::{Authority, Standing};

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub fn serialize<S: Serializer>(
        authority: &Authority,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match authority {
            Authority::Administrator => None,
            Authority::User(standing) => Some(standing),
        }
        .serialize(serializer)
    }

    /// A field that is missing is an error: only an explicit `null` means an administrator.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Authority, D::Error> {
        Ok(match Option::<Standing>::deserialize(deserializer)? {
            None => Authority::Administrator,
            Some(standing) => Authority::User(standing),
        })
    }
}

/// A user's state that stands in the way of signing in, whatever the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    Disabled,
    Unconfirmed,
    ResetRequired,
}

impl User {
    /// Whether the user's state lets it sign in.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn may_sign_in(&self) -> Result<(), Barrier> {
        match (self.enabled, self.status) {
            (false, _) => Err(Barrier::Disabled),
            (true, Status::Unconfirmed) => Err(Barrier::Unconfirmed),
            (true, Status::ResetRequired) => Err(Barrier::ResetRequired),
            (true, Status::Confirmed | Status::ForceChangePassword) => Ok(()),
        }
    }

    /// Whether the user is as it was when it was found to be the caller.
    pub fn is_still(&self, standing: Standing) -> bool {
        self.enabled && Standing::of(self) == standing
    }

    /// Whether this authority still holds: an administrator's always does.
    pub fn obeys(&self, authority: Authority) -> bool {
        match authority {
            Authority::Administrator => true,
            Authority::User(standing) => self.is_still(standing),
        }
    }

    /// Takes a new password in the old one's place, and remembers the old one among `remembered` earlier ones.
    pub fn replace_credential(&mut self, credential: Credential, remembered: usize) {
        if let Some(old) = self.credential.replace(credential) {
            self.history.insert(0, old.hash);
        }
        self.history.truncate(remembered);
        self.credential_version += 1;
    }
}

impl Standing {
    /// What takes the place of a user's where there is none, and that must not be told.
    pub fn of_nobody() -> Self {
        Self {
            status: Status::Confirmed,
            signed_out: Timestamp::default(),
        }
    }

    pub fn of(user: &User) -> Self {
        Self {
            status: user.status,
            signed_out: user.signed_out,
        }
    }
}

/// The serialised form of a standing that is as long for everybody: sealed, it must not show by its length whose it is.
pub mod fixed_standing {
    use super::{Standing, Status};
    use crate::time::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    const OF: [(char, Status); 4] = [
        ('c', Status::Confirmed),
        ('f', Status::ForceChangePassword),
        ('r', Status::ResetRequired),
        ('u', Status::Unconfirmed),
    ];

    pub fn serialize<S: Serializer>(standing: &Standing, serializer: S) -> Result<S::Ok, S::Error> {
        let letter = OF.iter().find(|(_, status)| *status == standing.status);
        let letter = letter.map_or('c', |(letter, _)| *letter);
        let millis = standing.signed_out.millis();
        serializer.serialize_str(&format!("{letter}{millis:020}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Standing, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = || {
            let mut letters = text.chars();
            let letter = letters.next()?;
            let (_, status) = OF.iter().find(|(of, _)| *of == letter)?;
            Some(Standing {
                status: *status,
                signed_out: Timestamp::from_millis(letters.as_str().parse().ok()?),
            })
        };
        read().ok_or_else(|| D::Error::custom("no standing"))
    }
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::Unconfirmed => "UNCONFIRMED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Confirmed,
            Self::ForceChangePassword,
            Self::ResetRequired,
            Self::Unconfirmed,
        ]
        .into_iter()
        .find(|status| status.as_str() == text)
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("sub", &self.sub)
            .field("status", &self.status)
            .field("enabled", &self.enabled)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("temporary_until", &self.temporary_until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_holds_neither_a_name_nor_a_hash() {
        let user = User {
            sub: Sub::from_stored("the-sub"),
            slot: Slot::new(0),
            username: "alice".to_owned(),
            status: Status::Confirmed,
            enabled: true,
            created: Timestamp::default(),
            modified: Timestamp::default(),
            attributes: [("email".to_owned(), "alice@example.com".to_owned())].into(),
            aliases: [(Alias::username("alice"), "epoch".to_owned())].into(),
            credential: Some(Credential {
                hash: "$argon2id$present".to_owned(),
                salt: "salt".to_owned(),
                verifier: "verifier".to_owned(),
                temporary_until: None,
            }),
            credential_version: 2,
            history: vec!["$argon2id$former".to_owned()],
            signed_out: Timestamp::default(),
            factors: Factors::default(),
            memberships: BTreeMap::new(),
        };
        let shown = format!("{user:?}");
        assert!(shown.contains("the-sub"), "{shown}");
        for hidden in ["alice", "$argon2id$", "salt", "verifier"] {
            assert!(!shown.contains(hidden), "{hidden} is in {shown}");
        }
    }
}
