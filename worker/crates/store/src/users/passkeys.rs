//! Users' passkeys, and the challenges that new ones answer.

use super::rows;
use crate::{
    params,
    sql::{SqlError, json},
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::constant_time_eq;
use vestibule_model::{
    ids::{ClientId, Sub},
    object_key::Class,
    passkey::Passkey,
    time::Timestamp,
    user::Standing,
};

/// Reads a user's passkeys, the oldest first: none of a user that isn't there.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadPasskeys {
    pub sub: Sub,
}

/// Changes them, for the user itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChangePasskeys {
    pub sub: Sub,
    pub caller: Standing,
    pub change: Change,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Keeps the challenge of a registration, in place of the one before it.
    Begin(Challenge),
    /// Adds a passkey that was verified, and spends the challenge that it answers.
    Add {
        /// As in [`Challenge::hash`].
        hash: String,
        client: ClientId,
        passkey: Box<Passkey>,
    },
    /// Removes the one of this id.
    Remove(String),
    /// Notes that one was used; see [`record_use`].
    Use(Use),
}

/// The challenge of a registration, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// SHA-256 of the challenge, hexadecimal.
    pub hash: String,
    /// Whom it was given to.
    pub client: ClientId,
    pub relying_party: String,
    pub expires: Timestamp,
}

/// What a passkey that was used showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub id: String,
    pub counter: u32,
    pub backed_up: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    Done,
    /// The challenge is kept; the user has these already, by their ids.
    Begun(Vec<String>),
    Nobody,
    /// The user was disabled or signed out, or its status changed, since the caller was checked.
    TooLate,
    /// The challenge has ended, was spent, or is another user's.
    NoChallenge,
    /// The challenge was given to another client.
    OtherClient,
    /// The user has [`Passkey::MOST`] already.
    TooMany,
    /// The user has this one already.
    Known,
    /// The user has none of this id.
    Missing,
    /// The counter has not grown since it was read.
    Counter,
}

impl Transition for ReadPasskeys {
    type Output = Vec<Passkey>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_passkeys";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        Ok(list(tx, &self.sub)?)
    }
}

impl Transition for ChangePasskeys {
    type Output = Changed;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "change_passkeys";

    fn apply(self, tx: &Tx<'_>) -> Result<Changed, TxError> {
        let Some(user) = rows::load(tx, &self.sub)? else {
            return Ok(Changed::Nobody);
        };
        if !user.is_still(self.caller) {
            return Ok(Changed::TooLate);
        }
        Ok(match self.change {
            Change::Begin(challenge) => begin(tx, &self.sub, &challenge)?,
            Change::Add {
                hash,
                client,
                passkey,
            } => add(tx, &self.sub, &hash, &client, &passkey)?,
            Change::Remove(id) => {
                tx.exec(
                    "DELETE FROM passkeys WHERE sub = ?1 AND id = ?2",
                    params![&self.sub, id],
                )?;
                match tx.changes()? {
                    0 => Changed::Missing,
                    _ => Changed::Done,
                }
            }
            Change::Use(shown) => record_use(tx, &self.sub, &shown)?,
        })
    }
}

/// A user's passkeys, the oldest first.
pub(crate) fn list(tx: &Tx<'_>, sub: &Sub) -> Result<Vec<Passkey>, SqlError> {
    tx.exec(
        "SELECT document FROM passkeys WHERE sub = ?1 ORDER BY created, id",
        params![sub],
    )?
    .iter()
    .map(|row| row.json(0))
    .collect()
}

/// Notes that a passkey was used, which it is only if its counter has grown since it was last used, or there is none: of two
/// sign-ins that show the same, one passes.
pub(crate) fn record_use(tx: &Tx<'_>, sub: &Sub, shown: &Use) -> Result<Changed, SqlError> {
    let row = tx.first(
        "SELECT document FROM passkeys WHERE sub = ?1 AND id = ?2",
        params![sub, &shown.id],
    )?;
    let Some(row) = row else {
        return Ok(Changed::Missing);
    };
    let mut passkey: Passkey = row.json(0)?;
    if (passkey.counter, shown.counter) != (0, 0) && shown.counter <= passkey.counter {
        return Ok(Changed::Counter);
    }
    passkey.counter = shown.counter;
    passkey.backed_up = shown.backed_up;
    passkey.used = Some(tx.now);
    save(tx, sub, &passkey)?;
    Ok(Changed::Done)
}

/// Forgets all that is kept of a user.
pub(crate) fn forget(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec("DELETE FROM passkeys WHERE sub = ?1", params![sub])?;
    end_registration(tx, sub)
}

