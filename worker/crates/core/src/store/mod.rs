//! All SQL: the schema in one folder, and beside it the transitions, one file a family.

pub mod aliases;
pub mod attempts;
pub mod codes;
pub mod dev_mailbox;
pub mod outbox;
pub mod pools;
pub mod quotas;
pub mod registry;
pub mod schema;
pub mod sessions;
pub mod sign_in;
pub mod users;
pub mod verifications;

#[cfg(test)]
mod at_rest;
