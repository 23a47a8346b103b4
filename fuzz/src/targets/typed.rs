//! What people type and paste into the pages' fields: read once it stays as it is, and no name becomes another one's.

use vestibule_engine::{
    accounts::input::{TypedCode, Username},
    find_user::{is_email, is_phone_number},
};
use vestibule_model::{
    contact::{AliasAttribute, ContactAttribute},
    pool::Names,
};
use vestibule_web::hosted::typed::{attribute, code, name};

pub fn run(input: &[u8]) {
    let typed = String::from_utf8_lossy(input);
    let by_username = |aliases: &[AliasAttribute]| Names::Username {
        aliases: aliases.to_vec(),
    };
    for names in [
        Names::Attributes(vec![ContactAttribute::Email, ContactAttribute::PhoneNumber]),
        Names::Attributes(vec![ContactAttribute::Email]),
        by_username(&[AliasAttribute::Email, AliasAttribute::PhoneNumber]),
        by_username(&[]),
    ] {
        let read = name(&names, &typed);
        assert_eq!(name(&names, &read), read);
        assert_eq!(read.trim(), read);
        if is_phone_number(&typed) || (typed.is_ascii() && is_email(&typed)) {
            assert_eq!(read, typed);
        }
        if !names.has(AliasAttribute::PhoneNumber)
            && typed.is_ascii()
            && Username::parse(&typed).is_ok()
        {
            assert_eq!(read, typed);
        }
    }
    for kind in ["email", "phone_number", "name"] {
        let read = attribute(kind, &typed);
        assert_eq!(attribute(kind, &read), read);
    }
    let number = attribute("phone_number", &typed);
    if is_phone_number(&typed) {
        assert_eq!(number, typed);
    }
    let digits = code(&typed);
    assert_eq!(code(&digits), digits);
    assert!(digits.is_empty() || digits.len() > 2048 || TypedCode::parse(&digits).is_ok());
    if !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        assert_eq!(digits, typed);
    }
}
