//! Numbers for what is large, so that it is compared and hashed once.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Values and their numbers: equal values have one number.
pub(super) struct Numbered<T> {
    values: Vec<T>,
    numbers: FxHashMap<T, usize>,
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    pub(super) fn number(&mut self, value: T) -> usize {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = self.values.len();
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }

    pub(super) fn get(&self, number: usize) -> &T {
        &self.values[number]
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }
}
