//! Identifiers, parsed once at the edge.

use crate::slots::Slot;
use serde::{Deserialize, Serialize};
use std::fmt;
use vestibule_crypto::{
    Rng, RngExt as _, SecretBytes, SeededRng, constant_time_eq, digest::hmac_sha256,
};

/// A user pool's id: `REGION_`, then letters and digits; 55 characters at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PoolId(String);

/// An app client's id: 26 lower-case letters and digits where we minted it; an imported one is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

/// The key of the check that ends each client id which this deployment mints. It is random, and the registry keeps it: a
/// key derived from the master secret would change with it, but client ids never change.
#[derive(Clone, Debug)]
pub struct CheckKey(SecretBytes);

/// A user's id, which never changes: shaped as a UUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sub(String);

impl PoolId {
    /// Mints an id with this region label.
    pub fn mint(region: &str, rng: &dyn Rng) -> Self {
        Self(format!("{region}_{}", rng.alphanumeric(9)))
    }

    /// Reads an id: `[\w-]+_[0-9a-zA-Z]+`.
    pub fn parse(text: &str) -> Option<Self> {
        let (region, rest) = text.rsplit_once('_')?;
        let plausible = (1..=55).contains(&text.len())
            && !region.is_empty()
            && region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        plausible.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last underscore.
    pub fn region(&self) -> &str {
        self.0.rsplit_once('_').map_or("", |(region, _)| region)
    }

    /// The part after the last underscore: SRP knows the pool by it.
    pub fn short(&self) -> &str {
        self.0.rsplit_once('_').map_or(&self.0, |(_, short)| short)
    }
}

impl CheckKey {
    pub fn from_stored(bytes: SecretBytes) -> Self {
        Self(bytes)
    }

    /// The check of an id's random part: thirty bits of an HMAC, as six characters.
    fn check(&self, random: &str) -> String {
        const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let mac = hmac_sha256(self.0.expose(), &[random.as_bytes()]);
        let letter = |byte: &u8| {
            BASE32
                .get(usize::from(byte % 32))
                .map_or('a', |letter| char::from(*letter))
        };
        mac.iter().take(ClientId::CHECK).map(letter).collect()
    }
}

impl ClientId {
    /// An id that we mint is this many random characters, and then its check.
    const RANDOM: usize = 20;
    const CHECK: usize = 6;

    /// Mints an id.
    pub fn mint(key: &CheckKey, rng: &dyn Rng) -> Self {
        let random = rng.alphanumeric_lower(Self::RANDOM);
        let check = key.check(&random);
        Self(format!("{random}{check}"))
    }

    /// Whether the id carries our check. One that doesn't was imported, or made up: only a look-up tells.
    pub fn is_minted(&self, key: &CheckKey) -> bool {
        self.0
            .split_at_checked(Self::RANDOM)
            .is_some_and(|(random, check)| {
                constant_time_eq(key.check(random).as_bytes(), check.as_bytes())
            })
    }

    /// Takes what a caller sent: `[\w+]+`, 128 characters at most.
    pub fn parse(text: &str) -> Option<Self> {
        let plausible = (1..=128).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+'));
        plausible.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Sub {
    /// Mints a sub that lives in `slot`.
    pub fn mint(slot: Slot, routing: &crate::slots::RoutingKey, rng: &dyn Rng) -> Self {
        let mut bytes = [0_u8; 16];
        rng.fill(&mut bytes);
        // The fourth group begins with 0 to 7. That of every UUID which an app makes begins with 8, 9, a or b (RFC 9562),
        // so that none has the form of a sub.
        if let Some(fourth) = bytes.get_mut(8) {
            *fourth &= 0x7f;
        }
        let mut hex = hex::encode(bytes);
        // Cognito's third group starts with 70.
        hex.replace_range(12..14, "70");
        let free = hex.get(..29).unwrap_or_default().to_owned();
        let tail = routing.mask(&free) ^ slot.number();
        Self(format!(
            "{}-{}-{}-{}-{}{tail:03x}",
            free.get(..8).unwrap_or_default(),
            free.get(8..12).unwrap_or_default(),
            free.get(12..16).unwrap_or_default(),
            free.get(16..20).unwrap_or_default(),
            free.get(20..29).unwrap_or_default(),
        ))
    }

    /// A sub to show for a normalised identifier that nobody has: the same each time, and in the identifier's slot, as the
    /// sub of a user who signed up with it would be.
    pub fn of_nobody(identifier: &str, routing: &crate::slots::RoutingKey) -> Self {
        Self::simulated(b"sub of nobody\0", identifier, routing)
    }

    /// A sub to show for a normalised identifier whether or not somebody has it: it is never the one that a user has, and so
    /// not [`Self::of_nobody`]'s either.
    pub fn of_anybody(identifier: &str, routing: &crate::slots::RoutingKey) -> Self {
        Self::simulated(b"sub of anybody\0", identifier, routing)
    }

    fn simulated(what: &[u8], identifier: &str, routing: &crate::slots::RoutingKey) -> Self {
        let parts = [what, identifier.as_bytes()];
        let rng = SeededRng::new(hmac_sha256(routing.expose(), &parts));
        Self::mint(routing.slot(identifier), routing, &rng)
    }

    /// Reads what one of our tokens or rows carries; it is not checked again.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Reads a sub in the form that [`Self::mint`] gives: 36 characters, lower-case hexadecimal in five groups.
    pub fn parse(text: &str) -> Option<Self> {
        let dashed = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
            });
        dashed.then(|| Self(text.to_owned()))
    }

