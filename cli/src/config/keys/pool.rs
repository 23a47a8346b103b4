//! The keys of `[[pool]]`, of its password policy and of its custom attributes.

use super::{
    Flag, Inner, Key, Named, Needed, Number, OptionalFlag, OptionalNumber, Section, Tables, Text,
    Time, Word, Words, branding, client, group, messages, resource_server, sign_in,
};
use crate::lifetime::Lifetime;
use crate::settings::{AttributeType, CHARACTER_CLASSES, PasswordPolicy};

/// The attributes that every pool has and a person can give.
pub(crate) const STANDARD_ATTRIBUTES: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

pub(crate) static SECTION: Section = Section {
    heading: "[[pool]]",
    what: "a pool",
    about: "A user pool: people with accounts, and the apps they sign in to. The tables below belong to the pool that \
            they stand under.",
    example: r#"[[pool]]
name = "customers"
domain = "customers"
sign_in_with = ["email"]
required_attributes = ["name"]
"#,
    keys: &[
        &NAME,
        &SIGN_IN_WITH,
        &ALIASES,
        &CASE_SENSITIVE,
        &REQUIRED_ATTRIBUTES,
        &VERIFY,
        &SELF_SIGN_UP,
        &DELETION_PROTECTION,
        &DOMAIN,
        &HARDENING,
        &MESSAGE_LANGUAGE,
        &DEMO_CLIENT,
        &sign_in::FIRST_FACTORS,
        &PASSWORD,
        &sign_in::MFA,
        &sign_in::PASSKEYS,
        &sign_in::DEVICES,
        &sign_in::SESSIONS,
        &messages::EMAIL,
        &messages::MESSAGES,
        &CUSTOM_ATTRIBUTES,
        &BRANDING,
        &GROUPS,
        &RESOURCE_SERVERS,
        &CLIENTS,
    ],
};

pub(crate) static NAME: Key<Needed> = Key::new(
    "name",
    Needed {
        values: "1 to 128 letters, digits, spaces and any of `_+=,.@-`",
        example: "one such as \"customers\"",
    },
    "What the pool is called, once in the file.",
)
.naming();

pub(crate) static SIGN_IN_WITH: Key<Words> = Key::new(
    "sign_in_with",
    Words {
        of: &["email", "phone_number", "username"],
        not_built: &[],
        others: "",
        example: "[\"email\"]",
        default: "needed",
    },
    "What people type to say who they are: an e-mail address, a phone number, either of the two, or a username, which \
     stands alone.",
)
.fixed();

pub(crate) static ALIASES: Key<Words> = Key::new(
    "aliases",
    Words {
        of: &["email", "phone_number", "preferred_username"],
        not_built: &[],
        others: "",
        example: "[\"email\"]",
        default: "none",
    },
    "What people can type in place of their username once it is verified. Beside `sign_in_with = [\"username\"]` alone.",
)
.fixed();

pub(crate) static CASE_SENSITIVE: Key<OptionalFlag> = Key::new(
    "case_sensitive",
    OptionalFlag {
        default: "`false` for a new pool",
    },
    "Whether `Jane` and `jane` are two people.",
)
.fixed();

pub(crate) static REQUIRED_ATTRIBUTES: Key<Words> = Key::new(
    "required_attributes",
    Words {
        of: &STANDARD_ATTRIBUTES,
        not_built: &[],
        others: "",
        example: "[\"name\"]",
        default: "none for a new pool",
    },
    "What a new user has to give.",
)
.fixed();

pub(crate) static VERIFY: Key<Words> = Key::new(
    "verify",
    Words {
        of: &["email", "phone_number"],
        not_built: &[],
        others: "or none (`[]`)",
        example: "[\"email\"]",
        default: "`[\"email\"]` where people sign in with it",
    },
    "What is verified by a code when somebody signs up. Where nothing is, an administrator confirms new users.",
);

pub(crate) static SELF_SIGN_UP: Key<Flag> = Key::new(
    "self_sign_up",
    Flag(true),
    "Whether anybody can make an account; otherwise administrators invite people.",
);

pub(crate) static DELETION_PROTECTION: Key<OptionalFlag> = Key::new(
    "deletion_protection",
    OptionalFlag {
        default: "`false` for a new pool, and left as it is otherwise",
    },
    "Whether deleting the pool is refused until this is off.",
);

pub(crate) static DOMAIN: Key<Text> = Key::new(
    "domain",
    Text {
        values: "1 to 63 lower-case letters, digits and hyphens",
        default: "none",
    },
    "The pool's own origin for its pages: `demo` is `demo.localhost`, or `demo.` and the deployment's host. Another word \
     takes the first one away.",
);

