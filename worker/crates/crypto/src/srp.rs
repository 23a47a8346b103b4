//! The server's side of Cognito's SRP-6a: the `USER_SRP_AUTH` and `DEVICE_SRP_AUTH` flows
//! ([InitiateAuth](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html)).
//!
//! The group is RFC 5054's of 3072 bits with g = 2, the hash SHA-256. Numbers are hashed in their shortest two's
//! complement form, which is where Cognito leaves RFC 5054, and the session key is the first 16 bytes of an
//! HKDF.
//!
//! The order of a sign-in: [`Verifier::new`] when the password is set; [`ServerChallenge::new`] answers the client's
//! [`ClientPublic`]; [`session_key`] and [`SessionKey::verify`] check the proof that comes back.

mod timestamp;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;
use zeroize::Zeroizing;

use crate::digest::{hkdf_expand, hkdf_extract, hmac_sha256, length_prefixed, sha256};
use crate::rng::{Rng, RngExt};
use crate::secret::{Secret, SecretBytes, SecretString, constant_time_eq};

pub use self::timestamp::{format_timestamp, parse_timestamp};

/// Modular exponentiation: `base ^ exponent mod modulus`, all unsigned and big endian.
pub trait ModPow {
    fn modpow(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8>;
}

/// [`ModPow`] in Rust alone: for native builds and tests. In the Worker the runtime's own big integers are 5 times as
/// fast.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeModPow;

impl ModPow for NativeModPow {
    fn modpow(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
        let modulus = BigUint::from_bytes_be(modulus);
        BigUint::from_bytes_be(base)
            .modpow(&BigUint::from_bytes_be(exponent), &modulus)
            .to_bytes_be()
    }
}

/// Who signs in, as the hashes see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    group: &'a str,
    name: &'a str,
}

impl<'a> Identity<'a> {
    /// A user: `user_id` is what the challenge names `USER_ID_FOR_SRP`. Of the pool's id the part after `_` counts.
    pub fn user(pool_id: &'a str, user_id: &'a str) -> Self {
        let group = pool_id.split_once('_').map_or(pool_id, |(_, name)| name);
        Self {
            group,
            name: user_id,
        }
    }

    /// A remembered device.
    pub fn device(device_group_key: &'a str, device_key: &'a str) -> Self {
        Self {
            group: device_group_key,
            name: device_key,
        }
    }
}

/// The salt of a verifier: a number, on the wire in hex without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salt(BigUint);

impl Salt {
    /// 16 random bytes, of 32 hex digits.
    pub fn random(rng: &dyn Rng) -> Self {
        let bytes: [u8; 16] = rng.bytes();
        Self::of_32_digits(bytes)
    }

    /// The salt shown for a user who doesn't exist: always the same for one pool and name, and 32 hex digits.
    ///
    /// `key` is a secret of the pool that never changes: real salts outlive the master secrets too.
    pub fn fake(key: &[u8], pool_id: &str, username: &str) -> Self {
        let parts = length_prefixed(&[pool_id.as_bytes(), username.as_bytes()]);
        Self::of_32_digits(hmac_sha256(key, &[b"srp fake salt", &parts]))
    }

    /// The first 16 bytes, with a first digit that shows: a salt with fewer would tell a user from nobody.
    fn of_32_digits(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut bytes: Vec<u8> = bytes.into_iter().take(16).collect();
        if let Some(first) = bytes.first_mut().filter(|first| **first < 0x10) {
            *first |= 0x10;
        }
        Self::from_bytes(&bytes)
    }

    /// Big endian, as a device's `DeviceSecretVerifierConfig.Salt` has it after base64.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(BigUint::from_bytes_be(bytes))
    }

    /// Parses 1 to 128 hex digits.
    pub fn parse(hex: &str) -> Result<Self, SrpError> {
        parse_hex(hex, 128).map(Self).ok_or(SrpError::Salt)
    }

    /// `SALT` on the wire: lower-case hex without leading zeros.
    pub fn to_hex(&self) -> String {
        self.0.to_str_radix(16)
    }
}

/// What the server keeps of a password: v = g^x mod N. As good as the password to whoever can guess offline, so it is
/// stored sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier(SecretBytes);

