//! Where a client hides its users, who is nobody looks at every step like somebody who answers wrong, or who is disabled, though
//! nobody answers as somebody does rightly.

use super::{
    client::{Checked, Client},
    fault::{Fault, Kind},
    kept,
    people::{self, NAME, Person},
    steps::{Begin, Manner, Move, Outcome},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// How each kind of sign-in begins; what isn't among them is chosen on the way.
const BEGINS: [Begin; 7] = [
    Begin::Password,
    Begin::Srp,
    Begin::Choice(None),
    Begin::Choice(Some("WEB_AUTHN")),
    Begin::Choice(Some("PASSWORD_SRP")),
    Begin::Choice(Some("EMAIL_OTP")),
    Begin::Towards(None, &[4]),
];

#[test]
fn nobody_looks_like_somebody_who_answers_wrong() {
    for (number, person) in people::hidden().into_iter().enumerate() {
        let is_first = number == 0;
        // Who is disabled looks the same, and what goes wrong on the way is, whatever somebody has.
        let states: &[bool] = if is_first { &[false, true] } else { &[false] };
        for &is_disabled in states {
            let mut walk = Walk {
                is_faulty: is_first && !is_disabled,
                ..Walk::default()
            };
            let walked = person.api.world.undone(|| {
                if is_disabled {
                    person.api.admin("AdminDisableUser", NAME);
                }
                let pair = Pair::of(&person, is_disabled);
                BEGINS.into_iter().try_for_each(|begin| {
                    let world = &person.api.world;
                    // What is chosen later leads on as what is chosen at once.
                    let depth = if begin == Begin::Choice(None) { 3 } else { 2 };
                    let begun = world.undone(|| walk.take(&pair, Move::Begin(begin), depth));
                    begun.map_err(|broken| format!("{broken}, after {begin:?}"))
                })
            });
            kept(&person, &("disabled", is_disabled), walked);
            for end in ["NotAuthorizedException", "CodeMismatchException"] {
                assert!(walk.met.contains_key(end), "{}: no {end}", person.what);
            }
            for name in [
                "SELECT_CHALLENGE",
                "PASSWORD_VERIFIER",
                "EMAIL_OTP",
                "WEB_AUTHN",
            ] {
                assert!(walk.met.contains_key(name), "{}: no {name}", person.what);
            }
        }
    }
}

/// Somebody and nobody, who take the same steps.
#[derive(Clone)]
struct Pair<'a> {
    somebody: Client<'a>,
    nobody: Client<'a>,
    manner: Manner,
}

impl<'a> Pair<'a> {
    fn of(person: &'a Person, is_disabled: bool) -> Self {
        let nobody = Client::unable(person, &nobody_like(person));
        // Who is disabled has the right answers, which are worth nothing.
        let (somebody, wrong) = match is_disabled {
            true => (Client::unable(person, NAME), false),
            false => (Client::new(person), true),
        };
        Self {
            somebody,
            nobody,
            manner: Manner {
                wrong,
                ..Manner::default()
            },
        }
    }

    fn take(&mut self, step: Move, fault: Option<Fault>) -> Checked<Outcome> {
        let somebody = self.somebody.take(step, self.manner, fault)?;
        let nobody = self.nobody.take(step, Manner::default(), fault)?;
        if somebody == Outcome::SignedIn {
            return Err("somebody signs in".to_owned());
        }
        let of_somebody = (somebody, self.somebody.failed, &self.somebody.looks);
        let of_nobody = (nobody, self.nobody.failed, &self.nobody.looks);
        match of_somebody == of_nobody {
            true => Ok(somebody),
            false => Err(format!("{of_nobody:?} tells nobody from {of_somebody:?}")),
        }
    }
}

/// A name that nobody has, as long as somebody's, who could choose the same. What there is to choose for nobody comes of the
/// name alone, and each choice is as likely as people have it.
fn nobody_like(person: &Person) -> String {
    let available = |name: &str| {
        let begin = json!({
            "ClientId": person.api.client, "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": name},
        });
        let world = &person.api.world;
        let answer = world.undone(|| person.api.ok("InitiateAuth", begin));
        answer["AvailableChallenges"].clone()
    };
    let own = available(NAME);
    let mut names = (0..200).map(|number| format!("n{number:04}"));
    let found = names.find(|name| available(name) == own);
    found.unwrap_or_else(|| panic!("{}: nobody could choose {own}", person.what))
}

#[derive(Default)]
struct Walk {
    /// Whether anything goes wrong on the way.
    is_faulty: bool,
    seen: HashSet<String>,
    /// How often which challenge, or which refusal.
    met: BTreeMap<String, usize>,
}

impl Walk {
    /// A step, with all that can go wrong at it, and every step from where it leads.
    fn take(&mut self, pair: &Pair<'_>, step: Move, depth: usize) -> Checked<()> {
        if self.is_faulty && self.seen.insert(pair.somebody.kind(step)) {
            survives(pair, step)?;
        }
        let mut next = pair.clone();
        let outcome = next.take(step, None)?;
        self.note(&next.somebody.looks);
        if outcome != Outcome::Goes || depth == 1 {
            return Ok(());
        }
        for answer in next.somebody.answers() {
            let misplaced = next.somebody.misplaces(answer);
            if misplaced.is_some_and(|kind| !self.seen.insert(kind)) {
                continue;
            }
            let world = &pair.somebody.person.api.world;
            let taken = world.undone(|| self.take(&next, answer, depth - 1));
            taken.map_err(|broken| format!("{broken}, after {answer:?}"))?;
        }
        Ok(())
    }

    fn note(&mut self, looks: &Value) {
        let refusal = looks.as_str().and_then(|refusal| refusal.split(':').next());
        let what = refusal.or(looks["ChallengeName"].as_str());
        *self
            .met
            .entry(what.unwrap_or_default().to_owned())
            .or_default() += 1;
    }
}

/// The same goes wrong for both, and the step is then taken again, twice.
fn survives(pair: &Pair<'_>, step: Move) -> Checked<()> {
    let world = &pair.somebody.person.api.world;
    for kind in Kind::ALL {
        for at in 0.. {
            let fault = Fault { kind, at };
            let met = world.undone(|| {
                let mut pair = pair.clone();
                pair.take(step, Some(fault))?;
                if !pair.somebody.failed {
                    return Ok(false);
                }
                pair.take(step, None)?;
                pair.take(step, None)?;
                Ok(true)
            });
            if !met.map_err(|broken: String| format!("{broken}, with {fault:?}"))? {
                break;
            }
        }
    }
    Ok(())
}
