//! Password hashes in PHC form: one that costs more than we would pay is refused, and none is met by chance.

use vestibule_crypto::{
    SecretString,
    password::{Params, PasswordError, needs_rehash, verify},
};

/// The work that one run may cost, in KiB times passes.
const AFFORDABLE: u32 = 1024;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (phc, password) = (
        SecretString::from(&*text),
        SecretString::from("none of these"),
    );
    match needs_rehash(&phc, Params::default()) {
        Ok(is_weak) => {
            assert!(is_weak || text.starts_with("$argon2id$v=19$"));
            if cost(&text).is_some_and(|cost| cost <= AFFORDABLE) {
                assert_ne!(verify(&password, &phc), Ok(true));
            }
        }
        Err(error) => {
            assert!(!matches!(error, PasswordError::Hash(_)));
            assert_eq!(verify(&password, &phc), Err(error));
        }
    }
}

/// As the text says; `None` where it leaves that to defaults.
fn cost(phc: &str) -> Option<u32> {
    let parameters = phc.split('$').find(|part| part.starts_with("m="))?;
    let value = |name: &str| -> Option<u32> {
        let mut values = parameters
            .split(',')
            .filter_map(|pair| pair.strip_prefix(name));
        values.next()?.parse().ok()
    };
    value("m=")?.checked_mul(value("t=")?)
}
