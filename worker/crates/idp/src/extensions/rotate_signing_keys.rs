//! `RotateSigningKeys` gives a pool a new signing key.
//!
//! The new key is published at once, and signs when the key sets without it have ended; the old one verifies until its
//! last token has ended. With `Emergency` every older key of the use is revoked at once, and so is every token that
//! they signed.
//!
//! ```json
//! {"UserPoolId": "local_AbCdEf123", "Use": "access", "Emergency": false}
//! ```

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use vestibule_engine::{cx::Cx, make_key::make_key};
use vestibule_model::{
    object_key::ObjectKey,
    signing_key::{KeyState, KeyUse},
};
use vestibule_store::pool::{
    config::LoadConfig,
    keys::{AddKey, KeyRow, ReplaceKeys},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RotateSigningKeysRequest {
    pub user_pool_id: String,
    /// `id` or `access`; both when left out.
    #[serde(rename = "Use", default)]
    pub usage: Option<KeyUse>,
    #[serde(default)]
    pub emergency: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RotateSigningKeysResponse {
    /// The keys that are published now.
    pub keys: Vec<PublishedKey>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PublishedKey {
    pub kid: String,
    #[serde(rename = "Use")]
    pub usage: KeyUse,
    /// `next`, `active` or `retiring`
    pub state: &'static str,
    /// When time moves it on, in seconds since 1970.
    pub until: Option<i64>,
}

pub async fn handle(
    cx: &Cx<'_>,
    input: RotateSigningKeysRequest,
) -> Result<RotateSigningKeysResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let object = ObjectKey::of_pool(pool);
    let missing = || Error::no_such_pool(pool.as_str());
    for usage in KeyUse::ALL
        .into_iter()
        .filter(|usage| input.usage.is_none_or(|only| only == *usage))
    {
        let key = make_key(cx, pool, usage).await?;
        let revision = if input.emergency {
            cx.call(&object, ReplaceKeys { key }).await?
        } else {
            cx.call(&object, AddKey { key }).await?
        };
        cx.publish(pool, &revision.ok_or_else(missing)?).await?;
    }
    let loaded = cx
        .call(&object, LoadConfig { client: None })
        .await?
        .ok_or_else(missing)?;
    Ok(RotateSigningKeysResponse {
        keys: loaded.keys.into_iter().map(shown).collect(),
    })
}

fn shown(key: KeyRow) -> PublishedKey {
    let state = match key.state {
        KeyState::Next(_) => "next",
        KeyState::Active(_) => "active",
        KeyState::Retiring(_) => "retiring",
        KeyState::Revoked(_) => "revoked",
    };
    PublishedKey {
        kid: key.id,
        usage: key.usage,
        state,
        until: key.state.due().map(|due| due.seconds()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{extensions::tests::call, fixtures::create_pool};
    use serde_json::{Value, json};
    use std::rc::Rc;
    use vestibule_engine::{config::Config, testing::World};
    use vestibule_model::{
        object_key::ObjectKey,
        signing_key::{KEY_SET_MAX_AGE, LONGEST_TOKEN},
    };
    use vestibule_store::{classes, transition::Tx, wake};

    fn config(world: &World, name: &str) -> Rc<Config> {
        world
            .run(async { world.cx().pool_now(name).await })
            .unwrap()
    }

    fn wake(world: &World, name: &str) {
        let key = ObjectKey::of_pool(&vestibule_model::ids::PoolId::parse(name).unwrap());
        let store = world.objects.store(&key);
        wake::wake(
            &Tx {
                sql: &*store,
                unicode: &vestibule_model::unicode::NativeUnicode,
                now: world.now(),
            },
            classes::of(key.class),
        )
        .unwrap();
    }

    fn states(answer: &Value) -> Vec<&str> {
        answer["Keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["State"].as_str().unwrap())
            .collect()
    }

    #[test]
    fn a_new_key_is_published_then_signs_and_the_old_one_verifies_to_the_end() {
        let world = World::new();
        let name = create_pool(&world, json!({"PoolName": "people"}));
        let before = config(&world, &name);
        let rotate = json!({"UserPoolId": name, "Use": "access"});
        let answer = call(&world, "RotateSigningKeys", &rotate).unwrap();
        assert_eq!(
            states(&answer)
                .into_iter()
                .filter(|state| *state == "next")
                .count(),
            1
        );
        let published = config(&world, &name);
        assert_eq!(published.keys.published.len(), 3);
        assert_eq!(
            published.keys.access.kid, before.keys.access.kid,
            "not before every key set has it"
        );

        world.advance(KEY_SET_MAX_AGE);
        wake(&world, &name);
        let rotated = config(&world, &name);
        assert_ne!(rotated.keys.access.kid, before.keys.access.kid);
        assert_eq!(rotated.keys.id.kid, before.keys.id.kid);
        assert!(rotated.keys.verifying(&before.keys.access.kid).is_some());

        world.advance(LONGEST_TOKEN);
        wake(&world, &name);
        let ended = config(&world, &name);
        assert!(ended.keys.verifying(&before.keys.access.kid).is_none());
        assert_eq!(ended.keys.published.len(), 2);
    }

    #[test]
    fn asking_twice_makes_one_next_key() {
        let world = World::new();
        let name = create_pool(&world, json!({"PoolName": "people"}));
        let rotate = json!({"UserPoolId": name, "Use": "id"});
        call(&world, "RotateSigningKeys", &rotate).unwrap();
        let answer = call(&world, "RotateSigningKeys", &rotate).unwrap();
        assert_eq!(
            states(&answer)
                .into_iter()
                .filter(|state| *state == "next")
                .count(),
            1
        );
    }

    #[test]
    fn an_emergency_revokes_at_once_and_wipes_the_private_key() {
        let world = World::new();
        let name = create_pool(&world, json!({"PoolName": "people"}));
        let before = config(&world, &name);
        let rotate = json!({"UserPoolId": name, "Use": "access", "Emergency": true});
        world.objects.lose_reply_of("replace_keys");
        call(&world, "RotateSigningKeys", &rotate).unwrap();
        let after = config(&world, &name);
        assert_ne!(after.keys.access.kid, before.keys.access.kid);
        assert!(after.keys.verifying(&before.keys.access.kid).is_none());
        assert_eq!(after.keys.published.len(), 2);
        let key = ObjectKey::of_pool(&after.pool.id);
        let store = world.objects.store(&key);
        let tx = Tx {
            sql: &*store,
            unicode: &vestibule_model::unicode::NativeUnicode,
            now: world.now(),
        };
        let revoked = tx
            .first(
                "SELECT private FROM signing_keys WHERE state = 'revoked'",
                &[],
            )
            .unwrap()
            .unwrap();
        assert_eq!(revoked.text_or_null(0).unwrap(), None);
    }
}
