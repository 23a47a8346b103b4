//! Identifiers of pools, clients and users: exactly those of the model's form, as they were written.

use vestibule_crypto::{SecretBytes, SeededRng};
use vestibule_model::{
    ids::{CheckKey, ClientId, PoolId, Sub},
    slots::{RoutingKey, SLOTS, Slot},
};
use vestibule_wire::fuzzing::matches;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let pool = PoolId::parse(&text);
    let is_pool = text.len() <= 55 && matches(r"[\w-]+_[0-9a-zA-Z]+", &text);
    assert_eq!(pool.is_some(), is_pool);
    if let Some(pool) = pool {
        assert_eq!(format!("{}_{}", pool.region(), pool.short()), text);
    }
    let client = ClientId::parse(&text);
    let is_client = text.len() <= 128 && matches(r"[\w+]+", &text);
    assert_eq!(
        client.as_ref().map(ClientId::as_str),
        is_client.then_some(&*text)
    );
    let key = CheckKey::from_stored(SecretBytes::from(vec![3; 32]));
    if client.is_some_and(|client| client.is_minted(&key)) {
        assert_eq!(text.len(), 26, "all that we mint are as long");
    }

    let routing = RoutingKey::from_stored(SecretBytes::from(vec![5; 32]));
    assert!(Sub::from_stored(&text).slot(&routing).number() < SLOTS);
    assert!(Sub::parse(&text).is_none_or(|sub| sub.as_str() == text));
    let mut seed = [0; 32];
    for (to, from) in seed.iter_mut().zip(input) {
        *to = *from;
    }
    let rng = SeededRng::new(seed);
    let slot = Slot::new(u16::from_be_bytes([seed[0], seed[1]]));
    let sub = Sub::mint(slot, &routing, &rng);
    assert_eq!(Sub::parse(sub.as_str()).as_ref(), Some(&sub));
    assert!(Sub::is_form_of(sub.as_str()));
    assert_eq!(sub.slot(&routing), slot);
    let minted = ClientId::mint(&key, &rng);
    assert!(minted.is_minted(&key));
    assert_eq!(ClientId::parse(minted.as_str()), Some(minted));
}
