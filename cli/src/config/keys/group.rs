//! The keys of `[[pool.group]]`.

use super::{Key, Needed, OptionalNumber, Section, Text};

pub(crate) static SECTION: Section = Section {
    heading: "[[pool.group]]",
    what: "a group",
    about: "A group that people can be put into; an app reads them in the token's `cognito:groups`. Who is in one is nothing that \
            this file says, and groups that it doesn't speak of are left alone.",
    example: r#"[[pool.group]]
name = "staff"
description = "Who works here"
precedence = 10
"#,
    keys: &[&NAME, &DESCRIPTION, &PRECEDENCE, &ROLE],
};

pub(crate) static NAME: Key<Needed> = Key::new(
    "name",
    Needed {
        values: "1 to 128 characters, no space",
        example: "one such as \"staff\"",
    },
    "What the group is called, once in its pool.",
)
.naming();

pub(crate) static DESCRIPTION: Key<Text> = Key::new(
    "description",
    Text {
        values: "1 to 2048 characters",
        default: "none, and left as it is",
    },
    "What the group is for.",
);

pub(crate) static PRECEDENCE: Key<OptionalNumber> = Key::new(
    "precedence",
    OptionalNumber {
        range: 0..=2_147_483_647,
        values: "whole number from 0",
        default: "none, and left as it is",
    },
    "Of somebody's groups the one with the least number gives `cognito:preferred_role`.",
);

pub(crate) static ROLE: Key<Text> = Key::new(
    "role",
    Text {
        values: "a role's ARN",
        default: "none, and left as it is",
    },
    "The role that stands in `cognito:roles`.",
);
