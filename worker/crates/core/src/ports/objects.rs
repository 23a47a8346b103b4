//! The way from the Worker to the objects.

use super::LocalFuture;

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

    /// The class of this name.
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

/// Why an object gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// The reply was lost, or the object never ran; the same message may be sent again.
    #[error("object unavailable: {0}")]
    Retryable(String),
    /// The object has too much to do, and has not looked at the message: sending it again at once makes that worse.
    #[error("object overloaded: {0}")]
    Overloaded(String),
    #[error("object failed: {0}")]
    Failed(String),
}

/// Delivers one message to an object and returns its reply, once: repeating is the caller's decision.
pub trait Objects {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>>;
}
