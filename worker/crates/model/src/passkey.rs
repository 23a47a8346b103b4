//! Passkeys, as users have them and as a pool takes them.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A passkey, as its row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// The credential's id, base64url: no two of a user's have the same.
    pub id: String,
    /// In COSE's form, base64url. It tells the algorithm.
    pub public_key: String,
    /// The authenticator's signature counter, as it was last seen; 0 where it keeps none.
    pub counter: u32,
    /// The domain that it is for.
    pub relying_party: String,
    /// What people know it by.
    pub name: String,
    /// The authenticator's model, 32 hexadecimal digits; all zeros where it doesn't tell.
    pub aaguid: String,
    /// `platform` or `cross-platform`, where that was told.
    pub attachment: Option<String>,
    /// Ways to reach the authenticator, by WebAuthn's names.
    pub transports: Vec<String>,
    /// Whether it may be on several devices, and whether it is.
    pub backup_eligible: bool,
    pub backed_up: bool,
    pub created: Timestamp,
    pub used: Option<Timestamp>,
}

/// `WebAuthnConfiguration`: what is left out is not returned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySettings {
    /// The domain that passkeys are for; `None`: the pool's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relying_party: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_verification: Option<UserVerification>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<PasskeyFactor>,
}

/// Whether a person has to show the authenticator who they are, by a finger, a face or a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserVerification {
    Required,
    Preferred,
}

/// What a passkey counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PasskeyFactor {
    SingleFactor,
    MultiFactorWithUserVerification,
}

impl Passkey {
    /// How many a user has at most.
    pub const MOST: usize = 20;
}

impl PasskeySettings {
    /// Whether a passkey counts as both factors.
    pub fn is_multi_factor(&self) -> bool {
        self.factor == Some(PasskeyFactor::MultiFactorWithUserVerification)
    }

    /// Whether a passkey is good only where its authenticator verifies the person.
    pub fn verifies_user(&self) -> bool {
        self.is_multi_factor() || self.user_verification == Some(UserVerification::Required)
    }
}
