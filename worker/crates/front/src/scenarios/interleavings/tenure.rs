//! Who has the alias.

use super::{Scenery, on};
use vestibule_model::{ids::Sub, object_key::ObjectKey};
use vestibule_store::users::rows;

/// Who has the alias, by the rows of one object or of all.
#[derive(Clone, Default)]
pub(super) struct Tenure {
    /// The epoch with which each user has it.
    users: [Option<String>; 2],
    pub(super) row: Option<AliasOf>,
}

/// The alias's row.
#[derive(Clone)]
pub(super) struct AliasOf {
    pub(super) user: usize,
    epoch: String,
    reserved: bool,
}

impl Tenure {
    /// What lies in the object.
    pub(super) fn of(scenery: &Scenery, object: &ObjectKey) -> Self {
        on(&scenery.world, object, |tx| {
            let row = tx
                .first(
                    "SELECT sub, epoch, reserved_until FROM aliases WHERE alias = ?1",
                    vestibule_store::params![scenery.alias().as_str()],
                )
                .unwrap()
                .map(|row| {
                    let sub = Sub::from_stored(row.text(0).unwrap());
                    let user = scenery.users.iter().position(|user| *user == sub);
                    AliasOf {
                        user: user.expect("one of the two"),
                        epoch: row.text(1).unwrap().to_owned(),
                        reserved: row.integer_or_null(2).unwrap().is_some(),
                    }
                });
            let users = [0, 1].map(|number| {
                let user = rows::load(tx, &scenery.users[number]).unwrap()?;
                user.aliases.get(&scenery.alias()).cloned()
            });
            Self { users, row }
        })
    }

    pub(super) fn and(self, other: &Self) -> Self {
        let [first, second] = self.users;
        Self {
            users: [
                first.or_else(|| other.users[0].clone()),
                second.or_else(|| other.users[1].clone()),
            ],
            row: self.row.or_else(|| other.row.clone()),
        }
    }

    /// What must hold after every step: at most one user has the alias, and the alias's row names that user and epoch.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match (&self.users, &self.row) {
            ([Some(_), Some(_)], _) => Err("two users have one alias"),
            ([None, None], _) => Ok(()),
            (users, Some(row)) if users[row.user].as_ref() == Some(&row.epoch) => Ok(()),
            _ => Err("a user has an alias whose row says otherwise"),
        }
    }

    /// What the timers must make of what was left: the alias is free, or owned by a user who holds it.
    pub(super) fn check_settled(&self) -> Result<(), &'static str> {
        self.check()?;
        match &self.row {
            Some(row) if row.reserved => Err("a reservation is left"),
            Some(row) if self.users[row.user].as_ref() != Some(&row.epoch) => {
                Err("the alias is owned by a user who has it not")
            }
            _ => Ok(()),
        }
    }
}