fn begin(tx: &Tx<'_>, sub: &Sub, challenge: &Challenge) -> Result<Changed, SqlError> {
    let known = list(tx, sub)?;
    if known.len() >= Passkey::MOST {
        return Ok(Changed::TooMany);
    }
    tx.exec(
        "INSERT OR REPLACE INTO passkey_challenges (sub, hash, client, relying_party, expires) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            sub,
            &challenge.hash,
            &challenge.client,
            &challenge.relying_party,
            challenge.expires
        ],
    )?;
    timers::sweep_by(tx, challenge.expires)?;
    Ok(Changed::Begun(
        known.into_iter().map(|passkey| passkey.id).collect(),
    ))
}

fn add(
    tx: &Tx<'_>,
    sub: &Sub,
    hash: &str,
    client: &ClientId,
    passkey: &Passkey,
) -> Result<Changed, SqlError> {
    let kept = tx.first(
        "SELECT hash, client, relying_party FROM passkey_challenges WHERE sub = ?1 AND expires > ?2",
        params![sub, tx.now],
    )?;
    let Some(kept) = kept else {
        return Ok(Changed::NoChallenge);
    };
    let is_answer = constant_time_eq(kept.text(0)?.as_bytes(), hash.as_bytes());
    if !is_answer || kept.text(2)? != passkey.relying_party {
        return Ok(Changed::NoChallenge);
    }
    if kept.text(1)? != client.as_str() {
        return Ok(Changed::OtherClient);
    }
    end_registration(tx, sub)?;
    let known = list(tx, sub)?;
    if known.iter().any(|one| one.id == passkey.id) {
        return Ok(Changed::Known);
    }
    if known.len() >= Passkey::MOST {
        return Ok(Changed::TooMany);
    }
    save(tx, sub, passkey)?;
    Ok(Changed::Done)
}

fn save(tx: &Tx<'_>, sub: &Sub, passkey: &Passkey) -> Result<(), SqlError> {
    tx.exec(
        "INSERT INTO passkeys (sub, id, created, document) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (sub, id) DO UPDATE SET document = excluded.document",
        params![sub, &passkey.id, passkey.created, json(passkey)?],
    )?;
    Ok(())
}

