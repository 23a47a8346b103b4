//! Who holds an alias: the authority on each alias's slot, and what the users' own objects say about it.
//!
//! The alias's row is free, reserved (sub, epoch, until) or owned (sub, epoch). A reader believes it only if the user's
//! row has the same epoch. [`vestibule_engine::aliases`] drives these transitions from the Worker.

use crate::{
    params,
    sql::{Row, SqlError},
    timers,
    transition::{Transition, Tx, TxError},
    users::rows,
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    ids::Sub,
    object_key::Class,
    time::{Span, Timestamp},
    user::User,
};

/// How long a void epoch is remembered: no request that carries it lives as long.
const VOID_KEPT: Span = Span::days(1);
/// What the Worker did not settle is handed to it again after this.
const RETRY: Span = Span::seconds(30);

/// The result of a transition that may change which aliases a user holds, where no alias was the reason to refuse it.
pub trait RecordsClaims {
    /// Whether the change was made, and the claims with it.
    fn is_recorded(&self) -> bool;
}

/// A user's claim on an alias, which its own object is to record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub alias: Alias,
    /// Random, one for each claim.
    pub epoch: String,
    pub row: AliasRow,
    /// If the alias's row still has this epoch, it can be overwritten: its claim is known to be void.
    pub void: Option<String>,
}

/// Where the alias's row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasRow {
    /// In the user's own object, which records the claim and the row in one transition.
    Here,
    /// In another object, where it is reserved for this user until then.
    Reserved(Timestamp),
}

/// Why a change that needs an alias was not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// The change needs this alias and came without a claim on it.
    Unclaimed(Alias),
    /// Another user holds it, under that epoch, or is about to.
    Taken {
        alias: Alias,
        sub: Sub,
        epoch: String,
    },
    /// The alias's row names a user of another object, which is to be asked by [`SettleClaim`] whether that user holds it.
    Doubtful {
        alias: Alias,
        sub: Sub,
        epoch: String,
    },
    /// The claim came too late: its epoch is void, and a new claim is needed.
    Void { alias: Alias, epoch: String },
}

/// Makes the aliases that a user holds those which the rules say, both in the user and in the aliases' rows. This is the
/// decision who holds an alias. Where it is refused nothing was changed.
pub(crate) fn follow(
    tx: &Tx<'_>,
    user: &mut User,
    rules: &Rules,
    claims: &[Claim],
) -> Result<Option<Refused>, TxError> {
    let wanted = rules.aliases_of(tx.unicode, user);
    let mut taken = Vec::new();
    for alias in wanted
        .iter()
        .filter(|alias| !user.aliases.contains_key(alias))
    {
        let Some(claim) = claims.iter().find(|claim| claim.alias == *alias) else {
            return Ok(Some(Refused::Unclaimed(alias.clone())));
        };
        if let Some(refused) = refusal(tx, &user.sub, claim)? {
            return Ok(Some(refused));
        }
        taken.push(claim);
    }
    let dropped: Vec<Alias> = user
        .aliases
        .keys()
        .filter(|alias| !wanted.contains(alias))
        .cloned()
        .collect();
    drop_all(tx, user, &dropped)?;
    for claim in taken {
        if claim.row == AliasRow::Here {
            if let Some(former) = row_of(tx, &claim.alias)? {
                void(tx, &former.epoch)?;
            }
            tx.exec(
                "INSERT OR REPLACE INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, ?3, NULL)",
                params![claim.alias.as_str(), &user.sub, &claim.epoch],
            )?;
        }
        user.aliases
            .insert(claim.alias.clone(), claim.epoch.clone());
    }
    Ok(None)
}

/// Takes aliases from a user. From then on this object denies that the user holds them; their rows are deleted at once
/// where they are here, and by the timer where they are in other objects.
pub(crate) fn drop_all(tx: &Tx<'_>, user: &mut User, aliases: &[Alias]) -> Result<(), SqlError> {
    for alias in aliases {
        let Some(epoch) = user.aliases.remove(alias) else {
            continue;
        };
        void(tx, &epoch)?;
        let freed = tx.exec(
            "DELETE FROM aliases WHERE alias = ?1 AND epoch = ?2 RETURNING alias",
            params![alias.as_str(), &epoch],
        )?;
        if freed.is_empty() {
            tx.exec(
                "INSERT INTO releases (epoch, alias) VALUES (?1, ?2)",
                params![epoch, alias.as_str()],
            )?;
            timers::claims_by(tx, tx.now)?;
        }
    }
    Ok(())
}

