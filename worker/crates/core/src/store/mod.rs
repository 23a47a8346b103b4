//! What runs in objects: by class, the schema, the transitions and the SQL.

pub mod classes;
pub mod dev_mailbox;
pub mod envelope;
pub mod object;
pub mod pool;
pub mod registry;
pub mod schema;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod timers;
pub mod transition;
pub mod users;
pub mod wake;
