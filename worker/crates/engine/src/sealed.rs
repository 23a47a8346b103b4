//! State that clients and browsers carry for us: sealed, so that they can neither read it nor make it up.

use crate::{
    cx::Cx,
    error::{Error, Result},
};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_crypto::Purpose;

impl Cx<'_> {
    /// Seals a value for one purpose, bound to `associated`.
    pub fn seal<T: Serialize>(
        &self,
        purpose: Purpose,
        associated: &[&str],
        value: &T,
    ) -> Result<String> {
        let plain = serde_json::to_vec(value).map_err(Error::internal)?;
        self.keyring
            .seal_text(purpose, associated, &plain, self.rng)
            .map_err(Error::internal)
    }

    /// Opens what [`Self::seal`] made; `None` for anything else.
    pub fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        associated: &[&str],
        sealed: &str,
    ) -> Option<T> {
        let plain = self.keyring.open_text(purpose, associated, sealed).ok()?;
        vestibule_model::json::read(plain.expose()).ok()
    }
}
