//! Users by the thousand, for benchmarks. Only builds with the feature `bench` have this.

use crate::{
    transition::{Transition, Tx, TxError},
    users::{create::CreateUser, memberships},
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// Makes many users at once, each as [`CreateUser`] makes one.
#[derive(Debug, Serialize, Deserialize)]
pub struct SeedUsers {
    pub users: Vec<CreateUser>,
    /// A group that all of them join: its name and generation.
    pub group: Option<(String, String)>,
}

impl Transition for SeedUsers {
    /// How many there were not before.
    type Output = u32;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "seed_users";

    fn apply(self, tx: &Tx<'_>) -> Result<u32, TxError> {
        let mut made = 0;
        for user in self.users {
            let (sub, slot) = (user.user.sub.clone(), user.user.slot);
            if user.apply(tx)?.is_err() {
                continue;
            }
            made += 1;
            if let Some((name, generation)) = &self.group {
                memberships::put(tx, &sub, slot, name, generation)?;
            }
        }
        Ok(made)
    }
}