impl Verifier {
    pub fn new(
        modpow: &dyn ModPow,
        identity: Identity<'_>,
        password: &SecretString,
        salt: &Salt,
    ) -> Self {
        let inner = sha256(&[
            identity.group.as_bytes(),
            identity.name.as_bytes(),
            b":",
            password.expose().as_bytes(),
        ]);
        let x = Zeroizing::new(sha256(&[&pad(&salt.0), &inner]));
        Self(SecretBytes::new(modpow.modpow(&[G], x.as_slice(), &N)))
    }

    /// A verifier that belongs to no password, so that an unknown user costs and answers what a known one does.
    pub fn of_nobody(rng: &dyn Rng) -> Self {
        let bytes: Zeroizing<[u8; N_BYTES]> = Zeroizing::new(rng.bytes());
        let v = BigUint::from_bytes_be(bytes.as_slice()) % modulus();
        Self(SecretBytes::new(v.to_bytes_be()))
    }

    /// Big endian: from [`Verifier::as_bytes`], or a device's `PasswordVerifier` after base64. Between 1 and N - 1.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SrpError> {
        // A leading zero byte is what two's complement puts before a high bit.
        let v = BigUint::from_bytes_be(bytes);
        if bytes.len() > N_BYTES + 1 || v == BigUint::ZERO || v >= modulus() {
            return Err(SrpError::Verifier);
        }
        Ok(Self(SecretBytes::new(v.to_bytes_be())))
    }

    /// Big endian, for sealing.
    pub fn as_bytes(&self) -> &SecretBytes {
        &self.0
    }
}

/// The client's public number A, `SRP_A`. Any value is taken at first, as Cognito does; [`session_key`] refuses the
/// multiples of N.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientPublic(BigUint);

impl ClientPublic {
    /// Parses 1 to 1024 hex digits of either case, odd in number or not.
    pub fn parse(hex: &str) -> Result<Self, SrpError> {
        parse_hex(hex, 1024).map(Self).ok_or(SrpError::ClientPublic)
    }

    /// Lower-case hex without leading zeros.
    pub fn to_hex(&self) -> String {
        self.0.to_str_radix(16)
    }
}

/// The server's part of one sign-in: its private b and public B. Both go sealed into the secret block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerChallenge {
    b: SecretBytes,
    public: BigUint,
}

impl ServerChallenge {
    /// Draws b, 256 bits, and computes B = k v + g^b mod N.
    pub fn new(modpow: &dyn ModPow, verifier: &Verifier, rng: &dyn Rng) -> Self {
        let b: [u8; 32] = rng.bytes();
        Self::from_private(modpow, verifier, SecretBytes::new(b.to_vec()))
    }

    /// The challenge with a given b, big endian.
    pub fn from_private(modpow: &dyn ModPow, verifier: &Verifier, b: SecretBytes) -> Self {
        let g_b = BigUint::from_bytes_be(&modpow.modpow(&[G], b.expose(), &N));
        let kv = BigUint::from_bytes_be(&K) * BigUint::from_bytes_be(verifier.0.expose());
        Self {
            public: (kv + g_b) % modulus(),
            b,
        }
    }

    /// A challenge out of its secret block: [`ServerChallenge::private`] and [`ServerChallenge::public_hex`].
    pub fn restore(b: SecretBytes, public_hex: &str) -> Result<Self, SrpError> {
        let public = parse_hex(public_hex, 2 * N_BYTES).ok_or(SrpError::ServerPublic)?;
        Ok(Self { b, public })
    }

    /// b, big endian.
    pub fn private(&self) -> &SecretBytes {
        &self.b
    }

    /// `SRP_B` on the wire: lower-case hex without leading zeros.
    pub fn public_hex(&self) -> String {
        self.public.to_str_radix(16)
    }
}

/// Computes the key that only a client who knows the password shares. Refuses A = 0 mod N, with which anyone could.
pub fn session_key(
    modpow: &dyn ModPow,
    verifier: &Verifier,
    client: &ClientPublic,
    challenge: &ServerChallenge,
) -> Result<SessionKey, SrpError> {
    let n = modulus();
    let a = &client.0 % &n;
    if a == BigUint::ZERO {
        return Err(SrpError::ClientPublic);
    }
    let u = BigUint::from_bytes_be(&sha256(&[&pad(&client.0), &pad(&challenge.public)]));
    let v_u = modpow.modpow(verifier.0.expose(), &u.to_bytes_be(), &N);
    let base = a * BigUint::from_bytes_be(&v_u) % n;
    let s = modpow.modpow(&base.to_bytes_be(), challenge.b.expose(), &N);
    let s = Zeroizing::new(pad(&BigUint::from_bytes_be(&s)));
    let pseudorandom_key = hkdf_extract(&pad(&u), &s);
    let expanded = hkdf_expand(pseudorandom_key.expose(), &[b"Caldera Derived Key"]);
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(expanded.expose()) {
        *to = *from;
    }
    Ok(SessionKey(Secret::new(key)))
}

