//! The regular expressions of the service models: the part of Java's dialect that they use, matched
//! against the whole string in time linear in its length.
//!
//! Of the small engines `regex-lite` has no `\p{..}`, and `regex` with its Unicode tables weighs more than
//! everything else here together. A test holds this one against `regex` on every pattern of the models.

use std::cell::RefCell;
use std::collections::HashMap;
use std::iter::Peekable;
use std::rc::Rc;
use std::str::Chars;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// Whether `text` as a whole matches `pattern`. A pattern that this module can't read matches nothing; a
/// test reads every pattern of the models.
pub(crate) fn matches(pattern: &'static str, text: &str) -> bool {
    thread_local! {
        static PROGRAMS: RefCell<HashMap<&'static str, Option<Rc<Program>>>> = RefCell::default();
    }
    let program = PROGRAMS.with_borrow_mut(|programs| {
        programs
            .entry(pattern)
            .or_insert_with(|| Program::parse(pattern).map(Rc::new))
            .clone()
    });
    program.is_some_and(|program| program.matches(text))
}

/// A nondeterministic automaton.
#[derive(Debug, Default)]
pub(crate) struct Program {
    steps: Vec<Step>,
    /// Where the pattern says no more than that each letter is of one class, that class and the fewest letters. What may be
    /// long, a token say, has such a pattern.
    all_of: Option<(Class, usize)>,
}

#[derive(Clone, Debug)]
enum Step {
    One(Class),
    Split(usize, usize),
    Jump(usize),
    NotAfter(char),
    Boundary,
    Accept,
}

#[derive(Clone, Debug)]
struct Class {
    negated: bool,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Range(char, char),
    Word,
    Digit,
    Space,
    NotSpace,
    Category(GeneralCategoryGroup),
}

#[derive(Clone, Debug)]
enum Node {
    One(Class),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
    NotAfter(char),
    /// `\b`
    Boundary,
}

impl Program {
    /// `None` for what the models don't use.
    pub(crate) fn parse(pattern: &str) -> Option<Self> {
        let (pattern, dot_matches_all) = match pattern.strip_prefix("(?s)") {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let mut parser = Parser {
            rest: pattern.chars().peekable(),
            dot_matches_all,
        };
        let node = parser.either()?;
        if parser.rest.next().is_some() {
            return None;
        }
        let mut program = Self {
            all_of: node.all_of(),
            ..Self::default()
        };
        program.compile(&node);
        program.steps.push(Step::Accept);
        Some(program)
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        if let Some((class, least)) = &self.all_of {
            return text.chars().all(|letter| class.contains(letter))
                && text.chars().take(*least).count() == *least;
        }
        let mut pending = Vec::new();
        let mut states = States::new(self.steps.len());
        let mut letters = text.chars().peekable();
        let around = (None, letters.peek().copied());
        self.enter(&mut states, &mut pending, 0, around);
        let mut next = States::new(self.steps.len());
        while let Some(letter) = letters.next() {
            let around = (Some(letter), letters.peek().copied());
            next.clear();
            for &state in &states.list {
                if let Some(Step::One(class)) = self.steps.get(state)
                    && class.contains(letter)
                {
                    self.enter(&mut next, &mut pending, state + 1, around);
                }
            }
            std::mem::swap(&mut states, &mut next);
            if states.list.is_empty() {
                return false;
            }
        }
        states
            .list
            .iter()
            .any(|&state| matches!(self.steps.get(state), Some(Step::Accept)))
    }

    /// Adds `state` and all that is reached from it without reading a letter, between the two `around`. `pending` is empty before
    /// and after.
    fn enter(
        &self,
        states: &mut States,
        pending: &mut Vec<usize>,
        state: usize,
        around: (Option<char>, Option<char>),
    ) {
        pending.push(state);
        while let Some(state) = pending.pop() {
            if !states.insert(state) {
                continue;
            }
            match self.steps.get(state) {
                Some(Step::Split(one, other)) => pending.extend([*one, *other]),
                Some(Step::Jump(target)) => pending.push(*target),
                Some(Step::NotAfter(letter)) if around.0 != Some(*letter) => {
                    pending.push(state + 1)
                }
                Some(Step::Boundary) if is_word(around.0) != is_word(around.1) => {
                    pending.push(state + 1)
                }
                _ => {}
            }
        }
    }

    fn compile(&mut self, node: &Node) {
        match node {
            Node::One(class) => self.steps.push(Step::One(class.clone())),
            Node::NotAfter(letter) => self.steps.push(Step::NotAfter(*letter)),
            Node::Boundary => self.steps.push(Step::Boundary),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.compile(node)),
            Node::Either(nodes) => {
                let mut ends = Vec::new();
                let (last, others) = match nodes.split_last() {
                    Some(split) => split,
                    None => return,
                };
                for node in others {
                    let split = self.reserve();
                    self.compile(node);
                    ends.push(self.reserve());
                    self.set(split, Step::Split(split + 1, self.steps.len()));
                }
                self.compile(last);
                for end in ends {
                    self.set(end, Step::Jump(self.steps.len()));
                }
            }
            Node::Repeat(node, least, most) => {
                (0..*least).for_each(|_| self.compile(node));
                match most {
                    Some(most) => {
                        let splits: Vec<usize> = (*least..*most)
                            .map(|_| {
                                let split = self.reserve();
                                self.compile(node);
                                split
                            })
                            .collect();
                        for split in splits {
                            self.set(split, Step::Split(split + 1, self.steps.len()));
                        }
                    }
                    None => {
                        let split = self.reserve();
                        self.compile(node);
                        self.steps.push(Step::Jump(split));
                        self.set(split, Step::Split(split + 1, self.steps.len()));
                    }
                }
            }
        }
    }

