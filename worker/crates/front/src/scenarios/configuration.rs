//! What one isolate still has in its snapshot, another has changed.

mod browsers;
mod forms;
mod outside;

use serde_json::json;
use vestibule_engine::{
    budget::{Budgets, Rate},
    config::cache::{CAPACITY, Cache},
    cx::Cx,
    error::{Error, Refusal},
    http::Request,
};
use vestibule_idp::fixtures::api::{Api, PASSWORD, SrpClient, not_authorized, refused};
use vestibule_model::{ids::ClientId, object_key::ObjectKey, registry_name::Name};
use vestibule_store::{
    pool::clients::AddClient,
    registry::names::{ClaimName, Claimed},
};
use vestibule_web::{
    answer::Answer,
    fixtures::{EMAIL, House, PASSWORD as HOSTED_PASSWORD, REDIRECT_URI, body},
    routes,
};

/// In the form that the service gives its client ids, and ours too.
const IMPORTED: &str = "1example23456789example012";
const MANY: Rate = Rate {
    burst: 1_000,
    per_second: 1_000,
};

fn gone(api: &Api) -> (String, String) {
    refused(
        "ResourceNotFoundException",
        &format!("User pool client {} does not exist.", api.client),
    )
}

fn delete_client(api: &Api, isolate: &Cache) {
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    api.call_on(isolate, "DeleteUserPoolClient", input).unwrap();
}

#[test]
fn a_client_that_was_removed_works_no_more_at_once() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    delete_client(&api, &Cache::default());
    // Without the clock moving: the snapshot is as fresh as can be.
    assert_eq!(api.sign_in("alice", PASSWORD), Err(gone(&api)));
    assert_eq!(
        api.refresh(&api.client, &tokens["RefreshToken"]),
        Err(gone(&api))
    );
    assert_eq!(
        api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]})),
        Err(gone(&api))
    );
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn a_client_that_is_removed_between_two_steps_gives_nothing_and_the_attempt_is_released() {
    for begin_with_srp in [false, true] {
        let api = Api::usual();
        api.add_user("alice");
        let client = SrpClient::new();
        let (operation, input) = if begin_with_srp {
            let challenge = api.srp_start("alice", &client.public()).unwrap();
            let proof = client.prove(
                &api.pool,
                &challenge["ChallengeParameters"],
                PASSWORD,
                api.world.now().millis(),
            );
            let input = json!({"ClientId": api.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof});
            ("RespondToAuthChallenge", input)
        } else {
            ("InitiateAuth", api.password_auth("alice", PASSWORD))
        };
        let isolate = Cache::default();
        let answer = api.call_while(
            "record_sign_in",
            || delete_client(&api, &isolate),
            operation,
            input,
        );
        assert_eq!(answer, Err(gone(&api)));
        assert_eq!(
            (
                api.rows("reservations"),
                api.rows("attempts"),
                api.rows("sessions")
            ),
            (0, 0, 0)
        );
    }
}

#[test]
fn a_change_that_leaves_the_client_lets_the_operation_start_again() {
    let api = Api::usual();
    api.add_user("alice");
    let isolate = Cache::default();
    let change = || {
        drop(
            api.call_on(&isolate, "UpdateUserPool", json!({"UserPoolId": api.pool}))
                .unwrap(),
        )
    };
    let answer = api.call_while(
        "record_sign_in",
        change,
        "InitiateAuth",
        api.password_auth("alice", PASSWORD),
    );
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!((api.rows("reservations"), api.rows("sessions")), (0, 1));
    let reserved = api
        .world
        .objects
        .sent
        .borrow()
        .iter()
        .filter(|name| *name == "reserve_attempt")
        .count();
    assert_eq!(reserved, 2);
}

/// What is answered when the pool changes right before each of the first `times` decisions, and how many passwords were hashed.
fn under_changes(
    api: &Api,
    times: u32,
    decision: &str,
    operation: &str,
    input: serde_json::Value,
) -> (Result<serde_json::Value, (String, String)>, u64) {
    let isolate = Cache::default();
    let change = || {
        let input = json!({"UserPoolId": api.pool});
        api.call_on(&isolate, "UpdateUserPool", input).unwrap();
    };
    let before = api.world.hashes.turns();
    let answer = api.call_while_each(times, decision, change, operation, input);
    (answer, api.world.hashes.turns() - before)
}