pub(crate) static HARDENING: Key<Flag> = Key::new(
    "hardening",
    Flag(true),
    "Whether the API keeps OWASP's floor where Cognito's behaviour is lower; [SECURITY.md](../SECURITY.md) lists each \
     difference.",
);

pub(crate) static MESSAGE_LANGUAGE: Key<Word> = Key::new(
    "message_language",
    Word {
        of: &["en", "de"],
        default: "`\"en\"`",
    },
    "The language of messages to people whose `locale` says none that there is.",
);

pub(crate) static DEMO_CLIENT: Key<Text> = Key::new(
    "demo_client",
    Text {
        values: "name of a client with `flows = [\"code\"]` and without a secret",
        default: "none",
    },
    "The client that the page at `/demo` signs in with, in one pool of the deployment.",
);

pub(crate) static PASSWORD: Key<Inner> = Key::new(
    "password",
    Inner(&PASSWORD_SECTION),
    "What passwords have to be.",
);

pub(crate) static CUSTOM_ATTRIBUTES: Key<Named> = Key::new(
    "custom_attributes",
    Named(&CUSTOM_ATTRIBUTES_SECTION),
    "Attributes of your own, at most 50.",
);

pub(crate) static BRANDING: Key<Inner> = Key::new(
    "branding",
    Inner(&branding::SECTION),
    "What the hosted pages look like.",
);

pub(crate) static GROUPS: Key<Tables> = Key::new(
    "group",
    Tables(&group::SECTION),
    "Groups that people can be put into.",
);

pub(crate) static RESOURCE_SERVERS: Key<Tables> = Key::new(
    "resource_server",
    Tables(&resource_server::SECTION),
    "APIs of yours, and what can be done with them.",
);

pub(crate) static CLIENTS: Key<Tables> = Key::new(
    "client",
    Tables(&client::SECTION),
    "The apps that people sign in to.",
);

static PASSWORD_SECTION: Section = Section {
    heading: "[pool.password]",
    what: "password",
    about: "What a new password has to be. Length protects better than kinds of characters.",
    example: r#"[pool.password]
min_length = 12
require = []
"#,
    keys: &[&MIN_LENGTH, &REQUIRE, &HISTORY, &TEMPORARY_VALID_FOR],
};

pub(crate) static MIN_LENGTH: Key<Number> = Key::new(
    "min_length",
    Number {
        range: 6..=99,
        default: PasswordPolicy::MIN_LENGTH,
    },
    "The fewest characters.",
);

pub(crate) static REQUIRE: Key<Words> = Key::new(
    "require",
    Words {
        of: &CHARACTER_CLASSES,
        not_built: &[],
        others: "",
        example: "[\"lowercase\", \"numbers\"]",
        default: "all four",
    },
    "Kinds of characters of which there has to be one each.",
);

pub(crate) static HISTORY: Key<Number> = Key::new(
    "history",
    Number {
        range: 0..=24,
        default: PasswordPolicy::HISTORY,
    },
    "How many earlier passwords can't be chosen again.",
);

pub(crate) static TEMPORARY_VALID_FOR: Key<Time> = Key::new(
    "temporary_valid_for",
    Time {
        range: Lifetime::from_days(1)..=Lifetime::from_days(365),
        default: Lifetime::from_days(PasswordPolicy::TEMPORARY_DAYS as u64),
    },
    "How long the password in an invitation is good for, in whole days.",
);

static CUSTOM_ATTRIBUTES_SECTION: Section = Section {
    heading: "[pool.custom_attributes.NAME]",
    what: "a custom attribute",
    about: "An attribute of your own, `custom:NAME` in the API and in tokens. The name has 1 to 20 characters, no space, and \
            isn't one that every pool has. An attribute can be added to a pool at any time, and never be taken away.",
    example: r#"[pool.custom_attributes.team]
type = "string"
max = 40
"#,
    keys: &[&TYPE, &MIN, &MAX, &MUTABLE],
};

pub(crate) static TYPE: Key<Word> = Key::new(
    "type",
    Word {
        of: &AttributeType::NAMES,
        default: "`\"string\"`",
    },
    "What its values are.",
)
.fixed();

pub(crate) static MIN: Key<OptionalNumber> = Key::new(
    "min",
    bound(),
    "The fewest characters of a string, or the least number.",
)
.fixed();

pub(crate) static MAX: Key<OptionalNumber> = Key::new(
    "max",
    bound(),
    "The most characters of a string, or the greatest number.",
)
.fixed();

pub(crate) static MUTABLE: Key<Flag> = Key::new(
    "mutable",
    Flag(true),
    "Whether a user's value can be changed once it is set.",
)
.fixed();

const fn bound() -> OptionalNumber {
    OptionalNumber {
        range: i64::MIN..=i64::MAX,
        values: "whole number; for a string 0 to 2048",
        default: "none",
    }
}
