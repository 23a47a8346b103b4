//! Reading JSON into our own types: rows, messages between Worker and objects, what was sealed or signed.
//!
//! It is `serde_json` but for two things. A struct is read from an object alone: `serde_json` also reads one from an array of its
//! members in order, and compiles that second way for each struct. And an object is taken apart into the texts of its members
//! first, in code that is the same for all structs and enums; each text is then read by itself. That saves a twentieth of the
//! Worker's code; what it costs is that a text is looked through once for each depth that it lies in.

use serde::{
    Deserialize,
    de::{
        DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected,
        VariantAccess, Visitor, value::StrDeserializer,
    },
};
use serde_json::{Error, de::SliceRead, value::RawValue};
use std::{borrow::Cow, fmt, vec};

/// Reads a whole text.
///
/// # Errors
/// What isn't JSON, or not of this type.
pub fn read<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, Error> {
    T::deserialize(whole(json)?)
}

fn whole(json: &[u8]) -> Result<Json<'_>, Error> {
    serde_json::from_slice::<&RawValue>(json).map(Json)
}

/// One value, not yet read.
struct Json<'de>(&'de RawValue);

impl<'de> Json<'de> {
    fn parser(&self) -> serde_json::Deserializer<SliceRead<'de>> {
        serde_json::Deserializer::from_slice(self.0.get().as_bytes())
    }

    /// The members of an object.
    #[inline(never)]
    fn members(&self) -> Result<Members<'de>, Error> {
        let members = self.parser().deserialize_map(InOrder)?;
        Ok(Members {
            left: members.into_iter(),
            current: None,
        })
    }

    /// A variant as its name, or as an object with that one member.
    #[inline(never)]
    fn variant(&self) -> Result<Variant<'de>, Error> {
        if self.0.get().starts_with('"') {
            let Key(name) = Key::deserialize(&mut self.parser())?;
            return Ok(Variant {
                name,
                content: Content(None),
            });
        }
        let mut members = self.members()?.left;
        match (members.next(), members.next()) {
            (Some((name, content)), None) => Ok(Variant {
                name,
                content: Content(Some(content)),
            }),
            _ => Err(Error::custom("an enum is an object with one member")),
        }
    }
}

