//! What is sealed again under a newer master secret.

use serde_json::json;
use std::collections::BTreeMap;
use vestibule_crypto::{Keyring, Purpose, SecretBytes};
use vestibule_engine::{
    config::{Config, cache::Cache},
    cx::Cx,
    jobs::reseal::*,
    software_token,
    testing::World,
};
use vestibule_idp::{
    clients::{add_user_pool_client_secret, create_user_pool_client},
    fixtures::{create_pool, input},
};
use vestibule_model::ids::Sub;
use vestibule_store::{sql::Sql as _, transition::Tx};

/// Gives a pool one user, sealed as the core seals verifiers.
fn add_user(world: &World, config: &Config) {
    let verifier = world
        .keyring
        .seal_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), "alice"],
            b"verifier",
            world.cx().rng,
        )
        .unwrap();
    let credential = json!({"hash": "", "salt": "", "verifier": verifier, "temporary_until": null});
    let object = config.slots.objects(&config.pool.id).remove(0);
    let store = world.objects.store(&object);
    let tx = Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: world.now(),
    };
    tx.exec(
        "INSERT INTO users (sub, slot, username, status, enabled, created, modified, attributes, aliases, \
         credential, credential_version, history, signed_out) \
         VALUES ('s', 0, 'alice', 'CONFIRMED', 1, 0, 0, '{}', '{}', ?1, 1, '[]', 0)",
        vestibule_store::params![credential.to_string()],
    )
    .unwrap();
}

/// Gives the user a device, its verifier sealed as the core seals it.
fn add_device(world: &World, config: &Config) {
    let verifier = world
        .keyring
        .seal_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), "device", "local_1"],
            b"verifier",
            world.cx().rng,
        )
        .unwrap();
    let document = json!({"secret": {"salt": "", "verifier": verifier}});
    let object = config.slots.objects(&config.pool.id).remove(0);
    world
        .objects
        .store(&object)
        .exec(
            "INSERT INTO devices (key, sub, document) VALUES ('local_1', 's', ?1), ('local_2', 's', '{}')",
            vestibule_store::params![document.to_string()],
        )
        .unwrap();
}

/// Gives the user a software token.
fn add_software_token(world: &World, config: &Config) {
    let object = config.slots.objects(&config.pool.id).remove(0);
    let store = world.objects.store(&object);
    let (seed, _) = software_token::mint(&world.cx(), config, &Sub::from_stored("s")).unwrap();
    let factors = json!({"token": {"seed": seed, "name": null, "used": 0}});
    let params = vestibule_store::params![factors.to_string()];
    store.exec("UPDATE users SET factors = ?1", params).unwrap();
}

/// Gives a pool sessions whose refresh tokens were rotated.
fn add_sessions(world: &World, config: &Config, sessions: usize) {
    let object = config.slots.objects(&config.pool.id).remove(0);
    let store = world.objects.store(&object);
    let tx = Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: world.now(),
    };
    for number in 0..sessions {
        let family = format!("family {number}");
        let secret = world
            .keyring
            .seal_text(
                Purpose::RefreshSecret,
                &[config.pool.id.as_str(), &family],
                b"secret",
                world.cx().rng,
            )
            .unwrap();
        tx.exec(
            "INSERT INTO sessions (origin_jti, sub, client, document, state, expires, family, secret) \
             VALUES (?1, 's', 'c', '{}', 'live', ?2, ?3, ?4)",
            vestibule_store::params![
                format!("session {number:02}"),
                world.now(),
                family,
                secret
            ],
        )
        .unwrap();
    }
}

#[test]
fn after_resealing_the_older_master_secret_can_be_dropped() {
    let world = World::new();
    let name = create_pool(&world, json!({"PoolName": "people"}));
    for number in 0..60 {
        let request =
            json!({"UserPoolId": name, "ClientName": format!("c{number}"), "GenerateSecret": true});
        let made = world
            .run(create_user_pool_client::handle(&world.cx(), input(request)))
            .unwrap();
        if number % 30 == 0 {
            let id = made.user_pool_client.unwrap().client_id.unwrap();
            let request = json!({"UserPoolId": name, "ClientId": id.expose()});
            world
                .run(add_user_pool_client_secret::handle(
                    &world.cx(),
                    input(request),
                ))
                .unwrap();
        }
    }
    let config = world.run(async { world.cx().pool(&name).await }).unwrap();
    add_user(&world, &config);
    add_device(&world, &config);
    add_software_token(&world, &config);
    add_sessions(&world, &config, 60);
    // A routing key, two signing keys, sixty clients' secrets of which two have two, two verifiers, a token's seed and sixty sessions' secrets.
    let old = world.keyring.newest_id().to_string();
    let before = world
        .run(async { count(&world.cx(), &config).await })
        .unwrap();
    assert_eq!(
        before,
        Sealed {
            under: BTreeMap::from([(old, 128)]),
            resealed: 0
        }
    );

    let (old, new) = (
        SecretBytes::from(vec![7; 32]),
        SecretBytes::from(vec![8; 32]),
    );
    let both = Keyring::new(&[new.clone(), old]).unwrap();
    let cx = Cx {
        keyring: &both,
        ..world.cx()
    };
    let newest = BTreeMap::from([(both.newest_id().to_string(), 128)]);
    let resealed = world.run(async { pool(&cx, &config).await }).unwrap();
    assert_eq!(
        resealed,
        Sealed {
            under: newest.clone(),
            resealed: 128
        }
    );
    let again = world.run(async { pool(&cx, &config).await }).unwrap();
    assert_eq!(
        again,
        Sealed {
            under: newest,
            resealed: 0
        }
    );
    world.run(async { check_key(&cx).await }).unwrap();

    let alone = Keyring::new(&[new]).unwrap();
    let another_isolate = Cache::default();
    let cx = Cx {
        keyring: &alone,
        cache: &another_isolate,
        ..world.cx()
    };
    world.run(async { cx.pool(&name).await }).unwrap();
    world.run(async { cx.check_key().await }).unwrap();
    let object = config.slots.objects(&config.pool.id).remove(0);
    let kept = "SELECT json_extract(factors, '$.token.seed') FROM users";
    let kept = world.objects.store(&object).exec(kept, &[]).unwrap();
    let associated = [config.pool.id.as_str(), "s"];
    let seed: Option<String> = cx.open(Purpose::TotpSeed, &associated, kept[0].text(0).unwrap());
    assert!(
        seed.is_some(),
        "a token's seed opens under the newest alone"
    );
}
