//! What a request has paid for: it is not paid again when the request starts over under a newer configuration.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};
use vestibule_crypto::{
    SecretString,
    digest::{length_prefixed, sha256},
};

/// What a password was hashed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// To be kept.
    Keeping,
    /// To take as long as verifying one does.
    Nobody,
}

/// Of one request. It starts over within the same isolate, and nothing of this outlives it.
#[derive(Default)]
pub struct Paid {
    started_over: Cell<bool>,
    /// Whether a password is that of a stored hash, by the two.
    verified: RefCell<BTreeMap<Digest, bool>>,
    /// The hashes of passwords, by those and what they are for.
    hashed: RefCell<BTreeMap<Digest, String>>,
}

/// Of a password and what belongs to it.
type Digest = [u8; 32];

impl Paid {
    /// From now on budgets are not charged: the first try has done that.
    pub(crate) fn start_over(&self) {
        self.started_over.set(true);
    }

    pub(crate) fn has_started_over(&self) -> bool {
        self.started_over.get()
    }

    pub(crate) fn verified(&self, stored: &str, password: &SecretString) -> Option<bool> {
        self.verified
            .borrow()
            .get(&digest(stored, password))
            .copied()
    }

    pub(crate) fn keep_verified(&self, stored: &str, password: &SecretString, right: bool) {
        let digest = digest(stored, password);
        self.verified.borrow_mut().insert(digest, right);
    }

    pub(crate) fn hashed(&self, purpose: For, password: &SecretString) -> Option<String> {
        let digest = digest(purpose.name(), password);
        self.hashed.borrow().get(&digest).cloned()
    }

    pub(crate) fn keep_hashed(&self, purpose: For, password: &SecretString, hash: &str) {
        let digest = digest(purpose.name(), password);
        self.hashed.borrow_mut().insert(digest, hash.to_owned());
    }
}

impl For {
    const fn name(self) -> &'static str {
        match self {
            Self::Keeping => "keeping",
            Self::Nobody => "nobody",
        }
    }
}

fn digest(belongs: &str, password: &SecretString) -> Digest {
    let parts = length_prefixed(&[belongs.as_bytes(), password.expose().as_bytes()]);
    sha256(&[&parts])
}