/// The key that both sides share after a right password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey(Secret<[u8; 16]>);

impl SessionKey {
    pub fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }

    /// `PASSWORD_CLAIM_SIGNATURE`: base64 of the HMAC over identity, secret block (its bytes) and timestamp (its text).
    pub fn signature(
        &self,
        identity: Identity<'_>,
        secret_block: &[u8],
        timestamp: &str,
    ) -> String {
        STANDARD.encode(hmac_sha256(
            self.0.expose(),
            &[
                identity.group.as_bytes(),
                identity.name.as_bytes(),
                secret_block,
                timestamp.as_bytes(),
            ],
        ))
    }

    /// Whether `signature` is the client's proof that it has this key.
    pub fn verify(
        &self,
        identity: Identity<'_>,
        secret_block: &[u8],
        timestamp: &str,
        signature: &str,
    ) -> bool {
        let expected = self.signature(identity, secret_block, timestamp);
        constant_time_eq(expected.as_bytes(), signature.as_bytes())
    }
}

/// The bytes of a number as Java's `BigInteger` has them: big endian, no leading zeros but the one byte that keeps a
/// high bit from being a sign.
fn pad(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SrpError {
    #[error("SALT is not a number of 1 to 128 hex digits")]
    Salt,
    #[error("a password verifier is a number between 1 and N - 1")]
    Verifier,
    #[error("SRP_A is not a number of 1 to 1024 hex digits, or a multiple of N")]
    ClientPublic,
    #[error("SRP_B is not a number of 1 to 768 hex digits")]
    ServerPublic,
    #[error("TIMESTAMP is not of the form EEE MMM d HH:mm:ss UTC yyyy")]
    Timestamp,
}

fn modulus() -> BigUint {
    BigUint::from_bytes_be(&N)
}

fn parse_hex(text: &str, max_digits: usize) -> Option<BigUint> {
    // The library would take a sign and underscores.
    let digits =
        (1..=max_digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| BigUint::parse_bytes(text.as_bytes(), 16))?
}

const G: u8 = 2;
const N_BYTES: usize = 384;
/// The prime of RFC 3526 section 5, which RFC 5054 appendix A takes over.
const N: [u8; 384] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc9, 0x0f, 0xda, 0xa2, 0x21, 0x68, 0xc2, 0x34,
    0xc4, 0xc6, 0x62, 0x8b, 0x80, 0xdc, 0x1c, 0xd1, 0x29, 0x02, 0x4e, 0x08, 0x8a, 0x67, 0xcc, 0x74,
    0x02, 0x0b, 0xbe, 0xa6, 0x3b, 0x13, 0x9b, 0x22, 0x51, 0x4a, 0x08, 0x79, 0x8e, 0x34, 0x04, 0xdd,
    0xef, 0x95, 0x19, 0xb3, 0xcd, 0x3a, 0x43, 0x1b, 0x30, 0x2b, 0x0a, 0x6d, 0xf2, 0x5f, 0x14, 0x37,
    0x4f, 0xe1, 0x35, 0x6d, 0x6d, 0x51, 0xc2, 0x45, 0xe4, 0x85, 0xb5, 0x76, 0x62, 0x5e, 0x7e, 0xc6,
    0xf4, 0x4c, 0x42, 0xe9, 0xa6, 0x37, 0xed, 0x6b, 0x0b, 0xff, 0x5c, 0xb6, 0xf4, 0x06, 0xb7, 0xed,
    0xee, 0x38, 0x6b, 0xfb, 0x5a, 0x89, 0x9f, 0xa5, 0xae, 0x9f, 0x24, 0x11, 0x7c, 0x4b, 0x1f, 0xe6,
    0x49, 0x28, 0x66, 0x51, 0xec, 0xe4, 0x5b, 0x3d, 0xc2, 0x00, 0x7c, 0xb8, 0xa1, 0x63, 0xbf, 0x05,
    0x98, 0xda, 0x48, 0x36, 0x1c, 0x55, 0xd3, 0x9a, 0x69, 0x16, 0x3f, 0xa8, 0xfd, 0x24, 0xcf, 0x5f,
    0x83, 0x65, 0x5d, 0x23, 0xdc, 0xa3, 0xad, 0x96, 0x1c, 0x62, 0xf3, 0x56, 0x20, 0x85, 0x52, 0xbb,
    0x9e, 0xd5, 0x29, 0x07, 0x70, 0x96, 0x96, 0x6d, 0x67, 0x0c, 0x35, 0x4e, 0x4a, 0xbc, 0x98, 0x04,
    0xf1, 0x74, 0x6c, 0x08, 0xca, 0x18, 0x21, 0x7c, 0x32, 0x90, 0x5e, 0x46, 0x2e, 0x36, 0xce, 0x3b,
    0xe3, 0x9e, 0x77, 0x2c, 0x18, 0x0e, 0x86, 0x03, 0x9b, 0x27, 0x83, 0xa2, 0xec, 0x07, 0xa2, 0x8f,
    0xb5, 0xc5, 0x5d, 0xf0, 0x6f, 0x4c, 0x52, 0xc9, 0xde, 0x2b, 0xcb, 0xf6, 0x95, 0x58, 0x17, 0x18,
    0x39, 0x95, 0x49, 0x7c, 0xea, 0x95, 0x6a, 0xe5, 0x15, 0xd2, 0x26, 0x18, 0x98, 0xfa, 0x05, 0x10,
    0x15, 0x72, 0x8e, 0x5a, 0x8a, 0xaa, 0xc4, 0x2d, 0xad, 0x33, 0x17, 0x0d, 0x04, 0x50, 0x7a, 0x33,
    0xa8, 0x55, 0x21, 0xab, 0xdf, 0x1c, 0xba, 0x64, 0xec, 0xfb, 0x85, 0x04, 0x58, 0xdb, 0xef, 0x0a,
    0x8a, 0xea, 0x71, 0x57, 0x5d, 0x06, 0x0c, 0x7d, 0xb3, 0x97, 0x0f, 0x85, 0xa6, 0xe1, 0xe4, 0xc7,
    0xab, 0xf5, 0xae, 0x8c, 0xdb, 0x09, 0x33, 0xd7, 0x1e, 0x8c, 0x94, 0xe0, 0x4a, 0x25, 0x61, 0x9d,
    0xce, 0xe3, 0xd2, 0x26, 0x1a, 0xd2, 0xee, 0x6b, 0xf1, 0x2f, 0xfa, 0x06, 0xd9, 0x8a, 0x08, 0x64,
    0xd8, 0x76, 0x02, 0x73, 0x3e, 0xc8, 0x6a, 0x64, 0x52, 0x1f, 0x2b, 0x18, 0x17, 0x7b, 0x20, 0x0c,
    0xbb, 0xe1, 0x17, 0x57, 0x7a, 0x61, 0x5d, 0x6c, 0x77, 0x09, 0x88, 0xc0, 0xba, 0xd9, 0x46, 0xe2,
    0x08, 0xe2, 0x4f, 0xa0, 0x74, 0xe5, 0xab, 0x31, 0x43, 0xdb, 0x5b, 0xfc, 0xe0, 0xfd, 0x10, 0x8e,
    0x4b, 0x82, 0xd1, 0x20, 0xa9, 0x3a, 0xd2, 0xca, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];
