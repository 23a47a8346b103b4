//! Values that come back: a slot and 256 random bits for whoever holds them, a hash for us.

use crate::slots::Slot;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use vestibule_crypto::{Rng, SecretString};

const RANDOM: usize = 32;

/// A refresh token, an authorization code or a browser's session.
pub struct Opaque {
    pub slot: Slot,
    /// SHA-256 of the text, BASE64URL: what is stored.
    pub hash: String,
}

impl Opaque {
    /// A new value, and its text.
    pub fn mint(slot: Slot, rng: &dyn Rng) -> (Self, SecretString) {
        let mut bytes = slot.number().to_be_bytes().to_vec();
        bytes.resize(2 + RANDOM, 0);
        if let Some(random) = bytes.get_mut(2..) {
            rng.fill(random);
        }
        let text = URL_SAFE_NO_PAD.encode(&bytes);
        (
            Self {
                slot,
                hash: hash(&text),
            },
            SecretString::from(text),
        )
    }

    /// Reads what a caller sent; `None` when it was never one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .filter(|bytes| bytes.len() == 2 + RANDOM)?;
        let [high, low, ..] = bytes.as_slice() else {
            return None;
        };
        let number = u16::from_be_bytes([*high, *low]);
        (number < crate::slots::SLOTS).then(|| Self {
            slot: Slot::new(number),
            hash: hash(text),
        })
    }
}

fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vestibule_crypto::SeededRng;

    proptest! {
        #[test]
        fn what_is_minted_parses_to_the_same_slot_and_hash(number in 0_u16..4096, seed: [u8; 32]) {
            let (minted, text) = Opaque::mint(Slot::new(number), &SeededRng::new(seed));
            let parsed = Opaque::parse(text.expose()).unwrap();
            prop_assert_eq!(parsed.slot, minted.slot);
            prop_assert_eq!(parsed.hash, minted.hash);
        }

        #[test]
        fn other_text_is_refused(text: String) {
            prop_assert!(Opaque::parse(&text).is_none());
        }
    }
}
