//! The public keys that credentials and attestation certificates have, and who checks signatures by them.

use super::{
    cbor,
    der::{self, Reader, tag},
};

/// RSA moduli, in bits: below is weak, and above costs whoever verifies too much.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;
const ID_EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// A signature algorithm, of those that passkeys here may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA over P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

impl Algorithm {
    /// The first is what is liked most.
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Rs256];

    /// Its number in [COSE's registry](https://www.iana.org/assignments/cose/cose.xhtml#algorithms).
    pub const fn number(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    pub(super) fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.number() == number)
    }
}

/// A public key. Whether the point is one of the curve is for whoever verifies to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    Es256 {
        x: [u8; 32],
        y: [u8; 32],
    },
    EdDsa([u8; 32]),
    /// Modulus and exponent, big-endian, without leading zeros.
    Rs256 {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

/// Checks signatures: the platform's own cryptography.
pub trait Signatures {
    /// Whether `signature` is the key's over the message. ECDSA's is `r` and `s`, 32 bytes each.
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool;
}

impl PublicKey {
    /// A key in COSE's form (RFC 9053 section 7), canonical, with nothing in it but the key and its algorithm
    /// (WebAuthn section 6.5.1.1).
    pub fn from_cose(bytes: &[u8]) -> Option<Self> {
        Self::from_map(cbor::whole(bytes)?.map()?)
    }

    pub(super) fn from_map(map: &cbor::Map<'_>) -> Option<Self> {
        let number = |label| map.numbered(label)?.integer();
        let bytes = |label| map.numbered(label)?.bytes();
        let fixed = |label| <[u8; 32]>::try_from(bytes(label)?).ok();
        let algorithm = Algorithm::of_number(number(3)?)?;
        let (key, members) = match (algorithm, number(1)?) {
            (Algorithm::Es256, 2) if number(-1) == Some(1) => {
                let (x, y) = (fixed(-2)?, fixed(-3)?);
                (Self::Es256 { x, y }, 5)
            }
            (Algorithm::EdDsa, 1) if number(-1) == Some(6) => (Self::EdDsa(fixed(-2)?), 4),
            (Algorithm::Rs256, 3) => (rsa(bytes(-1)?, bytes(-2)?)?, 4),
            _ => return None,
        };
        (map.ordered && map.len() == members).then_some(key)
    }

    /// A certificate's key (`SubjectPublicKeyInfo`, RFC 5280 section 4.1.2.7), the content of its sequence.
    pub(super) fn from_info(mut info: Reader<'_>) -> Option<Self> {
        let mut algorithm = info.sequence()?;
        let name = algorithm.expect(tag::OBJECT_IDENTIFIER)?;
        let key = info.bit_string()?;
        match name {
            ID_EC_PUBLIC_KEY if algorithm.expect(tag::OBJECT_IDENTIFIER)? == PRIME256V1 => {
                let (x, y) = key.strip_prefix(&[4])?.split_at_checked(32)?;
                let (x, y) = (x.try_into().ok()?, y.try_into().ok()?);
                Some(Self::Es256 { x, y })
            }
            ED25519 => Some(Self::EdDsa(key.try_into().ok()?)),
            RSA_ENCRYPTION => {
                let mut numbers = Reader::new(key).sequence()?;
                rsa(numbers.unsigned()?, numbers.unsigned()?)
            }
            _ => None,
        }
    }

    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256 { .. } => Algorithm::Es256,
            Self::EdDsa(_) => Algorithm::EdDsa,
            Self::Rs256 { .. } => Algorithm::Rs256,
        }
    }

    /// Whether a signature in WebAuthn's form (section 6.5.5) is this key's over the message.
    pub(super) fn signed(
        &self,
        signatures: &dyn Signatures,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        match self {
            Self::Es256 { .. } => der::ecdsa_signature(signature)
                .is_some_and(|joined| signatures.verify(self, message, &joined)),
            Self::EdDsa(_) => signature.len() == 64 && signatures.verify(self, message, signature),
            Self::Rs256 { n, .. } => {
                signature.len() == n.len() && signatures.verify(self, message, signature)
            }
        }
    }
}

fn rsa(n: &[u8], e: &[u8]) -> Option<PublicKey> {
    let bits = n.len() * 8 - usize::try_from(n.first()?.leading_zeros()).ok()?;
    let exponent = e
        .iter()
        .fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
    let fits = RSA_BITS.contains(&bits)
        && n.first().is_some_and(|first| *first != 0)
        && n.last().is_some_and(|last| last % 2 == 1)
        && e.len() <= 4
        && e.first().is_some_and(|first| *first != 0)
        && exponent % 2 == 1
        && exponent >= 3;
    fits.then(|| PublicKey::Rs256 {
        n: n.to_vec(),
        e: e.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        hex::decode(text.replace(' ', "")).unwrap()
    }

    #[test]
    fn the_three_kinds_are_read() {
        let (x, y) = ("11".repeat(32), "22".repeat(32));
        let es256 = unhex(&format!("a5 0102 0326 2001 215820{x} 225820{y}"));
        let key = PublicKey::from_cose(&es256).unwrap();
        let expected = PublicKey::Es256 {
            x: [0x11; 32],
            y: [0x22; 32],
        };
        assert_eq!((key.algorithm().number(), key), (-7, expected));
        let ed = unhex(&format!("a4 0101 0327 2006 215820{x}"));
        let key = PublicKey::from_cose(&ed).unwrap();
        let expected = PublicKey::EdDsa([0x11; 32]);
        assert_eq!((key.algorithm().number(), key), (-8, expected));
        let rs256 = unhex(&format!(
            "a4 0103 03390100 20590100{} 2143010001",
            "81".repeat(256)
        ));
        let key = PublicKey::from_cose(&rs256).unwrap();
        assert_eq!(key.algorithm().number(), -257);
    }

    #[test]
    fn others_are_refused() {
        let (x, y, n) = ("11".repeat(32), "22".repeat(32), "81".repeat(256));
        for wrong in [
            // Another order, one member more, a short coordinate, a compressed point, another curve, another kind.
            format!("a5 0326 0102 2001 215820{x} 225820{y}"),
            format!("a6 0102 0241aa 0326 2001 215820{x} 225820{y}"),
            format!("a5 0102 0326 2001 21581f{} 225820{y}", "11".repeat(31)),
            format!("a5 0102 0326 2001 215820{x} 22f5"),
            format!("a5 0102 0326 2002 215820{x} 225820{y}"),
            format!("a5 0101 0326 2001 215820{x} 225820{y}"),
            // ES384, none at all, Ed448's curve.
            format!("a5 0102 033822 2001 215820{x} 225820{y}"),
            format!("a4 0102 2001 215820{x} 225820{y}"),
            format!("a4 0101 0327 2007 215820{x}"),
            // A short modulus, an even one, one with a zero before it; exponents of 1, 2, and too large.
            format!("a4 0103 03390100 2058ff{} 2143010001", "81".repeat(255)),
            format!("a4 0103 03390100 20590100{} 2143010001", "80".repeat(256)),
            format!("a4 0103 03390100 2059010100{n} 2143010001"),
            format!("a4 0103 03390100 20590201{} 2143010001", "81".repeat(513)),
            format!("a4 0103 03390100 20590100{n} 214101"),
            format!("a4 0103 03390100 20590100{n} 214102"),
            format!("a4 0103 03390100 20590100{n} 21450100000001"),
        ] {
            assert_eq!(PublicKey::from_cose(&unhex(&wrong)), None, "{wrong}");
        }
    }
}
