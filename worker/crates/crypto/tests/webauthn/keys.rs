//! Key pairs of a software authenticator, and signatures checked by other libraries than the Worker's.

use ed25519_dalek::Signer as _;
use num_bigint::BigUint;
use p256::ecdsa::signature::Verifier as _;
use vestibule_crypto::digest::sha256;
use vestibule_crypto::webauthn::{PublicKey, Signatures};

pub enum Key {
    P256(p256::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    /// Modulus and private exponent.
    Rsa(BigUint, BigUint),
}

impl Key {
    pub fn p256(bytes: &[u8]) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(bytes).unwrap())
    }

    pub fn ed25519(bytes: &[u8]) -> Self {
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(
            bytes.try_into().unwrap(),
        ))
    }

    /// RSA over the two smallest Mersenne primes of 1,024 bits or more.
    pub fn mersenne() -> Self {
        let one = BigUint::from(1u8);
        let (p, q) = ((&one << 1279) - &one, (&one << 2203) - &one);
        let (p_1, q_1) = (&p - &one, &q - &one);
        let order = &p_1 * &q_1;
        let d = BigUint::from(65537u32).modinv(&order).unwrap();
        Self::Rsa(p * q, d)
    }

    pub fn algorithm(&self) -> i64 {
        match self {
            Self::P256(_) => -7,
            Self::Ed25519(_) => -8,
            Self::Rsa(..) => -257,
        }
    }

    /// P-256's point, uncompressed.
    pub fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key
                .verifying_key()
                .to_encoded_point(false)
                .to_bytes()
                .into(),
            _ => Vec::new(),
        }
    }

    pub fn to_cose(&self) -> Vec<u8> {
        let map = |pairs: Vec<(i64, ciborium::Value)>| {
            let pairs = pairs
                .into_iter()
                .map(|(label, value)| (label.into(), value));
            crate::vectors::cbor(&ciborium::Value::Map(pairs.collect()))
        };
        let algorithm = (3, self.algorithm().into());
        match self {
            Self::P256(_) => {
                let point = self.point();
                map(vec![
                    (1, 2.into()),
                    algorithm,
                    (-1, 1.into()),
                    (-2, point[1..33].to_vec().into()),
                    (-3, point[33..].to_vec().into()),
                ])
            }
            Self::Ed25519(key) => {
                let key = key.verifying_key().to_bytes().to_vec();
                map(vec![
                    (1, 1.into()),
                    algorithm,
                    (-1, 6.into()),
                    (-2, key.into()),
                ])
            }
            Self::Rsa(n, _) => map(vec![
                (1, 3.into()),
                algorithm,
                (-1, n.to_bytes_be().into()),
                (-2, vec![1, 0, 1].into()),
            ]),
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).to_vec(),
            Self::Rsa(n, d) => {
                let length = n.to_bytes_be().len();
                let padded = BigUint::from_bytes_be(&padded(message, length));
                left_padded(&padded.modpow(d, n), length)
            }
        }
    }
}

/// EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 9.2).
fn padded(message: &[u8], length: usize) -> Vec<u8> {
    let info = hex::decode("3031300d060960864801650304020105000420").unwrap();
    let tail = [info.as_slice(), &sha256(&[message])].concat();
    [
        vec![0, 1],
        vec![0xff; length - tail.len() - 3],
        vec![0],
        tail,
    ]
    .concat()
}

fn left_padded(number: &BigUint, length: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    [vec![0; length - bytes.len()], bytes].concat()
}

pub struct Libraries;

impl Signatures for Libraries {
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        match key {
            PublicKey::Es256 { x, y } => {
                let point = [&[4], x.as_slice(), y].concat();
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point);
                let signature = p256::ecdsa::Signature::from_slice(signature);
                key.is_ok_and(|key| signature.is_ok_and(|it| key.verify(message, &it).is_ok()))
            }
            PublicKey::EdDsa(key) => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(key);
                let signature = ed25519_dalek::Signature::from_slice(signature);
                key.is_ok_and(|key| signature.is_ok_and(|it| key.verify(message, &it).is_ok()))
            }
            PublicKey::Rs256 { n, e } => {
                let (modulus, e) = (BigUint::from_bytes_be(n), BigUint::from_bytes_be(e));
                let opened = BigUint::from_bytes_be(signature).modpow(&e, &modulus);
                left_padded(&opened, n.len()) == padded(message, n.len())
            }
        }
    }
}