/// Whether claims are still to be settled; if so, the timer is set again.
pub(crate) fn rearm(tx: &Tx<'_>) -> Result<bool, SqlError> {
    let open = tx.first(
        "SELECT MIN(at) FROM (SELECT MIN(reserved_until) AS at FROM aliases \
         UNION ALL SELECT ?1 FROM releases)",
        params![tx.now],
    )?;
    let Some(next) = open
        .map(|row| row.integer_or_null(0))
        .transpose()?
        .flatten()
    else {
        return Ok(false);
    };
    let next = Timestamp::from_millis(next);
    timers::claims_by(tx, next.max(tx.now + RETRY))?;
    Ok(next <= tx.now)
}

/// Reserves an alias for a user who lives in another object.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReserveAlias {
    pub alias: Alias,
    pub sub: Sub,
    pub epoch: String,
    pub until: Timestamp,
    /// If the alias's row still has this epoch, it can be overwritten: its claim is known to be void.
    pub void: Option<String>,
}

/// What became of a reservation.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reserved {
    /// It is reserved under this epoch: that of the same user's earlier reservation, if there is one.
    Reserved { epoch: String },
    /// The row is owned, or its reservation has expired: that user's object is to be asked whether the user holds it.
    Doubtful { sub: Sub, epoch: String },
    /// Another user is about to take it.
    Busy { sub: Sub, epoch: String },
}

impl Transition for ReserveAlias {
    type Output = Reserved;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reserve_alias";

    fn apply(self, tx: &Tx<'_>) -> Result<Reserved, TxError> {
        let mut epoch = self.epoch;
        if let Some(row) =
            row_of(tx, &self.alias)?.filter(|row| Some(&row.epoch) != self.void.as_ref())
        {
            match row.reserved_until {
                Some(_) if row.sub == self.sub => epoch = row.epoch,
                Some(until) if until > tx.now => {
                    return Ok(Reserved::Busy {
                        sub: row.sub,
                        epoch: row.epoch,
                    });
                }
                _ => {
                    return Ok(Reserved::Doubtful {
                        sub: row.sub,
                        epoch: row.epoch,
                    });
                }
            }
        }
        tx.exec(
            "INSERT OR REPLACE INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, ?3, ?4)",
            params![self.alias.as_str(), &self.sub, &epoch, self.until],
        )?;
        timers::claims_by(tx, self.until)?;
        Ok(Reserved::Reserved { epoch })
    }
}

/// Makes a reservation an ownership, if it is still the one of this epoch.
#[derive(Debug, Serialize, Deserialize)]
pub struct OwnAlias {
    pub alias: Alias,
    pub epoch: String,
}

impl Transition for OwnAlias {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "own_alias";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec(
            "UPDATE aliases SET reserved_until = NULL WHERE alias = ?1 AND epoch = ?2",
            params![self.alias.as_str(), self.epoch],
        )?;
        Ok(())
    }
}

/// Frees an alias whose epoch is void, if its row is still of that epoch.
#[derive(Debug, Serialize, Deserialize)]
pub struct FreeAlias {
    pub alias: Alias,
    pub epoch: String,
}

impl Transition for FreeAlias {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "free_alias";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec(
            "DELETE FROM aliases WHERE alias = ?1 AND epoch = ?2",
            params![self.alias.as_str(), self.epoch],
        )?;
        Ok(())
    }
}

/// Asks a user's object whether the user holds an alias under this epoch. If not, the epoch is void from now on: no claim
/// under it will be recorded.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettleClaim {
    pub sub: Sub,
    pub alias: Alias,
    pub epoch: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    Held,
    Void,
}

impl Transition for SettleClaim {
    type Output = Settled;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "settle_claim";

    fn apply(self, tx: &Tx<'_>) -> Result<Settled, TxError> {
        if holds(tx, &self.sub, &self.alias, &self.epoch)? {
            return Ok(Settled::Held);
        }
        void(tx, &self.epoch)?;
        Ok(Settled::Void)
    }
}

/// Takes an alias from a user in favour of another who has proven to own the address. This user's attribute becomes
/// unverified.
#[derive(Debug, Serialize, Deserialize)]
pub struct YieldAlias {
    pub sub: Sub,
    pub alias: Alias,
    pub epoch: String,
}

impl Transition for YieldAlias {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "yield_alias";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        void(tx, &self.epoch)?;
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(());
        };
        if user.aliases.get(&self.alias) != Some(&self.epoch) {
            return Ok(());
        }
        drop_all(tx, &mut user, std::slice::from_ref(&self.alias))?;
        user.attributes.insert(
            format!("{}_verified", self.alias.kind()),
            "false".to_owned(),
        );
        user.modified = tx.now;
        rows::save(tx, &user)
    }
}

