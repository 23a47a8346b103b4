//! Devices that users' apps have had remembered, and browsers that the pages remember. An app's begins with a sign-in, whose
//! session has its keys; it is kept from when it is confirmed on. A browser is kept from the sign-in on that remembers it.

use crate::{
    params,
    sql::{SqlError, json},
    transition::{Transition, Tx, TxError},
    users::{rows, spent},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    device::{Device, DeviceSecret},
    ids::Sub,
    object_key::Class,
    user::{Authority, authority},
};

/// Reads devices of a user, by key.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadDevices {
    pub sub: Sub,
    pub which: Which,
    /// [`super::sign_in::Issue::Device`]: where that is not there, no device is.
    #[serde(default)]
    pub mark: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    One(String),
    /// A page of all.
    All {
        after: Option<String>,
        limit: u32,
    },
}

/// Confirms, changes or forgets a device of a user.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChangeDevice {
    pub sub: Sub,
    #[serde(with = "authority")]
    pub caller: Authority,
    pub key: String,
    pub change: Change,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Confirm {
        /// The key of the device whose session the caller's token is of.
        of_session: Option<String>,
        name: Option<String>,
        secret: Option<DeviceSecret>,
        remembered: bool,
        ip: Option<String>,
    },
    /// From now on it can take part in a sign-in, or can't.
    Remember(bool),
    Forget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Changed,
    /// The user has no device of this key; if it is to be confirmed, no session that was given the key.
    NoDevice,
    /// The key was given to another session of the user's.
    OtherSession,
    /// It was confirmed before.
    Exists,
    Nobody,
    /// As [`crate::users::change::Updated::TooLate`].
    TooLate,
}

impl Transition for ReadDevices {
    type Output = Vec<Device>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_devices";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if let Some(mark) = &self.mark
            && !spent::is_spent(tx, mark)?
        {
            return Ok(Vec::new());
        }
        let rows = match self.which {
            Which::One(key) => tx.exec(
                "SELECT document FROM devices WHERE key = ?2 AND sub = ?1",
                params![&self.sub, key],
            ),
            Which::All { after, limit } => tx.exec(
                "SELECT document FROM devices WHERE sub = ?1 AND key > ?2 ORDER BY key LIMIT ?3",
                params![&self.sub, after.unwrap_or_default(), limit],
            ),
        }?;
        Ok(rows
            .iter()
            .map(|row| row.json(0))
            .collect::<Result<_, SqlError>>()?)
    }
}

impl Transition for ChangeDevice {
    type Output = Changed;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "change_device";

    fn apply(self, tx: &Tx<'_>) -> Result<Changed, TxError> {
        let Some(user) = rows::load(tx, &self.sub)? else {
            return Ok(Changed::Nobody);
        };
        if !user.obeys(self.caller) {
            return Ok(Changed::TooLate);
        }
        let (sub, key) = (&self.sub, &self.key);
        let known = read(tx, sub, key)?;
        match (known, self.change) {
            (Some(_), Change::Confirm { .. }) => Ok(Changed::Exists),
            (
                None,
                Change::Confirm {
                    of_session,
                    name,
                    secret,
                    remembered,
                    ip,
                },
            ) => {
                let Some(group) = given_group(tx, sub, key)? else {
                    return Ok(Changed::NoDevice);
                };
                if of_session.as_ref() != Some(key) {
                    return Ok(Changed::OtherSession);
                }
                let device = Device {
                    key: key.clone(),
                    group,
                    name,
                    remembered,
                    secret,
                    created: tx.now,
                    modified: tx.now,
                    authenticated: tx.now,
                    ip,
                    browser: false,
                };
                write(tx, sub, &device)?;
                forget_oldest(tx, sub)?;
                Ok(Changed::Changed)
            }
            (None, _) => Ok(Changed::NoDevice),
            (Some(device), Change::Remember(remembered)) => {
                let device = Device {
                    remembered,
                    modified: tx.now,
                    ..device
                };
                write(tx, sub, &device)?;
                Ok(Changed::Changed)
            }
            (Some(_), Change::Forget) => {
                tx.exec("DELETE FROM devices WHERE key = ?1", params![key])?;
                end_refreshing(tx, sub, key)?;
                Ok(Changed::Changed)
            }
        }
    }
}

