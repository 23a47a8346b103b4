//! What people type to say who they are: one name, of one form.

use crate::deployment;
use vestibule_engine::find_user::{Named, candidates, is_email, is_phone_number, lookalike};
use vestibule_model::{
    contact::{AliasAttribute, ContactAttribute},
    ids::Sub,
    pool::{Names, Pool},
    unicode::NativeUnicode,
};

pub fn run(input: &[u8]) {
    let typed = String::from_utf8_lossy(input);
    let (email, phone) = (is_email(&typed), is_phone_number(&typed));
    assert!(!(email && phone));
    if email {
        assert_eq!(typed.matches('@').count(), 1);
        assert!(!typed.contains(|letter: char| letter.is_whitespace() || letter.is_control()));
    }
    if phone {
        assert!((2..=16).contains(&typed.len()) && typed.is_ascii());
    }
    for names in [
        Names::Attributes(ContactAttribute::ALL.to_vec()),
        Names::Username {
            aliases: vec![AliasAttribute::Email, AliasAttribute::PreferredUsername],
        },
    ] {
        for case_sensitive in [false, true] {
            let mut pool = deployment::with(|deployment| deployment.pool().clone());
            pool.identity.names = names.clone();
            pool.identity.case_sensitive = case_sensitive;
            assert_named(&pool, &typed);
        }
    }
}

fn assert_named(pool: &Pool, typed: &str) {
    let name = pool.normalise(&NativeUnicode, typed);
    assert_eq!(pool.normalise(&NativeUnicode, &name), name);
    if typed.is_ascii() {
        let lower = typed.to_ascii_lowercase();
        assert_eq!(name, if pool.case_sensitive { typed } else { &lower });
    }
    let candidates = candidates(pool, &NativeUnicode, typed);
    assert!(!candidates.is_empty());
    for (at, candidate) in candidates.iter().enumerate() {
        assert_eq!(candidate.value(), name);
        assert!(!candidates[..at].contains(candidate));
    }
    let by_attribute = matches!(pool.names, Names::Attributes(_));
    match Named::of(pool, &NativeUnicode, typed) {
        Named::Sub(sub) => assert!(by_attribute && sub.as_str() == typed),
        Named::Aliases(aliases) => {
            assert_eq!(aliases, candidates);
            assert!(!by_attribute || Sub::parse(typed).is_none());
        }
    }
    if !by_attribute && lookalike(pool, &NativeUnicode, typed).is_none() {
        assert!(
            !(is_email(typed) || is_email(&name) || Sub::is_form_of(typed)),
            "it names somebody in another way"
        );
    }
}
