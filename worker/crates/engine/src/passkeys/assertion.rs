//! Signing in with a passkey: what a browser is asked for, and its answer.

use super::{
    CHALLENGE, Refusal, TIMEOUT_MS, relying_party, settings, signatures::Platform,
    user_verification,
};
use crate::{config::Config, cx::Cx};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule_crypto::{
    RngExt as _,
    digest::{hmac_sha256, length_prefixed},
    webauthn::{Authentication, Expected, PublicKey},
};
use vestibule_model::{ids::Sub, passkey::Passkey};
use vestibule_store::users::passkeys::Use;

/// Bytes of the ids that common authenticators give.
const ID_LENGTHS: [usize; 4] = [16, 20, 32, 32];
/// Stands for the key of a credential that nobody has, so that its signature is checked as any: P-256's base point.
const NOBODYS: PublicKey = PublicKey::Es256 {
    x: [
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
        0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98,
        0xc2, 0x96,
    ],
    y: [
        0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
        0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf,
        0x51, 0xf5,
    ],
};

/// What to ask a browser for (`CREDENTIAL_REQUEST_OPTIONS`, a `PublicKeyCredentialRequestOptionsJSON`), and the challenge that
/// its answer has to be for.
///
/// `passkeys` are the user's, or none: then the browser is asked for one that nobody has, the same each time for all spellings
/// that the pool takes for one name. With no name it is asked for any that the person picks: the answer then tells whose it
/// is. `None` where the pool has no relying party.
pub fn request_options(
    cx: &Cx<'_>,
    config: &Config,
    passkeys: &[Passkey],
    name: Option<&str>,
) -> Option<([u8; CHALLENGE], String)> {
    let relying_party = relying_party(cx.deployment, &config.pool)?;
    let own = passkeys
        .iter()
        .filter(|one| one.relying_party == relying_party);
    let mut allowed: Vec<Value> = own.map(|one| allow(&one.id, &one.transports)).collect();
    if let (true, Some(name)) = (allowed.is_empty(), name) {
        let id = id_of_nobody(cx, config, name);
        allowed.push(allow(&id, &["hybrid".to_owned(), "internal".to_owned()]));
    }
    let challenge: [u8; CHALLENGE] = cx.rng.bytes();
    let options = json!({
        "allowCredentials": allowed,
        "challenge": URL_SAFE_NO_PAD.encode(challenge),
        "rpId": relying_party,
        "timeout": TIMEOUT_MS,
        "userVerification": user_verification(&settings(&config.pool)),
    });
    Some((challenge, options.to_string()))
}

/// A browser's answer (`CREDENTIAL`, an `AuthenticationResponseJSON`), parsed and not yet verified.
#[derive(Debug)]
pub struct Assertion(Authentication);

/// A passkey that was verified, and what it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// To be recorded, by [`vestibule_store::users::passkeys::Change::Use`]: of two answers with one counter, one passes.
    pub shown: Use,
    /// Whether the authenticator verified the person, so that it may count as both factors.
    pub user_verified: bool,
    /// Whether it is carried from device to device.
    pub is_roaming: bool,
}

impl Assertion {
    pub fn parse(json: &str) -> Result<Self, Refusal> {
        let json: Value =
            vestibule_model::json::read(json.as_bytes()).map_err(|_| Refusal::Malformed)?;
        Authentication::parse(&json).map(Self)
    }

    /// Which passkey it says it is, base64url.
    pub fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.id())
    }

    /// Whose it says it is, where the authenticator told.
    pub fn sub(&self) -> Option<Sub> {
        Sub::parse(std::str::from_utf8(self.0.user_handle()?).ok()?)
    }

    /// Verifies it against the challenge, by whichever of the passkeys it is; `owner` is whose those are. For nobody, and for
    /// a passkey that the user hasn't, as much is done.
    ///
    /// That a counter did not grow is noted in the log.
    ///
    /// # Errors
    /// Why it isn't taken; all of them are one to whoever signs in.
    pub fn verify(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        challenge: &[u8],
        owner: &Sub,
        passkeys: &[Passkey],
    ) -> Result<Verified, Refusal> {
        let relying_party = relying_party(cx.deployment, &config.pool).unwrap_or_default();
        let id = self.id();
        let passkey = passkeys
            .iter()
            .find(|one| one.id == id && one.relying_party == relying_party);
        let known = passkey.and_then(|one| {
            let cose = URL_SAFE_NO_PAD.decode(&one.public_key).ok()?;
            Some((PublicKey::from_cose(&cose)?, one.counter))
        });
        let (key, counter) = known.unwrap_or((NOBODYS, 0));
        let expected = Expected {
            challenge,
            relying_party: &relying_party,
            user_verification: settings(&config.pool).verifies_user(),
            framed: false,
        };
        let used = self.0.verify(&expected, &key, counter, &Platform);
        if used == Err(Refusal::Counter) {
            cx.note(|line| line.cause = Some(Refusal::Counter.to_string()));
        }
        let used = used?;
        let is_owners =
            (self.0.user_handle()).is_none_or(|handle| handle == owner.as_str().as_bytes());
        let Some(passkey) = passkey.filter(|_| is_owners) else {
            return Err(Refusal::OtherCredential);
        };
        Ok(Verified {
            shown: Use {
                id,
                counter: used.counter,
                backed_up: used.backed_up,
            },
            user_verified: used.user_verified,
            is_roaming: passkey.attachment.as_deref() == Some("cross-platform"),
        })
    }
}

fn allow(id: &str, transports: &[String]) -> Value {
    let mut allowed = super::descriptor(id);
    if let (Some(members), false) = (allowed.as_object_mut(), transports.is_empty()) {
        members.insert("transports".to_owned(), json!(transports));
    }
    allowed
}

/// The id of a passkey that nobody has.
fn id_of_nobody(cx: &Cx<'_>, config: &Config, typed: &str) -> String {
    let name = config.pool.normalise(cx.unicode, typed);
    let parts = length_prefixed(&[config.pool.id.as_str().as_bytes(), name.as_bytes()]);
    let made = |label: &[u8]| hmac_sha256(config.routing.expose(), &[label, &parts]);
    let [pick, ..] = made(b"length of nobody's passkey");
    let length = ID_LENGTHS.get(usize::from(pick) % ID_LENGTHS.len());
    let id = made(b"nobody's passkey");
    URL_SAFE_NO_PAD.encode(id.get(..*length.unwrap_or(&32)).unwrap_or(&id))
}
