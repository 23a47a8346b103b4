//! What the service models say of their shapes, as static data: the tables behind the type check, the
//! validator and the documentation of an operation.

/// A shape of a service model with its constraints.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub kind: Kind,
    /// The least length (UTF-16 units of a string, bytes of a blob, entries of a list or map) or the
    /// least value of a number.
    pub min: Option<i64>,
    /// The greatest length or value, counted like `min`.
    pub max: Option<i64>,
    /// The expression a string must match as a whole, in Java's dialect.
    pub pattern: Option<&'static str>,
    /// Whether the value is a secret: no message and no `Debug` output shows it.
    pub sensitive: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Blob,
    Boolean,
    Document,
    /// The values in the order in which the service lists them.
    Enum(&'static [&'static str]),
    Integer,
    List(&'static Shape),
    Long,
    Map(&'static Shape, &'static Shape),
    String,
    Structure(&'static Structure),
    Timestamp,
}

/// A structure's name and its members in the order of the model.
#[derive(Clone, Copy, Debug)]
pub struct Structure {
    pub name: &'static str,
    pub members: &'static [Member],
}

#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The member's name on the wire.
    pub name: &'static str,
    pub shape: &'static Shape,
    pub required: bool,
    /// Where a restJson1 request carries it. awsJson1.1 has nothing but bodies.
    pub location: Location,
    reported_as: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Body,
    Header(&'static str),
    Query(&'static str),
    Uri(&'static str),
}

impl Shape {
    pub(crate) const fn blob() -> Self {
        Self::of(Kind::Blob)
    }

    pub(crate) const fn boolean() -> Self {
        Self::of(Kind::Boolean)
    }

    pub(crate) const fn document() -> Self {
        Self::of(Kind::Document)
    }

    pub(crate) const fn enumeration(values: &'static [&'static str]) -> Self {
        Self::of(Kind::Enum(values))
    }

    pub(crate) const fn integer() -> Self {
        Self::of(Kind::Integer)
    }

    pub(crate) const fn list(member: &'static Self) -> Self {
        Self::of(Kind::List(member))
    }

    pub(crate) const fn long() -> Self {
        Self::of(Kind::Long)
    }

    pub(crate) const fn map(key: &'static Self, value: &'static Self) -> Self {
        Self::of(Kind::Map(key, value))
    }

    pub(crate) const fn string() -> Self {
        Self::of(Kind::String)
    }

    pub(crate) const fn structure(structure: &'static Structure) -> Self {
        Self::of(Kind::Structure(structure))
    }

    pub(crate) const fn timestamp() -> Self {
        Self::of(Kind::Timestamp)
    }

    pub(crate) const fn min(self, min: i64) -> Self {
        Self {
            min: Some(min),
            ..self
        }
    }

    pub(crate) const fn max(self, max: i64) -> Self {
        Self {
            max: Some(max),
            ..self
        }
    }

    pub(crate) const fn pattern(self, pattern: &'static str) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    pub(crate) const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    const fn of(kind: Kind) -> Self {
        Self {
            kind,
            min: None,
            max: None,
            pattern: None,
            sensitive: false,
        }
    }
}

impl Member {
    pub(crate) const fn new(name: &'static str, required: bool, shape: &'static Shape) -> Self {
        Self {
            name,
            shape,
            required,
            location: Location::Body,
            reported_as: None,
        }
    }

    /// The name under which messages speak of the member, where it is not its own in lower camel case.
    pub(crate) const fn reported_as(self, name: &'static str) -> Self {
        Self {
            reported_as: Some(name),
            ..self
        }
    }

    pub(crate) const fn header(self, name: &'static str) -> Self {
        Self {
            location: Location::Header(name),
            ..self
        }
    }

    pub(crate) const fn query(self, name: &'static str) -> Self {
        Self {
            location: Location::Query(name),
            ..self
        }
    }

    pub(crate) const fn uri(self, name: &'static str) -> Self {
        Self {
            location: Location::Uri(name),
            ..self
        }
    }

    /// The name in the path of a validation message: its first letter in lower case, or what the service
    /// was seen to say instead.
    pub fn push_reported_name(&self, path: &mut String) {
        if let Some(name) = self.reported_as {
            path.push_str(name);
            return;
        }
        let mut letters = self.name.chars();
        path.extend(letters.next().map(|first| first.to_ascii_lowercase()));
        path.push_str(letters.as_str());
    }
}
