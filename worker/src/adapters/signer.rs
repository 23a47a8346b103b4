//! Signatures by `node:crypto`: a provider for `jsonwebtoken`, and new RSA keys.

use super::message;
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result, new_error},
    signature::{self, Signer, Verifier},
};
use sha2::{Digest, Sha256};
use std::{cell::RefCell, collections::HashMap};
use vestibule_crypto::secret::SecretBytes;
use vestibule_engine::ports::{
    LocalFuture,
    keys::{KeyError, KeyMaker, RsaKey},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// Signs and verifies the tokens of this deployment: RS256, RS384 and RS512. Passkeys are verified by RS256, ES256 and EdDSA.
/// JSON Web Keys are ours to write.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        let hash = hash(*algorithm, key.family())?;
        Ok(Box::new(RsaSigner {
            algorithm: *algorithm,
            hash,
            key: private_key(key)?,
        }))
    },
    verifier_factory: |algorithm, key| {
        let (hash, key) = match (algorithm, key.family()) {
            (Algorithm::ES256, AlgorithmFamily::Ec) => (Some("sha256"), raw_key(P256, key)?),
            // Ed25519 hashes by itself.
            (Algorithm::EdDSA, AlgorithmFamily::Ed) => (None, raw_key(ED25519, key)?),
            (_, family) => (Some(hash(*algorithm, family)?), public_key(key)?),
        };
        Ok(Box::new(NodeVerifier {
            algorithm: *algorithm,
            hash,
            key,
        }))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes `jsonwebtoken` use this provider; to be called before the first token, and harmless when called again.
pub(crate) fn install() {
    // An error says that it is installed already.
    let _ = PROVIDER.install_default();
}

/// Makes signing keys.
pub(crate) struct NodeKeyMaker;

impl KeyMaker for NodeKeyMaker {
    fn rsa(&self) -> LocalFuture<'_, std::result::Result<RsaKey, KeyError>> {
        Box::pin(async {
            let key = generate_key(2048)
                .await
                .map_err(|thrown| KeyError(message(&thrown)))?;
            Ok(RsaKey {
                private: SecretBytes::new(key.private()),
                n: key.n(),
                e: key.e(),
            })
        })
    }
}

struct RsaSigner {
    algorithm: Algorithm,
    hash: &'static str,
    key: KeyObject,
}

impl Signer<Vec<u8>> for RsaSigner {
    fn try_sign(&self, text: &[u8]) -> signature::Result<Vec<u8>> {
        sign(self.hash, text, &self.key)
            .map_err(|thrown| signature::Error::from_source(message(&thrown)))
    }
}

impl JwtSigner for RsaSigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

struct NodeVerifier {
    algorithm: Algorithm,
    hash: Option<&'static str>,
    key: KeyObject,
}

impl Verifier<Vec<u8>> for NodeVerifier {
    fn verify(&self, text: &[u8], signature: &Vec<u8>) -> signature::Result<()> {
        match verify(self.hash, text, &self.key, signature) {
            Ok(true) => Ok(()),
            Ok(false) => Err(signature::Error::new()),
            Err(thrown) => Err(signature::Error::from_source(message(&thrown))),
        }
    }
}

impl JwtVerifier for NodeVerifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

fn hash(algorithm: Algorithm, family: AlgorithmFamily) -> Result<&'static str> {
    if family != AlgorithmFamily::Rsa {
        return Err(new_error(ErrorKind::InvalidKeyFormat));
    }
    match algorithm {
        Algorithm::RS256 => Ok("sha256"),
        Algorithm::RS384 => Ok("sha384"),
        Algorithm::RS512 => Ok("sha512"),
        _ => Err(new_error(ErrorKind::UnsupportedAlgorithm)),
    }
}

fn private_key(key: &EncodingKey) -> Result<KeyObject> {
    cached(key.as_bytes(), || js_private_key(key.as_bytes()))
}

fn public_key(key: &DecodingKey) -> Result<KeyObject> {
    match key.kind() {
        DecodingKeyKind::SecretOrDer(der) => cached(der, || js_public_key(der)),
        DecodingKeyKind::RsaModulusExponent { n, e } => {
            cached(&[n.as_slice(), e].concat(), || public_key_of(n, e))
        }
    }
}

/// What stands before a point of P-256 and before an Ed25519 key in a `SubjectPublicKeyInfo` (RFC 5480, RFC 8410).
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const ED25519: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A passkey's key. It isn't kept: people sign in too seldom.
fn raw_key(info: &[u8], key: &DecodingKey) -> Result<KeyObject> {
    let key = [info, key.try_get_as_bytes()?].concat();
    public_key_of_info(&key).map_err(|_| new_error(ErrorKind::InvalidKeyFormat))
}

/// Bounds what many pools' keys may hold in one isolate's memory.
const KEYS_KEPT: usize = 256;

/// Reading a key costs as much as using it, so the last ones are kept, each under the hash of what it was read from.
fn cached(
    bytes: &[u8],
    read: impl FnOnce() -> std::result::Result<KeyObject, JsValue>,
) -> Result<KeyObject> {
    thread_local! {
        static KEYS: RefCell<HashMap<[u8; 32], KeyObject>> = RefCell::default();
    }
    let name = Sha256::digest(bytes).into();
    KEYS.with_borrow_mut(|keys| {
        if let Some(key) = keys.get(&name) {
            return Ok(key.clone());
        }
        let key = read().map_err(|thrown| new_error(ErrorKind::InvalidRsaKey(message(&thrown))))?;
        if keys.len() >= KEYS_KEPT {
            keys.clear();
        }
        keys.insert(name, key.clone());
        Ok(key)
    })
}

#[wasm_bindgen(module = "/src/adapters/js/node_crypto.js")]
extern "C" {
    #[derive(Clone)]
    type KeyObject;

    #[wasm_bindgen(catch, js_name = privateKey)]
    fn js_private_key(der: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch, js_name = publicKey)]
    fn js_public_key(der: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch, js_name = publicKeyOf)]
    fn public_key_of(n: &[u8], e: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch, js_name = publicKeyOfInfo)]
    fn public_key_of_info(der: &[u8]) -> std::result::Result<KeyObject, JsValue>;
    #[wasm_bindgen(catch)]
    fn sign(hash: &str, message: &[u8], key: &KeyObject) -> std::result::Result<Vec<u8>, JsValue>;
    #[wasm_bindgen(catch)]
    fn verify(
        hash: Option<&str>,
        message: &[u8],
        key: &KeyObject,
        signature: &[u8],
    ) -> std::result::Result<bool, JsValue>;

    type GeneratedKey;
    #[wasm_bindgen(method, getter)]
    fn private(this: &GeneratedKey) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    fn n(this: &GeneratedKey) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    fn e(this: &GeneratedKey) -> Vec<u8>;
    #[wasm_bindgen(catch, js_name = generateKey)]
    async fn generate_key(bits: u32) -> std::result::Result<GeneratedKey, JsValue>;
}
