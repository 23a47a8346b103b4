//! The generated modules are lists of facts; these macros make types of them.

/// A structure: one line a member, in the order of the model. A member whose type isn't an `Option` is
/// required.
macro_rules! structure {
    ($(#[$meta:meta])* $name:ident {}) => {
        $crate::macros::structure!(@type [$(#[$meta])*] $name {});

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::ser::SerializeMap::end(serializer.serialize_map(Some(0))?)
            }
        }

        impl $crate::value::Structured for $name {
            const STRUCTURE: &'static $crate::schema::Structure =
                &$crate::schema::Structure { name: stringify!($name), members: &[] };

            fn from_members(_: &mut $crate::value::Members) -> Result<Self, $crate::value::Mismatch> {
                Ok(Self {})
            }
        }
    };
    (
        $(#[$meta:meta])*
        $name:ident {
            $($field:ident: $type:ty = $wire:literal in $shape:expr $(, $fact:ident $value:literal)*;)+
        }
    ) => {
        $crate::macros::structure!(@type [$(#[$meta])*] $name { $($field: $type,)+ });

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $($crate::value::Field::put(&self.$field, &mut map, $wire)?;)+
                serde::ser::SerializeMap::end(map)
            }
        }

        impl $crate::value::Structured for $name {
            const STRUCTURE: &'static $crate::schema::Structure = &$crate::schema::Structure {
                name: stringify!($name),
                members: &[$(
                    $crate::schema::Member::new(
                        $wire,
                        <$type as $crate::value::Field>::REQUIRED,
                        &$shape,
                    )$(.$fact($value))*,
                )+],
            };

            fn from_members(members: &mut $crate::value::Members) -> Result<Self, $crate::value::Mismatch> {
                Ok(Self { $($field: $crate::value::Field::take(members, $wire)?,)+ })
            }
        }
    };
    (@type [$(#[$meta:meta])*] $name:ident { $($field:ident: $type:ty,)* }) => {
        #[derive(Clone, Debug, PartialEq)]
        $(#[$meta])*
        pub struct $name {
            $(pub $field: $type,)*
        }

        impl $name {
            pub const SHAPE: $crate::schema::Shape =
                $crate::schema::Shape::structure(<Self as $crate::value::Structured>::STRUCTURE);
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::value::deserialize(deserializer)
            }
        }
    };
}

/// A closed set of strings, in the order in which the service lists them.
macro_rules! enumeration {
    ($name:ident { $($variant:ident = $wire:literal,)+ }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($variant,)+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            pub const SHAPE: $crate::schema::Shape =
                $crate::schema::Shape::enumeration(&[$($wire,)+]);

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::Mismatch;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($wire => Ok(Self::$variant),)+
                    _ => Err($crate::value::Mismatch { expected: stringify!($name) }),
                }
            }
        }

        impl $crate::value::Wire for $name {
            fn from_value(value: serde_json::Value) -> Result<Self, $crate::value::Mismatch> {
                value.as_str().unwrap_or_default().parse()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::value::deserialize(deserializer)
            }
        }
    };
}

/// The exceptions of a service, with their HTTP status.
macro_rules! errors {
    ($($name:ident = $status:literal,)+) => {
        /// An exception that the service's model declares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode {
            $($name,)+
        }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
        }

        impl $crate::error::ErrorName for ErrorCode {
            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            fn http_status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)+
                }
            }
        }

        impl std::fmt::Display for ErrorCode {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::error::ErrorName::as_str(*self))
            }
        }
    };
}

/// The operations of a service: a marker type each, and the table of all.
macro_rules! operations {
    (
        $service:ident;
        $($name:ident($input:ty) -> $output:ty, $auth:ident, $method:literal $uri:literal, [$($error:ident),* $(,)?];)+
    ) => {
        $(
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl $crate::operation::Operation for $name {
                type Error = super::ErrorCode;
                type Input = $input;
                type Output = $output;

                const SPEC: &'static super::OpSpec = &super::OpSpec {
                    name: stringify!($name),
                    service: $crate::Service::$service,
                    auth: $crate::operation::Auth::$auth,
                    output: <$output as $crate::operation::Output>::KIND,
                    errors: &[$(super::ErrorCode::$error,)*],
                    method: $method,
                    uri: $uri,
                };
            }
        )+

        /// Every operation of the service, by name.
        pub const ALL: &[&super::OpSpec] = &[$(<$name as $crate::operation::Operation>::SPEC,)+];

        /// The operation called `name`.
        pub fn by_name(name: &str) -> Option<&'static super::OpSpec> {
            match name {
                $(stringify!($name) => Some(<$name as $crate::operation::Operation>::SPEC),)+
                _ => None,
            }
        }

        #[cfg(test)]
        pub(crate) fn probes() -> Vec<$crate::properties::Probe> {
            vec![$($crate::properties::Probe::of::<$name>(),)+]
        }

        #[cfg(feature = "fuzzing")]
        pub(crate) fn inputs() -> Vec<$crate::fuzzing::Input> {
            vec![$($crate::fuzzing::Input::of::<$name>(),)+]
        }
    };
}

pub(crate) use {enumeration, errors, operations, structure};
