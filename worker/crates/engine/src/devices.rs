//! Devices that a pool remembers: the keys of new ones, and what is kept of a device's secret.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
    user_agent,
};
use vestibule_crypto::{
    Purpose, RngExt as _, SeededRng,
    digest::sha256,
    srp::{Salt, Verifier},
};
use vestibule_model::{
    device::{Device, DeviceSecret, SessionDevice},
    ids::{PoolId, Sub},
    time::Span,
};
use vestibule_store::users::devices::{Browser, ReadDevices, Which};

/// The longest region label that leaves room for the UUID in the 55 characters of a device key.
const LONGEST_REGION: usize = 18;

/// How long a browser that is remembered stands for a second factor.
pub const BROWSER_LIFE: Span = Span::days(180);

/// Keys for the device that a session begins on, if its pool remembers devices: `NewDeviceMetadata`. Nothing is kept of the
/// device but these, with the session, until it is confirmed.
pub fn mint(cx: &Cx<'_>, config: &Config) -> Option<SessionDevice> {
    config.pool.settings.devices.as_ref()?;
    Some(SessionDevice::New {
        key: key(config, &cx.rng.uuid_v4()),
        group: group(cx),
    })
}

fn key(config: &Config, uuid: &str) -> String {
    let region = config.pool.id.region().chars();
    let region: String = region.take(LONGEST_REGION).collect();
    format!("{region}_{uuid}")
}

fn group(cx: &Cx<'_>) -> String {
    format!("-{}", cx.rng.alphanumeric(8))
}

/// The key of the browser whose cookie has a token of this hash. Keys are told to whoever asks for a user's devices, and none
/// gives a token.
pub fn key_of_browser(config: &Config, hash: &str) -> String {
    let made = SeededRng::new(sha256(&[b"browser's device key", hash.as_bytes()]));
    key(config, &made.uuid_v4())
}

/// A browser that is to be remembered, by the hash of its cookie's token.
pub(crate) fn new_browser(cx: &Cx<'_>, config: &Config, hash: &str) -> Browser {
    Browser {
        key: key_of_browser(config, hash),
        group: group(cx),
        name: user_agent::device(cx.user_agent.as_deref().unwrap_or_default()),
        ip: cx.peer.map(|peer| peer.to_string()),
        new: true,
    }
}

/// The device of this key, if the user has it.
pub async fn find(cx: &Cx<'_>, config: &Config, sub: &Sub, key: &str) -> Result<Option<Device>> {
    find_marked(cx, config, sub, key, None).await
}

/// The same, where there is this mark ([`ReadDevices::mark`]).
pub(crate) async fn find_marked(
    cx: &Cx<'_>,
    config: &Config,
    sub: &Sub,
    key: &str,
    mark: Option<String>,
) -> Result<Option<Device>> {
    let read = ReadDevices {
        sub: sub.clone(),
        which: Which::One(key.to_owned()),
        mark,
    };
    let found = cx.decide(config, &config.object_of(sub), read).await?;
    Ok(found.into_iter().next())
}

/// What is kept of a device's secret.
pub fn keep_secret(
    cx: &Cx<'_>,
    pool: &PoolId,
    key: &str,
    salt: &Salt,
    verifier: &Verifier,
) -> Result<DeviceSecret> {
    let verifier = cx
        .keyring
        .seal_text(
            Purpose::SrpVerifier,
            &associated(pool, key),
            verifier.as_bytes().expose(),
            cx.rng,
        )
        .map_err(Error::internal)?;
    Ok(DeviceSecret {
        salt: salt.to_hex(),
        verifier,
    })
}

/// The SRP verifier of a device.
pub fn verifier(cx: &Cx<'_>, pool: &PoolId, key: &str, secret: &DeviceSecret) -> Result<Verifier> {
    let bytes = cx
        .keyring
        .open_text(
            Purpose::SrpVerifier,
            &associated(pool, key),
            &secret.verifier,
        )
        .map_err(Error::internal)?;
    Verifier::from_bytes(bytes.expose()).map_err(Error::internal)
}

/// What a device's verifier is bound to: no user's is bound to as much.
pub(crate) fn associated<'a>(pool: &'a PoolId, key: &'a str) -> [&'a str; 3] {
    [pool.as_str(), "device", key]
}
