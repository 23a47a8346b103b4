//! CBOR as authenticators write it: CTAP2's canonical form
//! ([FIDO CTAP 2.1 section 8](https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-errata-20220621.html#message-encoding)).
//!
//! Refused as it demands: lengths that aren't definite or not the shortest, tags, keys that come twice, more than four levels.
//! Floats are refused too: nothing here has one. The order of keys is told, and for the caller to hold: platforms that put
//! an attestation object together order its three members as they like.

/// Maps and arrays within one another.
const DEEPEST: usize = 4;
/// Members of one map or array: no authenticator comes near.
const MOST: u64 = 64;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Array(Vec<Value<'a>>),
    Map(Map<'a>),
    Bool(bool),
    Null,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Map<'a> {
    entries: Vec<(Value<'a>, Value<'a>)>,
    /// Whether the keys stand in canonical order.
    pub ordered: bool,
}

/// The one item that the bytes are.
pub(super) fn whole(bytes: &[u8]) -> Option<Value<'_>> {
    let (value, rest) = first(bytes)?;
    rest.is_empty().then_some(value)
}

/// The item that the bytes begin with, and what follows it.
pub(super) fn first(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(DEEPEST)?;
    Some((value, reader.rest))
}

impl<'a> Value<'a> {
    pub fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            _ => None,
        }
    }

    pub fn map(&self) -> Option<&Map<'a>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn array(&self) -> Option<&[Value<'a>]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }
}

