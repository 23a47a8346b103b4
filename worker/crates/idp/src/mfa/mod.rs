//! Second factors: what a pool offers, and what its users have turned on.

pub mod admin_delete_software_token;
pub mod admin_get_user_auth_factors;
pub mod admin_set_user_mfa_preference;
pub mod admin_set_user_settings;
pub(crate) mod answer;
pub mod associate_software_token;
pub mod get_user_auth_factors;
pub mod get_user_pool_mfa_config;
mod preference;
pub mod set_user_mfa_preference;
pub mod set_user_pool_mfa_config;
pub mod set_user_settings;
pub mod verify_software_token;

#[cfg(test)]
mod tests;
