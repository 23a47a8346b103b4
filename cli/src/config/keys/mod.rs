//! What the reader knows of each key of the file, as data: it reads by these descriptions, and the reference in
//! `docs/` is written from them.

pub(super) mod branding;
pub(super) mod client;
pub(super) mod group;
pub(super) mod messages;
pub(super) mod pool;
pub(super) mod resource_server;
pub(super) mod sign_in;

use std::ops::RangeInclusive;

use crate::lifetime::Lifetime;

/// The file itself.
pub(super) static FILE: Section = Section {
    heading: "vestibule.toml",
    what: "the file",
    about: "",
    example: "",
    keys: &[&POOLS],
};

pub(super) static POOLS: Key<Tables> = Key::new(
    "pool",
    Tables(&pool::SECTION),
    "The user pools; there is at least one.",
);

/// A kind of table: what it is for, and its keys.
pub(crate) struct Section {
    /// As it is written in the file.
    pub(crate) heading: &'static str,
    /// Its name in messages, such as `a pool`.
    pub(crate) what: &'static str,
    /// For a reader who meets it the first time.
    pub(crate) about: &'static str,
    /// The examples of all sections, in the order of the reference, are one file without a mistake.
    pub(crate) example: &'static str,
    /// In the order of the reference; none where the file's author chooses them.
    pub(crate) keys: &'static [&'static dyn Described],
}

/// A key, read by [`super::reader::Table`] as the form `F` says.
pub(crate) struct Key<F: 'static> {
    pub(crate) name: &'static str,
    pub(crate) form: F,
    pub(crate) later: Later,
    /// A sentence or two.
    about: &'static str,
}

/// Whether another value can be applied to what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later {
    Changes,
    /// What it belongs to is recognised by it.
    Names,
    /// As it was when what it belongs to was made.
    Fixed,
}

/// What the reference says of a key.
pub(crate) trait Described: Sync {
    fn name(&self) -> &'static str;
    /// What can stand there.
    fn values(&self) -> String;
    /// What holds where the file doesn't say.
    fn default(&self) -> String;
    fn later(&self) -> Later;
    fn about(&self) -> &'static str;
    /// The kind of table that stands there.
    fn section(&self) -> Option<&'static Section>;
}

/// How a key's value is written.
pub(crate) trait Form: Sync {
    fn values(&self) -> String;
    fn default(&self) -> String;
    fn section(&self) -> Option<&'static Section> {
        None
    }
}

/// A text that has to be there.
pub(crate) struct Needed {
    pub(crate) values: &'static str,
    /// Ends the message where it is missing.
    pub(crate) example: &'static str,
}

/// A text.
pub(crate) struct Text {
    pub(crate) values: &'static str,
    pub(crate) default: &'static str,
}

/// One word of several.
pub(crate) struct Word {
    pub(crate) of: &'static [&'static str],
    pub(crate) default: &'static str,
}

/// A list in which order means nothing.
pub(crate) struct Words {
    pub(crate) of: &'static [&'static str],
    /// Words that Cognito has and this version of the service refuses.
    pub(crate) not_built: &'static [&'static str],
    /// What else can stand there.
    pub(crate) others: &'static str,
    /// Ends the message where something else than a list is found.
    pub(crate) example: &'static str,
    pub(crate) default: &'static str,
}

/// `true` or `false`, and what holds otherwise.
pub(crate) struct Flag(pub(crate) bool);

/// `true` or `false`; without it the service decides, or leaves it as it is.
pub(crate) struct OptionalFlag {
    pub(crate) default: &'static str,
}