    /// Whether text has the form of what [`Self::mint`] makes, in upper or lower case. No username may have it.
    pub fn is_form_of(text: &str) -> bool {
        Self::parse(&text.to_ascii_lowercase()).is_some_and(|sub| {
            sub.0.get(14..16) == Some("70") && matches!(sub.0.as_bytes().get(19), Some(b'0'..=b'7'))
        })
    }

    /// The slot that the sub names.
    pub fn slot(&self, routing: &crate::slots::RoutingKey) -> Slot {
        let hex: String = self
            .0
            .chars()
            .filter(|character| *character != '-')
            .collect();
        match (
            hex.get(..29),
            hex.get(29..32)
                .and_then(|tail| u16::from_str_radix(tail, 16).ok()),
        ) {
            (Some(free), Some(tail)) => Slot::new(routing.mask(free) ^ tail),
            _ => routing.slot(&self.0),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! displays {
    ($($id:ty),*) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
displays!(PoolId, ClientId, Sub);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::RoutingKey;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sub_is_minted_into_its_slot(number in 0_u16..4096, seed: [u8; 32]) {
            let rng = SeededRng::new(seed);
            let routing = RoutingKey::mint(&rng);
            let sub = Sub::mint(Slot::new(number), &routing, &rng);
            prop_assert_eq!(sub.slot(&routing).number(), number);
            prop_assert_eq!(Sub::parse(sub.as_str()), Some(sub.clone()));
            prop_assert_eq!(sub.as_str().get(14..16), Some("70"));
            prop_assert!(Sub::is_form_of(sub.as_str()));
            prop_assert!(Sub::is_form_of(&sub.as_str().to_uppercase()));
        }

        #[test]
        fn a_uuid_of_an_apps_own_is_no_sub(number: u128, version in 1_u128..=8) {
            // RFC 9562: the version is the first digit of the third group, the variant the first two bits of the fourth.
            let number = (number & !(0xf << 76) & !(0b11 << 62)) | (version << 76) | (0b10 << 62);
            let mut uuid = format!("{number:032x}");
            for dash in [20, 16, 12, 8] {
                uuid.insert(dash, '-');
            }
            prop_assert!(!Sub::is_form_of(&uuid), "{}", uuid);
        }

        #[test]
        fn a_sub_of_nobody_is_one_of_somebodys_form_and_slot(name: String, seed: [u8; 32]) {
            let routing = RoutingKey::mint(&SeededRng::new(seed));
            let sub = Sub::of_nobody(&name, &routing);
            prop_assert_eq!(&sub, &Sub::of_nobody(&name, &routing));
            prop_assert_ne!(&sub, &Sub::of_nobody(&format!("{name}."), &routing));
            let anybodys = Sub::of_anybody(&name, &routing);
            prop_assert_eq!(&anybodys, &Sub::of_anybody(&name, &routing));
            prop_assert_ne!(&anybodys, &sub);
            for sub in [sub, anybodys] {
                prop_assert!(Sub::is_form_of(sub.as_str()));
                prop_assert_eq!(sub.slot(&routing), routing.slot(&name));
            }
        }

        #[test]
        fn any_text_names_a_slot(text: String, seed: [u8; 32]) {
            let routing = RoutingKey::mint(&SeededRng::new(seed));
            prop_assert!(Sub::from_stored(&text).slot(&routing).number() < 4096);
        }

        #[test]
        fn parsing_an_id_never_panics(text: String) {
            let _ = (PoolId::parse(&text), ClientId::parse(&text), Sub::parse(&text));
        }
    }

    #[test]
    fn a_client_id_that_we_minted_is_told_from_any_other() {
        let key = CheckKey::from_stored(vec![1; 32].into());
        let id = ClientId::mint(&key, &SeededRng::new([2; 32]));
        assert_eq!(id.as_str().len(), 26);
        assert!(
            id.as_str()
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
        assert!(id.is_minted(&key));
        for other in [
            "web",
            "abcdefghijklmnopqrstuvwxyz",
            "4mb0od3gj7eoluei732rkjatc",
            "Abcdefghijklmnopqrstuvwxyz",
            &format!("{id}a"),
            &id.as_str()[..25],
        ] {
            assert!(!ClientId::parse(other).unwrap().is_minted(&key), "{other}");
        }
        assert!(
            !id.is_minted(&CheckKey::from_stored(vec![2; 32].into())),
            "the check is keyed"
        );
    }

    #[test]
    fn a_pool_id_splits_at_its_last_underscore() {
        let id = PoolId::parse("eu_west-1_AbCdEf123").unwrap();
        assert_eq!((id.region(), id.short()), ("eu_west-1", "AbCdEf123"));
        assert_eq!(PoolId::parse("no-underscore"), None);
        assert_eq!(PoolId::parse("local_../../x"), None);
    }
}
