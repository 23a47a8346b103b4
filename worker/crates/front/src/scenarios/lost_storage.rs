//! Storage that is lost, damaged, or gone because it was to go: these three are told apart, and each ends only what it holds.

use serde_json::json;
use vestibule_engine::{config::cache::Cache, testing::at_once};
use vestibule_idp::fixtures::{
    api::{Api, PASSWORD, merged, refused},
    create_pool,
};
use vestibule_model::{
    ids::PoolId,
    object_key::{Class, ObjectKey},
    registry_name::Name,
};
use vestibule_store::{pool::revision::Revision, registry::names::ClaimName, sql::Sql as _};

fn pool_id(api: &Api) -> PoolId {
    PoolId::parse(&api.pool).unwrap()
}

/// The object of a user who signs in by this name.
fn home(api: &Api, username: &str) -> ObjectKey {
    let cx = api.world.cx();
    let config = at_once(cx.pool(&api.pool)).unwrap();
    config.object_of_identifier(username)
}

/// A user in another object than this one's.
fn elsewhere(api: &Api, username: &str) -> String {
    let names = (0..100).map(|number| format!("other{number}"));
    names
        .into_iter()
        .find(|name| home(api, name) != home(api, username))
        .unwrap()
}

fn get_user(api: &Api, isolate: &Cache, username: &str) -> Result<(), String> {
    let input = json!({"UserPoolId": api.pool, "Username": username});
    let answer = api.call_on(isolate, "AdminGetUser", input);
    answer.map(drop).map_err(|(name, _)| name)
}

#[test]
fn people_whose_object_has_lost_its_storage_are_not_taken_for_nobody() {
    let api = Api::usual();
    let other = elsewhere(&api, "alice");
    for user in ["alice", &other] {
        api.add_user(user);
    }
    let lost = home(&api, "alice");
    api.world.objects.lose(&lost);

    let failed = Err("InternalErrorException".to_owned());
    for isolate in [&api.world.cache, &Cache::default()] {
        assert_eq!(get_user(&api, isolate, "alice"), failed);
        assert_eq!(get_user(&api, isolate, &other), Ok(()));
    }
    let refusal = |answer: Result<_, (String, String)>| answer.unwrap_err().0;
    let sign_up = json!({"ClientId": api.client, "Username": "alice", "Password": PASSWORD});
    for (operation, input) in [
        ("InitiateAuth", api.password_auth("alice", PASSWORD)),
        ("SignUp", sign_up),
        ("ListUsers", json!({"UserPoolId": api.pool})),
    ] {
        let refusal = refusal(api.call(operation, input));
        assert_eq!(refusal, "InternalErrorException", "{operation}");
    }
    assert!(api.sign_in(&other, PASSWORD).is_ok());

    // What is published later doesn't make it anew, and reaches the others.
    let update = json!({"UserPoolId": api.pool, "PoolName": "others"});
    api.call("UpdateUserPool", update).unwrap();
    for isolate in [&api.world.cache, &Cache::default()] {
        assert_eq!(get_user(&api, isolate, "alice"), failed);
        assert_eq!(get_user(&api, isolate, &other), Ok(()));
    }
    assert!(api.sign_in(&other, PASSWORD).is_ok());
}

#[test]
fn a_pool_whose_object_has_lost_its_storage_is_not_taken_for_one_that_nobody_has() {
    let api = Api::usual();
    let other = create_pool(&api.world, json!({"PoolName": "other"}));
    api.world.objects.lose(&ObjectKey::of_pool(&pool_id(&api)));
    api.world.cache.clear();
    let describe = |pool: &str| {
        let answer = api.call("DescribeUserPool", json!({"UserPoolId": pool}));
        answer.map(drop).map_err(|(name, _)| name)
    };
    let failed = Err("InternalErrorException".to_owned());
    assert_eq!(describe(&api.pool), failed);
    assert_eq!(describe(&api.pool), failed, "nor when it is asked again");
    assert_eq!(describe(&other), Ok(()));
    // Of a few operations the model has the failure under another name.
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    let (name, _) = api.call("ListUserPoolClientSecrets", input).unwrap_err();
    assert_eq!(name, "InternalServerException");

    let cx = api.world.cx();
    let error = at_once(cx.pool(&api.pool)).unwrap_err().to_string();
    assert!(
        error.contains("lost") && error.contains(&api.pool),
        "{error}"
    );
}

#[test]
fn an_id_that_was_claimed_by_somebody_who_died_is_nobodys() {
    let api = Api::usual();
    let id = PoolId::parse("local_Claimed00").unwrap();
    let name = Name::Pool(id.clone());
    let claim = ClaimName {
        name: name.clone(),
        pool: id.clone(),
    };
    let cx = api.world.cx();
    let registry = name.object(api.world.deployment.registry_shards);
    at_once(cx.call(&registry, claim)).unwrap();
    let message = format!("User pool {id} does not exist.");
    for _ in 0..2 {
        assert_eq!(
            api.call("DescribeUserPool", json!({"UserPoolId": id.as_str()})),
            Err(refused("ResourceNotFoundException", &message))
        );
    }
}

