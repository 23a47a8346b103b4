//! The parsers that are nobody's business outside, for the fuzz targets.
//!
//! Only with the feature `fuzzing`, which no build has that is deployed.

use serde::de::DeserializeOwned;
use vestibule_engine::{
    access_token::{Claims, Parsed},
    cx::Cx,
    error,
};
use vestibule_idp::error::Result;
use vestibule_idp::{clients::redirect_uri, users::list_users};
use vestibule_store::users::list::Filter;

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

/// The filter of ListUsers: `None` for a text that is none, `Some(None)` for an empty one.
pub fn filter(text: &str) -> Option<Option<Filter>> {
    list_users::filter::parse(text).ok()
}

/// Where a listing goes on.
pub fn position<T: DeserializeOwned>(
    cx: &Cx<'_>,
    listing: &[&str],
    token: &str,
) -> error::Result<Option<T>> {
    cx.position(listing, Some(token))
}

/// Whether a client may register these addresses.
pub fn redirect_uris(urls: &[String]) -> Result<()> {
    redirect_uri::check_urls(urls)
}
