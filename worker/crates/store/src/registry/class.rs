//! `Registry`: which pool a name belongs to. One of several objects, by the hash of the name.

use super::names::{
    ClaimName, DescribePool, FindPool, KeepCheckKey, ListPools, ReleaseName, ResealCheckKey,
};
use crate::object::ObjectClass;
use vestibule_model::object_key::Class;

pub const REGISTRY: ObjectClass = ObjectClass {
    class: Class::Registry,
    schema: &[
        include_str!("../schema/registry_1.sql"),
        include_str!("../schema/registry_2.sql"),
    ],
    transitions: TRANSITIONS,
    dispatch,
    timers: &[],
    expiring: &["outcomes"],
    before_sweep: None,
    // A pool's names are given up one by one.
    wiped: &[],
};

crate::transitions![
    FindPool,
    ClaimName,
    DescribePool,
    KeepCheckKey,
    ListPools,
    ReleaseName,
    ResealCheckKey
];
