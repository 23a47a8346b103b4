//! Sealed values: what we didn't seal never opens, and what we did opens for its own purpose, and whole.

use std::sync::LazyLock;
use vestibule_crypto::{Keyring, Purpose, SecretBytes, SeededRng, keyring::OpenError};
use vestibule_store::testing::test_keyring;

static KEYRING: LazyLock<Keyring> = LazyLock::new(test_keyring);

pub fn run(input: &[u8]) {
    let purpose = Purpose::ALL[input.len() % Purpose::ALL.len()];
    let bound_to = ["local_AbCdEf123", "webapp"];
    let error = KEYRING
        .open(purpose, &bound_to, input)
        .expect_err("nobody sealed it");
    let id = Keyring::key_id_of(input);
    let is_ours = id.is_some_and(|id| KEYRING.key_ids().any(|known| known == id));
    match error {
        OpenError::Malformed => assert_eq!(id, None),
        OpenError::UnknownKey(unknown) => assert!(id == Some(unknown) && !is_ours),
        OpenError::Forged => assert!(is_ours),
    }
    let text = String::from_utf8_lossy(input);
    assert!(KEYRING.open_text(purpose, &bound_to, &text).is_err());

    let rng = SeededRng::new([9; 32]);
    let mut sealed = KEYRING
        .seal(purpose, &bound_to, input, &rng)
        .expect("it is short");
    let forged = Err(OpenError::Forged);
    let opened = KEYRING.open(purpose, &bound_to, &sealed);
    assert_eq!(opened, Ok(SecretBytes::from(input)));
    let other = Purpose::ALL[(input.len() + 1) % Purpose::ALL.len()];
    assert_eq!(KEYRING.open(other, &bound_to, &sealed), forged);
    assert_eq!(KEYRING.open(purpose, &bound_to[..1], &sealed), forged);
    let at = input.iter().map(|byte| usize::from(*byte)).sum::<usize>() % sealed.len();
    sealed[at] ^= 1;
    assert!(KEYRING.open(purpose, &bound_to, &sealed).is_err());

    assert!(!KEYRING.verify_mac(purpose, &[b"message"], input));
    let tag = KEYRING.mac(purpose, &[input]);
    assert!(KEYRING.verify_mac(purpose, &[input], &tag));
    assert!(!KEYRING.verify_mac(purpose, &[input, b""], &tag));
    assert!(!KEYRING.verify_mac(other, &[input], &tag));
}
