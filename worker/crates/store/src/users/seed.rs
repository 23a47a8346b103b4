//! Users by the thousand, for benchmarks. Only builds with the feature `bench` have this.

use crate::{
    transition::{Transition, Tx, TxError},
    users::create::CreateUser,
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// Makes many users at once, each as [`CreateUser`] makes one.
#[derive(Debug, Serialize, Deserialize)]
pub struct SeedUsers {
    pub users: Vec<CreateUser>,
}

impl Transition for SeedUsers {
    /// How many there were not before.
    type Output = u32;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "seed_users";

    fn apply(self, tx: &Tx<'_>) -> Result<u32, TxError> {
        let mut made = 0;
        for user in self.users {
            if user.apply(tx)?.is_ok() {
                made += 1;
            }
        }
        Ok(made)
    }
}
