//! A client's secrets: one, or two while it is being changed.

use super::ClientIdentity;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How many secrets a client can have at once: the old one and the new one, while they are being changed.
const MOST: usize = 2;

/// Why a client keeps the secret that was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKept {
    /// It has none of that id.
    Unknown,
    /// It is the last one.
    Last,
}

impl ClientIdentity {
    /// When the secret of this number was made.
    pub fn secret_made(&self, number: usize) -> Timestamp {
        self.secret_dates
            .get(number)
            .copied()
            .unwrap_or(self.created)
    }

    /// The id of the secret that was made then, `CLIENT--MILLISECONDS`.
    pub fn secret_id_of(&self, made: Timestamp) -> String {
        format!("{}--{}", self.id, made.millis())
    }

    fn secret_id(&self, number: usize) -> String {
        self.secret_id_of(self.secret_made(number))
    }

    /// The number of the secret that the client was made with, while it has it.
    pub fn first_secret(&self) -> Option<usize> {
        (0..self.secrets.len()).find(|number| self.secret_made(*number) == self.created)
    }

    /// Adds a sealed secret; its number, or `None` where there are two. No two are of one millisecond.
    pub fn add_secret(&mut self, sealed: String, now: Timestamp) -> Option<usize> {
        let number = self.secrets.len();
        if number >= MOST {
            return None;
        }
        let newest = (0..number).map(|number| self.secret_made(number)).max();
        let after = newest.unwrap_or(self.created) + Span::millis(1);
        self.date_secrets();
        self.secrets.push(sealed);
        self.secret_dates.push(now.max(after));
        Some(number)
    }

    /// Takes away the secret of this id.
    ///
    /// # Errors
    /// [`SecretKept`]
    pub fn remove_secret(&mut self, id: &str) -> Result<(), SecretKept> {
        let number = (0..self.secrets.len())
            .find(|number| self.secret_id(*number) == id)
            .ok_or(SecretKept::Unknown)?;
        if self.secrets.len() == 1 {
            return Err(SecretKept::Last);
        }
        self.date_secrets();
        self.secrets.remove(number);
        self.secret_dates.remove(number);
        Ok(())
    }

    fn date_secrets(&mut self) {
        self.secret_dates = (0..self.secrets.len())
            .map(|number| self.secret_made(number))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn two_secrets_of_one_moment_have_ids_of_their_own() {
        let now = Timestamp::from_millis(1_767_225_600_000);
        let mut identity: ClientIdentity = serde_json::from_value(json!({
            "id": "l3d5m7qtr9gup8cz1ezzgkasxc", "created": now, "modified": now, "secrets": ["first"],
        }))
        .unwrap();
        assert_eq!(identity.add_secret("second".to_owned(), now), Some(1));
        let id = |number| identity.secret_id(number);
        assert_eq!(id(0), "l3d5m7qtr9gup8cz1ezzgkasxc--1767225600000");
        assert_eq!(id(1), "l3d5m7qtr9gup8cz1ezzgkasxc--1767225600001");
        assert_eq!(identity.add_secret("third".to_owned(), now), None);

        let second = identity.secret_id(1);
        assert_eq!(identity.remove_secret("other"), Err(SecretKept::Unknown));
        assert_eq!(identity.remove_secret(&identity.secret_id(0)), Ok(()));
        assert_eq!(identity.secrets, ["second"]);
        assert_eq!(identity.secret_id(0), second);
        assert_eq!(identity.first_secret(), None, "it takes nobody's place");
        assert_eq!(identity.remove_secret(&second), Err(SecretKept::Last));
    }
}
