//! The last step of SRP-6a as Cognito speaks it, which a password and a remembered device are proven by alike.

use crate::{
    cx::Cx,
    error::{Error, Result},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_crypto::{
    Purpose, SecretBytes,
    srp::{ClientPublic, Identity, ServerChallenge, Verifier, parse_timestamp, session_key},
};
use vestibule_model::time::{Span, Timestamp};

/// How far a client's clock may be off.
const SKEW: Span = Span::minutes(5);

/// What the server has kept of its challenge.
pub(super) struct Kept<'a> {
    /// The client's public value, hexadecimal.
    pub(super) a: &'a str,
    /// The private value, base64.
    pub(super) b: &'a str,
    /// The public value, hexadecimal.
    pub(super) public: &'a str,
}

/// What the client has signed, and how.
pub(super) struct Signed<'a> {
    /// Base64.
    pub(super) secret_block: &'a str,
    pub(super) timestamp: &'a str,
    pub(super) signature: &'a str,
}

/// `SECRET_BLOCK`: what is kept of a challenge, sealed. It is standard base64: clients decode it and hash the bytes in.
pub(super) fn seal_block<T: Serialize>(
    cx: &Cx<'_>,
    associated: &[&str],
    block: &T,
) -> Result<String> {
    let plain = serde_json::to_vec(block).map_err(Error::internal)?;
    let sealed = cx
        .keyring
        .seal(Purpose::SrpBlock, associated, &plain, cx.rng)
        .map_err(Error::internal)?;
    Ok(STANDARD.encode(sealed))
}

/// `None` for what isn't such a block of ours.
pub(super) fn open_block<T: DeserializeOwned>(
    cx: &Cx<'_>,
    associated: &[&str],
    sealed: &str,
) -> Option<T> {
    let sealed = STANDARD.decode(sealed).ok()?;
    let plain = cx
        .keyring
        .open(Purpose::SrpBlock, associated, &sealed)
        .ok()?;
    vestibule_model::json::read(plain.expose()).ok()
}

/// Whether a client's proof is right, and of this time.
pub(super) fn is_right(
    cx: &Cx<'_>,
    verifier: &Verifier,
    identity: Identity<'_>,
    kept: &Kept<'_>,
    signed: &Signed<'_>,
) -> bool {
    let restored = (
        ClientPublic::parse(kept.a),
        STANDARD.decode(kept.b),
        STANDARD.decode(signed.secret_block),
    );
    let (Ok(client_public), Ok(b), Ok(block)) = restored else {
        return false;
    };
    let Ok(challenge) = ServerChallenge::restore(SecretBytes::from(b), kept.public) else {
        return false;
    };
    // A ≡ 0 (mod N) shows here, as a proof that is wrong.
    let Ok(key) = session_key(cx.modpow, verifier, &client_public, &challenge) else {
        return false;
    };
    let in_time = parse_timestamp(signed.timestamp).is_ok_and(|at| {
        let off = Timestamp::from_millis(at) - cx.now;
        off <= SKEW && Span::millis(0) - SKEW <= off
    });
    let is_signed = key.verify(identity, &block, signed.timestamp, signed.signature);
    in_time && is_signed
}
