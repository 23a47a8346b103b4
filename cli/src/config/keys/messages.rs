//! The keys of a pool's `[pool.email]` and `[pool.messages]`.

use super::{Key, Named, OptionalInner, Section, Text, Word};

pub(crate) static EMAIL: Key<OptionalInner> = Key::new(
    "email",
    OptionalInner(&EMAIL_SECTION),
    "Whom the pool's mails are from.",
);

pub(crate) static MESSAGES: Key<OptionalInner> = Key::new(
    "messages",
    OptionalInner(&MESSAGES_SECTION),
    "What the pool's messages say.",
);

static EMAIL_SECTION: Section = Section {
    heading: "[pool.email]",
    what: "email",
    about: "The head of the pool's mails. How mails leave is the deployment's own: see [messages.md](messages.md).",
    example: r#"[pool.email]
reply_to = "help@example.com"
"#,
    keys: &[&FROM, &REPLY_TO, &CONFIGURATION_SET],
};

pub(crate) static FROM: Key<Text> = Key::new(
    "from",
    Text {
        values: "`no-reply@example.com` or `Acme <no-reply@example.com>`",
        default: "the deployment's sender, by the pool's name",
    },
    "Whom they are from: the deployment's own address, or one that its `VESTIBULE_MAIL_SENDERS` names.",
);

pub(crate) static REPLY_TO: Key<Text> = Key::new(
    "reply_to",
    Text {
        values: "an e-mail address",
        default: "the sender",
    },
    "Where answers go.",
);

pub(crate) static CONFIGURATION_SET: Key<Text> = Key::new(
    "configuration_set",
    Text {
        values: "1 to 64 letters, digits, `_` and `-`",
        default: "none",
    },
    "Amazon SES's, where the deployment sends by that.",
);

static MESSAGES_SECTION: Section = Section {
    heading: "[pool.messages]",
    what: "messages",
    about: "Texts of your own, in one language, in place of the service's, which are in the person's; for other languages \
            see below. A mail's is HTML. `{####}` is the code, `{username}` the name, `{##Click here##}` a link with that text. What isn't here is left as \
            it is, and `\"\"` is the service's own text again.",
    example: r#"[pool.messages]
code_subject = "Your code"
code_sms = "Your code is {####}."
"#,
    keys: &[
        &CONFIRM_BY,
        &CODE_SUBJECT,
        &CODE_EMAIL,
        &CODE_SMS,
        &LINK_SUBJECT,
        &LINK_EMAIL,
        &INVITATION_SUBJECT,
        &INVITATION_EMAIL,
        &INVITATION_SMS,
        &SIGN_IN_SMS,
        &IN,
    ],
};

pub(crate) static IN: Key<Named> = Key::new(
    "in",
    Named(&IN_SECTION),
    "The same in other languages, by language: what is not here is taken away.",
);

static IN_SECTION: Section = Section {
    heading: "[pool.messages.in.LANGUAGE]",
    what: "messages",
    about: "Texts for people whose `locale` says this language: `de`, which is for `de-AT` too, `pt-br`. A mail's subject and text go \
            together: where one is here, the other is the service's own, in that language where it has it. Of what isn't here, what is above is sent \
            (of `sign_in_subject` and `sign_in_email`, what `[pool.mfa]` says).",
    example: r#"[pool.messages.in.de]
code_subject = "Dein Code"
code_sms = "Dein Code ist {####}."
"#,
    keys: &[
        &in_language(&CODE_SUBJECT),
        &in_language(&CODE_EMAIL),
        &in_language(&CODE_SMS),
        &in_language(&LINK_SUBJECT),
        &in_language(&LINK_EMAIL),
        &in_language(&INVITATION_SUBJECT),
        &in_language(&INVITATION_EMAIL),
        &in_language(&INVITATION_SMS),
        &in_language(&SIGN_IN_SUBJECT),
        &in_language(&SIGN_IN_EMAIL),
        &in_language(&SIGN_IN_SMS),
    ],
};

pub(crate) static CONFIRM_BY: Key<Word> = Key::new(
    "confirm_by",
    Word {
        of: &["code", "link"],
        default: "`\"code\"` for a new pool, and left as it is otherwise",
    },
    "Whether a new account is confirmed by a code or by a link in its mail.",
);

pub(crate) static CODE_SUBJECT: Key<Text> = text(
    "code_subject",
    SUBJECT,
    "Mails with a code that verifies an address or resets a password.",
);
pub(crate) static CODE_EMAIL: Key<Text> = text("code_email", MAIL_WITH_CODE, "Their text.");
pub(crate) static CODE_SMS: Key<Text> =
    text("code_sms", SMS_WITH_CODE, "The same by text message.");
pub(crate) static LINK_SUBJECT: Key<Text> = text(
    "link_subject",
    SUBJECT,
    "Mails with a link that confirms an account.",
);
pub(crate) static LINK_EMAIL: Key<Text> = text(
    "link_email",
    "HTML with `{##text##}`, 6 to 20000 characters",
    "Their text.",
);
pub(crate) static INVITATION_SUBJECT: Key<Text> = text(
    "invitation_subject",
    SUBJECT,
    "Mails with a temporary password.",
);
pub(crate) static INVITATION_EMAIL: Key<Text> = text(
    "invitation_email",
    "HTML with `{username}` and `{####}`, 6 to 20000 characters",
    "Their text.",
);
pub(crate) static INVITATION_SMS: Key<Text> = text(
    "invitation_sms",
    "`{username}` and `{####}` in it, 6 to 140 characters",
    "The same by text message.",
);
pub(crate) static SIGN_IN_SUBJECT: Key<Text> = text(
    "sign_in_subject",
    SUBJECT,
    "Mails with a code as a second factor, or in place of a password.",
);
pub(crate) static SIGN_IN_EMAIL: Key<Text> = text("sign_in_email", MAIL_WITH_CODE, "Their text.");
pub(crate) static SIGN_IN_SMS: Key<Text> = text(
    "sign_in_sms",
    SMS_WITH_CODE,
    "Text messages with a code as a second factor, or in place of a password; mails are `[pool.mfa]`'s.",
);

/// The key in a table of its own language, all of which is put anew.
const fn in_language(key: &Key<Text>) -> Key<Text> {
    let form = Text {
        values: key.form.values,
        default: "see above",
    };
    Key::new(key.name, form, key.about)
}

const SUBJECT: &str = "at most 140 characters";
const MAIL_WITH_CODE: &str = "HTML with `{####}`, 6 to 20000 characters";
const SMS_WITH_CODE: &str = "`{####}` in it, 6 to 140 characters";

const fn text(name: &'static str, values: &'static str, about: &'static str) -> Key<Text> {
    Key::new(
        name,
        Text {
            values,
            default: "left as it is",
        },
        about,
    )
}
