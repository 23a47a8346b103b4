//! The objects that hold one pool each.

pub mod class;
pub mod clients;
pub mod config;
pub mod create;
pub mod delete;
pub mod domains;
pub mod groups;
pub mod keys;
pub mod resource_servers;
pub mod revision;
pub mod sealed;
pub mod sessions;
pub mod settings;
