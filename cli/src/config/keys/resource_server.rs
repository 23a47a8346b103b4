//! The keys of `[[pool.resource_server]]`.

use super::{Inner, Key, Needed, Section, Text};

pub(crate) static SECTION: Section = Section {
    heading: "[[pool.resource_server]]",
    what: "a resource server",
    about: "An API of yours that accepts the pool's access tokens. Its scopes are what clients can be allowed to do with \
            it; a client asks for `read` of the server `api` as `api/read`.",
    example: r#"[[pool.resource_server]]
identifier = "api"
name = "Orders API"
"#,
    keys: &[&IDENTIFIER, &NAME, &SCOPES],
};

pub(crate) static IDENTIFIER: Key<Needed> = Key::new(
    "identifier",
    Needed {
        values: "1 to 256 printable ASCII characters without spaces, quotes and backslashes",
        example: "one such as \"api\" or \"https://api.example.com\"",
    },
    "Stands before the slash in its scopes; often the API's URL.",
)
.naming();

pub(crate) static NAME: Key<Text> = Key::new(
    "name",
    Text {
        values: "1 to 256 letters, digits, spaces and any of `_+=,.@-`",
        default: "the identifier",
    },
    "What people call it.",
);

pub(crate) static SCOPES: Key<Inner> = Key::new(
    "scopes",
    Inner(&SCOPES_SECTION),
    "What can be done with it.",
);

static SCOPES_SECTION: Section = Section {
    heading: "[pool.resource_server.scopes]",
    what: "scopes",
    about: "At most 100 scopes, each with a description of 1 to 256 characters. You choose the keys: 1 to 256 printable \
            ASCII characters without spaces, quotes, backslashes and slashes.",
    example: r#"[pool.resource_server.scopes]
read = "Read your orders"
write = "Change your orders"
"#,
    keys: &[],
};
