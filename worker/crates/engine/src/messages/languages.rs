//! The languages that messages of our own are in, and which of them a person reads.

use super::{de, en, words::Language};

pub(super) static LANGUAGES: [&Language; 2] = [&en::ENGLISH, &de::GERMAN];

impl Language {
    pub(super) fn named(tag: &str) -> Option<&'static Self> {
        LANGUAGES
            .into_iter()
            .find(|language| language.tag.eq_ignore_ascii_case(tag))
    }

    /// By a person's `locale`, such as `de`, `de-AT` or `de_AT`.
    pub(super) fn of_locale(locale: &str) -> Option<&'static Self> {
        Self::named(locale.split(['-', '_']).next()?)
    }
}
