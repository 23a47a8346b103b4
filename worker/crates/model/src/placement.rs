//! Which object holds each slot.

use super::object_key::ObjectKey;
use crate::{
    ids::PoolId,
    slots::{SLOTS, Slot},
};
use serde::{Deserialize, Serialize};

/// Which `Users` object holds each slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// (first slot, object number), ascending; the first entry begins at 0.
    ranges: Vec<(u16, u32)>,
}

impl Table {
    /// A table of this many objects, which have equal shares of the slots.
    pub fn even(objects: u16) -> Self {
        let objects = objects.clamp(1, SLOTS);
        let ranges = (0..objects)
            .map(|number| {
                let first = u32::from(number) * u32::from(SLOTS) / u32::from(objects);
                (u16::try_from(first).unwrap_or(0), u32::from(number))
            })
            .collect();
        Self { ranges }
    }

    /// The object that holds a slot.
    pub fn object(&self, pool: &PoolId, slot: Slot) -> ObjectKey {
        let number = self
            .ranges
            .iter()
            .take_while(|(first, _)| *first <= slot.number())
            .last()
            .map_or(0, |(_, number)| *number);
        ObjectKey::of_users(pool, number)
    }

    /// Every object, in the order of their first slots.
    pub fn objects(&self, pool: &PoolId) -> Vec<ObjectKey> {
        self.ranges
            .iter()
            .map(|(_, number)| ObjectKey::of_users(pool, *number))
            .collect()
    }
}