#[test]
fn a_password_is_hashed_once_however_often_the_pool_changes() {
    let api = Api::usual();
    for (username, decision, operation, input) in [
        (
            "alice",
            "record_sign_in",
            "InitiateAuth",
            api.password_auth("alice", PASSWORD),
        ),
        (
            "bob",
            "set_password",
            "AdminSetUserPassword",
            json!({"UserPoolId": api.pool, "Username": "bob", "Password": "An0ther-one!"}),
        ),
        (
            "",
            "create_user",
            "SignUp",
            json!({"ClientId": api.client, "Username": "carol", "Password": PASSWORD}),
        ),
    ] {
        if !username.is_empty() {
            api.add_user(username);
        }
        let (answer, hashed) = under_changes(&api, 7, decision, operation, input);
        assert!(answer.is_ok(), "{operation}: {answer:?}");
        assert_eq!(hashed, 1, "{operation}");
    }
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn what_changes_without_end_is_answered_so_that_clients_repeat_it() {
    let api = Api::usual();
    api.add_user("alice");
    let input = api.password_auth("alice", PASSWORD);
    let (answer, hashed) = under_changes(&api, 8, "record_sign_in", "InitiateAuth", input);
    let (code, _) = answer.unwrap_err();
    assert_eq!((code.as_str(), hashed), ("TooManyRequestsException", 1));
    assert_eq!((api.rows("reservations"), api.rows("sessions")), (0, 0));
    assert!(api.sign_in("alice", PASSWORD).is_ok());
}

#[test]
fn starting_over_is_not_charged() {
    let rate = Rate {
        burst: 1,
        per_second: 1,
    };
    let mut api = Api::usual();
    api.add_user("alice");
    api.world.budgets = Budgets::new(rate, rate);
    let input = api.password_auth("alice", PASSWORD);
    let (answer, _) = under_changes(&api, 3, "record_sign_in", "InitiateAuth", input);
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn a_flow_and_hiding_that_were_switched_hold_at_once() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    let update = |flows: serde_json::Value, prevent: &str| {
        let input = json!({
            "UserPoolId": api.pool, "ClientId": api.client, "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": prevent,
        });
        api.call_on(&Cache::default(), "UpdateUserPoolClient", input)
            .unwrap();
    };
    update(json!(["ALLOW_USER_PASSWORD_AUTH"]), "ENABLED");
    let wrong = Err(not_authorized("Incorrect username or password."));
    assert_eq!(api.sign_in("nobody", PASSWORD), wrong);
    update(json!(["ALLOW_REFRESH_TOKEN_AUTH"]), "ENABLED");
    let message = "USER_PASSWORD_AUTH flow not enabled for this client";
    assert_eq!(
        api.sign_in("alice", PASSWORD),
        Err(refused("InvalidParameterException", message))
    );
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn a_secret_ends_with_its_client() {
    let api = Api::usual();
    api.add_user("alice");
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let hash = Api::secret_hash("alice", &client, &secret);
    let input = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hash},
    });
    assert!(api.call("InitiateAuth", input.clone()).is_ok());
    let delete = json!({"UserPoolId": api.pool, "ClientId": client});
    api.call_on(&Cache::default(), "DeleteUserPoolClient", delete)
        .unwrap();
    let message = format!("User pool client {client} does not exist.");
    assert_eq!(
        api.call("InitiateAuth", input),
        Err(refused("ResourceNotFoundException", &message))
    );
}

#[test]
fn a_redirect_uri_that_was_removed_gets_no_code() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let input = json!({
        "UserPoolId": house.pool, "ClientId": house.client, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": ["https://elsewhere.example/cb"], "SupportedIdentityProviders": ["COGNITO"],
    });
    house
        .call_on(&Cache::default(), "UpdateUserPoolClient", input)
        .unwrap();
    let page = house.at("/login");
    let browser = house.browser();
    let seen = browser.post(&page, &[("username", EMAIL), ("password", HOSTED_PASSWORD)]);
    assert_eq!(seen.code(), None);
    assert_ne!(seen.destination(), Some(REDIRECT_URI));
}

#[test]
fn a_snapshot_is_asked_for_again_after_five_seconds_and_not_before() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    let loads = || {
        api.world
            .objects
            .sent
            .borrow()
            .iter()
            .filter(|name| *name == "load_config")
            .count()
    };
    let before = loads();
    api.world
        .advance(vestibule_model::time::Span::millis(4_999));
    api.tokens("alice");
    assert_eq!(loads(), before);
    api.world.advance(vestibule_model::time::Span::millis(1));
    api.tokens("alice");
    assert_eq!(loads(), before + 1);
}

#[test]
fn a_change_that_was_never_pushed_is_pushed_by_who_loads_it() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    // The isolate that makes the change dies after its commit.
    for _ in 0..4 {
        api.world.objects.lose_reply_of("delete_client");
    }
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    assert!(
        api.call_on(&Cache::default(), "DeleteUserPoolClient", input)
            .is_err()
    );
    let loaded = api.call_on(
        &Cache::default(),
        "DescribeUserPool",
        json!({"UserPoolId": api.pool}),
    );
    assert!(loaded.is_ok());
    assert_eq!(api.sign_in("alice", PASSWORD), Err(gone(&api)));
}

