//! Ids and names that anyone may make up: they make no object, they cost who asks, and they take no place for long.

use super::{MANY, from};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::rc::Rc;
use vestibule_engine::{
    budget::{Budgets, Rate},
    config::cache::Cache,
    cx::Cx,
    http::Request,
};
use vestibule_idp::{
    extensions,
    fixtures::api::{Api, at_once, merged, not_authorized, part, refused},
};
use vestibule_model::{object_key::Class, time::Span};
use vestibule_web::{answer::Answer, routes};

const HOST: (&str, &str) = ("host", "localhost:8787");
const NOBODYS: &str = "local_Nobodys00";

/// The status of an answer; `None` where there is nothing.
fn get(api: &Api, cx: &Cx<'_>, path: &str, headers: &[(&str, &str)]) -> Option<u16> {
    let http = Request {
        method: "GET".to_owned(),
        path: path.to_owned(),
        query: String::new(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: Vec::new(),
    };
    Some(match api.world.run(routes::route(cx, &http))? {
        Answer::Response(response) => response.status,
        Answer::Page(view) => view.status,
    })
}

fn key_set(api: &Api, cx: &Cx<'_>, pool: &str) -> Option<u16> {
    get(api, cx, &format!("/{pool}/.well-known/jwks.json"), &[HOST])
}

/// An access token that nobody signed.
fn forged(pool: &str, client: &str, kid: &str) -> Value {
    let encode = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let header = encode(json!({"kid": kid, "alg": "RS256"}));
    let claims = encode(json!({
        "sub": "nobody", "iss": format!("http://localhost:8787/{pool}"), "client_id": client, "token_use": "access",
        "iat": 0, "exp": 0,
    }));
    json!(format!("{header}.{claims}.AAAA"))
}

fn get_user(api: &Api, token: &Value) -> Result<Value, (String, String)> {
    api.call("GetUser", json!({"AccessToken": token}))
}

/// The transitions that something sends.
fn sent_by<T>(api: &Api, work: impl FnOnce() -> T) -> Vec<String> {
    api.world.objects.sent.borrow_mut().clear();
    work();
    api.world.objects.sent.borrow().clone()
}

fn deleted_client(api: &Api) {
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    api.ok("DeleteUserPoolClient", input);
}

#[test]
fn a_pool_id_that_nobody_has_makes_no_object() {
    let api = Api::usual();
    let pool_objects = || {
        let keys = api.world.objects.keys();
        keys.iter().filter(|key| key.class == Class::Pool).count()
    };
    let before = pool_objects();
    let cx = api.world.cx();
    for document in ["openid-configuration", "jwks.json"] {
        let path = format!("/{NOBODYS}/.well-known/{document}");
        assert_eq!(get(&api, &cx, &path, &[HOST]), None, "{document}");
    }
    let message = format!("User pool {NOBODYS} does not exist.");
    let missing = Err(refused("ResourceNotFoundException", &message));
    let token = forged(NOBODYS, &api.client, "any");
    assert_eq!(get_user(&api, &token), missing);
    for (operation, more) in [
        ("DescribeUserPool", json!({})),
        ("DescribeUserPoolClient", json!({"ClientId": api.client})),
        ("AdminGetUser", json!({"Username": "alice"})),
        (
            "AdminInitiateAuth",
            json!({"ClientId": api.client, "AuthFlow": "USER_SRP_AUTH"}),
        ),
    ] {
        let input = merged(json!({"UserPoolId": NOBODYS}), more);
        assert_eq!(api.call(operation, input), missing, "{operation}");
    }
    let input = json!({"UserPoolId": NOBODYS}).to_string();
    let answer = at_once(extensions::call(&cx, "GetPoolExtensions", input.as_bytes()));
    assert!(answer.is_err());
    assert_eq!(pool_objects(), before);
}

#[test]
fn a_pool_that_the_registry_does_not_know_is_remembered_for_five_seconds() {
    let api = Api::usual();
    let sent = || {
        sent_by(&api, || {
            assert_eq!(key_set(&api, &api.world.cx(), NOBODYS), None);
        })
    };
    assert_eq!(sent(), ["find_pool"]);
    assert!(sent().is_empty());
    api.world.advance(Span::seconds(5));
    assert_eq!(sent(), ["find_pool"]);
}

#[test]
fn of_a_deleted_pool_the_object_is_asked_once_more_and_then_only_the_registry() {
    let api = Api::usual();
    api.ok("DeleteUserPool", json!({"UserPoolId": api.pool}));
    let sent = || {
        sent_by(&api, || {
            assert_eq!(key_set(&api, &api.world.cx(), &api.pool), None);
        })
    };
    let whether_it_is_lost = ["load_config", "read_state", "find_pool"];
    assert_eq!(sent(), whether_it_is_lost);
    assert_eq!(sent(), ["find_pool"]);
    assert!(sent().is_empty());
}

#[test]
fn one_address_asks_for_only_so_many_pools_and_domains_that_are_not_there() {
    let mut api = Api::usual();
    let few = Rate {
        burst: 2,
        per_second: 1,
    };
    api.world.budgets = Budgets::new(few, MANY);
    let cx = from(&api, "192.0.2.1");
    let login = |domain: &str| {
        let host = format!("{domain}.localhost:8787");
        get(&api, &cx, "/login", &[("host", &host)])
    };
    assert_eq!(key_set(&api, &cx, NOBODYS), None);
    assert_eq!(login("nobodys"), None);
    assert_eq!(key_set(&api, &cx, "local_Nobodys01"), Some(429));
    assert_eq!(login("nobodys1"), Some(429));
    let token = forged("local_Nobodys02", &api.client, "any");
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let info = [HOST, ("authorization", bearer.as_str())];
    assert_eq!(get(&api, &cx, "/oauth2/userInfo", &info), Some(429));
    assert_eq!(key_set(&api, &cx, NOBODYS), None, "it was asked for before");
    assert_eq!(login("nobodys"), None);
    assert_eq!(key_set(&api, &cx, &api.pool), Some(200), "a known pool");
    let elsewhere = from(&api, "192.0.2.2");
    assert_eq!(key_set(&api, &elsewhere, "local_Nobodys01"), None);
}

#[test]
fn a_host_that_can_be_no_pools_is_not_looked_up() {
    let api = Api::usual();
    let long = "a".repeat(260);
    for host in [
        "-a.localhost:8787",
        "a-.localhost:8787",
        "a.b.localhost:8787",
        "a_b.localhost:8787",
        &format!("{}.localhost:8787", "a".repeat(64)),
        &format!("{long}.localhost:8787"),
        &long,
    ] {
        let sent = sent_by(&api, || {
            assert_eq!(
                get(&api, &api.world.cx(), "/login", &[("host", host)]),
                None,
                "{host}"
            );
        });
        assert!(sent.is_empty(), "{host}: {sent:?}");
    }
}

#[test]
fn what_a_token_says_is_believed_only_once_it_is_verified() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    let kid = part(&tokens["AccessToken"], 0)["kid"].clone();
    let cache = &api.world.cache;
    let kept = || cache.held();
    let before = kept();
    let message = "Could not verify signature for Access Token";
    let sent = sent_by(&api, || {
        for number in 0..20 {
            let client = format!("madeup{number:020}");
            let token = forged(&api.pool, &client, kid.as_str().unwrap());
            assert_eq!(get_user(&api, &token), Err(not_authorized(message)));
        }
    });
    assert!(sent.is_empty(), "{sent:?}");
    assert_eq!(kept(), before);
}

