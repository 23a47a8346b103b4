//! What one `Users` object keeps sealed of its sessions, so that it can be sealed again under a newer master secret.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// By session, a page at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListRefreshSecrets {
    /// `origin_jti` of the last session before the page.
    pub after: Option<String>,
    pub limit: u32,
}

/// The secret that a session's newest refresh token was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRefreshSecret {
    pub origin_jti: String,
    /// [`vestibule_model::session::KeptToken::family`]
    pub family: String,
    pub sealed: String,
}

/// Replaces secrets by the same ones sealed anew. That of a session whose refresh token was rotated meanwhile is left
/// alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealRefreshSecrets {
    pub secrets: Vec<ResealedRefreshSecret>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealedRefreshSecret {
    pub origin_jti: String,
    pub old: String,
    pub new: String,
}

impl Transition for ListRefreshSecrets {
    type Output = Vec<SealedRefreshSecret>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_refresh_secrets";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        tx.exec(
            "SELECT origin_jti, family, secret FROM sessions \
             WHERE origin_jti > ?1 AND secret IS NOT NULL ORDER BY origin_jti LIMIT ?2",
            params![self.after.unwrap_or_default(), self.limit],
        )?
        .iter()
        .map(|row| {
            Ok(SealedRefreshSecret {
                origin_jti: row.text(0)?.to_owned(),
                family: row.text(1)?.to_owned(),
                sealed: row.text(2)?.to_owned(),
            })
        })
        .collect()
    }
}

impl Transition for ResealRefreshSecrets {
    /// How many were replaced.
    type Output = u32;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reseal_refresh_secrets";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let mut done = 0;
        for ResealedRefreshSecret {
            origin_jti,
            old,
            new,
        } in self.secrets
        {
            let replaced = tx.first(
                "UPDATE sessions SET secret = ?3 WHERE origin_jti = ?1 AND secret = ?2 RETURNING 1",
                params![origin_jti, old, new],
            )?;
            done += u32::from(replaced.is_some());
        }
        Ok(done)
    }
}
