//! Sealed values: what Vestibule hands out and takes back (sessions, cookies, pages) or stores (verifiers, seeds,
//! private keys) without anyone else reading or changing it.
//!
//! A sealed value is
//!
//! | bytes | |
//! | --- | --- |
//! | 1 | version, `1` |
//! | 4 | key id: which master secret it is under |
//! | 12 | nonce, random |
//! | rest | AES-256-GCM ciphertext and 16-byte tag |
//!
//! Its key is HKDF-SHA256 of the master secret with the salt `vestibule keyring v1` and the info `seal ` and the
//! [`Purpose`]'s label; for [`Purpose::Outcome`] a space and the first of what the caller binds the value to follow,
//! the object's name, so that each object's many outcomes have a key of their own. Authenticated beside it are the
//! first 5 bytes, then the label and what the caller binds the value to (pool, client ...), each after its length
//! (8 bytes, big endian).

use std::fmt;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::digest::{Key, hkdf_expand, hkdf_extract, hmac_sha256, length_prefixed};
use crate::rng::{Rng, RngExt};
use crate::secret::{SecretBytes, constant_time_eq};

const VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;
/// RFC 5869 section 3.1: a fixed salt separates our keys from another use of the same secret.
const SALT: &[u8] = b"vestibule keyring v1";

/// The fewest bytes a master secret may have.
pub const MIN_MASTER_BYTES: usize = 32;

/// What a key is for. A value sealed for one purpose doesn't open for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The session of a sign-in's first steps.
    Session,
    /// `SECRET_BLOCK` of an SRP challenge.
    SrpBlock,
    /// Browser cookies.
    Cookie,
    /// The state that a hosted page carries from form to form.
    Page,
    /// Cross-site request forgery tokens.
    Csrf,
    /// Where a listing goes on.
    PagingCursor,
    /// Private keys that sign tokens.
    SigningKey,
    SrpVerifier,
    TotpSeed,
    /// Secrets of app clients and of upstream providers.
    ClientSecret,
    /// Messages waiting to be delivered.
    Outbox,
    /// A transition's outcome, kept for the caller's retry.
    Outcome,
    DevMailbox,
    /// Hashes of one-time codes, which are short enough to be tried out by whoever has the hash alone.
    Code,
    /// The keyed check in the client ids that we mint.
    ClientId,
    /// The key that turns a pool's identifiers into slots.
    RoutingKey,
    /// What an object asks of the Worker.
    Wake,
    /// The secrets that refresh tokens' successors are made with.
    RefreshSecret,
}

impl Purpose {
    pub const ALL: [Self; 18] = [
        Self::Session,
        Self::SrpBlock,
        Self::Cookie,
        Self::Page,
        Self::Csrf,
        Self::PagingCursor,
        Self::SigningKey,
        Self::SrpVerifier,
        Self::TotpSeed,
        Self::ClientSecret,
        Self::Outbox,
        Self::Outcome,
        Self::DevMailbox,
        Self::Code,
        Self::ClientId,
        Self::RoutingKey,
        Self::Wake,
        Self::RefreshSecret,
    ];

    /// The name that keys are derived from: changing one loses what was sealed under it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::SrpBlock => "srp-block",
            Self::Cookie => "cookie",
            Self::Page => "page",
            Self::Csrf => "csrf",
            Self::PagingCursor => "paging-cursor",
            Self::SigningKey => "signing-key",
            Self::SrpVerifier => "srp-verifier",
            Self::TotpSeed => "totp-seed",
            Self::ClientSecret => "client-secret",
            Self::Outbox => "outbox",
            Self::Outcome => "outcome",
            Self::DevMailbox => "dev-mailbox",
            Self::Code => "code",
            Self::ClientId => "client-id",
            Self::RoutingKey => "routing-key",
            Self::Wake => "wake",
            Self::RefreshSecret => "refresh-secret",
        }
    }
}

/// Names a master secret without telling anything of it. Shown as 8 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The master secrets of a deployment: the newest seals, all of them open.
#[derive(Debug, Clone)]
pub struct Keyring {
    newest: Master,
    older: Vec<Master>,
}