#[test]
fn a_client_that_is_not_there_takes_no_place_in_memory() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    deleted_client(&api);
    assert_eq!(get_user(&api, &token), Err(super::gone(&api)));
    let input = json!({"UserPoolId": api.pool, "ClientId": "nobodys", "AuthFlow": "USER_SRP_AUTH"});
    assert!(api.call("AdminInitiateAuth", input).is_err());
    assert_eq!(api.world.cache.held().clients, 0);
}

#[test]
fn a_client_that_another_isolate_removed_takes_no_place_any_more() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let isolate = Cache::default();
    let get_user = || api.call_on(&isolate, "GetUser", json!({"AccessToken": token}));
    assert!(get_user().is_ok());
    deleted_client(&api);
    api.world.advance(Span::seconds(5));
    assert_eq!(get_user(), Err(super::gone(&api)));
    assert_eq!(isolate.held().clients, 0);
}

#[test]
fn a_token_of_a_known_client_costs_one_hop_and_one_more_when_the_snapshot_is_old() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let sent = || sent_by(&api, || get_user(&api, &token).unwrap());
    assert_eq!(sent(), ["check_access"]);
    api.world.advance(Span::seconds(5));
    assert_eq!(sent(), ["load_config", "check_access"]);
}

#[test]
fn the_clients_of_a_pool_share_what_is_the_pools() {
    let api = Api::usual();
    let (other, _) = api.add_client(json!({}));
    let load = |client: &str| {
        let cx = api.world.cx();
        api.world.run(cx.client(client)).unwrap()
    };
    let (one, two) = (load(&api.client), load(&other));
    assert!(Rc::ptr_eq(&one.of_pool(), &two.of_pool()));
    api.world.advance(Span::seconds(5));
    assert!(Rc::ptr_eq(&one.of_pool(), &load(&other).of_pool()));
    api.ok("UpdateUserPool", json!({"UserPoolId": api.pool}));
    let changed = load(&other);
    assert!(!Rc::ptr_eq(&one.of_pool(), &changed.of_pool()));
    assert_eq!(changed.version, one.version + 1);
}
