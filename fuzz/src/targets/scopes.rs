//! Scopes: a set, and only what they name is shown.

use vestibule_model::scope::Scopes;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let scopes = Scopes::parse(&text);
    let mut written: Vec<&str> = text.split(' ').collect();
    for scope in &written {
        assert_eq!(scopes.has(scope), !scope.is_empty());
    }
    written.reverse();
    assert_eq!(Scopes::parse(&written.join(" ")), scopes);
    let any = ["openid", "email", "phone", "profile"]
        .iter()
        .any(|scope| scopes.has(scope));
    for attribute in [
        "sub",
        "email",
        "phone_number",
        "name",
        "custom:team",
        &*text,
    ] {
        assert!(any || !scopes.reveal(attribute), "{attribute}");
    }
    if scopes.has("email") && !scopes.has("phone") {
        assert!(!scopes.reveal("phone_number"));
    }
}