impl Keyring {
    /// `masters` is newest first; each has at least [`MIN_MASTER_BYTES`] bytes and is there once.
    pub fn new(masters: &[SecretBytes]) -> Result<Self, KeyringError> {
        let (newest, older) = masters.split_first().ok_or(KeyringError::NoMaster)?;
        for (position, master) in masters.iter().enumerate() {
            let bytes = master.expose().len();
            if bytes < MIN_MASTER_BYTES {
                return Err(KeyringError::TooShort { position, bytes });
            }
        }
        let keyring = Self {
            newest: Master::new(newest),
            older: older.iter().map(Master::new).collect(),
        };
        let repeats = keyring
            .key_ids()
            .enumerate()
            .any(|(position, id)| keyring.key_ids().take(position).any(|before| before == id));
        if repeats {
            return Err(KeyringError::Duplicate);
        }
        Ok(keyring)
    }

    /// Seals under the newest master secret, bound to `associated`, which [`Keyring::open`] must be given again.
    ///
    /// Nonces are random, so one key is good for 2^32 values (NIST SP 800-38D section 8.3): of a purpose, or of one
    /// object's outcomes.
    pub fn seal(
        &self,
        purpose: Purpose,
        associated: &[&str],
        plain: &[u8],
        rng: &dyn Rng,
    ) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_BYTES] = rng.bytes();
        let payload = Payload {
            msg: plain,
            aad: &associated_data(self.newest.id, purpose, associated),
        };
        let ciphertext = self
            .newest
            .cipher(purpose, associated)
            .encrypt(&nonce.into(), payload)
            .map_err(|_| SealError)?;
        Ok([&[VERSION], &self.newest.id.0[..], &nonce, &ciphertext].concat())
    }

    /// [`Keyring::seal`] as unpadded base64url.
    pub fn seal_text(
        &self,
        purpose: Purpose,
        associated: &[&str],
        plain: &[u8],
        rng: &dyn Rng,
    ) -> Result<String, SealError> {
        let sealed = self.seal(purpose, associated, plain, rng)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what [`Keyring::seal`] made for the same purpose and associated data.
    pub fn open(
        &self,
        purpose: Purpose,
        associated: &[&str],
        sealed: &[u8],
    ) -> Result<SecretBytes, OpenError> {
        let (id, nonce, ciphertext) = parse(sealed).ok_or(OpenError::Malformed)?;
        let master = self
            .masters()
            .find(|master| master.id == id)
            .ok_or(OpenError::UnknownKey(id))?;
        let payload = Payload {
            msg: ciphertext,
            aad: &associated_data(id, purpose, associated),
        };
        master
            .cipher(purpose, associated)
            .decrypt(&nonce.into(), payload)
            .map(SecretBytes::new)
            .map_err(|_| OpenError::Forged)
    }

    /// [`Keyring::open`] for what [`Keyring::seal_text`] made.
    pub fn open_text(
        &self,
        purpose: Purpose,
        associated: &[&str],
        sealed: &str,
    ) -> Result<SecretBytes, OpenError> {
        let sealed = URL_SAFE_NO_PAD
            .decode(sealed)
            .map_err(|_| OpenError::Malformed)?;
        self.open(purpose, associated, &sealed)
    }

    /// HMAC-SHA256 of `parts` under the newest master secret's key for this purpose (never the key that seals).
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.newest.mac(purpose, parts)
    }

    /// The [`Keyring::mac`] of `parts` under each of the master secrets, newest first: a tag that is kept elsewhere is
    /// one of them.
    pub fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.masters()
            .map(|master| master.mac(purpose, parts))
            .collect()
    }

    /// Whether `tag` is the [`Keyring::mac`] of `parts` under any of the master secrets.
    pub fn verify_mac(&self, purpose: Purpose, parts: &[&[u8]], tag: &[u8]) -> bool {
        // No short circuit: the time tells nothing of which master it was.
        self.masters().fold(false, |found, master| {
            constant_time_eq(&master.mac(purpose, parts), tag) | found
        })
    }

    /// The master secret that seals.
    pub fn newest_id(&self) -> KeyId {
        self.newest.id
    }

    /// All master secrets, newest first.
    pub fn key_ids(&self) -> impl Iterator<Item = KeyId> {
        self.masters().map(|master| master.id)
    }

    /// The master secret that a value says it is sealed under, known here or not; `None` if it is no sealed value.
    pub fn key_id_of(sealed: &[u8]) -> Option<KeyId> {
        parse(sealed).map(|(id, _, _)| id)
    }

    fn masters(&self) -> impl Iterator<Item = &Master> {
        std::iter::once(&self.newest).chain(&self.older)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("no master secret is given")]
    NoMaster,
    #[error(
        "master secret {position} (0 is the newest) has {bytes} bytes; it needs at least {MIN_MASTER_BYTES}"
    )]
    TooShort { position: usize, bytes: usize },
    #[error("a master secret is given twice")]
    Duplicate,
}

