//! The groups that a user is in, and what tokens say of them.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html>

use crate::{config::Config, cx::Cx, error::Result};
use std::rc::Rc;
use vestibule_model::{group::Group, object_key::ObjectKey, short, user::User};
use vestibule_store::pool::groups::{ReadGroups, Which};

/// What tokens say of the groups that a user is in.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// `cognito:groups`, by name.
    pub groups: Vec<String>,
    /// `cognito:roles`: each once, in the order of the groups.
    pub roles: Vec<String>,
    /// `cognito:preferred_role`: that of the group with the lowest precedence, of those that have a role; none where several
    /// with different roles have the lowest.
    pub preferred_role: Option<String>,
}

/// The groups that a user is in, by name. Who is in none costs nothing; what this snapshot has met costs no call.
pub async fn of(cx: &Cx<'_>, config: &Config, user: &User) -> Result<Vec<Rc<Group>>> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for (name, generation) in &user.memberships {
        match config.groups.get(generation) {
            Some(group) => found.extend(group),
            None => unknown.push((name, generation)),
        }
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    let names = unknown.iter().map(|(name, _)| (*name).clone()).collect();
    let read = named(cx, config, names).await?;
    for (_, generation) in unknown {
        let group = read.iter().find(|group| group.generation == *generation);
        // Tokens don't tell the description, which may be long.
        let group = group.map(|group| {
            Rc::new(Group {
                description: None,
                ..group.clone()
            })
        });
        config.groups.keep(generation, group.clone());
        found.extend(group);
    }
    Ok(short::sorted(found, |a, b| a.name.cmp(&b.name)))
}

/// Those of the groups of these names that there are, as they are at this moment, by name.
pub async fn named(cx: &Cx<'_>, config: &Config, names: Vec<String>) -> Result<Vec<Group>> {
    let read = ReadGroups {
        which: Which::Named(names),
    };
    cx.call(&ObjectKey::of_pool(&config.pool.id), read).await
}

impl Claims {
    pub fn of(groups: &[Rc<Group>]) -> Self {
        let with_role = || {
            groups
                .iter()
                .filter_map(|group| Some((group.precedence, group.role.as_ref()?)))
        };
        let mut roles: Vec<String> = Vec::new();
        for (_, role) in with_role() {
            if !roles.contains(role) {
                roles.push(role.clone());
            }
        }
        let lowest = with_role().filter_map(|(precedence, _)| precedence).min();
        let mut first =
            with_role().filter(|(precedence, _)| precedence.is_some() && *precedence == lowest);
        let preferred = first.next().map(|(_, role)| role);
        let preferred = preferred.filter(|role| first.all(|(_, other)| other == *role));
        Self {
            groups: groups.iter().map(|group| group.name.clone()).collect(),
            preferred_role: preferred.cloned(),
            roles,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_model::time::Timestamp;

    fn group(name: &str, precedence: Option<i32>, role: Option<&str>) -> Rc<Group> {
        Rc::new(Group {
            name: name.to_owned(),
            generation: name.to_owned(),
            description: None,
            precedence,
            role: role.map(str::to_owned),
            created: Timestamp::default(),
            modified: Timestamp::default(),
        })
    }

    fn preferred(groups: &[(Option<i32>, Option<&str>)]) -> Option<String> {
        let groups: Vec<_> = groups
            .iter()
            .map(|(precedence, role)| group("g", *precedence, *role))
            .collect();
        Claims::of(&groups).preferred_role
    }

    #[test]
    fn the_lowest_precedence_that_has_a_role_is_preferred() {
        let role = |name: &str| Some(name.to_owned());
        assert_eq!(
            preferred(&[(Some(2), Some("b")), (Some(1), Some("a"))]),
            role("a")
        );
        assert_eq!(
            preferred(&[(Some(0), None), (Some(1), Some("a"))]),
            role("a"),
            "a group without a role doesn't win"
        );
        assert_eq!(
            preferred(&[(None, Some("b")), (Some(9), Some("a"))]),
            role("a"),
            "nor one without a precedence"
        );
        assert_eq!(preferred(&[(None, Some("a"))]), None);
        assert_eq!(preferred(&[(Some(0), None)]), None);
    }

    #[test]
    fn where_several_are_lowest_one_role_is_preferred_and_of_two_none() {
        let one = [
            (Some(1), Some("a")),
            (Some(1), Some("a")),
            (Some(2), Some("b")),
        ];
        assert_eq!(preferred(&one).as_deref(), Some("a"));
        let two = [(Some(1), Some("a")), (Some(1), Some("b"))];
        assert_eq!(preferred(&two), None);
        let with_none = [(Some(1), Some("a")), (Some(1), None)];
        assert_eq!(preferred(&with_none).as_deref(), Some("a"));
    }

    #[test]
    fn roles_are_told_once_in_the_order_of_the_groups() {
        let claims = Claims::of(&[
            group("a", None, Some("second")),
            group("b", Some(1), Some("first")),
            group("c", None, None),
            group("d", None, Some("second")),
        ]);
        assert_eq!(claims.groups, ["a", "b", "c", "d"]);
        assert_eq!(claims.roles, ["second", "first"]);
    }
}
