//! What messages of our own say, by language. Each language is one file.

use vestibule_model::time::Span;

/// One language's words. In all of them stand `{name}` for what the pool is called, `{username}`, `{####}` for the code and
/// `{span}` for how long that is valid.
pub(super) struct Language {
    /// As in `locale` and in HTML's `lang`.
    pub(super) tag: &'static str,
    pub(super) sign_up: Words,
    pub(super) attribute: Words,
    pub(super) forgotten_password: Words,
    pub(super) invitation: Words,
    pub(super) second_factor: Words,
    pub(super) sign_in: Words,
    pub(super) lock_notice: Words,
    pub(super) link: LinkWords,
    /// One, and several.
    pub(super) minutes: [&'static str; 2],
    pub(super) hours: [&'static str; 2],
    pub(super) days: [&'static str; 2],
}

/// One message.
pub(super) struct Words {
    pub(super) subject: &'static str,
    pub(super) heading: &'static str,
    /// What the code is for. It stands before the code.
    pub(super) lead: &'static str,
    /// How long it is valid.
    pub(super) lasts: &'static str,
    /// What to do about a message that one has not asked for.
    pub(super) not_you: &'static str,
    /// All of it, as a text message.
    pub(super) sms: &'static str,
}

/// What a mail with a link says in place of what it would say of a code.
pub(super) struct LinkWords {
    pub(super) lead: &'static str,
    /// What the link is called.
    pub(super) label: &'static str,
    pub(super) lasts: &'static str,
    pub(super) not_you: &'static str,
}

impl Language {
    /// `24 hours`, in the largest unit that says it in whole numbers; a single day is hours.
    pub(super) fn span(&self, span: Span) -> String {
        const MINUTE: i64 = 60_000;
        const HOUR: i64 = 60 * MINUTE;
        const DAY: i64 = 24 * HOUR;
        let millis = span.as_millis();
        let (count, [one, many]) = if millis > DAY && millis % DAY == 0 {
            (millis / DAY, self.days)
        } else if millis >= HOUR && millis % HOUR == 0 {
            (millis / HOUR, self.hours)
        } else {
            // What is begun counts as whole.
            ((millis + MINUTE - 1) / MINUTE, self.minutes)
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}
