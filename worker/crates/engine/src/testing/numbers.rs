//! Arithmetic on large numbers, which would take most of the tests' time: RSA is `ring`'s, and SRP's powers are remembered, since
//! scenarios go through the same steps again and again.

use jsonwebtoken::{
    Algorithm, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, KeyUtils, rust_crypto},
    errors::{ErrorKind, Result, new_error},
    signature::{self, Signer},
};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use vestibule_crypto::srp::{ModPow, NativeModPow};

/// `base ^ exponent mod modulus`, big endian.
pub fn modpow(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    Remembering.modpow(base, exponent, modulus)
}

/// [`NativeModPow`], which computes nothing twice.
pub(super) struct Remembering;

/// How many powers are remembered: some 10 MB.
const MOST: usize = 8192;

impl ModPow for Remembering {
    fn modpow(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
        type Power = (Vec<u8>, Vec<u8>, Vec<u8>);
        thread_local! {
            static POWERS: RefCell<HashMap<Power, Vec<u8>>> = RefCell::default();
        }
        let power = [base, exponent, modulus].map(<[u8]>::to_vec).into();
        if let Some(known) = POWERS.with_borrow(|powers| powers.get(&power).cloned()) {
            return known;
        }
        let computed = NativeModPow.modpow(base, exponent, modulus);
        POWERS.with_borrow_mut(|powers| {
            if powers.len() >= MOST {
                powers.clear();
            }
            powers.insert(power, computed.clone());
        });
        computed
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::RS256 => Ok(Box::new(RingSigner(pair(key)?))),
        _ => (rust_crypto::DEFAULT_PROVIDER.signer_factory)(algorithm, key),
    },
    verifier_factory: |algorithm, key| {
        (rust_crypto::DEFAULT_PROVIDER.verifier_factory)(algorithm, key)
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// Has `jsonwebtoken` sign by `ring`.
pub(super) fn install() {
    // An error says that it, or the slower one, is installed already.
    let _ = PROVIDER.install_default();
}

/// A key pair, read once: `ring` looks it over each time.
fn pair(key: &EncodingKey) -> Result<Rc<RsaKeyPair>> {
    thread_local! {
        static PAIRS: RefCell<HashMap<Vec<u8>, Rc<RsaKeyPair>>> = RefCell::default();
    }
    let der = key.as_bytes();
    if let Some(known) = PAIRS.with_borrow(|pairs| pairs.get(der).cloned()) {
        return Ok(known);
    }
    let pair = RsaKeyPair::from_der(der).map_err(|_| new_error(ErrorKind::InvalidKeyFormat))?;
    let pair = Rc::new(pair);
    PAIRS.with_borrow_mut(|pairs| pairs.insert(der.to_vec(), Rc::clone(&pair)));
    Ok(pair)
}

struct RingSigner(Rc<RsaKeyPair>);

impl Signer<Vec<u8>> for RingSigner {
    fn try_sign(&self, text: &[u8]) -> signature::Result<Vec<u8>> {
        let mut signed = vec![0; self.0.public().modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signed)
            .map_err(|_| signature::Error::new())?;
        Ok(signed)
    }
}

impl JwtSigner for RingSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}
