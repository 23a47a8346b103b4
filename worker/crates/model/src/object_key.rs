//! Objects, by class and name.

use crate::ids::PoolId;
use std::fmt;

/// Which object: its class and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    pub class: Class,
    /// Unique within the class.
    pub name: String,
}

impl ObjectKey {
    /// The pool that a `Users` object is a part of, as its name tells; `None` for what is named otherwise.
    pub fn pool(&self) -> Option<&str> {
        self.name.split_once('/').map(|(pool, _)| pool)
    }
}

/// As an operator reads of it: the class and the name.
impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.class.name(), self.name)
    }
}

/// The classes of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    DevMailbox,
    Pool,
    Registry,
    Users,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::DevMailbox, Self::Pool, Self::Registry, Self::Users];

    /// The class that this is the name of.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// The name of the Durable Object class.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DevMailbox => "DevMailbox",
            Self::Pool => "Pool",
            Self::Registry => "Registry",
            Self::Users => "Users",
        }
    }
}

impl ObjectKey {
    /// The object of a pool.
    pub fn of_pool(pool: &PoolId) -> Self {
        Self {
            class: Class::Pool,
            name: pool.to_string(),
        }
    }

    /// One of a pool's `Users` objects.
    pub fn of_users(pool: &PoolId, number: u32) -> Self {
        Self {
            class: Class::Users,
            name: format!("{pool}/{number}"),
        }
    }

    /// One of the registry's objects.
    pub fn of_registry(number: u16) -> Self {
        Self {
            class: Class::Registry,
            name: number.to_string(),
        }
    }
}
