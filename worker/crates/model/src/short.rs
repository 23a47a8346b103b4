//! Lists, maps and sets that are short: made in their order one by one.
//!
//! The standard library sorts whatever is collected into a map, and compiles its sort for each type: 5 kB of the Worker's code
//! each. A map or list of some hundreds takes no longer so.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// The items in order; those that are equal stay as they were given.
pub fn sorted<T>(
    items: impl IntoIterator<Item = T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut sorted: Vec<T> = Vec::new();
    for item in items {
        let place = sorted.partition_point(|before| compare(before, &item) != Ordering::Greater);
        sorted.insert(place, item);
    }
    sorted
}

/// Of pairs with one key the last counts.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_what_the_standard_librarys_are(pairs: Vec<(u8, u8)>) {
            let mut expected = pairs.clone();
            expected.sort_by_key(|pair| pair.0);
            prop_assert_eq!(sorted(pairs.clone(), |a, b| a.0.cmp(&b.0)), expected);
            prop_assert_eq!(map(pairs.clone()), pairs.iter().copied().collect());
            prop_assert_eq!(set(pairs.clone()), pairs.into_iter().collect());
        }
    }
}
