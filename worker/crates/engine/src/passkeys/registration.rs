//! A new passkey of a person who is signed in.

use super::{
    CHALLENGE, Refusal, TIMEOUT_MS, are_enabled, descriptor, names, relying_party, settings,
    signatures::Platform, user_verification,
};
use crate::{config::ClientConfig, cx::Cx, error::Error};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule_crypto::{
    RngExt as _,
    digest::sha256,
    webauthn::{Algorithm, Expected, Registered, Registration},
};
use vestibule_model::{
    contact::ContactAttribute,
    passkey::Passkey,
    time::{Span, Timestamp},
    user::{Standing, User},
};
use vestibule_store::users::passkeys::{Challenge, Change, ChangePasskeys, Changed};

/// How long a registration may take.
const LIFE: Span = Span::minutes(5);

/// Why there is nothing to ask the browser for.
#[derive(Debug)]
pub enum NotBegun {
    /// The pool has no passkeys.
    NotEnabled,
    /// It has neither a relying party nor a domain.
    NoRelyingParty,
    /// The user has as many as anybody may have.
    TooMany,
    /// The user's state has changed since the token was checked.
    TooLate,
    NoSuchUser,
    Failed(Error),
}

/// Why there is no new passkey.
#[derive(Debug)]
pub enum NotRegistered {
    NotEnabled,
    /// The challenge has ended, was spent, or is none of this user's.
    NoChallenge,
    /// The challenge was given to another client.
    OtherClient,
    Refused(Refusal),
    /// The user has this one already.
    Known,
    TooMany,
    TooLate,
    NoSuchUser,
    Failed(Error),
}

/// Begins a registration of a user who is signed in: what the browser is asked for (`PublicKeyCredentialCreationOptionsJSON`). The
/// one before it ends.
pub async fn begin(cx: &Cx<'_>, config: &ClientConfig, user: &User) -> Result<Value, NotBegun> {
    if !are_enabled(&config.pool) {
        return Err(NotBegun::NotEnabled);
    }
    let relying_party =
        relying_party(cx.deployment, &config.pool).ok_or(NotBegun::NoRelyingParty)?;
    let challenge: [u8; CHALLENGE] = cx.rng.bytes();
    let begun = Change::Begin(Challenge {
        hash: hash(&challenge),
        client: config.client.id.clone(),
        relying_party: relying_party.clone(),
        expires: cx.now + LIFE,
    });
    let changed = change(cx, config, user, begun).await;
    let known = match changed.map_err(NotBegun::Failed)? {
        Changed::Begun(known) => known,
        Changed::TooMany => return Err(NotBegun::TooMany),
        Changed::Nobody => return Err(NotBegun::NoSuchUser),
        _ => return Err(NotBegun::TooLate),
    };
    let parameters = Algorithm::ALL.map(|one| json!({"type": "public-key", "alg": one.number()}));
    let known: Vec<Value> = known.iter().map(|id| descriptor(id)).collect();
    let name = shown_name(user);
    Ok(json!({
        "attestation": "none",
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": user_verification(&settings(&config.pool)),
        },
        "challenge": URL_SAFE_NO_PAD.encode(challenge),
        "excludeCredentials": known,
        "pubKeyCredParams": parameters,
        "rp": {"id": relying_party, "name": relying_party},
        "timeout": TIMEOUT_MS,
        "user": {
            "displayName": name,
            "id": URL_SAFE_NO_PAD.encode(user.sub.as_str()),
            "name": name,
        },
    }))
}

/// Ends a registration by the browser's answer (`RegistrationResponseJSON`).
pub async fn register(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    credential: &Value,
) -> Result<(), NotRegistered> {
    if !are_enabled(&config.pool) {
        return Err(NotRegistered::NotEnabled);
    }
    let relying_party =
        relying_party(cx.deployment, &config.pool).ok_or(NotRegistered::NoChallenge)?;
    let registration = Registration::parse(credential).map_err(NotRegistered::Refused)?;
    // Whether it is the user's own and lasts is for the user's object to say, which spends it with the change.
    let challenge = registration.challenge().ok_or(NotRegistered::NoChallenge)?;
    let expected = Expected {
        challenge: &challenge,
        relying_party: &relying_party,
        user_verification: settings(&config.pool).verifies_user(),
        framed: false,
    };
    let registered = registration
        .verify(&expected, &Platform)
        .map_err(NotRegistered::Refused)?;
    let added = Change::Add {
        hash: hash(&challenge),
        client: config.client.id.clone(),
        passkey: Box::new(passkey(registered, relying_party, cx.now)),
    };
    let changed = change(cx, config, user, added).await;
    match changed.map_err(NotRegistered::Failed)? {
        Changed::Done => Ok(()),
        Changed::NoChallenge => Err(NotRegistered::NoChallenge),
        Changed::OtherClient => Err(NotRegistered::OtherClient),
        Changed::Known => Err(NotRegistered::Known),
        Changed::TooMany => Err(NotRegistered::TooMany),
        Changed::Nobody => Err(NotRegistered::NoSuchUser),
        _ => Err(NotRegistered::TooLate),
    }
}

async fn change(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    change: Change,
) -> Result<Changed, Error> {
    let change = ChangePasskeys {
        sub: user.sub.clone(),
        caller: Standing::of(user),
        change,
    };
    let home = config.object_of(&user.sub);
    cx.decide(config, &home, change).await
}

fn hash(challenge: &[u8]) -> String {
    hex::encode(sha256(&[challenge]))
}

/// What a browser shows of whom a passkey is for: the username, or an address where that is nothing to read.
fn shown_name(user: &User) -> &str {
    let mut addresses = ContactAttribute::ALL.into_iter();
    match user.username == user.sub.as_str() {
        true => addresses
            .find_map(|attribute| user.attributes.get(attribute.as_str()))
            .unwrap_or(&user.username),
        false => &user.username,
    }
}

fn passkey(registered: Registered, relying_party: String, now: Timestamp) -> Passkey {
    let aaguid = hex::encode(registered.aaguid);
    Passkey {
        id: URL_SAFE_NO_PAD.encode(registered.id),
        public_key: URL_SAFE_NO_PAD.encode(registered.public_key),
        counter: registered.counter,
        relying_party,
        name: names::of(&aaguid, registered.attachment.as_deref()).to_owned(),
        aaguid,
        attachment: registered.attachment,
        transports: registered.transports,
        backup_eligible: registered.backup_eligible,
        backed_up: registered.backed_up,
        created: now,
        used: None,
    }
}
