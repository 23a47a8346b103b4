//! The OAuth 2.0 and OpenID Connect endpoints, a file each.

pub mod authorize;
pub mod browser;
pub mod client_authentication;
pub(crate) mod device;
pub mod discovery;
pub mod error;
pub(crate) mod id_token_hint;
pub mod jwks;
pub(crate) mod mark;
mod pool_cookie;
pub mod request;
pub mod revoke;
pub mod token;
mod token_exchange;
pub mod user_info;
