//! Aliases: the names by which a user is found.

use serde::{Deserialize, Serialize};

/// What a person may type to be found: a username, or the value of an attribute that stands for one.
///
/// Written `KIND:VALUE`, the value normalised by [`crate::pool::Pool::normalise`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Alias(String);

impl Alias {
    pub fn new(kind: &str, value: &str) -> Self {
        Self(format!("{kind}:{value}"))
    }

    pub fn username(value: &str) -> Self {
        Self::new("username", value)
    }

    /// Reads what was stored; it is not checked again.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `username`, `email`, `phone_number` or `preferred_username`.
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    /// The normalised value. It decides in which slot the alias is kept.
    pub fn value(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, value)| value)
    }
}
