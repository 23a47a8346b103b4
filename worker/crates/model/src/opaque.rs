//! Codes and tokens that mean nothing to who holds them: a slot, to find what is kept, and random bits. Of the random
//! bits only a hash is kept.

use crate::{session::KeptToken, slots::Slot};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use vestibule_crypto::{Rng, RngExt as _, SecretBytes, SecretString, digest::hmac_sha256};

const SLOT: usize = 2;
const RANDOM: usize = 32;
const FAMILY: usize = 16;

/// An authorization code or a browser's session.
pub struct Opaque {
    pub slot: Slot,
    /// SHA-256 of the text, BASE64URL: what is stored.
    pub hash: String,
}

/// A refresh token: 256 random bits of its own, and 128 that all tokens of its session share, its family. By the family a
/// token that was superseded is recognised, although nothing is kept of it; and nobody without a token can name the session.
pub struct RefreshToken {
    pub slot: Slot,
    pub kept: KeptToken,
    random: [u8; RANDOM],
    family: [u8; FAMILY],
}

impl Opaque {
    /// A new value, and its text.
    pub fn mint(slot: Slot, rng: &dyn Rng) -> (Self, SecretString) {
        let random: [u8; RANDOM] = rng.bytes();
        let text = encode(slot, &[&random]);
        let hash = hash(text.as_bytes());
        (Self { slot, hash }, SecretString::from(text))
    }

    /// Reads what a caller sent; `None` when it was never one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; SLOT + RANDOM] = decode(text)?;
        Some(Self {
            slot: slot(&bytes)?,
            hash: hash(text.as_bytes()),
        })
    }
}

impl RefreshToken {
    /// The first token of a session, and its text.
    pub fn mint(slot: Slot, rng: &dyn Rng) -> (Self, SecretString) {
        let (family, random) = (rng.bytes(), rng.bytes());
        Self::of_family(slot, random, family)
    }

    /// The token that takes this one's place, and its text: always the same for one secret. It takes both to make it, this
    /// token and the secret.
    pub fn successor(&self, secret: &SecretBytes) -> (Self, SecretString) {
        let slot = self.slot.number().to_be_bytes();
        let random = hmac_sha256(secret.expose(), &[&slot, &self.random, &self.family]);
        Self::of_family(self.slot, random, self.family)
    }

    /// Reads what a caller sent; `None` when it was never one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; SLOT + RANDOM + FAMILY] = decode(text)?;
        let (random, family) = bytes.get(SLOT..)?.split_first_chunk()?;
        Some(Self {
            slot: slot(&bytes)?,
            kept: kept(text, family),
            random: *random,
            family: family.try_into().ok()?,
        })
    }

    fn of_family(slot: Slot, random: [u8; RANDOM], family: [u8; FAMILY]) -> (Self, SecretString) {
        let text = encode(slot, &[&random, &family]);
        let token = Self {
            slot,
            kept: kept(&text, &family),
            random,
            family,
        };
        (token, SecretString::from(text))
    }
}

fn encode(slot: Slot, parts: &[&[u8]]) -> String {
    let bytes = [slot.number().to_be_bytes().as_slice(), &parts.concat()].concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn slot(bytes: &[u8]) -> Option<Slot> {
    let (number, _) = bytes.split_first_chunk::<SLOT>()?;
    let number = u16::from_be_bytes(*number);
    (number < crate::slots::SLOTS).then(|| Slot::new(number))
}

fn kept(text: &str, family: &[u8]) -> KeptToken {
    KeptToken {
        hash: hash(text.as_bytes()),
        family: hash(family),
    }
}

fn hash(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
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
        fn refresh_tokens_of_a_session_share_slot_and_family(number in 0_u16..4096, seed: [u8; 32]) {
            let rng = SeededRng::new(seed);
            let (first, text) = RefreshToken::mint(Slot::new(number), &rng);
            let parsed = RefreshToken::parse(text.expose()).unwrap();
            prop_assert_eq!((parsed.slot, &parsed.kept), (first.slot, &first.kept));
            let secret = SecretBytes::from(seed.as_slice());
            let (second, text) = parsed.successor(&secret);
            prop_assert_eq!((second.slot, &second.kept.family), (first.slot, &first.kept.family));
            prop_assert_ne!(&second.kept.hash, &first.kept.hash);
            let read = RefreshToken::parse(text.expose()).unwrap();
            prop_assert_eq!(&read.kept, &second.kept);
            let (other, _) = RefreshToken::mint(Slot::new(number), &rng);
            prop_assert_ne!(other.kept.family, first.kept.family);
        }

        #[test]
        fn a_successor_is_the_same_for_the_same_token_and_secret_alone(seed: [u8; 32], secret: [u8; 32], other: [u8; 32]) {
            prop_assume!(secret != other);
            let rng = SeededRng::new(seed);
            let slot = Slot::new(7);
            let (token, _) = RefreshToken::mint(slot, &rng);
            let (stranger, _) = RefreshToken::of_family(slot, rng.bytes(), token.family);
            let [secret, other] = [secret, other].map(|secret| SecretBytes::from(secret.as_slice()));
            let made = token.successor(&secret).1;
            prop_assert_eq!(&made, &token.successor(&secret).1);
            prop_assert_ne!(&made, &token.successor(&other).1);
            prop_assert_ne!(&made, &stranger.successor(&secret).1);
        }

        #[test]
        fn other_text_is_refused(text: String) {
            prop_assert!(Opaque::parse(&text).is_none());
            prop_assert!(RefreshToken::parse(&text).is_none());
        }
    }
}
