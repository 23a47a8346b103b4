//! Reads TOML setting by setting and remembers where everything stands, so that every mistake in the file,
//! not only the first one, is reported with its line and column.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{
    Flag, Inner, Key, Named, Needed, Number, OptionalFlag, OptionalInner, OptionalNumber, Section,
    Tables, Time, Words,
};
use crate::lifetime::Lifetime;

/// A place in the file. Both count from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Something in the file that has to be mended, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mistake {
    pub(crate) at: Position,
    pub(crate) message: String,
}

/// Where the settings of a table stand, for mistakes that show only once the deployment is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    table: Position,
    /// By the setting's name; a table's in a table with a dot, such as `password.min_length`.
    settings: BTreeMap<String, Position>,
}

impl Places {
    /// Where a setting stands. Where it is absent, the table that it would stand in.
    pub(crate) fn of(&self, setting: &str) -> Position {
        let mut name = setting;
        loop {
            match (self.settings.get(name), name.rsplit_once('.')) {
                (Some(at), _) => return *at,
                (None, Some((table, _))) => name = table,
                (None, None) => return self.table,
            }
        }
    }
}

/// The file's text, and the mistakes found in it so far.
pub(crate) struct Reader<'a> {
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
    /// By the heading of their section: the keys that were asked for.
    #[cfg(test)]
    pub(super) read: RefCell<BTreeSet<(&'static str, &'static str)>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            mistakes: RefCell::default(),
            #[cfg(test)]
            read: RefCell::default(),
        }
    }

    pub(crate) fn mistake(&self, span: &Range<usize>, message: impl Into<String>) {
        let mistake = Mistake {
            at: self.position(span.start),
            message: message.into(),
        };
        self.mistakes.borrow_mut().push(mistake);
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub(crate) fn has_no_mistake(&self) -> bool {
        self.mistakes.borrow().is_empty()
    }

    /// The mistakes in the order of the file.
    pub(crate) fn into_mistakes(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort();
        mistakes
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

/// A table being read, by the descriptions of its section's keys. [`Table::finish`] reports the others.
pub(crate) struct Table<'r> {
    pub(crate) reader: &'r Reader<'r>,
    pub(crate) span: Range<usize>,
    section: &'static Section,
    what: &'static str,
    entries: &'r DeTable<'r>,
}

impl<'r> Table<'r> {
    pub(crate) fn new(
        reader: &'r Reader<'r>,
        section: &'static Section,
        span: Range<usize>,
        entries: &'r DeTable<'r>,
    ) -> Self {
        Self {
            reader,
            span,
            section,
            what: section.what,
            entries,
        }
    }

    pub(crate) fn mistake(&self, span: &Range<usize>, message: impl Into<String>) {
        self.reader.mistake(span, message);
    }

    /// Where the key of a setting stands; the table itself where it is absent.
    pub(crate) fn key_span(&self, key: &str) -> Range<usize> {
        self.entries
            .get_key_value(key)
            .map_or_else(|| self.span.clone(), |(key, _)| key.span())
    }

    /// Where all of it stands.
    pub(crate) fn places(&self) -> Places {
        let mut settings = BTreeMap::new();
        self.collect_places("", self.entries, &mut settings);
        Places {
            table: self.reader.position(self.span.start),
            settings,
        }
    }

    fn collect_places(
        &self,
        prefix: &str,
        entries: &DeTable<'_>,
        places: &mut BTreeMap<String, Position>,
    ) {
        for (key, value) in entries {
            let name = format!("{prefix}{}", key.get_ref());
            if let DeValue::Table(inner) = value.get_ref() {
                self.collect_places(&format!("{name}."), inner, places);
            }
            places.insert(name, self.reader.position(key.span().start));
        }
    }

    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Whether the setting is absent or an empty list.
    pub(crate) fn is_empty(&self, key: &str) -> bool {
        self.entries.get(key).is_none_or(|value| {
            value
                .get_ref()
                .as_array()
                .is_some_and(|items| items.is_empty())
        })
    }

    pub(crate) fn string<F>(&self, key: &Key<F>) -> Option<Located<String>> {
        self.read(key, "a text in quotes", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    /// A text that has to be there.
    pub(crate) fn needed(&self, key: &Key<Needed>) -> Option<Located<String>> {
        if !self.is_set(key.name) {
            let (what, name, example) = (self.what, key.name, key.form.example);
            self.mistake(
                &self.span,
                format!("{what} needs {name:?}; expected {example}"),
            );
        }
        self.string(key)
    }

    pub(crate) fn flag(&self, key: &Key<Flag>) -> bool {
        self.boolean(key).unwrap_or(key.form.0)
    }

    pub(crate) fn optional_flag(&self, key: &Key<OptionalFlag>) -> Option<bool> {
        self.boolean(key)
    }

    fn boolean<F>(&self, key: &Key<F>) -> Option<bool> {
        self.read(key, "true or false", DeValue::as_bool)
            .map(|read| read.value)
    }

    pub(crate) fn number(&self, key: &Key<Number>) -> u8 {
        let (least, most) = (*key.form.range.start(), *key.form.range.end());
        self.integer(key, &(least.into()..=most.into()))
            .and_then(|number| u8::try_from(number).ok())
            .unwrap_or(key.form.default)
    }

    pub(crate) fn optional_number(&self, key: &Key<OptionalNumber>) -> Option<i64> {
        self.integer(key, &key.form.range)
    }

    /// A whole number within `range`, which depends on another key.
    pub(crate) fn integer<F>(&self, key: &Key<F>, range: &RangeInclusive<i64>) -> Option<i64> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        self.read(key, &expected, |value| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix())
                .ok()
                .filter(|number| range.contains(number))
        })
        .map(|read| read.value)
    }

    pub(crate) fn lifetime(&self, key: &Key<Time>) -> Lifetime {
        let range = &key.form.range;
        let (least, most) = (range.start(), range.end());
        let read = self.parsed(key, |text| {
            let lifetime: Lifetime = text
                .parse()
                .map_err(|()| format!("expected a length of time such as \"90s\", \"15m\", \"1h\" or \"30d\", found {text:?}"))?;
            if range.contains(&lifetime) {
                Ok(lifetime)
            } else {
                Err(format!("expected {least} to {most}, found {lifetime}"))
            }
        });
        read.map_or(key.form.default, |read| read.value)
    }

    /// A value that `parse` makes of a text, or what it says is wrong with it.
    pub(crate) fn parsed<F, T>(
        &self,
        key: &Key<F>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Located<T>> {
        let text = self.string(key)?;
        match parse(&text.value) {
            Ok(value) => Some(Located {
                value,
                span: text.span,
            }),
            Err(problem) => {
                self.mistake(&text.span, format!("{}: {problem}", key.name));
                None
            }
        }
    }

    /// A list of words in which order means nothing, without those that `parse` refuses or that stand there twice.
    pub(crate) fn words(
        &self,
        key: &Key<Words>,
        mut parse: impl FnMut(&str) -> Result<String, String>,
    ) -> Option<BTreeSet<String>> {
        let expected = format!("a list of texts such as {}", key.form.example);
        let items = self.read(key, &expected, |value| {
            value
                .as_array()?
                .iter()
                .map(|item| Some((item.get_ref().as_str()?, item.span())))
                .collect::<Option<Vec<_>>>()
        })?;
        let mut seen: Vec<&str> = Vec::new();
        let mut words = BTreeSet::new();
        for (text, span) in items.value {
            if seen.contains(&text) {
                self.mistake(&span, format!("{text:?} stands in {} twice", key.name));
                continue;
            }
            seen.push(text);
            match parse(text) {
                Ok(word) => drop(words.insert(word)),
                Err(problem) => self.mistake(&span, problem),
            }
        }
        Some(words)
    }

    pub(crate) fn table(&self, key: &Key<Inner>) -> Option<Table<'r>> {
        self.inner(key, key.form.0)
    }

    /// A table whose settings stay as they are where it is absent.
    pub(crate) fn optional_table(&self, key: &Key<OptionalInner>) -> Option<Table<'r>> {
        self.inner(key, key.form.0)
    }

    fn inner<F>(&self, key: &Key<F>, section: &'static Section) -> Option<Table<'r>> {
        let read = self.entries(key)?;
        let mut table = Table::new(self.reader, section, read.span, read.value);
        table.what = key.name;
        Some(table)
    }

    /// The tables by the names that the file's author chose; nothing where the key is absent.
    pub(crate) fn named(&self, key: &Key<Named>) -> Option<Vec<(Located<String>, Table<'r>)>> {
        let read = self.entries(key)?;
        let tables = read.value.iter().filter_map(|(name, value)| {
            let Some(table) = value.get_ref().as_table() else {
                let (name, found) = (name.get_ref(), describe(value.get_ref()));
                self.mistake(
                    &value.span(),
                    format!("{name}: expected a table of settings, found {found}"),
                );
                return None;
            };
            let name = Located {
                value: name.get_ref().to_string(),
                span: name.span(),
            };
            let table = Table::new(self.reader, key.form.0, value.span(), table);
            Some((name, table))
        });
        Some(tables.collect())
    }

    fn entries<F>(&self, key: &Key<F>) -> Option<Located<&'r DeTable<'r>>> {
        self.read(key, "a table of settings", DeValue::as_table)
    }

    /// The tables written as `[[key]]`; none where there are none.
    pub(crate) fn tables(&self, key: &Key<Tables>) -> Vec<Table<'r>> {
        let section = key.form.0;
        let expected = format!("tables that begin with {}", section.heading);
        let read = self.read(key, &expected, |value| {
            value
                .as_array()?
                .iter()
                .map(|item| Some((item.get_ref().as_table()?, item.span())))
                .collect::<Option<Vec<_>>>()
        });
        read.map(|read| read.value)
            .unwrap_or_default()
            .into_iter()
            .map(|(entries, span)| Table::new(self.reader, section, span, entries))
            .collect()
    }

    /// Every entry of a table whose keys the file's author chooses, as texts. TOML reads a dotted key as a table
    /// in a table; here it is a name with a dot.
    pub(crate) fn text_entries(&self) -> Vec<(Located<String>, Located<String>)> {
        let mut texts = Vec::new();
        self.collect_texts("", self.entries, &mut texts);
        texts
    }

    fn collect_texts(
        &self,
        prefix: &str,
        entries: &'r DeTable<'r>,
        texts: &mut Vec<(Located<String>, Located<String>)>,
    ) {
        for (key, value) in entries {
            let name = format!("{prefix}{}", key.get_ref());
            match value.get_ref() {
                DeValue::Table(inner) => self.collect_texts(&format!("{name}."), inner, texts),
                DeValue::String(text) => texts.push((
                    Located {
                        value: name,
                        span: key.span(),
                    },
                    Located {
                        value: text.to_string(),
                        span: value.span(),
                    },
                )),
                other => {
                    let found = describe(other);
                    self.mistake(
                        &value.span(),
                        format!("{name}: expected a text in quotes, found {found}"),
                    );
                }
            }
        }
    }

    /// Reports the settings that the section doesn't know.
    pub(crate) fn finish(self) {
        let known: Vec<&str> = self.section.keys.iter().map(|key| key.name()).collect();
        for key in self.entries.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let hint = suggest(name, known.iter().copied())
                    .unwrap_or_else(|| format!("{} has {}", self.what, known.join(", ")));
                self.mistake(&key.span(), format!("unknown setting {name:?}; {hint}"));
            }
        }
    }

    fn read<F, T>(
        &self,
        key: &Key<F>,
        expected: &str,
        convert: impl FnOnce(&'r DeValue<'r>) -> Option<T>,
    ) -> Option<Located<T>> {
        let key = key.name;
        #[cfg(test)]
        self.reader
            .read
            .borrow_mut()
            .insert((self.section.heading, key));
        let entry: &'r Spanned<DeValue<'r>> = self.entries.get(key)?;
        let span = entry.span();
        match convert(entry.get_ref()) {
            Some(value) => Some(Located { value, span }),
            None => {
                let found = describe(entry.get_ref());
                self.mistake(&span, format!("{key}: expected {expected}, found {found}"));
                None
            }
        }
    }
}

/// `did you mean "x"?`, where one of the candidates is near enough to be what was meant.
pub(crate) fn suggest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 5)
        .min()
        .map(|(_, candidate)| format!("did you mean {candidate:?}?"))
}

/// The word, if it is one of those allowed.
pub(crate) fn one_of(kind: &str, word: &str, allowed: &[&str]) -> Result<String, String> {
    if allowed.contains(&word) {
        return Ok(word.to_owned());
    }
    let hint = suggest(word, allowed.iter().copied()).unwrap_or_else(|| match allowed {
        [] => "there is none".to_owned(),
        allowed => expected(allowed),
    });
    Err(format!("unknown {kind} {word:?}; {hint}"))
}

/// The word, if it is one of those that the key has and that are built.
pub(crate) fn one_built(kind: &str, word: &str, key: &Key<Words>) -> Result<String, String> {
    if key.form.not_built.contains(&word) {
        let expected = expected(key.form.of);
        return Err(format!("{kind} {word:?} is not built yet; {expected}"));
    }
    one_of(kind, word, key.form.of)
}

/// `expected one of "a", "b"`
fn expected(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    let one_of = if words.len() > 1 { "one of " } else { "" };
    format!("expected {one_of}{}", quoted.join(", "))
}

fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
