//! Signing in, staying signed in, signing out: operations of the resource "session".

pub mod admin_initiate_auth;
pub mod admin_respond_to_auth_challenge;
pub mod admin_user_global_sign_out;
mod answer;
pub mod get_tokens_from_refresh_token;
pub mod global_sign_out;
pub mod initiate_auth;
pub mod respond_to_auth_challenge;
pub mod revoke_token;
