//! `id_token_hint` of `/logout` (OpenID Connect RP-Initiated Logout 1.0 section 2): an ID token of ours, which says who
//! is to be signed out and which client asks.

use serde::{Deserialize, Serialize};
use vestibule_crypto::Purpose;
use vestibule_engine::{
    access_token::Parsed,
    cx::Cx,
    deployment,
    error::{Error, Result},
};
use vestibule_model::ids::Sub;

/// What a valid hint says.
#[derive(Serialize, Deserialize)]
pub(crate) struct Hint {
    pub(crate) sub: Sub,
    /// The client that the token was given to.
    pub(crate) client: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    token_use: String,
}

const ASSOCIATED: &[&str] = &["id_token_hint"];

impl Hint {
    /// Reads an ID token, or what [`Self::seal`] made; `None` for one that we didn't give, or whose key is gone. One that
    /// has expired is as good as another: whoever signs out late has it.
    pub(crate) async fn read(cx: &Cx<'_>, text: &str) -> Result<Option<Self>> {
        if let Some(hint) = cx.open(Purpose::Page, ASSOCIATED, text) {
            return Ok(Some(hint));
        }
        let Some(parsed) = Parsed::<Claims>::read(text) else {
            return Ok(None);
        };
        let pool = deployment::pool_of(cx.deployment, &parsed.claims.iss)
            .filter(|_| parsed.claims.token_use == "id");
        let Some(pool) = pool else {
            return Ok(None);
        };
        let config = match cx.pool_for_anyone(pool.as_str(), None).await {
            Err(error) if error.is_no_such_pool() => return Ok(None),
            config => config?,
        };
        match parsed.verify(&config) {
            Ok(()) => Ok(Some(Self {
                sub: Sub::from_stored(&parsed.claims.sub),
                client: parsed.claims.aud,
            })),
            Err(Error::Refused(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The same for an address, where an ID token would be too long, and would say too much.
    pub(crate) fn seal(&self, cx: &Cx<'_>) -> Result<String> {
        cx.seal(Purpose::Page, ASSOCIATED, self)
    }
}
