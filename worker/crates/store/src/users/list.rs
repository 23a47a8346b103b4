//! Users in order of slot and sub, object by object.

use crate::{
    sql::Value,
    transition::{Transition, Tx, TxError},
    users::rows::{self, COLUMNS, NO_MEMBERSHIPS},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{ids::Sub, object_key::Class, slots::Slot, user::User};

/// Lists users of one object, without their memberships.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListUsers {
    pub filter: Option<Filter>,
    /// Only users who are in the group of this generation. There is no filter then.
    #[serde(default)]
    pub group: Option<String>,
    /// Only users after this one.
    pub after: Option<(Slot, Sub)>,
    pub limit: u32,
}

/// One condition on an indexed attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// One of [`crate::users::rows::SEARCHABLE`], `username`, `sub`, `status` or `cognito:user_status`.
    pub attribute: String,
    pub comparison: Comparison,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Equals,
    StartsWith,
}

impl Transition for ListUsers {
    type Output = Vec<User>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "list_users";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Vec<User>, TxError> {
        let (slot, sub) = self.after.map_or((-1, String::new()), |(slot, sub)| {
            (i64::from(slot.number()), sub.as_str().to_owned())
        });
        let mut params = vec![Value::from(slot), Value::from(sub), Value::from(self.limit)];
        let condition = match (self.group, self.filter) {
            (Some(generation), _) => {
                params.push(Value::from(generation));
                OF_GROUP
            }
            (None, None) => "",
            (None, Some(filter)) => {
                let end = after(&filter.value);
                params.extend([Value::from(filter.attribute), Value::from(filter.value)]);
                match (filter.comparison, end) {
                    (Comparison::Equals, _) => EQUALS,
                    (Comparison::StartsWith, Some(end)) => {
                        params.push(Value::from(end));
                        STARTS_WITH
                    }
                    (Comparison::StartsWith, None) => STARTS_WITH_ANYTHING,
                }
            }
        };
        let query = format!(
            "SELECT {COLUMNS}, {NO_MEMBERSHIPS} FROM users WHERE (slot, sub) > (?1, ?2) {condition} \
             ORDER BY slot, sub LIMIT ?3"
        );
        tx.exec(&query, &params)?
            .iter()
            .map(rows::from_row)
            .collect()
    }
}

/// The page is cut in the index of memberships already, so that each costs the same however large the group.
const OF_GROUP: &str = "AND sub IN (SELECT sub FROM memberships WHERE generation = ?4 AND (slot, sub) > (?1, ?2) \
     ORDER BY slot, sub LIMIT ?3)";
const EQUALS: &str = "AND sub IN (SELECT sub FROM user_index WHERE attribute = ?4 AND value = ?5)";
/// Text is compared byte by byte, so all texts with one beginning stand together in the index.
const STARTS_WITH: &str =
    "AND sub IN (SELECT sub FROM user_index WHERE attribute = ?4 AND value >= ?5 AND value < ?6)";
const STARTS_WITH_ANYTHING: &str =
    "AND sub IN (SELECT sub FROM user_index WHERE attribute = ?4 AND value >= ?5)";

/// The least text that is greater than all which begin with `prefix`; `None` when there is none.
fn after(prefix: &str) -> Option<String> {
    let mut letters: Vec<char> = prefix.chars().collect();
    while let Some(last) = letters.pop() {
        if let Some(next) = (last..=char::MAX).nth(1) {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

/// Counts the users of one object.
#[derive(Debug, Serialize, Deserialize)]
pub struct CountUsers {}

impl Transition for CountUsers {
    type Output = i64;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "count_users";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<i64, TxError> {
        Ok(tx
            .first("SELECT COUNT(*) FROM users", &[])?
            .map_or(Ok(0), |row| row.integer(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{params, testing::Store};
    use proptest::prelude::*;

    #[test]
    fn a_prefix_is_looked_up_between_two_ends_of_the_index() {
        let store = Store::open(Class::Users);
        let query = format!(
            "EXPLAIN QUERY PLAN SELECT sub FROM users WHERE (slot, sub) > (?1, ?2) {STARTS_WITH} ORDER BY slot, sub LIMIT ?3"
        );
        let plan = store
            .tx()
            .exec(
                &query,
                params![-1_i64, "", 60_i64, "given_name", "Ann", after("Ann")],
            )
            .unwrap();
        let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
        assert!(
            plan.iter().any(|step| step.contains("value>? AND value<?")),
            "{plan:?}"
        );
    }

    #[test]
    fn a_page_of_a_group_is_looked_up_where_it_begins_and_its_users_by_their_subs() {
        let store = Store::open(Class::Users);
        let query = format!(
            "EXPLAIN QUERY PLAN SELECT sub FROM users WHERE (slot, sub) > (?1, ?2) {OF_GROUP} ORDER BY slot, sub LIMIT ?3"
        );
        let plan = store
            .tx()
            .exec(&query, params![-1_i64, "", 60_i64, "generation"])
            .unwrap();
        let plan: Vec<&str> = plan.iter().map(|row| row.text(3).unwrap()).collect();
        for wanted in [
            "SEARCH memberships USING COVERING INDEX memberships_by_generation (generation=? AND (slot,sub)>(?,?))",
            "SEARCH users USING",
        ] {
            assert!(plan.iter().any(|step| step.contains(wanted)), "{plan:?}");
        }
        assert!(plan.iter().any(|step| step.contains("(sub=?)")), "{plan:?}");
    }

    proptest! {
        #[test]
        fn between_its_ends_is_all_that_begins_with_a_prefix(prefix: String, text: String) {
            let begins = format!("{prefix}{text}");
            prop_assert!(after(&prefix).is_none_or(|end| begins < end));
            let between = text >= prefix && after(&prefix).is_none_or(|end| text < end);
            prop_assert_eq!(between, text.starts_with(&prefix));
        }
    }
}