/// k = H(pad(N) ‖ pad(g)).
const K: [u8; 32] = [
    0x53, 0x82, 0x82, 0xc4, 0x35, 0x47, 0x42, 0xd7, 0xcb, 0xbd, 0xe2, 0x35, 0x9f, 0xcf, 0x67, 0xf9,
    0xf5, 0xb3, 0xa6, 0xb0, 0x87, 0x91, 0xe5, 0x01, 0x1b, 0x43, 0xb8, 0xa5, 0xb6, 0x6d, 0x9e, 0xe6,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rng::SeededRng;

    #[test]
    fn k_is_the_hash_of_the_group() {
        assert_eq!(sha256(&[&pad(&modulus()), &pad(&BigUint::from(G))]), K);
    }

    #[test]
    fn pad_is_the_shortest_twos_complement() {
        assert_eq!(pad(&BigUint::ZERO), [0]);
        assert_eq!(pad(&BigUint::from(0x7fu8)), [0x7f]);
        assert_eq!(pad(&BigUint::from(0x80u8)), [0, 0x80]);
        assert_eq!(pad(&BigUint::from(0x123u16)), [0x01, 0x23]);
    }

    #[test]
    fn a_pool_counts_by_the_part_after_the_underscore() {
        assert_eq!(
            Identity::user("us-east-1_AbCdEf123", "u"),
            Identity::user("AbCdEf123", "u")
        );
    }

    #[test]
    fn srp_a_may_be_any_hex_but_nothing_else() {
        for (text, hex) in [("0", "0"), ("2", "2"), ("00fF", "ff"), ("abc", "abc")] {
            assert_eq!(ClientPublic::parse(text).unwrap().to_hex(), hex);
        }
        assert!(ClientPublic::parse(&"f".repeat(1024)).is_ok());
        for bad in ["", "-2", "+2", "0x2", "2 ", "f_f", "é", &"f".repeat(1025)] {
            assert_eq!(
                ClientPublic::parse(bad),
                Err(SrpError::ClientPublic),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_salt_drops_its_leading_zeros_on_the_wire() {
        let salt = Salt::from_bytes(&hex::decode("0f1e2d3c4b5a69788796a5b4c3d2e1f0").unwrap());
        assert_eq!(salt.to_hex(), "f1e2d3c4b5a69788796a5b4c3d2e1f0");
        assert_eq!(Salt::parse(&salt.to_hex()), Ok(salt));
        assert_eq!(Salt::parse(""), Err(SrpError::Salt));
    }

    #[test]
    fn a_fake_salt_is_stable_by_pool_and_name() {
        let salt = |key: &[u8], pool, name| Salt::fake(key, pool, name).to_hex();
        let one = salt(b"key", "pool_a", "alice");
        assert_eq!(one, salt(b"key", "pool_a", "alice"));
        assert_ne!(one, salt(b"key", "pool_b", "alice"));
        assert_ne!(one, salt(b"key", "pool_a", "alicf"));
        assert_ne!(one, salt(b"other", "pool_a", "alice"));
        assert_ne!(one, salt(b"key", "pool_", "aalice"));
    }

    #[test]
    fn a_verifier_lies_between_1_and_n_minus_1() {
        assert_eq!(Verifier::from_bytes(&[]), Err(SrpError::Verifier));
        assert_eq!(Verifier::from_bytes(&[0, 0]), Err(SrpError::Verifier));
        assert_eq!(Verifier::from_bytes(&N), Err(SrpError::Verifier));
        assert_eq!(Verifier::from_bytes(&[0; 386]), Err(SrpError::Verifier));
        let largest = [&[0], (modulus() - 1u8).to_bytes_be().as_slice()].concat();
        let verifier = Verifier::from_bytes(&largest).unwrap();
        assert_eq!(verifier.as_bytes().expose().as_slice(), &largest[1..]);
    }

    #[test]
    fn multiples_of_n_are_refused_when_the_key_is_computed() {
        let rng = SeededRng::new([3; 32]);
        let verifier = Verifier::of_nobody(&rng);
        let challenge = ServerChallenge::new(&NativeModPow, &verifier, &rng);
        for a in [BigUint::ZERO, modulus(), modulus() * 2u8] {
            let a = ClientPublic::parse(&a.to_str_radix(16)).unwrap();
            assert_eq!(
                session_key(&NativeModPow, &verifier, &a, &challenge),
                Err(SrpError::ClientPublic)
            );
        }
    }

    #[test]
    fn a_challenge_comes_back_from_its_parts() {
        let rng = SeededRng::new([3; 32]);
        let challenge = ServerChallenge::new(&NativeModPow, &Verifier::of_nobody(&rng), &rng);
        assert_eq!(
            ServerChallenge::restore(challenge.private().clone(), &challenge.public_hex()),
            Ok(challenge)
        );
    }

    proptest! {
        #[test]
        fn a_salt_has_32_digits_whoever_it_is_for(key: Vec<u8>, pool: String, name: String, seed: [u8; 32]) {
            prop_assert_eq!(Salt::fake(&key, &pool, &name).to_hex().len(), 32);
            prop_assert_eq!(Salt::random(&SeededRng::new(seed)).to_hex().len(), 32);
        }

        #[test]
        fn parsing_never_panics(text: String) {
            let _ = ClientPublic::parse(&text);
            let _ = Salt::parse(&text);
        }
    }
}
