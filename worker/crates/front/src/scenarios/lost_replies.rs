//! A reply that is lost after the commit: the operation ends as it would have, and so do all the rows.
//!
//! Randomness is seeded and time stands still, so that the rows of two runs are the same to the byte, unless something
//! was done twice or left out. A new transition fails here until it has a scenario.

mod people;
mod registry_and_pool;
mod sign_in;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_engine::testing::World;
use vestibule_idp::{
    extensions,
    fixtures::api::{Api, at_once},
};
use vestibule_model::object_key::Class;
use vestibule_store::classes;

/// Steps from an unarmed or fresh world, with what each answered. `arm` is called once, before the steps that count.
type Scenario = fn(&dyn Fn(&World)) -> (Api, Vec<String>);

/// A scenario, and the transitions that it answers for.
type Covered = (Scenario, &'static [&'static str]);

#[test]
fn every_transition_that_changes_something_has_a_scenario() {
    let covered: BTreeSet<&str> = [
        registry_and_pool::SCENARIOS,
        sign_in::SCENARIOS,
        people::SCENARIOS,
    ]
    .concat()
    .iter()
    .flat_map(|(_, names)| names.iter().copied())
    .collect();
    let mut all: BTreeSet<&str> = Class::ALL
        .into_iter()
        .flat_map(|class| classes::of(class).transitions)
        .filter(|(_, reads)| !reads)
        .map(|(name, _)| *name)
        .collect();
    // In builds for benchmarks alone.
    all.remove("seed_users");
    assert_eq!(covered, all);
}

fn prove(scenario: Scenario, names: &[&str]) {
    let (usual, answers) = scenario(&|_| ());
    let rows = usual.all_rows();
    for name in names {
        let (lossy, lossy_answers) = scenario(&|world| world.objects.lose_reply_of(name));
        assert_eq!(
            sent(&lossy, name),
            sent(&usual, name) + 1,
            "{name} is sent again"
        );
        assert_eq!(lossy_answers, answers, "{name}");
        for (expected, found) in rows.iter().zip(lossy.all_rows()) {
            assert_eq!(*expected, found, "{name}");
        }
        assert_eq!(lossy.all_rows().len(), rows.len(), "{name}");
    }
}

fn sent(api: &Api, name: &str) -> usize {
    api.world
        .objects
        .sent
        .borrow()
        .iter()
        .filter(|sent| *sent == name)
        .count()
}

/// What a client heard.
struct Heard<'a> {
    api: &'a Api,
    answers: Vec<String>,
}

impl<'a> Heard<'a> {
    fn by(api: &'a Api) -> Self {
        Self {
            api,
            answers: Vec::new(),
        }
    }

    /// Calls, keeps the answer whatever it is, and gives it back if it is a success.
    fn call(&mut self, operation: &str, input: Value) -> Value {
        let answer = self.api.call(operation, input);
        self.answers.push(format!("{operation}: {answer:?}"));
        answer.unwrap_or_default()
    }

    fn extension(&mut self, name: &str, input: Value) {
        let answer = at_once(extensions::call(
            &self.api.world.cx(),
            name,
            input.to_string().as_bytes(),
        ));
        self.answers.push(format!("{name}: {answer:?}"));
    }

    fn admin(&mut self, operation: &str, username: &str) {
        self.call(
            operation,
            json!({"UserPoolId": self.api.pool, "Username": username}),
        );
    }
}