/// A table of settings; without it the service decides, or leaves them as they are.
pub(crate) struct OptionalInner(pub(crate) &'static Section);

/// A small whole number.
pub(crate) struct Number {
    pub(crate) range: RangeInclusive<u8>,
    pub(crate) default: u8,
}

/// A whole number; without it there is none.
pub(crate) struct OptionalNumber {
    pub(crate) range: RangeInclusive<i64>,
    pub(crate) values: &'static str,
    pub(crate) default: &'static str,
}

/// A length of time.
pub(crate) struct Time {
    pub(crate) range: RangeInclusive<Lifetime>,
    pub(crate) default: Lifetime,
}

/// `[table]`
pub(crate) struct Inner(pub(crate) &'static Section);

/// A table whose keys the file's author chooses; each stands for a table of this kind.
pub(crate) struct Named(pub(crate) &'static Section);

/// `[[table]]`
pub(crate) struct Tables(pub(crate) &'static Section);

impl<F> Key<F> {
    const fn new(name: &'static str, form: F, about: &'static str) -> Self {
        Self {
            name,
            form,
            later: Later::Changes,
            about,
        }
    }

    const fn fixed(mut self) -> Self {
        self.later = Later::Fixed;
        self
    }

    const fn naming(mut self) -> Self {
        self.later = Later::Names;
        self
    }
}

impl<F: Form> Described for Key<F> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn values(&self) -> String {
        self.form.values()
    }

    fn default(&self) -> String {
        self.form.default()
    }

    fn later(&self) -> Later {
        self.later
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn section(&self) -> Option<&'static Section> {
        self.form.section()
    }
}

impl Form for Needed {
    fn values(&self) -> String {
        self.values.to_owned()
    }

    fn default(&self) -> String {
        "needed".to_owned()
    }
}

impl Form for Text {
    fn values(&self) -> String {
        self.values.to_owned()
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }
}

impl Form for Word {
    fn values(&self) -> String {
        format!("one of {}", quoted(self.of))
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }
}

impl Form for Words {
    fn values(&self) -> String {
        let words = quoted(self.of);
        let and = if words.is_empty() || self.others.is_empty() {
            ""
        } else {
            ", "
        };
        format!("list of {words}{and}{}", self.others)
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }
}

impl Form for Flag {
    fn values(&self) -> String {
        "`true` or `false`".to_owned()
    }

    fn default(&self) -> String {
        format!("`{}`", self.0)
    }
}

impl Form for OptionalFlag {
    fn values(&self) -> String {
        Flag(true).values()
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }
}

impl Form for Number {
    fn values(&self) -> String {
        format!("{} to {}", self.range.start(), self.range.end())
    }

    fn default(&self) -> String {
        format!("`{}`", self.default)
    }
}

impl Form for OptionalNumber {
    fn values(&self) -> String {
        self.values.to_owned()
    }

    fn default(&self) -> String {
        self.default.to_owned()
    }
}

impl Form for Time {
    fn values(&self) -> String {
        let (least, most) = (self.range.start(), self.range.end());
        format!("time, `\"{least}\"` to `\"{most}\"`")
    }

    fn default(&self) -> String {
        format!("`\"{}\"`", self.default)
    }
}

impl Form for Inner {
    fn values(&self) -> String {
        "table".to_owned()
    }

    fn default(&self) -> String {
        "empty".to_owned()
    }

    fn section(&self) -> Option<&'static Section> {
        Some(self.0)
    }
}

impl Form for OptionalInner {
    fn values(&self) -> String {
        "table".to_owned()
    }

    fn default(&self) -> String {
        "left as it is".to_owned()
    }

    fn section(&self) -> Option<&'static Section> {
        Some(self.0)
    }
}

impl Form for Named {
    fn values(&self) -> String {
        "tables by name".to_owned()
    }

    fn default(&self) -> String {
        "none".to_owned()
    }

    fn section(&self) -> Option<&'static Section> {
        Some(self.0)
    }
}

impl Form for Tables {
    fn values(&self) -> String {
        "tables".to_owned()
    }

    fn default(&self) -> String {
        "none".to_owned()
    }

    fn section(&self) -> Option<&'static Section> {
        Some(self.0)
    }
}

/// Words as they are written in the file.
fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word:?}`")).collect();
    quoted.join(", ")
}
