//! A refresh that is repeated within the grace: by two tabs, or by an app that never heard the answer.

use super::{reused, rotate, rotating};
use crate::fixtures::api::{at_once, claims, not_authorized};
use serde_json::{Value, json};
use std::cell::RefCell;
use vestibule_crypto::{Keyring, SecretBytes};
use vestibule_engine::jobs;
use vestibule_model::time::Span;
use vestibule_store::sql::Sql as _;

#[test]
fn a_repetition_within_the_grace_gives_the_same_successor() {
    let api = rotating();
    api.harden();
    let first = api.tokens("alice");
    let once = api.refresh(&api.client, &first["RefreshToken"]).unwrap();
    for _ in 0..2 {
        api.world.advance(Span::seconds(10));
        let again = api.refresh(&api.client, &first["RefreshToken"]).unwrap();
        assert_eq!(again["RefreshToken"], once["RefreshToken"]);
        let (once, again) = (claims(&once["AccessToken"]), claims(&again["AccessToken"]));
        assert_eq!(once["origin_jti"], again["origin_jti"]);
        assert_ne!(once["jti"], again["jti"], "the other tokens are new");
    }
    // Either tab can go on, and the other follows.
    let next = rotate(&api, &once["RefreshToken"]).unwrap();
    assert_eq!(rotate(&api, &once["RefreshToken"]), Ok(next.clone()));
    assert!(rotate(&api, &next).is_ok());
}

#[test]
fn a_repetition_is_refused_once_the_session_has_ended() {
    let api = rotating();
    let refused = |end: &dyn Fn(&Value)| {
        let first = api.tokens("alice")["RefreshToken"].clone();
        let second = rotate(&api, &first).unwrap();
        assert_eq!(rotate(&api, &first), Ok(second.clone()));
        end(&second);
        for token in [&first, &second] {
            assert_eq!(rotate(&api, token), Err(not_authorized("")));
        }
    };
    refused(&|token| {
        let input = json!({"ClientId": api.client, "Token": token});
        api.ok("RevokeToken", input);
    });
    refused(&|_| {
        api.admin("AdminUserGlobalSignOut", "alice");
    });
}

/// A slow tab repeats a token whose successor another tab has used already: that is no theft, and gives nothing.
#[test]
fn a_late_repetition_within_its_own_grace_neither_gives_nor_ends_anything() {
    let api = rotating();
    api.harden();
    let first = api.tokens("alice")["RefreshToken"].clone();
    let second = rotate(&api, &first).unwrap();
    api.world.advance(Span::seconds(20));
    let third = rotate(&api, &second).unwrap();
    let fourth = rotate(&api, &third).unwrap();
    for late in [&first, &second] {
        assert_eq!(rotate(&api, late), reused());
    }
    assert_eq!(
        rotate(&api, &third),
        Ok(fourth.clone()),
        "the session lives"
    );
    api.world.advance(Span::seconds(10));
    let fifth = rotate(&api, &fourth).unwrap();
    assert_eq!(rotate(&api, &second), reused(), "its grace lasts");
    assert_eq!(rotate(&api, &fourth), Ok(fifth.clone()));
    assert_eq!(
        rotate(&api, &first),
        reused(),
        "it is theft after the grace"
    );
    assert_eq!(rotate(&api, &fifth), Err(not_authorized("")));
}

/// How many are in their grace at once is the holder's doing: what is remembered of them has an end.
#[test]
fn a_session_that_is_refreshed_without_pause_does_not_grow_without_end() {
    let api = rotating();
    let mut newest = api.tokens("alice")["RefreshToken"].clone();
    let size = || -> usize {
        let stores = api.users_objects().into_iter();
        stores
            .map(|key| {
                let row = api.world.objects.store(&key);
                let rows = row.exec("SELECT earlier FROM sessions", &[]).unwrap();
                rows.iter()
                    .filter_map(|row| row.text_or_null(0).unwrap())
                    .map(str::len)
                    .sum::<usize>()
            })
            .sum()
    };
    for _ in 0..50 {
        newest = rotate(&api, &newest).unwrap();
    }
    let before = size();
    for _ in 0..50 {
        newest = rotate(&api, &newest).unwrap();
    }
    assert_eq!(size(), before);
}

#[test]
fn parallel_refreshes_of_one_token_give_one_successor() {
    let api = rotating();
    api.harden();
    let first = api.tokens("alice")["RefreshToken"].clone();
    let other = RefCell::new(Value::Null);
    let input = json!({"ClientId": api.client, "RefreshToken": first});
    let overtaken = api
        .call_while(
            "rotate_refresh_token",
            || *other.borrow_mut() = rotate(&api, &first).unwrap(),
            "GetTokensFromRefreshToken",
            input,
        )
        .unwrap();
    let overtaken = &overtaken["AuthenticationResult"]["RefreshToken"];
    assert_eq!(*overtaken, *other.borrow());
    assert!(rotate(&api, overtaken).is_ok());
}

#[test]
fn a_repetition_does_not_prolong_the_grace() {
    let api = rotating();
    let first = api.tokens("alice")["RefreshToken"].clone();
    rotate(&api, &first).unwrap();
    api.world.advance(Span::seconds(20));
    rotate(&api, &first).unwrap();
    api.world.advance(Span::seconds(10));
    assert_eq!(rotate(&api, &first), reused());
}

/// What the release before wrote says nothing of how a successor was made.
#[test]
fn a_session_of_the_release_before_can_be_repeated_too() {
    let api = rotating();
    let first = api.tokens("alice")["RefreshToken"].clone();
    rotate(&api, &first).unwrap();
    for key in api.users_objects() {
        let store = api.world.objects.store(&key);
        store
            .exec("UPDATE sessions SET secret = NULL, earlier = NULL", &[])
            .unwrap();
    }
    let displaced = rotate(&api, &first).unwrap();
    assert_eq!(rotate(&api, &first), Ok(displaced.clone()), "from then on");
    assert!(rotate(&api, &displaced).is_ok());
}

/// Old and new master secret are known while one takes the other's place.
#[test]
fn a_repetition_outlives_the_master_secret_that_the_successor_was_made_under() {
    let mut api = rotating();
    let first = api.tokens("alice")["RefreshToken"].clone();
    let second = rotate(&api, &first).unwrap();
    let (old, new) = ([7; 32].as_slice().into(), SecretBytes::from(vec![8; 32]));
    api.world.keyring = Keyring::new(&[new.clone(), old]).unwrap();
    assert_eq!(rotate(&api, &first), Ok(second.clone()));
    at_once(async {
        let cx = api.world.cx();
        let config = cx.pool(&api.pool).await.unwrap();
        jobs::reseal::pool(&cx, &config).await.unwrap();
        jobs::reseal::check_key(&cx).await.unwrap();
    });
    api.world.keyring = Keyring::new(&[new]).unwrap();
    api.world.cache.clear();
    assert_eq!(rotate(&api, &first), Ok(second));
}
