//! The SRP verifiers of one `Users` object, so that they can be sealed again under a newer master secret.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{ids::Sub, object_key::Class};

/// By sub, a page at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListVerifiers {
    pub after: Option<Sub>,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVerifier {
    pub sub: Sub,
    pub username: String,
    pub sealed: String,
}

/// Replaces verifiers by the same ones sealed anew. That of a user whose password has changed meanwhile is left alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealVerifiers {
    pub verifiers: Vec<ResealedVerifier>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealedVerifier {
    pub sub: Sub,
    pub old: String,
    pub new: String,
}

impl Transition for ListVerifiers {
    type Output = Vec<SealedVerifier>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_verifiers";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let after = self.after.as_ref().map_or("", Sub::as_str);
        tx.exec(
            "SELECT sub, username, json_extract(credential, '$.verifier') FROM users \
             WHERE sub > ?1 AND credential IS NOT NULL ORDER BY sub LIMIT ?2",
            params![after, self.limit],
        )?
        .iter()
        .map(|row| {
            Ok(SealedVerifier {
                sub: Sub::from_stored(row.text(0)?),
                username: row.text(1)?.to_owned(),
                sealed: row.text(2)?.to_owned(),
            })
        })
        .collect()
    }
}

impl Transition for ResealVerifiers {
    /// How many were replaced.
    type Output = u32;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reseal_verifiers";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let mut done = 0;
        for ResealedVerifier { sub, old, new } in self.verifiers {
            let replaced = tx.first(
                "UPDATE users SET credential = json_set(credential, '$.verifier', ?3) \
                 WHERE sub = ?1 AND json_extract(credential, '$.verifier') = ?2 RETURNING 1",
                params![&sub, old, new],
            )?;
            done += u32::from(replaced.is_some());
        }
        Ok(done)
    }
}
