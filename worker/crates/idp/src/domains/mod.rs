//! Domains of pools: prefixes under the deployment's base host.
//!
//! The registry grants a domain first, then the pool takes it up. A grant that its pool has not taken up within
//! [`claim::ABANDONED_AFTER`] is void: [`pool::SetDomain`](vestibule_store::pool::domains::SetDomain) refuses it, and another
//! pool may have the domain.

pub mod create_user_pool_domain;
pub mod delete_user_pool_domain;
pub mod describe_user_pool_domain;
pub mod update_user_pool_domain;

mod claim;

use crate::error::{Error, Result};
use vestibule_model::pool::{Pool, Tier};
use vestibule_wire::idp::{CustomDomainConfigType, ErrorCode, RoutingType};

/// Settings that creating and updating a domain share.
fn check(
    pool: &Pool,
    custom: Option<&CustomDomainConfigType>,
    routing: Option<&RoutingType>,
    managed_login_version: Option<i32>,
) -> Result<()> {
    if custom.is_some() {
        return Err(Error::not_built("CustomDomainConfig"));
    }
    if routing.is_some() {
        return Err(Error::not_built("Routing"));
    }
    match managed_login_version {
        Some(2) if pool.settings.tier == Tier::Lite => Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following feature is not available for the LITE pricing tier configured: Managed Login Version 2",
        )),
        None | Some(1 | 2) => Ok(()),
        Some(other) => Err(Error::invalid_parameter(format!(
            "There is no managed login version {other}."
        ))),
    }
}
