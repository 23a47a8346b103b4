//! Reads TOML setting by setting and remembers where everything stands, so that every mistake in the file,
//! not only the first one, is reported with its line and column.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            mistakes: RefCell::default(),
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

/// A table being read. Each setting asked for becomes known; [`Table::finish`] reports the others.
pub(crate) struct Table<'r> {
    pub(crate) reader: &'r Reader<'r>,
    pub(crate) span: Range<usize>,
    what: &'static str,
    entries: &'r DeTable<'r>,
    known: RefCell<Vec<&'static str>>,
}

impl<'r> Table<'r> {
    /// `what` names the table in messages, such as `a pool`.
    pub(crate) fn new(
        reader: &'r Reader<'r>,
        what: &'static str,
        span: Range<usize>,
        entries: &'r DeTable<'r>,
    ) -> Self {
        Self {
            reader,
            span,
            what,
            entries,
            known: RefCell::default(),
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

    pub(crate) fn string(&self, key: &'static str) -> Option<Located<String>> {
        self.read(key, "a text in quotes", |value| {
            value.as_str().map(str::to_owned)
        })
    }

    /// A text that has to be there.
    pub(crate) fn required_string(
        &self,
        key: &'static str,
        example: &str,
    ) -> Option<Located<String>> {
        if !self.is_set(key) {
            self.known.borrow_mut().push(key);
            self.mistake(
                &self.span,
                format!("{} needs {key:?}; expected {example}", self.what),
            );
            return None;
        }
        self.string(key)
    }

    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        self.read(key, "true or false", DeValue::as_bool)
            .map(|read| read.value)
    }

    /// A whole number within `range`.
    pub(crate) fn integer(
        &self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        self.read(key, &expected, |value| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix())
                .ok()
                .filter(|number| range.contains(number))
        })
        .map(|read| read.value)
    }

    /// A value that `parse` makes of a text, or what it says is wrong with it.
    pub(crate) fn parsed<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<Located<T>> {
        let text = self.string(key)?;
        match parse(&text.value) {
            Ok(value) => Some(Located {
                value,
                span: text.span,
            }),
            Err(problem) => {
                self.mistake(&text.span, format!("{key}: {problem}"));
                None
            }
        }
    }

    /// A list of texts, without the entries that `parse` refuses or that stand there twice.
    pub(crate) fn list<T>(
        &self,
        key: &'static str,
        example: &str,
        mut parse: impl FnMut(&str) -> Result<T, String>,
    ) -> Option<Vec<Located<T>>> {
        let expected = format!("a list of texts such as {example}");
        let items = self.read(key, &expected, |value| {
            value
                .as_array()?
                .iter()
                .map(|item| Some((item.get_ref().as_str()?, item.span())))
                .collect::<Option<Vec<_>>>()
        })?;
        let mut seen: Vec<&str> = Vec::new();
        let mut values = Vec::new();
        for (text, span) in items.value {
            if seen.contains(&text) {
                self.mistake(&span, format!("{text:?} stands in {key} twice"));
                continue;
            }
            seen.push(text);
            match parse(text) {
                Ok(value) => values.push(Located { value, span }),
                Err(problem) => self.mistake(&span, problem),
            }
        }
        Some(values)
    }

    /// A list of words, each checked by `parse`, in which order means nothing.
    pub(crate) fn words(
        &self,
        key: &'static str,
        example: &str,
        parse: impl FnMut(&str) -> Result<String, String>,
    ) -> Option<BTreeSet<String>> {
        self.list(key, example, parse)
            .map(|list| list.into_iter().map(|word| word.value).collect())
    }

    pub(crate) fn table(&self, key: &'static str, what: &'static str) -> Option<Table<'r>> {
        let read = self.read(key, "a table of settings", DeValue::as_table)?;
        Some(Table::new(self.reader, what, read.span, read.value))
    }

    /// The tables written as `[[key]]`; none where there are none.
    pub(crate) fn tables(&self, key: &'static str, what: &'static str) -> Vec<Table<'r>> {
        let parent = if key == "pool" { "" } else { "pool." };
        let expected = format!("tables that begin with [[{parent}{key}]]");
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
            .map(|(entries, span)| Table::new(self.reader, what, span, entries))
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

    /// Every entry of a table whose keys the file's author chooses, as tables.
    pub(crate) fn table_entries(&self, what: &'static str) -> Vec<(Located<String>, Table<'r>)> {
        self.entries
            .iter()
            .filter_map(|(key, value)| {
                let Some(table) = value.get_ref().as_table() else {
                    let found = describe(value.get_ref());
                    self.mistake(
                        &value.span(),
                        format!(
                            "{}: expected a table of settings, found {found}",
                            key.get_ref()
                        ),
                    );
                    return None;
                };
                let name = Located {
                    value: key.get_ref().to_string(),
                    span: key.span(),
                };
                Some((name, Table::new(self.reader, what, value.span(), table)))
            })
            .collect()
    }

    /// Reports the settings that nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.borrow();
        for key in self.entries.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let hint = suggest(name, known.iter().copied())
                    .unwrap_or_else(|| format!("{} has {}", self.what, known.join(", ")));
                self.mistake(&key.span(), format!("unknown setting {name:?}; {hint}"));
            }
        }
    }

    fn read<T>(
        &self,
        key: &'static str,
        expected: &str,
        convert: impl FnOnce(&'r DeValue<'r>) -> Option<T>,
    ) -> Option<Located<T>> {
        self.known.borrow_mut().push(key);
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

/// `expected one of "a", "b"`
pub(crate) fn expected(words: &[&str]) -> String {
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
