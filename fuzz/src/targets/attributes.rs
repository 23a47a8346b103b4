//! Attributes of a user: what passes keeps to the pool's schema.

use crate::deployment;
use std::collections::BTreeMap;
use vestibule_engine::{
    attributes::{Writer, check_delete, check_new, check_update},
    find_user::{is_email, is_phone_number},
};
use vestibule_model::{
    client::Client,
    ids::Sub,
    pool::{AttributeType, Pool},
    unicode::NativeUnicode,
};

/// `NAME=VALUE`, one a line.
pub fn run(input: &[u8]) {
    deployment::with(|deployment| check(deployment.pool(), deployment.client(), input));
}

fn check(pool: &Pool, client: &Client, input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let given: BTreeMap<String, String> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let names: Vec<String> = given.keys().cloned().collect();
    let sub = Sub::from_stored("a1b2c3d4-e5f6-7080-1a0b-1c2d3e4f5061");
    for writer in [Writer::User(client), Writer::Administrator] {
        let is_user = matches!(writer, Writer::User(_));
        if let Ok(kept) = check_new(pool, &NativeUnicode, writer, given.clone(), None) {
            assert!(!is_user || kept.contains_key("email"), "it is required");
            assert_values(pool, &kept, is_user);
        }
        if let Ok(changes) = check_update(pool, &NativeUnicode, writer, &sub, given.clone()) {
            assert_values(pool, &changes.set, is_user);
            assert_removable(pool, &changes.remove);
            let both = changes
                .remove
                .iter()
                .find(|name| changes.set.contains_key(*name));
            assert_eq!(both, None, "set and removed at once");
            let set = changes.set.keys();
            for attribute in set.filter_map(|name| pool.attribute(name)) {
                assert!(attribute.mutable, "{}", attribute.name);
            }
        }
        if let Ok(changes) = check_delete(pool, writer, &names) {
            assert!(changes.set.is_empty());
            assert_removable(pool, &changes.remove);
        }
    }
}

fn assert_values(pool: &Pool, values: &BTreeMap<String, String>, is_user: bool) {
    for (name, value) in values {
        let attribute = pool.attribute(name).expect("the schema has it");
        assert!(name != "sub" && !value.is_empty());
        let is_hidden = attribute.developer_only || name.ends_with("_verified");
        assert!(!(is_user && is_hidden), "{name}");
        let measure = match attribute.kind {
            AttributeType::String => i64::try_from(value.encode_utf16().count()).ok(),
            AttributeType::Number => Some(value.parse().expect("it is a number")),
            AttributeType::Boolean => {
                assert!(["true", "false"].contains(&value.as_str()));
                None
            }
            AttributeType::DateTime => None,
        };
        let bound = |bound: &Option<String>| -> Option<i64> {
            bound.as_ref().map(|bound| bound.parse().expect("a number"))
        };
        let (min, max) = (bound(&attribute.min), bound(&attribute.max));
        assert!(
            measure.is_none_or(|measure| min.is_none_or(|min| min <= measure)),
            "{name}"
        );
        assert!(
            measure.is_none_or(|measure| max.is_none_or(|max| measure <= max)),
            "{name}"
        );
    }
    assert!(values.get("email").is_none_or(|email| is_email(email)));
    assert!(
        values
            .get("phone_number")
            .is_none_or(|number| is_phone_number(number))
    );
}

fn assert_removable(pool: &Pool, names: &[String]) {
    for name in names {
        let attribute = pool.attribute(name).expect("the schema has it");
        assert!(attribute.mutable && !attribute.required, "{name}");
    }
}
