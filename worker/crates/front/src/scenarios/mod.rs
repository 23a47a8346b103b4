//! What needs everything at once.

mod access_token;
mod at_rest;
mod captured;
mod challenge_orders;
mod configuration;
mod delete_pool;
mod delivery;
mod find_user;
mod interleavings;
mod lost_replies;
mod lost_storage;
mod nobody;
mod reseal;
mod sign_in;
mod strangers;
mod tokens;
mod verification;