#[test]
fn a_pool_whose_maker_died_is_published_by_whoever_comes_next() {
    for transition in ["raise_lowest_config", "note_pushed"] {
        let api = Api::usual();
        let pool = {
            // The reply is lost more often than it is asked for again.
            for _ in 0..4 {
                api.world.objects.lose_reply_of(transition);
            }
            create_pool(&api.world, json!({"PoolName": "people"}))
        };
        let api = Api { pool, ..api };
        api.add_user("alice");
        assert_eq!(get_user(&api, &Cache::default(), "alice"), Ok(()));
    }
}

#[test]
fn a_damaged_object_ends_nothing_else() {
    let api = Api::usual();
    let healthy = create_pool(&api.world, json!({"PoolName": "healthy"}));
    let neighbour = elsewhere(&api, "alice");
    for user in ["alice", &neighbour] {
        api.add_user(user);
    }
    let invite = |pool: &str, username: &str| {
        let input = json!({"UserPoolId": pool, "Username": username, "MessageAction": "SUPPRESS"});
        api.call("AdminCreateUser", input).map(drop)
    };
    for table in ["users", "meta", "outcomes"] {
        let damaged = api.world.objects.store(&home(&api, "alice"));
        damaged.exec(&format!("DROP TABLE {table}"), &[]).unwrap();
        let isolate = Cache::default();
        assert!(get_user(&api, &isolate, "alice").is_err());
        assert_eq!(get_user(&api, &isolate, &neighbour), Ok(()));
        assert!(api.sign_in(&neighbour, PASSWORD).is_ok());
        invite(&healthy, table).unwrap();
        api.ok("ListUserPools", json!({"MaxResults": 60}));
    }
    // The pool's own object: everything of that pool fails, and nothing else.
    let object = ObjectKey::of_pool(&pool_id(&api));
    let store = api.world.objects.store(&object);
    store.exec("DROP TABLE pool", &[]).unwrap();
    api.world.cache.clear();
    assert!(get_user(&api, &Cache::default(), &neighbour).is_err());
    invite(&healthy, "again").unwrap();
    api.ok("ListUserPools", json!({"MaxResults": 60}));
}

#[test]
fn a_deleted_pools_objects_have_nothing_and_late_calls_make_nothing() {
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({"GenerateSecret": false}),
    );
    let names: Vec<_> = (0..20)
        .map(|number| format!("recognisable{number}"))
        .collect();
    for name in &names {
        api.add_user(name);
    }
    let users = api.users_objects();
    let config = at_once(api.world.cx().pool(&api.pool)).unwrap();
    // Isolates that have met the pool, and its users.
    let [late, later] = [Cache::default(), Cache::default()];
    for isolate in [&late, &later] {
        assert_eq!(get_user(&api, isolate, &names[0]), Ok(()));
    }
    for transition in ["drop_pool", "finish_delete"] {
        api.world.objects.lose_reply_of(transition);
    }
    api.ok("DeleteUserPool", json!({"UserPoolId": api.pool}));

    let nothing = || {
        for key in users.iter().chain([&ObjectKey::of_pool(&pool_id(&api))]) {
            let dump = api.world.objects.store(key).dump();
            for text in ["recognisable", api.pool.as_str(), api.client.as_str()] {
                let found = dump.windows(text.len()).any(|part| part == text.as_bytes());
                assert!(!found, "{text} is in {key:?}");
            }
            let rows = api
                .world
                .objects
                .store(key)
                .exec("SELECT name FROM meta", &[]);
            assert_eq!(rows.unwrap().len(), 1, "the schema's step alone: {key:?}");
        }
    };
    nothing();
    let gone = |name: &str| Err(name.to_owned());
    assert_eq!(
        get_user(&api, &late, &names[0]),
        gone("ResourceNotFoundException")
    );
    let sign_in = api.password_auth(&names[0], PASSWORD);
    let late = api.call_on(&later, "InitiateAuth", sign_in);
    assert_eq!(late.unwrap_err().0, "ResourceNotFoundException");
    let user = merged(
        json!({"UserPoolId": api.pool, "Username": "late"}),
        json!({"MessageAction": "SUPPRESS"}),
    );
    assert!(api.call("AdminCreateUser", user).is_err());
    // Even one that was about to publish.
    let revision = Revision {
        version: 9,
        slots: config.slots.clone(),
        description: None,
        unmade: false,
    };
    assert!(at_once(api.world.cx().publish(&config.pool.id, &revision)).is_err());
    nothing();
    let classes = api.world.objects.keys();
    let pools = classes.iter().filter(|key| key.class == Class::Pool);
    assert_eq!(pools.count(), 1);
}