fn end_registration(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    tx.exec(
        "DELETE FROM passkey_challenges WHERE sub = ?1",
        params![sub],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;
    use vestibule_model::{
        slots::Slot,
        time::Span,
        user::{Status, User},
    };

    const LIFE: Span = Span::minutes(5);

    fn sub() -> Sub {
        Sub::from_stored("00000000-0000-7000-0000-000000000000")
    }

    fn user() -> User {
        User {
            sub: sub(),
            slot: Slot::new(0),
            username: "jane".to_owned(),
            status: Status::Confirmed,
            enabled: true,
            created: Timestamp::default(),
            modified: Timestamp::default(),
            attributes: [].into(),
            aliases: [].into(),
            credential: None,
            credential_version: 0,
            history: Vec::new(),
            signed_out: Timestamp::default(),
            factors: vestibule_model::factor::Factors::default(),
            memberships: [].into(),
        }
    }

    fn store() -> Store {
        let store = Store::open(Class::Users);
        rows::save(&store.tx(), &user()).unwrap();
        store
    }

    fn change(store: &Store, change: Change) -> Changed {
        let caller = Standing::of(&user());
        let transition = ChangePasskeys {
            sub: sub(),
            caller,
            change,
        };
        transition.apply(&store.tx()).unwrap()
    }

    fn begin(store: &Store, hash: &str) -> Changed {
        change(
            store,
            Change::Begin(Challenge {
                hash: hash.to_owned(),
                client: ClientId::parse("app").unwrap(),
                relying_party: "example.org".to_owned(),
                expires: store.tx().now + LIFE,
            }),
        )
    }

    fn passkey(id: &str) -> Passkey {
        Passkey {
            id: id.to_owned(),
            public_key: "key".to_owned(),
            counter: 0,
            relying_party: "example.org".to_owned(),
            name: "Passkey".to_owned(),
            aaguid: "0".repeat(32),
            attachment: None,
            transports: Vec::new(),
            backup_eligible: true,
            backed_up: false,
            created: Timestamp::default(),
            used: None,
        }
    }

    fn add(store: &Store, hash: &str, client: &str, passkey: Passkey) -> Changed {
        change(
            store,
            Change::Add {
                hash: hash.to_owned(),
                client: ClientId::parse(client).unwrap(),
                passkey: Box::new(passkey),
            },
        )
    }

    fn read(store: &Store) -> Vec<Passkey> {
        ReadPasskeys { sub: sub() }.apply(&store.tx()).unwrap()
    }

    #[test]
    fn a_challenge_is_answered_once_by_its_own_client_in_time() {
        let mut store = store();
        assert_eq!(
            add(&store, "one", "app", passkey("a")),
            Changed::NoChallenge
        );
        assert_eq!(begin(&store, "one"), Changed::Begun(Vec::new()));
        assert_eq!(
            add(&store, "two", "app", passkey("a")),
            Changed::NoChallenge
        );
        assert_eq!(
            add(&store, "one", "other", passkey("a")),
            Changed::OtherClient
        );
        let elsewhere = Passkey {
            relying_party: "example.com".to_owned(),
            ..passkey("a")
        };
        assert_eq!(add(&store, "one", "app", elsewhere), Changed::NoChallenge);
        assert_eq!(add(&store, "one", "app", passkey("a")), Changed::Done);
        assert_eq!(
            add(&store, "one", "app", passkey("b")),
            Changed::NoChallenge
        );
        assert_eq!(begin(&store, "two"), Changed::Begun(vec!["a".to_owned()]));
        begin(&store, "three");
        assert_eq!(
            add(&store, "two", "app", passkey("b")),
            Changed::NoChallenge
        );
        store.advance(LIFE);
        assert_eq!(
            add(&store, "three", "app", passkey("b")),
            Changed::NoChallenge
        );
        assert_eq!(read(&store), [passkey("a")]);
    }

    #[test]
    fn a_user_has_each_once_and_twenty_in_all() {
        let store = store();
        for number in 0..Passkey::MOST {
            begin(&store, "hash");
            let added = add(&store, "hash", "app", passkey(&number.to_string()));
            assert_eq!(added, Changed::Done);
            if number == 0 {
                begin(&store, "hash");
                assert_eq!(add(&store, "hash", "app", passkey("0")), Changed::Known);
                begin(&store, "late");
            }
        }
        assert_eq!(begin(&store, "hash"), Changed::TooMany);
        let remove = |id: &str| change(&store, Change::Remove(id.to_owned()));
        assert_eq!(remove("7"), Changed::Done);
        assert_eq!(remove("7"), Changed::Missing);
        begin(&store, "hash");
        save(&store.tx(), &sub(), &passkey("meanwhile")).unwrap();
        assert_eq!(add(&store, "hash", "app", passkey("7")), Changed::TooMany);
    }

    #[test]
    fn of_two_uses_with_one_counter_the_first_passes() {
        let mut store = store();
        save(&store.tx(), &sub(), &passkey("a")).unwrap();
        let shown = |counter| Use {
            id: "a".to_owned(),
            counter,
            backed_up: true,
        };
        let used = |store: &Store, counter| change(store, Change::Use(shown(counter)));
        assert_eq!(used(&store, 0), Changed::Done);
        assert_eq!(used(&store, 0), Changed::Done, "it keeps none");
        store.advance(Span::minutes(1));
        assert_eq!(used(&store, 7), Changed::Done);
        for counter in [7, 6, 0] {
            assert_eq!(used(&store, counter), Changed::Counter);
        }
        let kept = read(&store);
        assert_eq!((kept[0].counter, kept[0].used), (7, Some(store.tx().now)));
        assert!(kept[0].backed_up);
        let other = Use {
            id: "b".to_owned(),
            ..shown(8)
        };
        assert_eq!(change(&store, Change::Use(other)), Changed::Missing);
    }

    #[test]
    fn only_a_user_in_the_state_that_was_checked_changes_anything() {
        let store = store();
        let mut signed_out = user();
        signed_out.signed_out = store.tx().now;
        rows::save(&store.tx(), &signed_out).unwrap();
        assert_eq!(begin(&store, "one"), Changed::TooLate);
        store.tx().exec("DELETE FROM users", &[]).unwrap();
        assert_eq!(begin(&store, "one"), Changed::Nobody);
    }

    #[test]
    fn all_of_it_goes_with_the_user() {
        let store = store();
        save(&store.tx(), &sub(), &passkey("a")).unwrap();
        begin(&store, "one");
        forget(&store.tx(), &sub()).unwrap();
        assert!(read(&store).is_empty());
        assert_eq!(
            add(&store, "one", "app", passkey("b")),
            Changed::NoChallenge
        );
    }
}
