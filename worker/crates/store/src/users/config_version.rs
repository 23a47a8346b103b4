//! The version of the pool's configuration that this object's decisions are held to.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// Refuses, from now on, what is decided under a configuration below this version.
#[derive(Debug, Serialize, Deserialize)]
pub struct RaiseLowestConfig {
    pub lowest: u64,
    /// Whether the object may have to be made by this: none was known to be there when the configuration was read.
    #[serde(default)]
    pub makes: bool,
}

impl Transition for RaiseLowestConfig {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "raise_lowest_config";

    fn makes(&self) -> bool {
        self.makes
    }

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        let lowest = i64::try_from(self.lowest).unwrap_or(i64::MAX);
        tx.exec(
            "INSERT INTO meta (name, value) VALUES ('lowest_config', ?1) \
             ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            params![lowest],
        )?;
        Ok(())
    }
}

/// Changes nothing, but is refused where the configuration is stale. What touches no user asks by it whether its
/// version still holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConfirmConfig {}

impl Transition for ConfirmConfig {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "confirm_config";
    const READS: bool = true;

    fn apply(self, _tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(())
    }
}
