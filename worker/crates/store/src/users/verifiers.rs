//! What one `Users` object keeps sealed for as long as its users have it, so that it can be sealed again under a newer master
//! secret: the SRP verifiers of passwords and of devices, and software tokens' seeds.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::object_key::Class;

/// By holder, a page at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListVerifiers {
    #[serde(default)]
    pub of: Holders,
    pub after: Option<String>,
    pub limit: u32,
}

/// Whose verifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holders {
    #[default]
    Users,
    Devices,
    /// Users' software tokens: their seeds, in the place of verifiers.
    Tokens,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedVerifier {
    /// The user's sub, or the device's key.
    #[serde(rename = "sub")]
    pub holder: String,
    /// What it is bound to: the username, or the device's key.
    #[serde(rename = "username")]
    pub name: String,
    pub sealed: String,
}

/// Replaces verifiers by the same ones sealed anew. That of a user whose password has changed meanwhile is left alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealVerifiers {
    #[serde(default)]
    pub of: Holders,
    pub verifiers: Vec<ResealedVerifier>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealedVerifier {
    #[serde(rename = "sub")]
    pub holder: String,
    pub old: String,
    pub new: String,
}

impl Holders {
    const fn listing(self) -> &'static str {
        match self {
            Self::Users => {
                "SELECT sub, username, json_extract(credential, '$.verifier') FROM users \
                 WHERE sub > ?1 AND credential IS NOT NULL ORDER BY sub LIMIT ?2"
            }
            Self::Devices => {
                "SELECT key, key, json_extract(document, '$.secret.verifier') FROM devices \
                 WHERE key > ?1 AND json_extract(document, '$.secret.verifier') IS NOT NULL ORDER BY key LIMIT ?2"
            }
            Self::Tokens => {
                "SELECT sub, sub, json_extract(factors, '$.token.seed') FROM users \
                 WHERE sub > ?1 AND json_extract(factors, '$.token.seed') IS NOT NULL ORDER BY sub LIMIT ?2"
            }
        }
    }

    const fn resealing(self) -> &'static str {
        match self {
            Self::Users => {
                "UPDATE users SET credential = json_set(credential, '$.verifier', ?3) \
                 WHERE sub = ?1 AND json_extract(credential, '$.verifier') = ?2 RETURNING 1"
            }
            Self::Devices => {
                "UPDATE devices SET document = json_set(document, '$.secret.verifier', ?3) \
                 WHERE key = ?1 AND json_extract(document, '$.secret.verifier') = ?2 RETURNING 1"
            }
            Self::Tokens => {
                "UPDATE users SET factors = json_set(factors, '$.token.seed', ?3) \
                 WHERE sub = ?1 AND json_extract(factors, '$.token.seed') = ?2 RETURNING 1"
            }
        }
    }
}

impl Transition for ListVerifiers {
    type Output = Vec<SealedVerifier>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_verifiers";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let after = self.after.unwrap_or_default();
        tx.exec(self.of.listing(), params![after, self.limit])?
            .iter()
            .map(|row| {
                Ok(SealedVerifier {
                    holder: row.text(0)?.to_owned(),
                    name: row.text(1)?.to_owned(),
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
        for ResealedVerifier { holder, old, new } in self.verifiers {
            let replaced = tx.first(self.of.resealing(), params![holder, old, new])?;
            done += u32::from(replaced.is_some());
        }
        Ok(done)
    }
}
