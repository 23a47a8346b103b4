//! Queries and forms: written again they are the same.

use crate::http::is_header_value;
use vestibule_web::parameters::Parameters;

pub fn run(input: &[u8]) {
    let parameters = Parameters::parse(input);
    let encoded = parameters.encode();
    assert!(Parameters::parse(encoded.as_bytes()) == parameters);
    assert!(is_header_value(&parameters.after("/login")));
    let doubled = parameters.clone().and(parameters.clone());
    assert_eq!(doubled.any_repeated(), !encoded.is_empty());
    for name in ["client_id", "state", "scope"] {
        if let Some(value) = parameters.get(name) {
            assert!(!value.is_empty() && parameters.has(name));
        }
        assert!(!parameters.without(&[name]).has(name));
        let with = parameters.with(name, "x y");
        assert_eq!(with.get(name), Some("x y"));
        assert!(Parameters::parse(with.encode().as_bytes()) == with);
    }
    for name in parameters.under("requiredAttributes").keys() {
        assert!(parameters.has(&format!("requiredAttributes[{name}]")));
    }
}
