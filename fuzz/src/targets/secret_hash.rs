//! `SECRET_HASH`: one text, for one user, client and secret.

use vestibule_crypto::{
    SecretString,
    secret_hash::{compute, verify},
};

/// The username, the client's id and the hash, one a line.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (username, client, hash) = (next(), next(), next());
    let secret = SecretString::from("s3cret");
    let right = compute(username, client, &secret);
    assert!(verify(&right, username, client, &secret));
    assert_eq!(verify(hash, username, client, &secret), hash == right);
    assert!(!verify(
        &right,
        username,
        client,
        &SecretString::from("s3cres")
    ));
    assert!(!verify(&right, &format!("{username}."), client, &secret));
}
