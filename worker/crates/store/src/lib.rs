//! What runs in objects: by class, the schema, the transitions and the SQL.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(any(test, feature = "testing")),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod classes;
pub mod dev_mailbox;
pub mod envelope;
pub mod object;
pub mod pool;
pub mod registry;
pub mod schema;
pub mod sql;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod timers;
pub mod transition;
pub mod users;
pub mod wake;
