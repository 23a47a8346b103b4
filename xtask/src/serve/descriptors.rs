//! How many connections can be held at once: each takes descriptors, of which the system grants a number.

use anyhow::Result;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// What `workerd` was seen to hold for a connection that asks.
const A_CONNECTION: u64 = 2;
/// For an object that is in use: its database, the log of that and the index of the log.
const AN_OBJECT: u64 = 3;
/// For objects in use and for itself.
const KEPT: u64 = 64 * AN_OBJECT + 64;

/// More than this no machine holds, and some systems allow any number.
const MOST: u64 = 1 << 20;

/// Raises the limit for what is started from now on to the highest that the system allows. Gives how many connections
/// that is enough for.
pub(super) fn raise() -> Result<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let wanted = hard.min(MOST);
    let raised = soft < wanted && setrlimit(Resource::RLIMIT_NOFILE, wanted, hard).is_ok();
    Ok(connections(if raised { wanted } else { soft.min(MOST) }))
}

fn connections(limit: u64) -> u64 {
    limit.saturating_sub(KEPT) / A_CONNECTION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_systems() {
        let told = raise().unwrap();
        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        assert!(soft >= hard.min(MOST));
        assert_eq!(told, connections(soft.min(MOST)));
    }

    #[test]
    fn some_descriptors_are_kept_for_the_objects() {
        assert_eq!(connections(KEPT + 2 * 10_000), 10_000);
        assert_eq!(connections(10), 0);
    }
}