/// Has no session refreshed any more that was begun on a device; its access tokens live on.
fn end_refreshing(tx: &Tx<'_>, sub: &Sub, key: &str) -> Result<(), SqlError> {
    tx.exec(
        "UPDATE sessions SET document = json_set(document, '$.device', json_object('forgotten', json_object('key', ?2))) \
         WHERE sub = ?1 AND state = 'live' \
         AND ?2 IN (json_extract(document, '$.device.new.key'), json_extract(document, '$.device.known.key'))",
        params![sub, key],
    )?;
    Ok(())
}

/// Whether a device is a remembered one of this user's.
pub(crate) fn is_remembered(tx: &Tx<'_>, sub: &Sub, key: &str) -> Result<bool, SqlError> {
    Ok(read(tx, sub, key)?.is_some_and(|device| device.remembered))
}

/// A device has taken part in a sign-in of its user's now, from this address.
pub(crate) fn note_use(
    tx: &Tx<'_>,
    sub: &Sub,
    key: &str,
    ip: Option<&str>,
) -> Result<(), SqlError> {
    let Some(device) = read(tx, sub, key)? else {
        return Ok(());
    };
    let device = Device {
        authenticated: tx.now,
        ip: ip.map(str::to_owned).or(device.ip),
        ..device
    };
    write(tx, sub, &device)
}

/// A browser that a sign-in by the pages is on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    pub key: String,
    pub group: String,
    pub name: String,
    pub ip: Option<String>,
    /// Whether it is to be remembered from now on; otherwise it has been, and stands for a second factor.
    pub new: bool,
}

/// The same of a browser; a new one is remembered.
pub(crate) fn note_browser(tx: &Tx<'_>, sub: &Sub, browser: &Browser) -> Result<(), SqlError> {
    if !browser.new {
        return note_use(tx, sub, &browser.key, browser.ip.as_deref());
    }
    let device = Device {
        key: browser.key.clone(),
        group: browser.group.clone(),
        name: Some(browser.name.clone()),
        remembered: true,
        secret: None,
        created: tx.now,
        modified: tx.now,
        authenticated: tx.now,
        ip: browser.ip.clone(),
        browser: true,
    };
    write(tx, sub, &device)?;
    forget_oldest(tx, sub)
}

/// Forgets all browsers of a user that the pages remember.
pub(crate) fn forget_browsers(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec(
        "DELETE FROM devices WHERE sub = ?1 AND json_extract(document, '$.browser')",
        params![sub],
    )?;
    Ok(())
}

/// Forgets all devices of a user. What was given to a session and isn't confirmed can't be any more.
pub(crate) fn forget_all(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    for device in tx.exec("SELECT key FROM devices WHERE sub = ?1", params![sub])? {
        end_refreshing(tx, sub, device.text(0)?)?;
    }
    tx.exec(
        "UPDATE sessions SET document = json_remove(document, '$.device') \
         WHERE sub = ?1 AND state = 'live' AND json_extract(document, '$.device.new') IS NOT NULL",
        params![sub],
    )?;
    delete_all(tx, sub)
}

/// Deletes all devices of a user whose sessions have ended.
pub(crate) fn delete_all(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec("DELETE FROM devices WHERE sub = ?1", params![sub])?;
    Ok(())
}

/// The group key that a live session of the user's was given with this device key.
fn given_group(tx: &Tx<'_>, sub: &Sub, key: &str) -> Result<Option<String>, SqlError> {
    tx.first(
        "SELECT json_extract(document, '$.device.new.group') FROM sessions \
         WHERE sub = ?1 AND state = 'live' AND json_extract(document, '$.device.new.key') = ?2",
        params![sub, key],
    )?
    .map(|row| row.text(0).map(str::to_owned))
    .transpose()
}

fn forget_oldest(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    let gone = tx.exec(
        "DELETE FROM devices WHERE sub = ?1 AND key NOT IN (SELECT key FROM devices WHERE sub = ?1 \
         ORDER BY json_extract(document, '$.authenticated') DESC, rowid DESC LIMIT ?2) RETURNING key",
        params![sub, Device::MOST_OF_USER],
    )?;
    for device in &gone {
        end_refreshing(tx, sub, device.text(0)?)?;
    }
    Ok(())
}

fn read(tx: &Tx<'_>, sub: &Sub, key: &str) -> Result<Option<Device>, SqlError> {
    tx.first(
        "SELECT document FROM devices WHERE key = ?2 AND sub = ?1",
        params![sub, key],
    )?
    .map(|row| row.json(0))
    .transpose()
}