/// The value is longer than AES-GCM can seal (64 GiB).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the value is too long to be sealed")]
pub struct SealError;

/// Why a sealed value doesn't open. Callers outside hear of one failure, whichever it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("not a sealed value")]
    Malformed,
    #[error("sealed under master secret {0}, which is not among the accepted ones")]
    UnknownKey(KeyId),
    #[error("altered, or sealed for another purpose or other associated data")]
    Forged,
}

#[derive(Debug, Clone)]
struct Master {
    id: KeyId,
    pseudorandom_key: Key,
}

impl Master {
    fn new(master: &SecretBytes) -> Self {
        let pseudorandom_key = hkdf_extract(SALT, master.expose());
        let derived = hkdf_expand(pseudorandom_key.expose(), &[b"key id"]);
        let [a, b, c, d, ..] = *derived.expose();
        Self {
            id: KeyId([a, b, c, d]),
            pseudorandom_key,
        }
    }

    fn cipher(&self, purpose: Purpose, associated: &[&str]) -> Aes256Gcm {
        let owner = match purpose {
            Purpose::Outcome => associated.first().copied(),
            _ => None,
        };
        let key = self.key(b"seal ", purpose, owner);
        Aes256Gcm::new(key.expose().into())
    }

    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.key(b"mac ", purpose, None);
        hmac_sha256(key.expose(), &[&length_prefixed(parts)])
    }

    fn key(&self, operation: &[u8], purpose: Purpose, owner: Option<&str>) -> Key {
        let mut info = vec![operation, purpose.label().as_bytes()];
        if let Some(owner) = owner {
            info.extend([b" ".as_slice(), owner.as_bytes()]);
        }
        hkdf_expand(self.pseudorandom_key.expose(), &info)
    }
}

fn associated_data(id: KeyId, purpose: Purpose, associated: &[&str]) -> Vec<u8> {
    let parts: Vec<&[u8]> = std::iter::once(purpose.label())
        .chain(associated.iter().copied())
        .map(str::as_bytes)
        .collect();
    [&[VERSION], &id.0[..], &length_prefixed(&parts)].concat()
}

fn parse(sealed: &[u8]) -> Option<(KeyId, [u8; NONCE_BYTES], &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_first_chunk()?;
    let (nonce, ciphertext) = rest.split_first_chunk()?;
    (*version == VERSION && ciphertext.len() >= 16).then_some((KeyId(*id), *nonce, ciphertext))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// The GCM specification's test cases 13, 14 and 16 (256-bit key), which NIST took over.
    #[test]
    fn the_cipher_computes_the_gcm_specifications_vectors() {
        let cases = [
            (
                "00".repeat(32),
                "00".repeat(12),
                "",
                "",
                "",
                "530f8afbc74536b9a963b4f1c4cb738b",
            ),
            (
                "00".repeat(32),
                "00".repeat(12),
                "",
                "00000000000000000000000000000000",
                "cea7403d4d606b6e074ec5d3baf39d18",
                "d0d1c8a799996bf0265b98b5d48ab919",
            ),
            (
                "feffe9928665731c6d6a8f9467308308".repeat(2),
                "cafebabefacedbaddecaf888".to_owned(),
                "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b",
            ),
        ];
        for (key, nonce, aad, plain, cipher, tag) in cases {
            let key: [u8; 32] = hex::decode(key).unwrap().try_into().unwrap();
            let nonce: [u8; 12] = hex::decode(nonce).unwrap().try_into().unwrap();
            let (aad, msg) = (hex::decode(aad).unwrap(), hex::decode(plain).unwrap());
            let payload = Payload {
                msg: &msg,
                aad: &aad,
            };
            let sealed = Aes256Gcm::new(&key.into())
                .encrypt(&nonce.into(), payload)
                .unwrap();
            assert_eq!(hex::encode(sealed), format!("{cipher}{tag}"));
        }
    }

    #[test]
    fn purposes_and_uses_have_keys_of_their_own() {
        let ring = Keyring::new(&[SecretBytes::new(vec![1; 32])]).unwrap();
        let mut keys = HashSet::new();
        for purpose in Purpose::ALL {
            for operation in [&b"seal "[..], b"mac "] {
                keys.insert(*ring.newest.key(operation, purpose, None).expose());
            }
        }
        for owner in ["pool/0", "pool/1"] {
            let key = ring.newest.key(b"seal ", Purpose::Outcome, Some(owner));
            keys.insert(*key.expose());
        }
        assert_eq!(keys.len(), 2 * Purpose::ALL.len() + 2);
    }
}
