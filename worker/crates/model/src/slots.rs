//! Slots: a `sub` and every sign-in identifier name one of 4,096, and a table maps slots to `Users` objects.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Rng, SecretBytes, digest::hmac_sha256};

/// How many slots there are.
pub const SLOTS: u16 = 4096;

/// One of the 4,096.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(u16);

/// The pool's random HMAC key. Without it nobody can tell which slot a name falls into, nor choose names that all fall
/// into one.
#[derive(Clone, Debug)]
pub struct RoutingKey(SecretBytes);

impl Slot {
    pub const fn new(number: u16) -> Self {
        Self(number % SLOTS)
    }

    pub const fn number(self) -> u16 {
        self.0
    }
}

impl RoutingKey {
    pub fn mint(rng: &dyn Rng) -> Self {
        let mut bytes = vec![0; 32];
        rng.fill(&mut bytes);
        Self(SecretBytes::from(bytes))
    }

    pub fn from_stored(bytes: SecretBytes) -> Self {
        Self(bytes)
    }

    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }

    /// The slot of a normalised sign-in identifier.
    pub fn slot(&self, identifier: &str) -> Slot {
        Slot::new(self.twelve_bits("slot", identifier))
    }

    /// Under which name attempts and quotas are counted for a normalised identifier that no user has. It is a MAC, and tells
    /// nothing of what was typed: that may be somebody's password in the wrong field.
    pub fn nobody(&self, identifier: &str) -> String {
        let mac = hmac_sha256(self.0.expose(), &[b"nobody\0", identifier.as_bytes()]);
        format!("name:{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Twelve bits that hide the slot inside a sub.
    pub(crate) fn mask(&self, free: &str) -> u16 {
        self.twelve_bits("sub", free) % SLOTS
    }

    fn twelve_bits(&self, use_: &str, text: &str) -> u16 {
        let mac = hmac_sha256(self.0.expose(), &[use_.as_bytes(), b"\0", text.as_bytes()]);
        let [first, second, ..] = mac;
        u16::from_be_bytes([first, second]) % SLOTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::PoolId, placement::Table};

    #[test]
    fn eight_objects_share_the_slots_evenly() {
        let pool = PoolId::parse("local_AbCdEf123").unwrap();
        let table = Table::even(8);
        let mut counts = std::collections::BTreeMap::new();
        for number in 0..SLOTS {
            *counts
                .entry(table.object(&pool, Slot::new(number)).name)
                .or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 8);
        assert!(counts.values().all(|count| *count == 512));
        assert_eq!(table.objects(&pool).len(), 8);
    }

    #[test]
    fn nobodys_names_are_counted_under_a_keyed_digest_of_one_length() {
        let key = |byte| RoutingKey::from_stored(vec![byte; 32].into());
        let name = "jane@example.com";
        let subject = key(1).nobody(name);
        assert_eq!(subject, key(1).nobody(name));
        assert_ne!(subject, key(2).nobody(name));
        assert_ne!(subject, key(1).nobody("june@example.com"));
        assert_eq!(subject.len(), key(1).nobody(&"x".repeat(2048)).len());
        assert!(!subject.contains("jane"));
    }
}
