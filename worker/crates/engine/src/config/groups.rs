//! What a snapshot of a pool keeps of the groups that it has met. There are too many to load them all with it.

use std::{cell::RefCell, rc::Rc};
use vestibule_model::group::Group;

/// Generations that one snapshot of a pool keeps.
const CAPACITY: usize = 256;

/// What is known of groups at one version of a pool's configuration: by generation, in its order, the definition that has
/// it, if any has.
#[derive(Debug, Default)]
pub struct Groups(RefCell<Vec<(String, Option<Rc<Group>>)>>);

impl Groups {
    /// The group of this generation; `None` where that isn't known.
    pub(crate) fn get(&self, generation: &str) -> Option<Option<Rc<Group>>> {
        let known = self.0.borrow();
        let at = known.binary_search_by(|(known, _)| known.as_str().cmp(generation));
        let (_, group) = known.get(at.ok()?)?;
        Some(group.clone())
    }

    /// Keeps what was read; where there is no room left it starts anew.
    pub(crate) fn keep(&self, generation: &str, group: Option<Rc<Group>>) {
        let mut known = self.0.borrow_mut();
        if known.len() >= CAPACITY {
            known.clear();
        }
        if let Err(at) = known.binary_search_by(|(known, _)| known.as_str().cmp(generation)) {
            known.insert(at, (generation.to_owned(), group));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_model::time::Timestamp;

    #[test]
    fn what_is_known_is_bounded() {
        let known = Groups::default();
        let group = Rc::new(Group {
            name: "g".to_owned(),
            generation: "g".to_owned(),
            description: None,
            precedence: None,
            role: None,
            created: Timestamp::default(),
            modified: Timestamp::default(),
        });
        assert_eq!(known.get("a"), None);
        known.keep("a", None);
        assert_eq!(known.get("a"), Some(None));
        for number in 0..CAPACITY - 1 {
            known.keep(&format!("{number}"), Some(Rc::clone(&group)));
        }
        assert_eq!(known.get("a"), Some(None));
        known.keep("b", None);
        assert_eq!((known.get("a"), known.get("b")), (None, Some(None)));
    }
}
