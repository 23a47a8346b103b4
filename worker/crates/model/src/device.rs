//! Devices that a user's apps have had remembered, and browsers that the pages remember.

use super::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A device that was confirmed, or a browser that is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// `REGION_UUID`
    pub key: String,
    /// `-` and 8 characters. SRP hashes it in where a user's proof has the pool.
    pub group: String,
    pub name: Option<String>,
    /// Whether the device can take part in a sign-in.
    pub remembered: bool,
    /// What the device proves itself against; `None` where it was confirmed without.
    pub secret: Option<DeviceSecret>,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// When it last took part in a sign-in.
    pub authenticated: Timestamp,
    /// The address that it was last seen at, where that is known.
    pub ip: Option<String>,
    /// Whether it is a browser that the pool's pages remember. It has no secret: its cookie proves which it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub browser: bool,
}

/// What is kept of the secret that only the device has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSecret {
    /// The SRP salt, hexadecimal.
    pub salt: String,
    /// Sealed.
    pub verifier: String,
}

/// The device that a session was begun on, in pools that remember devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionDevice {
    /// Its app was given these keys, and can have it confirmed.
    New { key: String, group: String },
    /// One that was remembered, and took part in the sign-in, from this address.
    Known { key: String, ip: Option<String> },
    /// One that has been forgotten since: the session is refreshed no more.
    Forgotten { key: String },
}

impl Device {
    /// How many devices a user has at most: with one more, that which took part in no sign-in for the longest is forgotten.
    pub const MOST_OF_USER: i64 = 50;
}

impl SessionDevice {
    pub fn key(&self) -> &str {
        match self {
            Self::New { key, .. } | Self::Known { key, .. } | Self::Forgotten { key } => key,
        }
    }
}