macro_rules! by_serde_json {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.parser().$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = Error;

    by_serde_json! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(self.members()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.get() {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        // A raw value asks for itself by a name of its own.
        match name.starts_with('$') {
            true => self.parser().deserialize_newtype_struct(name, visitor),
            false => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.parser().deserialize_unit_struct(name, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.parser().deserialize_map(Each(visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.parser().deserialize_seq(Each(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.parser().deserialize_tuple(length, Each(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// The name of a member or variant, as the text has it.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(name)))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name.to_owned())))
    }
}

type Member<'de> = (Cow<'de, str>, &'de RawValue);

/// Takes an object apart.
struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Member<'de>>, A::Error> {
        let mut members = Vec::new();
        while let Some((Key(name), value)) = map.next_entry()? {
            members.push((name, value));
        }
        Ok(members)
    }
}

struct Members<'de> {
    left: vec::IntoIter<Member<'de>>,
    current: Option<Member<'de>>,
}

impl Members<'_> {
    /// The name of the next.
    #[inline(never)]
    fn step(&mut self) -> Option<&str> {
        self.current = self.left.next();
        self.current.as_ref().map(|(name, _)| name.as_ref())
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        match self.step() {
            Some(name) => seed.deserialize(StrDeserializer::new(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let current = self.current.as_ref();
        let value = current.ok_or_else(|| Error::custom("a value has a name"))?;
        seed.deserialize(Json(value.1))
    }
}

struct Variant<'de> {
    name: Cow<'de, str>,
    content: Content<'de>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Content<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'de>), Error> {
        let name = seed.deserialize(StrDeserializer::new(&self.name))?;
        Ok((name, self.content))
    }
}

struct Content<'de>(Option<&'de RawValue>);

impl<'de> Content<'de> {
    fn some(self) -> Result<Json<'de>, Error> {
        let missing = || Error::invalid_type(Unexpected::UnitVariant, &"a variant with content");
        self.0.map(Json).ok_or_else(missing)
    }
}

impl<'de> VariantAccess<'de> for Content<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        self.0
            .map_or(Ok(()), |content| <()>::deserialize(Json(content)))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.some()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        self.some()?.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.some()?.deserialize_struct("", fields, visitor)
    }
}

/// Reads each element of a list, or value of a map, as [`Json`].
struct Each<T>(T);

impl<'de, V: Visitor<'de>> Visitor<'de> for Each<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Each(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Each(members))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Each<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        let value = <&RawValue>::deserialize(value)?;
        self.0.deserialize(Json(value)).map_err(D::Error::custom)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Each<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Each(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Each<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        // A key is no struct.
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Each(seed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        number: i64,
        #[serde(default)]
        text: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Unit,
        New(Inner),
        Pair(u8, Inner),
        Struct { inner: Inner },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Inner);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        kinds: Vec<Kind>,
        pair: (bool, f64),
        wrapped: Option<Wrapped>,
        map: BTreeMap<String, Inner>,
        numbered: BTreeMap<u16, char>,
        unit: (),
        any: Value,
    }

    fn outer() -> Value {
        json!({
            "kinds": [
                "Unit",
                {"New": {"number": 1}},
                {"Pair": [2, {"number": 2, "text": "é\n"}]},
                {"Struct": {"inner": {"number": -3, "text": null, "unknown": []}}}
            ],
            "pair": [true, 1.5],
            "wrapped": {"number": 4},
            "map": {"a": {"number": 5}},
            "numbered": {"7": "x"},
            "unit": null,
            "any": [{"deep": [null, 1, "two"]}],
        })
    }

    #[test]
    fn everything_is_read_as_serde_json_reads_it() {
        let text = outer().to_string();
        let ours: Outer = read(text.as_bytes()).unwrap();
        assert_eq!(ours, serde_json::from_str(&text).unwrap());
        assert_eq!(ours.kinds.len(), 4);
        let raw: Box<RawValue> = read(text.as_bytes()).unwrap();
        assert_eq!(raw.get(), text);
        let raws: Vec<Box<RawValue>> = read(br#"[ {"a" : 1} , 2 ]"#).unwrap();
        assert_eq!(raws[0].get(), r#"{"a" : 1}"#);
        let borrowed: &str = read(br#""text""#).unwrap();
        assert_eq!(borrowed, "text");
    }

    #[test]
    fn a_struct_is_an_object_at_every_depth() {
        assert!(serde_json::from_str::<Inner>("[1, null]").is_ok());
        for text in [
            "[1, null]",
            "1 2",
            "{",
            r#"{"number": "1"}"#,
            "{\"number\": 1} x",
        ] {
            assert!(read::<Inner>(text.as_bytes()).is_err(), "{text}");
        }
        for at in [
            "/kinds/1/New",
            "/kinds/2/Pair/1",
            "/kinds/3/Struct/inner",
            "/wrapped",
            "/map/a",
        ] {
            let mut value = outer();
            *value.pointer_mut(at).unwrap() = json!([1, null]);
            assert!(
                serde_json::from_value::<Outer>(value.clone()).is_ok(),
                "{at}"
            );
            assert!(read::<Outer>(value.to_string().as_bytes()).is_err(), "{at}");
        }
        assert!(read::<Kind>(br#"{"Struct": [{"number": 1}]}"#).is_err());
    }

    proptest! {
        #[test]
        fn bytes_are_read_alike_or_refused(bytes: Vec<u8>) {
            let (ours, theirs) = (read::<Value>(&bytes), serde_json::from_slice::<Value>(&bytes));
            prop_assert_eq!(ours.ok(), theirs.ok());
        }
    }
}
