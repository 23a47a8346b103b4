//! What the authenticator says (section 6.1).

use super::{Expected, Refusal, cbor, json::LONGEST_ID, key::PublicKey};
use crate::digest::sha256;
use crate::secret::constant_time_eq;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED_CREDENTIAL: u8 = 1 << 6;
const EXTENSIONS: u8 = 1 << 7;

/// Authenticator data that was parsed, and not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AuthenticatorData<'a> {
    relying_party_hash: [u8; 32],
    flags: u8,
    pub counter: u32,
    pub credential: Option<AttestedCredential<'a>>,
}

/// A new credential (section 6.5.1).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AttestedCredential<'a> {
    pub aaguid: [u8; 16],
    pub id: &'a [u8],
    /// In COSE's form.
    pub public_key: &'a [u8],
    /// `None`: of a kind that isn't taken.
    pub key: Option<PublicKey>,
}

impl<'a> AuthenticatorData<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        Self::read(bytes).ok_or(Refusal::Malformed)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (relying_party_hash, rest) = bytes.split_first_chunk()?;
        let (flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk()?;
        let mut credential = None;
        if flags & ATTESTED_CREDENTIAL != 0 {
            let (attested, after) = AttestedCredential::first(rest)?;
            credential = Some(attested);
            rest = after;
        }
        if flags & EXTENSIONS != 0 {
            let (extensions, after) = cbor::first(rest)?;
            extensions.map()?;
            rest = after;
        }
        rest.is_empty().then_some(Self {
            relying_party_hash: *relying_party_hash,
            flags: *flags,
            counter: u32::from_be_bytes(*counter),
            credential,
        })
    }

    /// Steps 14 to 18 of section 7.1, and their like in section 7.2.
    pub fn verify(&self, expected: &Expected<'_>) -> Result<(), Refusal> {
        let hash = sha256(&[expected.relying_party.as_bytes()]);
        if !constant_time_eq(&self.relying_party_hash, &hash) {
            Err(Refusal::RelyingParty)
        } else if self.flags & USER_PRESENT == 0 {
            Err(Refusal::NotPresent)
        } else if expected.user_verification && !self.user_verified() {
            Err(Refusal::NotVerified)
        } else if self.backed_up() && !self.backup_eligible() {
            Err(Refusal::Malformed)
        } else {
            Ok(())
        }
    }

    pub fn user_verified(&self) -> bool {
        self.flags & USER_VERIFIED != 0
    }

    pub fn backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    pub fn backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

impl<'a> AttestedCredential<'a> {
    fn first(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (aaguid, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, rest) = rest.split_at_checked(length)?;
        let (key, after) = cbor::first(rest)?;
        let credential = Self {
            aaguid: *aaguid,
            id,
            public_key: rest.get(..rest.len() - after.len())?,
            key: PublicKey::from_map(key.map()?),
        };
        (1..=LONGEST_ID)
            .contains(&length)
            .then_some((credential, after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unhex(text: &str) -> Vec<u8> {
        hex::decode(text.replace(' ', "")).unwrap()
    }

    fn data(relying_party: &str, flags: u8, rest: &str) -> Vec<u8> {
        let hash = sha256(&[relying_party.as_bytes()]);
        [hash.as_slice(), &[flags], &unhex(rest)].concat()
    }

    fn verify(relying_party: &str, flags: u8, user_verification: bool) -> Result<(), Refusal> {
        let expected = Expected {
            challenge: &[],
            relying_party: "example.org",
            user_verification,
            framed: false,
        };
        let bytes = data(relying_party, flags, "00000007");
        AuthenticatorData::parse(&bytes)?.verify(&expected)
    }

    #[test]
    fn presence_is_always_asked_for_and_verification_where_it_is_said() {
        assert_eq!(verify("example.org", 0x01, false), Ok(()));
        assert_eq!(verify("example.org", 0x05, true), Ok(()));
        assert_eq!(verify("example.org", 0x1d, true), Ok(()));
        assert_eq!(
            verify("example.com", 0x05, true),
            Err(Refusal::RelyingParty)
        );
        assert_eq!(verify("example.org", 0x04, true), Err(Refusal::NotPresent));
        assert_eq!(verify("example.org", 0x01, true), Err(Refusal::NotVerified));
        assert_eq!(verify("example.org", 0x15, true), Err(Refusal::Malformed));
    }

    #[test]
    fn its_parts_are_those_that_its_flags_tell() {
        let credential = "0102030405060708090a0b0c0d0e0f10 0002 abcd a101 02";
        let with = |flags, rest: &str| data("example.org", flags, rest);
        let bytes = with(0xc1, &format!("00000102 {credential} a0"));
        let read = AuthenticatorData::parse(&bytes).unwrap();
        let attested = read.credential.unwrap();
        assert_eq!(
            (read.counter, attested.id),
            (0x102, [0xab, 0xcd].as_slice())
        );
        assert_eq!((attested.aaguid[0], attested.aaguid[15]), (1, 16));
        assert_eq!(
            (attested.public_key, attested.key),
            ([0xa1, 1, 2].as_slice(), None)
        );
        for wrong in [
            with(0x01, "000001"),
            with(0x01, "0000010200"),
            with(0x41, "00000102"),
            with(0x41, &format!("00000102 {credential} a0")),
            with(0x81, "00000102"),
            with(0x81, "00000102 80"),
            with(0xc1, &format!("00000102 {credential}")),
            // No id, one that is cut short, and one of 1,024 bytes.
            with(0x41, &format!("00000102 {} 0000 a10102", "00".repeat(16))),
            with(0x41, &format!("00000102 {} 0003 abcd", "00".repeat(16))),
            with(
                0x41,
                &format!(
                    "00000102 {} 0400 {} a10102",
                    "00".repeat(16),
                    "00".repeat(1024)
                ),
            ),
        ] {
            assert_eq!(AuthenticatorData::parse(&wrong), Err(Refusal::Malformed));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>, flags: u8) {
            let _ = AuthenticatorData::parse(&bytes);
            let bytes = [vec![0; 32], vec![flags, 0, 0, 0, 0], bytes].concat();
            let _ = AuthenticatorData::parse(&bytes);
        }
    }
}
