//! The keys of `[[pool]]` and of its tables that say how people prove who they are, and for how long that holds.

use super::{Flag, Key, Number, OptionalInner, Section, Text, Word, Words};
use crate::settings::{FIRST_FACTORS as FACTORS, SECOND_FACTORS, SessionSettings};

pub(crate) static FIRST_FACTORS: Key<Words> = Key::new(
    "first_factors",
    Words {
        of: &FACTORS,
        not_built: &[],
        others: "",
        example: "[\"password\", \"passkey\"]",
        default: "`[\"password\"]` for a new pool, and left as they are otherwise",
    },
    "What people can begin a sign-in with, `password` always among them: a code by e-mail or text message (`email_otp`, \
     `sms_otp`) or a passkey beside it. A client also needs `auth_flows` with `user`, on the pages too. Codes \
     stand in for a password only where no second factor is asked for, so never with `mode = \"on\"`.",
);

pub(crate) static MFA: Key<OptionalInner> = Key::new(
    "mfa",
    OptionalInner(&MFA_SECTION),
    "Which second factors there are, and who is asked for one.",
);

pub(crate) static PASSKEYS: Key<OptionalInner> = Key::new(
    "passkeys",
    OptionalInner(&PASSKEYS_SECTION),
    "What passkeys are made for.",
);

pub(crate) static DEVICES: Key<OptionalInner> = Key::new(
    "devices",
    OptionalInner(&DEVICES_SECTION),
    "Whether devices are remembered.",
);

pub(crate) static SESSIONS: Key<OptionalInner> = Key::new(
    "sessions",
    OptionalInner(&SESSIONS_SECTION),
    "Whether sessions are listed and limited.",
);

static MFA_SECTION: Section = Section {
    heading: "[pool.mfa]",
    what: "mfa",
    about: "Second factors. Where it is `optional`, who has set one up is asked for it; where it is `on`, everybody is. A code by \
            e-mail as a second factor, and one to reset a password, never go to the same address of somebody.",
    example: r#"[pool.mfa]
mode = "optional"
factors = ["app", "email"]
"#,
    keys: &[&MODE, &SECOND, &EMAIL_SUBJECT, &EMAIL_TEXT],
};

pub(crate) static MODE: Key<Word> = Key::new(
    "mode",
    Word {
        of: &["off", "optional", "on"],
        default: "`\"off\"`",
    },
    "Who is asked for a second factor.",
);

pub(crate) static SECOND: Key<Words> = Key::new(
    "factors",
    Words {
        of: &SECOND_FACTORS,
        not_built: &[],
        others: "",
        example: "[\"app\"]",
        default: "none",
    },
    "What is a second factor: a code of an authenticator app, by e-mail or by text message. At least one, unless `mode` is \
     `off`; `sms` alone needs `verify` with `phone_number`.",
);

pub(crate) static EMAIL_SUBJECT: Key<Text> = Key::new(
    "email_subject",
    Text {
        values: "at most 140 characters",
        default: "left as it is; `\"\"` for the service's own",
    },
    "The subject of mails with such a code, and with one in place of a password.",
);

pub(crate) static EMAIL_TEXT: Key<Text> = Key::new(
    "email_text",
    Text {
        values: "HTML with `{####}` for the code, 6 to 20000 characters",
        default: "left as it is; `\"\"` for the service's own",
    },
    "Their text. Both beside `factors` with `email` alone.",
);

static PASSKEYS_SECTION: Section = Section {
    heading: "[pool.passkeys]",
    what: "passkeys",
    about: "Passkeys. What they are made for is written into each: with another `relying_party` those that people have are of no \
            more use.",
    example: r#"[pool.passkeys]
user_verification = "required"
second_factor = true
"#,
    keys: &[&RELYING_PARTY, &USER_VERIFICATION, &SATISFIES],
};

pub(crate) static RELYING_PARTY: Key<Text> = Key::new(
    "relying_party",
    Text {
        values: "a domain in lower case",
        default: "the host of the pool's pages",
    },
    "The domain that they are for, and those below it.",
);

pub(crate) static USER_VERIFICATION: Key<Word> = Key::new(
    "user_verification",
    Word {
        of: &["preferred", "required"],
        default: "`\"preferred\"`",
    },
    "Whether the device has to make sure who holds it, by a finger or a PIN, or only where it can.",
);

pub(crate) static SATISFIES: Key<Flag> = Key::new(
    "second_factor",
    Flag(false),
    "Whether a passkey of a device that has made sure stands for the second factor, too, for those who have turned that on.",
);

static DEVICES_SECTION: Section = Section {
    heading: "[pool.devices]",
    what: "devices",
    about: "Remembered devices: those of apps that sign people in by the API, and browsers that the pages remember.",
    example: r#"[pool.devices]
remember = "when_asked"
second_factor = true
"#,
    keys: &[&REMEMBER, &STANDS_FOR_SECOND],
};

pub(crate) static REMEMBER: Key<Word> = Key::new(
    "remember",
    Word {
        of: &["never", "always", "when_asked"],
        default: "`\"never\"`",
    },
    "Whether devices that are confirmed are remembered: all, or those whose users say so.",
);

pub(crate) static STANDS_FOR_SECOND: Key<Flag> = Key::new(
    "second_factor",
    Flag(false),
    "Whether a remembered device stands for the second factor.",
);

static SESSIONS_SECTION: Section = Section {
    heading: "[pool.sessions]",
    what: "sessions",
    about: "Sessions. Where they are tracked, people and administrators see them and can end each.",
    example: r#"[pool.sessions]
track = true
max_per_user = 10
"#,
    keys: &[&TRACK, &MAX_PER_USER],
};

pub(crate) static TRACK: Key<Flag> = Key::new(
    "track",
    Flag(false),
    "Whether they are listed, limited and ended one by one.",
);

pub(crate) static MAX_PER_USER: Key<Number> = Key::new(
    "max_per_user",
    Number {
        range: 1..=100,
        default: SessionSettings::MAX_PER_USER,
    },
    "How many somebody can have; with one more the least recently used ends.",
);