impl<'a> Map<'a> {
    pub fn named(&self, name: &str) -> Option<&Value<'a>> {
        self.of(|key| key.text() == Some(name))
    }

    pub fn numbered(&self, number: i64) -> Option<&Value<'a>> {
        self.of(|key| key.integer() == Some(number))
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    fn of(&self, is: impl Fn(&Value<'a>) -> bool) -> Option<&Value<'a>> {
        let mut entries = self.entries.iter();
        entries.find(|(key, _)| is(key)).map(|(_, value)| value)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, levels: usize) -> Option<Value<'a>> {
        let (major, argument) = self.head()?;
        Some(match major {
            0 => Value::Integer(i64::try_from(argument).ok()?),
            1 => Value::Integer(-1 - i64::try_from(argument).ok()?),
            2 => Value::Bytes(self.take(argument)?),
            3 => Value::Text(std::str::from_utf8(self.take(argument)?).ok()?),
            4 => Value::Array(self.array(argument, levels.checked_sub(1)?)?),
            5 => Value::Map(self.map(argument, levels.checked_sub(1)?)?),
            7 => match argument {
                20 => Value::Bool(false),
                21 => Value::Bool(true),
                22 => Value::Null,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn array(&mut self, length: u64, levels: usize) -> Option<Vec<Value<'a>>> {
        let items = (length <= MOST).then_some(0..length)?;
        items.map(|_| self.value(levels)).collect()
    }

    fn map(&mut self, length: u64, levels: usize) -> Option<Map<'a>> {
        let mut encoded: Vec<&[u8]> = Vec::new();
        let mut map = Map {
            entries: Vec::new(),
            ordered: true,
        };
        for _ in (length <= MOST).then_some(0..length)? {
            let before = self.rest;
            let key = self.value(levels)?;
            let key_bytes = before.get(..before.len() - self.rest.len())?;
            if encoded.contains(&key_bytes) {
                return None;
            }
            // Shorter keys first, then by their bytes. A lower major type comes first by that, too.
            let rank = |key: &&'a [u8]| (key.first().map(|byte| byte >> 5), key.len(), *key);
            map.ordered &= encoded
                .last()
                .is_none_or(|last| rank(last) < rank(&key_bytes));
            encoded.push(key_bytes);
            map.entries.push((key, self.value(levels)?));
        }
        Some(map)
    }

    /// The major type and its argument (RFC 8949 section 3), in the shortest form.
    fn head(&mut self) -> Option<(u8, u64)> {
        let initial = *self.take(1)?.first()?;
        let (major, short) = (initial >> 5, initial & 0x1f);
        let (length, least) = match short {
            0..=23 => return Some((major, short.into())),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return None,
        };
        let bytes = self.take(length)?.iter();
        let argument = bytes.fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        (argument >= least && major != 7).then_some((major, argument))
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unhex(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// RFC 8949 appendix A, of what CTAP2 allows.
    #[test]
    fn the_examples_of_rfc_8949_are_read() {
        let integers = [
            ("00", 0),
            ("17", 23),
            ("1818", 24),
            ("1903e8", 1000),
            ("1a000f4240", 1_000_000),
            ("1b000000e8d4a51000", 1_000_000_000_000),
            ("20", -1),
            ("3863", -100),
            ("3903e7", -1000),
        ];
        for (bytes, number) in integers {
            assert_eq!(whole(&unhex(bytes)), Some(Value::Integer(number)));
        }
        let bytes = unhex("4401020304");
        assert_eq!(whole(&bytes), Some(Value::Bytes(&[1, 2, 3, 4])));
        let text = unhex("62c3bc");
        assert_eq!(whole(&text), Some(Value::Text("ü")));
        let nested = unhex("a26161016162820203");
        let nested = whole(&nested).unwrap();
        let map = nested.map().unwrap();
        assert_eq!(map.named("a"), Some(&Value::Integer(1)));
        let items = map.named("b").unwrap().array().unwrap();
        assert_eq!(items, [Value::Integer(2), Value::Integer(3)]);
        for (bytes, value) in [("f4", Value::Bool(false)), ("f5", Value::Bool(true))] {
            assert_eq!(whole(&unhex(bytes)), Some(value));
        }
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        for bytes in [
            // Not the shortest.
            "1817",
            "190017",
            "1a00000017",
            "1b0000000000000017",
            "5801aa",
            "f814",
            // Without an end, or with one alone.
            "5f41aaff",
            "7f6161ff",
            "9f00ff",
            "bf0000ff",
            "ff",
            // A tag, floats, undefined, what is reserved.
            "c000",
            "f93c00",
            "fa3f800000",
            "fb3ff0000000000000",
            "f7",
            "1c",
            "f0",
            // A key twice, cut short, more than one, too large, no UTF-8.
            "a201000100",
            "42aa",
            "",
            "a100",
            "0000",
            "1bffffffffffffffff",
            "3bffffffffffffffff",
            "61ff",
            // Five levels.
            "8181818180",
        ] {
            assert_eq!(whole(&unhex(bytes)), None, "{bytes}");
        }
        assert!(whole(&unhex("81818180")).is_some());
    }

    #[test]
    fn the_order_of_keys_is_told() {
        let ordered = |bytes: &str| whole(&unhex(bytes)).unwrap().map().unwrap().ordered;
        assert!(ordered(
            "a50102032620012158002258ff"
                .replace("58002258ff", "402240")
                .as_str()
        ));
        assert!(ordered("a3010020006161 00".replace(' ', "").as_str()));
        assert!(!ordered("a203000100"));
        assert!(!ordered("a220000100"));
        assert!(!ordered("a2626161006162 00".replace(' ', "").as_str()));
    }

    /// What the other library reads, in its own terms.
    fn same(ours: &Value<'_>, theirs: &ciborium::Value) -> bool {
        match (ours, theirs) {
            (Value::Integer(ours), ciborium::Value::Integer(theirs)) => {
                i128::from(*theirs) == i128::from(*ours)
            }
            (Value::Bytes(ours), ciborium::Value::Bytes(theirs)) => ours == theirs,
            (Value::Text(ours), ciborium::Value::Text(theirs)) => ours == theirs,
            (Value::Bool(ours), ciborium::Value::Bool(theirs)) => ours == theirs,
            (Value::Null, ciborium::Value::Null) => true,
            (Value::Array(ours), ciborium::Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
            }
            (Value::Map(ours), ciborium::Value::Map(theirs)) => {
                ours.len() == theirs.len()
                    && (ours.entries.iter().zip(theirs))
                        .all(|((k, v), (key, value))| same(k, key) && same(v, value))
            }
            _ => false,
        }
    }

    fn item() -> impl Strategy<Value = ciborium::Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(ciborium::Value::from),
            proptest::collection::vec(any::<u8>(), 0..300).prop_map(ciborium::Value::from),
            "\\PC{0,30}".prop_map(ciborium::Value::from),
            any::<bool>().prop_map(ciborium::Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(ciborium::Value::Array),
                proptest::collection::btree_map(any::<i64>(), inner, 0..8).prop_map(|map| {
                    let pairs = map.into_iter();
                    ciborium::Value::Map(pairs.map(|(key, value)| (key.into(), value)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_another_library_writes_is_read(value in item()) {
            let mut bytes = Vec::new();
            ciborium::into_writer(&value, &mut bytes).unwrap();
            prop_assert!(whole(&bytes).is_some_and(|ours| same(&ours, &value)));
        }

        #[test]
        fn another_library_agrees_on_whatever_is_read(bytes: Vec<u8>) {
            if let Some(ours) = whole(&bytes) {
                let theirs = ciborium::from_reader(bytes.as_slice()).unwrap();
                prop_assert!(same(&ours, &theirs));
            }
        }
    }
}
