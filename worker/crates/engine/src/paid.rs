//! What a request has paid for: it is not paid again when the request starts over under a newer configuration.

use crate::error::Result;
use std::cell::RefCell;
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
    /// The budgets that were charged, by name.
    charged: RefCell<Vec<String>>,
    /// Those of them that have yet to be asked for since the request started over.
    in_advance: RefCell<Vec<String>>,
    /// Whether a password is that of a stored hash, by the two.
    verified: RefCell<Vec<(Digest, bool)>>,
    /// The hashes of passwords, by those and what they are for.
    hashed: RefCell<Vec<(Digest, String)>>,
}

/// Of a password and what belongs to it.
type Digest = [u8; 32];

impl Paid {
    /// From now on what was charged is not charged again.
    pub(crate) fn start_over(&self) {
        self.in_advance.replace(self.charged.borrow().clone());
    }

    /// Charges a budget by `charge`, unless an earlier try has.
    pub(crate) fn once(&self, budget: &str, charge: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut in_advance = self.in_advance.borrow_mut();
        if let Some(at) = in_advance.iter().position(|paid| paid == budget) {
            in_advance.remove(at);
            return Ok(());
        }
        charge()?;
        self.charged.borrow_mut().push(budget.to_owned());
        Ok(())
    }

    pub(crate) fn verified(&self, stored: &str, password: &SecretString) -> Option<bool> {
        let digest = digest(stored, password);
        let verified = self.verified.borrow();
        let known = verified.iter().find(|(known, _)| *known == digest);
        known.map(|(_, right)| *right)
    }

    pub(crate) fn keep_verified(&self, stored: &str, password: &SecretString, right: bool) {
        let digest = digest(stored, password);
        self.verified.borrow_mut().push((digest, right));
    }

    pub(crate) fn hashed(&self, purpose: For, password: &SecretString) -> Option<String> {
        let digest = digest(purpose.name(), password);
        let hashed = self.hashed.borrow();
        let known = hashed.iter().find(|(known, _)| *known == digest);
        known.map(|(_, hash)| hash.clone())
    }

    pub(crate) fn keep_hashed(&self, purpose: For, password: &SecretString, hash: &str) {
        let digest = digest(purpose.name(), password);
        self.hashed.borrow_mut().push((digest, hash.to_owned()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_an_earlier_try_has_paid_is_not_charged_again_and_nothing_else_is_free() {
        let (paid, charges) = (Paid::default(), Cell::new(0));
        let charge = |budget: &str| {
            let before = charges.get();
            let charge = || {
                charges.set(before + 1);
                Ok(())
            };
            paid.once(budget, charge).unwrap();
            charges.get() > before
        };
        assert!(charge("a") && charge("a"), "one try may pay twice");
        paid.start_over();
        assert!(!charge("a") && !charge("a"));
        assert!(charge("a") && charge("b"));
        paid.start_over();
        assert!(!charge("b"));
    }

    #[test]
    fn a_proof_is_of_one_stored_hash_and_one_password() {
        let paid = Paid::default();
        let [right, wrong] = ["right", "wrong"].map(SecretString::from);
        paid.keep_verified("hash", &right, true);
        paid.keep_hashed(For::Keeping, &right, "made");
        assert_eq!(paid.verified("hash", &right), Some(true));
        assert_eq!(paid.verified("hash", &wrong), None);
        assert_eq!(paid.verified("changed", &right), None);
        assert_eq!(paid.hashed(For::Keeping, &right).as_deref(), Some("made"));
        assert_eq!(paid.hashed(For::Nobody, &right), None);
    }
}
