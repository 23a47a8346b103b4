//! Until all who read it import it from [`vestibule_model::scope`].

pub use vestibule_model::scope::{PROFILE, STANDARD, Scopes};

use crate::config::Config;
use vestibule_model::{client::Client, scope};

pub fn is_known(config: &Config, asked: &str) -> bool {
    scope::is_known(&config.resource_servers, asked)
}

pub fn is_custom(config: &Config, asked: &str) -> bool {
    scope::is_custom(&config.resource_servers, asked)
}

pub fn enabled<'a>(config: &'a Config, client: &'a Client) -> impl Iterator<Item = &'a str> {
    scope::enabled(&config.resource_servers, client)
}