    fn reserve(&mut self) -> usize {
        self.steps.push(Step::Accept);
        self.steps.len() - 1
    }

    fn set(&mut self, index: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(index) {
            *slot = step;
        }
    }
}

impl Node {
    /// See [`Program::all_of`].
    fn all_of(&self) -> Option<(Class, usize)> {
        match self {
            Self::Either(nodes) | Self::Sequence(nodes) => match nodes.as_slice() {
                [node] => node.all_of(),
                _ => None,
            },
            Self::Repeat(node, least, None) => match &**node {
                Self::One(class) => Some((class.clone(), usize::try_from(*least).ok()?)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// As `\b` means it, in ASCII.
fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// A set of states that remembers their order.
struct States {
    list: Vec<usize>,
    present: Vec<bool>,
}

impl States {
    fn new(len: usize) -> Self {
        Self {
            list: Vec::new(),
            present: vec![false; len],
        }
    }

    fn insert(&mut self, state: usize) -> bool {
        match self.present.get_mut(state) {
            Some(present) if !*present => {
                *present = true;
                self.list.push(state);
                true
            }
            _ => false,
        }
    }

    fn clear(&mut self) {
        for state in self.list.drain(..) {
            if let Some(present) = self.present.get_mut(state) {
                *present = false;
            }
        }
    }
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    dot_matches_all: bool,
}

impl Parser<'_> {
    fn either(&mut self) -> Option<Node> {
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        Some(Node::Either(branches))
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut nodes = Vec::new();
        while let Some(&letter) = self.rest.peek() {
            if matches!(letter, '|' | ')') {
                break;
            }
            self.rest.next();
            let node = match letter {
                // The whole string is matched, so the anchors at its ends say nothing more.
                '^' | '$' => continue,
                '(' => self.group()?,
                '[' => Node::One(self.class()?),
                '.' => Node::One(self.dot()),
                '\\' if self.eat('b') => Node::Boundary,
                '\\' => Node::One(Class {
                    negated: false,
                    items: vec![self.escape()?],
                }),
                '*' | '+' | '?' | '{' | '}' | ']' => return None,
                letter => Node::One(Class {
                    negated: false,
                    items: vec![Item::Range(letter, letter)],
                }),
            };
            nodes.push(self.repeated(node)?);
        }
        Some(Node::Sequence(nodes))
    }

    fn group(&mut self) -> Option<Node> {
        if !self.eat('?') {
            let node = self.either()?;
            return self.eat(')').then_some(node);
        }
        match self.rest.next()? {
            ':' => {
                let node = self.either()?;
                self.eat(')').then_some(node)
            }
            '<' => {
                let lookbehind = self.eat('!') && self.eat('\\');
                let letter = self.rest.next()?;
                (lookbehind && self.eat(')')).then_some(Node::NotAfter(letter))
            }
            _ => None,
        }
    }

    fn repeated(&mut self, node: Node) -> Option<Node> {
        let (least, most) = if self.eat('*') {
            (0, None)
        } else if self.eat('+') {
            (1, None)
        } else if self.eat('?') {
            (0, Some(1))
        } else if self.eat('{') {
            let least = self.number()?;
            let most = if self.eat(',') { self.number()? } else { least };
            if !self.eat('}') || most < least {
                return None;
            }
            (least, Some(most))
        } else {
            return Some(node);
        };
        Some(Node::Repeat(Box::new(node), least, most))
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    /// After the opening bracket.
    fn class(&mut self) -> Option<Class> {
        let negated = self.eat('^');
        let mut items = Vec::new();
        loop {
            let item = match self.rest.next()? {
                ']' => return Some(Class { negated, items }),
                '\\' => self.escape()?,
                letter => Item::Range(letter, letter),
            };
            // A hyphen makes a range only between two letters, and not right after another range.
            let mut ahead = self.rest.clone();
            match (&item, ahead.next(), ahead.next()) {
                (Item::Range(low, _), Some('-'), Some(high)) if high != ']' => {
                    self.rest.next();
                    self.rest.next();
                    let high = match high {
                        '\\' => match self.escape()? {
                            Item::Range(high, _) => high,
                            _ => return None,
                        },
                        high => high,
                    };
                    if *low > high {
                        return None;
                    }
                    items.push(Item::Range(*low, high));
                    if self.eat('-') {
                        items.push(Item::Range('-', '-'));
                    }
                }
                _ => items.push(item),
            }
        }
    }

    /// After the backslash.
    fn escape(&mut self) -> Option<Item> {
        Some(match self.rest.next()? {
            'd' => Item::Digit,
            's' => Item::Space,
            'S' => Item::NotSpace,
            'w' => Item::Word,
            't' => Item::Range('\t', '\t'),
            'n' => Item::Range('\n', '\n'),
            'r' => Item::Range('\r', '\r'),
            'x' => {
                let high = self.rest.next()?.to_digit(16)?;
                let low = self.rest.next()?.to_digit(16)?;
                let letter = char::from_u32(high * 16 + low)?;
                Item::Range(letter, letter)
            }
            'p' => {
                let group = match (self.eat('{'), self.rest.next()?) {
                    (true, 'L') => GeneralCategoryGroup::Letter,
                    (true, 'M') => GeneralCategoryGroup::Mark,
                    (true, 'N') => GeneralCategoryGroup::Number,
                    (true, 'P') => GeneralCategoryGroup::Punctuation,
                    (true, 'S') => GeneralCategoryGroup::Symbol,
                    (true, 'Z') => GeneralCategoryGroup::Separator,
                    _ => return None,
                };
                self.eat('}').then_some(Item::Category(group))?
            }
            letter if letter.is_ascii_alphanumeric() => return None,
            letter => Item::Range(letter, letter),
        })
    }

    fn dot(&self) -> Class {
        const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
        let items = match self.dot_matches_all {
            true => Vec::new(),
            false => LINE_ENDS.map(|letter| Item::Range(letter, letter)).to_vec(),
        };
        Class {
            negated: true,
            items,
        }
    }

    fn eat(&mut self, expected: char) -> bool {
        self.rest.next_if_eq(&expected).is_some()
    }
}

impl Class {
    fn contains(&self, letter: char) -> bool {
        self.negated != self.items.iter().any(|item| item.contains(letter))
    }
}

impl Item {
    fn contains(&self, letter: char) -> bool {
        match self {
            Self::Range(low, high) => (*low..=*high).contains(&letter),
            Self::Word => letter.is_ascii_alphanumeric() || letter == '_',
            Self::Digit => letter.is_ascii_digit(),
            Self::Space => is_space(letter),
            Self::NotSpace => !is_space(letter),
            Self::Category(group) => letter.general_category_group() == *group,
        }
    }
}

/// Java's `\s`.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t'..='\r')
}
