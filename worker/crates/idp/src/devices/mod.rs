//! Devices that users' apps have had remembered.

pub mod admin_forget_device;
pub mod admin_get_device;
pub mod admin_list_devices;
pub mod admin_update_device_status;
pub mod confirm_device;
pub mod forget_device;
pub mod get_device;
pub mod list_devices;
pub mod update_device_status;

use crate::error::{Error, Result};
use vestibule_engine::{
    access_token::{self, Caller},
    accounts::outcomes::too_late,
    config::Config,
    cx::Cx,
    devices,
    error::{AccessTokenRefusal, Refusal},
    paging::page_length,
};
use vestibule_model::{
    device::Device,
    user::{Authority, Standing, User},
};
use vestibule_store::users::devices::{Change, ChangeDevice, Changed, ReadDevices, Which};
use vestibule_wire::{
    Sensitive, Timestamp,
    idp::{AttributeType, DeviceRememberedStatusType, DeviceType, ErrorCode},
};

const LONGEST_PAGE: u32 = 60;

/// The user of an operation on one of its own devices, in a pool that remembers devices.
///
/// # Errors
/// InvalidUserPoolConfigurationException; what is wrong with the token, or that there is none.
async fn owner(cx: &Cx<'_>, token: Option<&Sensitive<String>>) -> Result<Caller> {
    let token = token.ok_or(Refusal::AccessToken(AccessTokenRefusal::Malformed))?;
    let caller = access_token::resolve(cx, token.expose()).await?;
    match caller.config.pool.settings.devices {
        Some(_) => Ok(caller),
        None => Err(Error::new(
            ErrorCode::InvalidUserPoolConfigurationException,
            "The user pool does not remember devices.",
        )),
    }
}

/// # Errors
/// ResourceNotFoundException
async fn find(cx: &Cx<'_>, config: &Config, user: &User, key: &str) -> Result<DeviceType> {
    let found = devices::find(cx, config, &user.sub, key).await?;
    let device = found.ok_or(Refusal::NoSuchDevice)?;
    Ok(shown(cx, config, user, device))
}

/// A page of a user's devices, and the token of the next.
async fn list(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    limit: Option<i32>,
    token: Option<&str>,
) -> Result<(Vec<DeviceType>, Option<String>)> {
    let listing = [config.pool.id.as_str(), "ListDevices", user.sub.as_str()];
    let after: Option<String> = cx.position(&listing, token)?;
    let limit = page_length(limit.filter(|limit| *limit > 0), LONGEST_PAGE);
    let read = ReadDevices {
        sub: user.sub.clone(),
        which: Which::All {
            after,
            limit: limit + 1,
        },
        mark: None,
    };
    let home = config.object_of(&user.sub);
    let mut devices = cx.decide(config, &home, read).await?;
    let length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = devices.len() > length;
    devices.truncate(length);
    let next = devices
        .last()
        .filter(|_| more)
        .map(|last| cx.next_token(&listing, &last.key))
        .transpose()?;
    let devices = devices.into_iter();
    let devices = devices.map(|device| shown(cx, config, user, device));
    Ok((devices.collect(), next))
}

/// Changes a device as an administrator.
///
/// # Errors
/// ResourceNotFoundException, UserNotFoundException
async fn change_as_administrator(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    key: String,
    change: Change,
) -> Result<()> {
    let changed = send(cx, config, user, Authority::Administrator, key, change).await?;
    told(changed)
}

/// Changes a device of the caller's own.
///
/// # Errors
/// ResourceNotFoundException, DeviceKeyExistsException, InvalidParameterException; what is wrong with the token by now.
async fn change_own(
    cx: &Cx<'_>,
    token: Option<&Sensitive<String>>,
    caller: &Caller,
    key: String,
    change: Change,
) -> Result<()> {
    let authority = Authority::User(Standing::of(&caller.user));
    let changed = send(cx, &caller.config, &caller.user, authority, key, change).await?;
    match (changed, token) {
        (Changed::TooLate, Some(token)) => Err(too_late(cx, token.expose()).await.into()),
        (changed, _) => told(changed),
    }
}

async fn send(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    caller: Authority,
    key: String,
    change: Change,
) -> Result<Changed> {
    let home = config.object_of(&user.sub);
    let change = ChangeDevice {
        sub: user.sub.clone(),
        caller,
        key,
        change,
    };
    Ok(cx.decide(config, &home, change).await?)
}

fn told(changed: Changed) -> Result<()> {
    Err(match changed {
        Changed::Changed => return Ok(()),
        Changed::NoDevice => Refusal::NoSuchDevice.into(),
        Changed::OtherSession => Error::invalid_parameter("Invalid device key given."),
        Changed::Exists => Error::new(
            ErrorCode::DeviceKeyExistsException,
            "Device already exists with the provided key.",
        ),
        Changed::Nobody | Changed::TooLate => Error::user_not_found(),
    })
}

/// What a status has a device changed to; nothing where it isn't given.
fn remembering(status: Option<DeviceRememberedStatusType>) -> Option<Change> {
    status.map(|status| Change::Remember(status == DeviceRememberedStatusType::Remembered))
}

fn shown(cx: &Cx<'_>, config: &Config, user: &User, device: Device) -> DeviceType {
    let pool = &config.pool.id;
    let owner = format!("{}.{pool}", user.username);
    let arn = format!(
        "arn:aws:cognito-idp:{}:{}:owner/{owner}/device/{}",
        pool.region(),
        cx.deployment.account,
        device.key
    );
    let remembered = match device.remembered {
        true => DeviceRememberedStatusType::Remembered,
        false => DeviceRememberedStatusType::NotRemembered,
    };
    let attributes = [
        ("device_status", Some("valid".to_owned())),
        ("device_name", device.name),
        ("dev:device_arn", Some(arn)),
        ("dev:device_owner", Some(owner)),
        ("last_ip_used", device.ip),
        (
            "dev:device_remembered_status",
            Some(remembered.as_str().to_owned()),
        ),
        ("dev:device_sdk", Some("aws-sdk".to_owned())),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| {
        Some(AttributeType {
            name: name.to_owned(),
            value: Some(value?.into()),
        })
    });
    DeviceType {
        device_key: Some(device.key),
        device_attributes: Some(attributes.collect()),
        device_create_date: Some(Timestamp(device.created.millis())),
        device_last_modified_date: Some(Timestamp(device.modified.millis())),
        device_last_authenticated_date: Some(Timestamp(device.authenticated.millis())),
    }
}

#[cfg(test)]
mod tests;
