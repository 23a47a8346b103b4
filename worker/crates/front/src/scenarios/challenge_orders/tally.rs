//! How often what came of the walks: a walk that doesn't come where it is to hold something holds nothing.

use super::steps::Proof;
use std::{cell::RefCell, collections::BTreeMap};

#[derive(Default)]
pub(super) struct Tally(RefCell<BTreeMap<String, usize>>);

impl Tally {
    /// Tokens were given for this.
    pub(super) fn tokens<'a>(&self, proofs: impl IntoIterator<Item = &'a Proof>) {
        self.note(tokens(proofs));
    }

    /// Something that was shown was refused.
    pub(super) fn refused(&self, how: &str) {
        self.note(format!("refused: {how}"));
    }

    fn note(&self, what: String) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    /// What of these is missing: the ways to tokens, and the refusals.
    pub(super) fn missing(&self, ends: &[&[Proof]], refusals: &[&str]) -> Vec<String> {
        let ends = ends.iter().map(|end| tokens(*end));
        let refusals = refusals.iter().map(|how| format!("refused: {how}"));
        let met = self.0.borrow();
        let all = ends.chain(refusals);
        all.filter(|what| !met.contains_key(what)).collect()
    }
}

/// In the order in which a set of them has them.
fn tokens<'a>(proofs: impl IntoIterator<Item = &'a Proof>) -> String {
    let mut proofs: Vec<_> = proofs.into_iter().collect();
    proofs.sort();
    format!("tokens for {proofs:?}")
}