/// Gives the pool a client like its first under an id from elsewhere, as an import does.
fn import_client(api: &Api, id: &str) {
    let cx = api.world.cx();
    let import = async {
        let config = cx.client(&api.client).await?;
        let mut client = config.client.clone();
        client.identity.id = ClientId::parse(id).unwrap();
        let name = Name::Client(client.id.clone());
        let registry = name.object(cx.deployment.registry_shards);
        let claim = ClaimName {
            name,
            pool: config.pool.id.clone(),
        };
        assert_eq!(cx.call(&registry, claim).await?, Claimed::Yes);
        let add = AddClient {
            client: Box::new(client),
        };
        let revision = cx.call(&ObjectKey::of_pool(&config.pool.id), add).await?;
        cx.publish(&config.pool.id, &revision.unwrap()).await
    };
    api.world.run(import).unwrap();
}

/// A request of the next one who comes from this address.
fn from<'a>(api: &'a Api, address: &str) -> Cx<'a> {
    Cx {
        peer: Some(address.parse().unwrap()),
        ..api.world.cx()
    }
}

fn no_such_client(client: &str) -> Refusal {
    let client = client.to_owned();
    Refusal::NoSuchClient { client }
}

/// Whether a look-up of a client is refused, and how many hops it took.
fn look_up(api: &Api, cx: &Cx<'_>, client: &str) -> (Option<Refusal>, u32) {
    let before = cx.hops.get();
    let refusal = match api.world.run(cx.client(client)) {
        Ok(config) => {
            assert_eq!(config.client.id.as_str(), client);
            None
        }
        Err(Error::Refused(refusal)) => Some(refusal),
        Err(failure) => panic!("{failure}"),
    };
    (refusal, cx.hops.get() - before)
}

#[test]
fn an_imported_client_keeps_its_id_and_signs_in_by_it() {
    let mut api = Api::usual();
    api.add_user("alice");
    import_client(&api, IMPORTED);
    api.client = IMPORTED.to_owned();
    let tokens = api.tokens("alice");
    assert!(
        api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]}))
            .is_ok()
    );
}

#[test]
fn one_address_looks_up_only_so_many_client_ids_that_we_did_not_mint() {
    let mut api = Api::usual();
    let few = Rate {
        burst: 2,
        per_second: 1,
    };
    api.world.budgets = Budgets::new(few, MANY);
    import_client(&api, IMPORTED);
    let cx = from(&api, "192.0.2.1");
    api.world.run(cx.check_key()).unwrap();
    let unknown = |client, hops| (Some(no_such_client(client)), hops);
    let unheard_of = "abcdefghijklmnopqrstuvwxyz";
    assert_eq!(look_up(&api, &cx, unheard_of), unknown(unheard_of, 1));
    assert_eq!(look_up(&api, &cx, "web"), unknown("web", 1));
    for id in ["bbcdefghijklmnopqrstuvwxyz", "app", IMPORTED] {
        let refused = (Some(Refusal::RateExceeded), 0);
        assert_eq!(look_up(&api, &cx, id), refused, "{id}");
    }
    let again = look_up(&api, &cx, "web");
    assert_eq!(again, unknown("web", 0), "what was asked is remembered");
    let (refusal, _) = look_up(&api, &cx, &api.client);
    assert_eq!(refusal, None, "ours costs nothing of that");
    let elsewhere = from(&api, "192.0.2.2");
    let (refusal, _) = look_up(&api, &elsewhere, IMPORTED);
    assert_eq!(refusal, None, "nor what others ask for");
    assert_eq!(look_up(&api, &cx, IMPORTED), (None, 0), "it is known now");
}

#[test]
fn who_looks_up_too_much_is_told_so_at_the_endpoints_too() {
    let mut api = Api::usual();
    let none = Rate {
        burst: 0,
        per_second: 0,
    };
    api.world.budgets = Budgets::new(none, MANY);
    let ask = |method: &str, path: &str| {
        let http = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: format!("client_id={IMPORTED}&grant_type=authorization_code"),
            headers: vec![("host".to_owned(), "localhost:8787".to_owned())],
            body: Vec::new(),
        };
        let cx = from(&api, "192.0.2.1");
        api.world.run(routes::route(&cx, &http)).unwrap()
    };
    let Answer::Page(page) = ask("GET", "/oauth2/authorize") else {
        panic!("no page");
    };
    assert_eq!(page.status, 429);
    let Answer::Response(response) = ask("POST", "/oauth2/token") else {
        panic!("a page");
    };
    assert_eq!(response.status, 429);
    assert_eq!(body(&response)["error"], "temporarily_unavailable");
}

#[test]
fn made_up_client_ids_push_no_real_one_out_of_memory() {
    let api = Api::usual();
    let cx = api.world.cx();
    assert_eq!(look_up(&api, &cx, &api.client).0, None);
    for number in 0..=CAPACITY {
        let client = format!("madeup{number:020}");
        let (refusal, _) = look_up(&api, &cx, &client);
        assert_eq!(refusal, Some(no_such_client(&client)));
    }
    assert_eq!(look_up(&api, &cx, &api.client), (None, 0));
    assert!(api.world.cache.held().nobodys <= CAPACITY);
}