fn write(tx: &Tx<'_>, sub: &Sub, device: &Device) -> Result<(), SqlError> {
    tx.exec(
        "INSERT INTO devices (key, sub, document) VALUES (?1, ?2, ?3) \
         ON CONFLICT (key) DO UPDATE SET document = excluded.document",
        params![&device.key, sub, json(device)?],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;
    use vestibule_model::time::Span;

    fn sub(text: &str) -> Sub {
        Sub::from_stored(text)
    }

    fn keep(store: &Store, owner: &str, key: &str) {
        let now = store.tx().now;
        let device = Device {
            key: key.to_owned(),
            group: "-group".to_owned(),
            name: None,
            remembered: true,
            secret: None,
            created: now,
            modified: now,
            authenticated: now,
            ip: None,
            browser: false,
        };
        write(&store.tx(), &sub(owner), &device).unwrap();
        forget_oldest(&store.tx(), &sub(owner)).unwrap();
    }

    #[test]
    fn a_user_has_fifty_and_the_one_that_was_used_least_lately_goes() {
        let mut store = Store::open(Class::Users);
        keep(&store, "bob", "bobs");
        for number in 0..50 {
            store.advance(Span::seconds(1));
            keep(&store, "jane", &format!("d{number}"));
        }
        store.advance(Span::seconds(1));
        note_use(&store.tx(), &sub("jane"), "d0", None).unwrap();
        keep(&store, "jane", "d50");
        let is_there =
            |owner: &str, key: &str| read(&store.tx(), &sub(owner), key).unwrap().is_some();
        assert!(!is_there("jane", "d1"));
        assert!(["d0", "d2", "d50"].iter().all(|key| is_there("jane", key)));
        assert!(is_there("bob", "bobs"));
    }

    #[test]
    fn a_browser_is_remembered_until_it_is_forgotten_with_all_others() {
        let mut store = Store::open(Class::Users);
        keep(&store, "jane", "phone");
        let browser = |new| Browser {
            key: "browser".to_owned(),
            group: "-group".to_owned(),
            name: "Chrome, Linux".to_owned(),
            ip: Some("192.0.2.1".to_owned()),
            new,
        };
        // A sign-in on a known one, if it may be.
        let on = |store: &Store, whose: &str| {
            let (tx, whose, browser) = (store.tx(), sub(whose), browser(false));
            let can = is_remembered(&tx, &whose, &browser.key).unwrap();
            note_browser(&tx, &whose, &browser).unwrap();
            can
        };
        assert!(!on(&store, "jane"));
        note_browser(&store.tx(), &sub("jane"), &browser(true)).unwrap();
        let made = store.tx().now;
        store.advance(Span::hours(1));
        assert!(on(&store, "jane") && !on(&store, "bob"));
        let tx = store.tx();
        let device = read(&tx, &sub("jane"), "browser").unwrap().unwrap();
        assert!(device.browser && device.remembered && device.secret.is_none());
        assert_eq!((device.created, device.authenticated), (made, tx.now));
        assert_eq!(device.name.as_deref(), Some("Chrome, Linux"));
        forget_browsers(&tx, &sub("bob")).unwrap();
        assert!(on(&store, "jane"));
        forget_browsers(&tx, &sub("jane")).unwrap();
        assert!(!on(&store, "jane"));
        assert!(read(&tx, &sub("jane"), "phone").unwrap().is_some());
    }

    #[test]
    fn a_device_takes_part_in_its_own_users_sign_ins() {
        let mut store = Store::open(Class::Users);
        keep(&store, "jane", "hers");
        store.advance(Span::hours(1));
        let tx = store.tx();
        let is_hers = |whose: &str, key: &str| is_remembered(&tx, &sub(whose), key).unwrap();
        assert!(is_hers("jane", "hers") && !is_hers("bob", "hers") && !is_hers("jane", "none"));
        note_use(&tx, &sub("bob"), "hers", Some("192.0.2.9")).unwrap();
        note_use(&tx, &sub("jane"), "hers", Some("192.0.2.1")).unwrap();
        assert!(!is_hers("bob", "hers"));
        let device = read(&tx, &sub("jane"), "hers").unwrap().unwrap();
        assert_eq!(device.authenticated, tx.now);
        assert_eq!(device.ip.as_deref(), Some("192.0.2.1"));
        forget_all(&tx, &sub("jane")).unwrap();
        assert!(!is_hers("jane", "hers"));
    }
}
