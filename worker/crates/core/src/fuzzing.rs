//! The parsers that are nobody's business outside, for the fuzz targets.
//!
//! Only with the feature `fuzzing`, which no build has that is deployed.

use crate::{
    access_token::{Claims, Parsed},
    clients::redirect_uri,
    cx::Cx,
    error::Result,
    extensions::branding::Branding,
    http::Request,
    idp_error,
    oauth::client_authentication,
    store::users::list::Filter,
    users::list_users,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use vestibule_crypto::SecretString;

pub use crate::store::users::rows::SEARCHABLE;

/// An access token taken apart, and not verified.
pub struct AccessToken<'a> {
    pub kid: String,
    pub claims: Claims,
    /// `header.payload`
    pub signed: &'a str,
    pub signature: &'a str,
}

impl<'a> AccessToken<'a> {
    pub fn read(token: &'a str) -> Option<Self> {
        let Parsed {
            kid,
            claims,
            signed,
            signature,
        } = Parsed::read(token)?;
        Some(Self {
            kid,
            claims,
            signed,
            signature,
        })
    }
}

/// The branding that a pool keeps of what was put.
pub fn branding(branding: Branding) -> idp_error::Result<Value> {
    branding.checked()
}

/// The id and the secret that a request to the token endpoint names; `None` when it is refused for its form.
pub fn client_credentials(http: &Request) -> Option<(String, Option<SecretString>)> {
    let parameters = client_authentication::parameters(http).ok()?;
    let credentials = client_authentication::credentials(http, &parameters).ok()?;
    Some((credentials.id, credentials.secret))
}

/// The filter of ListUsers: `None` for a text that is none, `Some(None)` for an empty one.
pub fn filter(text: &str) -> Option<Option<Filter>> {
    list_users::filter::parse(text).ok()
}

/// Where a listing goes on.
pub fn position<T: DeserializeOwned>(
    cx: &Cx<'_>,
    listing: &[&str],
    token: &str,
) -> Result<Option<T>> {
    cx.position(listing, Some(token))
}

/// Whether a client may register these addresses.
pub fn redirect_uris(urls: &[String]) -> idp_error::Result<()> {
    redirect_uri::check_urls(urls)
}
