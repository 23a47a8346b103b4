//! `SeedUsers` makes many confirmed users with one password, for benchmarks. Only builds with the feature `bench` have it.
//!
//! ```json
//! {"UserPoolId": "local_AbCdEf123", "First": 0, "Count": 2000, "Password": "Passw0rd!", "GroupName": "everybody"}
//! ```
//!
//! All of them join the group, if one is named.
//!
//! They are named `user-0`, `user-1` and so on, in a pool whose users have usernames. Their password signs in where it
//! is sent; their SRP verifier is another user's, so SRP does not.

use crate::{error::Result, groups::find};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vestibule_crypto::{RngExt as _, SecretString};
use vestibule_engine::{credentials, cx::Cx};
use vestibule_model::{
    alias_rules::Rules,
    factor::Factors,
    ids::Sub,
    object_key::ObjectKey,
    short,
    time::Timestamp,
    user::{Status, User},
};
use vestibule_store::users::{
    aliases::{AliasRow, Claim},
    create::CreateUser,
    seed::SeedUsers,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct SeedUsersRequest {
    pub user_pool_id: String,
    #[serde(default)]
    pub first: u32,
    #[serde(default)]
    pub count: u32,
    #[serde(default)]
    pub password: String,
    #[serde(default)]
    pub group_name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SeedUsersResponse {
    /// How many there were not before.
    pub made: u32,
}

pub async fn handle(cx: &Cx<'_>, input: SeedUsersRequest) -> Result<SeedUsersResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let rules = Rules::of(&config.pool);
    let group = match &input.group_name {
        None => None,
        Some(name) => Some(find(cx, &config, name).await?),
    };
    let group = group.map(|group| (group.name, group.generation));
    // One hash for all: what a sign-in costs does not depend on whose hash it is.
    let place = cx.place_of_administrator()?;
    let credential = credentials::make(
        cx,
        &place,
        &config,
        "user",
        &SecretString::from(input.password),
        None,
    )
    .await?;
    let mut homes: BTreeMap<ObjectKey, Vec<CreateUser>> = BTreeMap::new();
    for number in input.first..input.first.saturating_add(input.count) {
        let username = format!("user-{number}");
        let slot = config.routing.slot(&username);
        let user = User {
            sub: Sub::mint(slot, &config.routing, cx.rng),
            slot,
            status: Status::Confirmed,
            enabled: true,
            created: cx.now,
            modified: cx.now,
            attributes: short::map([
                ("email".to_owned(), format!("{username}@example.com")),
                ("name".to_owned(), format!("User {number}")),
            ]),
            username,
            aliases: BTreeMap::new(),
            credential: Some(credential.clone()),
            credential_version: 1,
            history: Vec::new(),
            signed_out: Timestamp::default(),
            factors: Factors::default(),
            memberships: BTreeMap::new(),
        };
        // A username lives in its own slot, and a new user with it: every claim is on a row of the same object.
        let claim = |alias| Claim {
            alias,
            epoch: cx.rng.alphanumeric(22),
            row: AliasRow::Here,
            void: None,
        };
        let claims = rules
            .aliases_of(cx.unicode, &user)
            .into_iter()
            .map(claim)
            .collect();
        homes
            .entry(config.object_of(&user.sub))
            .or_default()
            .push(CreateUser {
                user,
                rules: rules.clone(),
                claims,
                verification: None,
                messages: Vec::new(),
            });
    }
    let mut made = 0;
    for (home, users) in homes {
        let group = group.clone();
        made += cx
            .decide(&config, &home, SeedUsers { users, group })
            .await?;
    }
    Ok(SeedUsersResponse { made })
}