/// What was left half-way: reservations of this object's aliases, and releases by this object's users. A bounded number.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadUnsettled {
    pub limit: u32,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsettled {
    /// Reservations past their end: alias, sub, epoch.
    pub reservations: Vec<(Alias, Sub, String)>,
    /// Aliases that users of this object gave up, whose rows in other objects are still to be freed: alias, epoch.
    pub releases: Vec<(Alias, String)>,
}

impl Transition for ReadUnsettled {
    type Output = Unsettled;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_unsettled";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Unsettled, TxError> {
        let reservations = tx.exec(
            "SELECT alias, sub, epoch FROM aliases WHERE reserved_until <= ?1 ORDER BY reserved_until LIMIT ?2",
            params![tx.now, self.limit],
        )?;
        let releases = tx.exec(
            "SELECT alias, epoch FROM releases LIMIT ?1",
            params![self.limit],
        )?;
        Ok(Unsettled {
            reservations: reservations
                .iter()
                .map(|row| {
                    Ok((
                        Alias::from_stored(row.text(0)?),
                        Sub::from_stored(row.text(1)?),
                        row.text(2)?.to_owned(),
                    ))
                })
                .collect::<Result<_, SqlError>>()?,
            releases: releases
                .iter()
                .map(|row| Ok((Alias::from_stored(row.text(0)?), row.text(1)?.to_owned())))
                .collect::<Result<_, SqlError>>()?,
        })
    }
}

/// Forgets releases whose rows elsewhere have been freed.
#[derive(Debug, Serialize, Deserialize)]
pub struct NoteReleased {
    pub epochs: Vec<String>,
}

impl Transition for NoteReleased {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "note_released";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        for epoch in self.epochs {
            tx.exec("DELETE FROM releases WHERE epoch = ?1", params![epoch])?;
        }
        Ok(())
    }
}

struct Held {
    sub: Sub,
    epoch: String,
    reserved_until: Option<Timestamp>,
}

impl Held {
    fn from_row(row: &Row) -> Result<Self, SqlError> {
        Ok(Self {
            sub: Sub::from_stored(row.text(0)?),
            epoch: row.text(1)?.to_owned(),
            reserved_until: row.integer_or_null(2)?.map(Timestamp::from_millis),
        })
    }
}

fn row_of(tx: &Tx<'_>, alias: &Alias) -> Result<Option<Held>, SqlError> {
    tx.first(
        "SELECT sub, epoch, reserved_until FROM aliases WHERE alias = ?1",
        params![alias.as_str()],
    )?
    .map(|row| Held::from_row(&row))
    .transpose()
}

fn holds(tx: &Tx<'_>, sub: &Sub, alias: &Alias, epoch: &String) -> Result<bool, TxError> {
    Ok(rows::load(tx, sub)?.is_some_and(|user| user.aliases.get(alias) == Some(epoch)))
}

/// Why a claim is not to be recorded.
fn refusal(tx: &Tx<'_>, sub: &Sub, claim: &Claim) -> Result<Option<Refused>, TxError> {
    let (alias, epoch) = (claim.alias.clone(), claim.epoch.clone());
    let voided = tx
        .first(
            "SELECT 1 FROM void_claims WHERE epoch = ?1",
            params![&epoch],
        )?
        .is_some();
    match claim.row {
        _ if voided => return Ok(Some(Refused::Void { alias, epoch })),
        AliasRow::Reserved(until) if until <= tx.now => {
            return Ok(Some(Refused::Void { alias, epoch }));
        }
        AliasRow::Reserved(_) => return Ok(None),
        AliasRow::Here => {}
    }
    let Some(row) = row_of(tx, &claim.alias)? else {
        return Ok(None);
    };
    if row.sub == *sub || Some(&row.epoch) == claim.void.as_ref() {
        return Ok(None);
    }
    if holds(tx, &row.sub, &alias, &row.epoch)?
        || row.reserved_until.is_some_and(|until| until > tx.now)
    {
        return Ok(Some(Refused::Taken {
            alias,
            sub: row.sub,
            epoch: row.epoch,
        }));
    }
    match rows::load(tx, &row.sub)? {
        // The user lives here and does not hold it: the row was left behind.
        Some(_) => Ok(None),
        None => Ok(Some(Refused::Doubtful {
            alias,
            sub: row.sub,
            epoch: row.epoch,
        })),
    }
}

fn void(tx: &Tx<'_>, epoch: &str) -> Result<(), SqlError> {
    let expires = tx.now + VOID_KEPT;
    tx.exec(
        "INSERT INTO void_claims (epoch, expires) VALUES (?1, ?2) \
         ON CONFLICT (epoch) DO UPDATE SET expires = excluded.expires",
        params![epoch, expires],
    )?;
    timers::sweep_by(tx, expires)
}
