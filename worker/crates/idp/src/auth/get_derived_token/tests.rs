//! What needs scopes of an API is told with the token endpoint's grant.

use crate::fixtures::{
    api::{Api, Refused, claims, not_authorized, refused, text},
    merged,
};
use serde_json::{Map, Value, json};
use vestibule_engine::{
    budget::{Budgets, Rate},
    cx::{Caller, Cx},
};
use vestibule_model::time::Span;

const BOTH: &[&str] = &[
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
];

/// A pool with alice, and a service that exchanges tokens by these flows: its id.
fn with_service(flows: &[&str]) -> (Api, String) {
    let api = Api::usual();
    api.add_user("alice");
    let (service, _) = api.add_client(json!({"ExplicitAuthFlows": flows}));
    (api, service)
}

fn exchange(api: &Api, client: &str, token: &Value, members: Value) -> Result<Value, Refused> {
    let mut input = json!({
        "ClientId": client, "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN",
    });
    let given = members.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(given);
    api.call("GetDerivedToken", input)
}

/// The claims that two tokens don't share.
fn differing(one: &Value, other: &Value) -> Map<String, Value> {
    let (one, other) = (one.as_object().unwrap(), other.as_object().unwrap());
    let all = one.keys().chain(other.keys());
    all.filter(|claim| one.get(*claim) != other.get(*claim))
        .map(|claim| (claim.clone(), other.get(claim).cloned().unwrap_or_default()))
        .collect()
}

#[test]
fn an_access_token_is_exchanged_for_one_of_the_service_for_a_target() {
    let (api, service) = with_service(BOTH);
    let subject = api.tokens("alice")["AccessToken"].clone();
    api.world.advance(Span::minutes(10));
    let target = json!({"Audiences": ["https://ledger.example"]});
    let derived = exchange(&api, &service, &subject, target).unwrap();
    assert_eq!(derived["IssuedTokenType"], "ACCESS_TOKEN");
    assert_eq!(derived["TokenType"], "Bearer");
    // It ends with the token that it came of.
    assert_eq!(derived["ExpiresIn"], 3000);
    assert_eq!(derived["Scopes"], json!(["aws.cognito.signin.user.admin"]));
    let (before, after) = (claims(&subject), claims(&derived["IssuedToken"]));
    let mut changed = differing(&before, &after);
    assert!(changed.remove("jti").is_some());
    let expected = json!({
        "aud": "https://ledger.example", "client_id": service, "iat": api.world.now().seconds(), "version": 2,
    });
    assert_eq!(Value::Object(changed), expected);
}

#[test]
fn with_an_actors_token_the_new_one_says_who_acts_and_who_acted_before() {
    let (api, service) = with_service(BOTH);
    api.add_user("robot");
    api.add_user("helper");
    let subject = api.tokens("alice")["AccessToken"].clone();
    let of = |username: &str| api.tokens(username)["AccessToken"].clone();
    let delegate = |subject: &Value, actor: &Value| {
        let actor = json!({"ActorToken": actor, "ActorTokenType": "ACCESS_TOKEN"});
        exchange(&api, &service, subject, actor).unwrap()["IssuedToken"].clone()
    };
    let (robot, helper) = (of("robot"), of("helper"));
    let (robots, helpers) = (
        claims(&robot)["sub"].clone(),
        claims(&helper)["sub"].clone(),
    );
    let once = delegate(&subject, &robot);
    assert_eq!(claims(&once)["sub"], claims(&subject)["sub"]);
    assert_eq!(claims(&once)["act"], json!({"sub": robots}));
    let twice = delegate(&once, &helper);
    let chain = json!({"sub": helpers, "act": {"sub": robots}});
    assert_eq!(claims(&twice)["act"], chain);
    // Nobody gets rid of them by another exchange.
    let plain = exchange(&api, &service, &twice, json!({})).unwrap();
    assert_eq!(claims(&plain["IssuedToken"])["act"], chain);

    let mut long = subject;
    for _ in 0..8 {
        long = delegate(&long, &robot);
    }
    let actor = json!({"ActorToken": robot, "ActorTokenType": "ACCESS_TOKEN"});
    let refusal = not_authorized("Invalid Actor Token");
    assert_eq!(exchange(&api, &service, &long, actor), Err(refusal));
}

#[test]
fn a_program_acts_by_a_token_of_its_own_and_is_nobodys_subject() {
    let (api, service) = with_service(BOTH);
    let scope = json!({"ScopeName": "read", "ScopeDescription": "read"});
    api.ok(
        "CreateResourceServer",
        json!({"UserPoolId": api.pool, "Identifier": "api", "Name": "api", "Scopes": [scope]}),
    );
    let (program, secret) = api.create_client(json!({
        "ClientName": "program", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthScopes": ["api/read"],
    }));
    let given = api.ok(
        "GetClientToken",
        json!({"ClientId": program, "Secret": secret}),
    );
    let own = given["ClientAuthenticationResult"]["AccessToken"].clone();
    let subject = api.tokens("alice")["AccessToken"].clone();
    let actor = json!({"ActorToken": own, "ActorTokenType": "ACCESS_TOKEN"});
    let derived = exchange(&api, &service, &subject, actor.clone()).unwrap();
    assert_eq!(
        claims(&derived["IssuedToken"])["act"],
        json!({"sub": program})
    );
    let refusal = not_authorized("Invalid Subject Token");
    assert_eq!(exchange(&api, &service, &own, json!({})), Err(refusal));
    api.ok(
        "DeleteUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": program}),
    );
    let refusal = not_authorized("Invalid Actor Token");
    assert_eq!(exchange(&api, &service, &subject, actor), Err(refusal));
}

#[test]
fn id_tokens_are_taken_and_given() {
    let (api, service) = with_service(BOTH);
    let tokens = api.tokens("alice");
    let as_id = json!({
        "SubjectTokenType": "ID_TOKEN", "RequestedTokenType": "ID_TOKEN", "Audiences": ["ledger"],
    });
    let derived = exchange(&api, &service, &tokens["IdToken"], as_id).unwrap();
    assert_eq!(derived["IssuedTokenType"], "ID_TOKEN");
    assert_eq!(derived["TokenType"], "N_A");
    assert_eq!(derived["Scopes"], json!([]));
    let (before, after) = (claims(&tokens["IdToken"]), claims(&derived["IssuedToken"]));
    let mut changed = differing(&before, &after);
    changed.remove("jti");
    assert_eq!(Value::Object(changed), json!({"aud": "ledger"}));
    // For nobody else it is for the service.
    let as_id = json!({"RequestedTokenType": "ID_TOKEN"});
    let derived = exchange(&api, &service, &tokens["AccessToken"], as_id).unwrap();
    let told = claims(&derived["IssuedToken"]);
    assert_eq!(told["aud"], json!(service));
    assert_eq!(told["email"], before["email"]);
    assert!(told.get("at_hash").is_none());
}

#[test]
fn an_id_token_is_not_widened_by_another_exchange() {
    let (api, service) = with_service(BOTH);
    let as_id = json!({"SubjectTokenType": "ID_TOKEN", "RequestedTokenType": "ID_TOKEN"});
    let again = |token: &Value, members: Value| {
        let asked = merged(as_id.clone(), members);
        exchange(&api, &service, token, asked)
    };
    let own = api.tokens("alice")["IdToken"].clone();
    let client = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "ReadAttributes": ["email_verified"],
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    api.ok("UpdateUserPoolClient", client);
    let narrow = api.tokens("alice")["IdToken"].clone();
    for (token, tells) in [(&own, true), (&narrow, false)] {
        let derived = again(token, json!({})).unwrap();
        let twice = again(&derived["IssuedToken"], json!({})).unwrap();
        for answer in [derived, twice] {
            let told = claims(&answer["IssuedToken"]);
            assert_eq!(told.get("email").is_some(), tells);
            assert!(told.get("email_verified").is_some());
        }
    }
}

#[test]
fn an_id_token_for_no_client_of_the_pool_is_nobodys_to_exchange() {
    let (api, service) = with_service(BOTH);
    let tokens = api.tokens("alice");
    let as_id = json!({"SubjectTokenType": "ID_TOKEN", "RequestedTokenType": "ID_TOKEN"});
    let derived = |members: Value| {
        let asked = merged(as_id.clone(), members);
        exchange(&api, &service, &tokens["IdToken"], asked).unwrap()["IssuedToken"].clone()
    };
    let theirs = derived(json!({"Audiences": ["ledger"]}));
    let refusal = exchange(&api, &service, &theirs, as_id.clone()).unwrap_err();
    assert_eq!(refusal.0, "NotAuthorizedException");
    let acting = |token: &Value| {
        let actor = json!({"ActorToken": token, "ActorTokenType": "ID_TOKEN"});
        exchange(&api, &service, &tokens["AccessToken"], actor)
    };
    assert!(acting(&tokens["IdToken"]).is_ok());
    assert!(acting(&theirs).is_err());
    api.ok(
        "DeleteUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    let refusal = exchange(&api, &service, &tokens["IdToken"], as_id).unwrap_err();
    assert_eq!(refusal.0, "NotAuthorizedException");
}

#[test]
fn each_way_to_exchange_has_a_flow_of_its_own() {
    let subject = |api: &Api| api.tokens("alice")["AccessToken"].clone();
    let (api, service) = with_service(&["ALLOW_TOKEN_EXCHANGE_DELEGATION"]);
    let token = subject(&api);
    let actor = json!({"ActorToken": token, "ActorTokenType": "ACCESS_TOKEN"});
    let message = |way: &str| format!("TOKEN_EXCHANGE_{way} flow not enabled for this client");
    let refusal = |way| Err(refused("InvalidParameterException", &message(way)));
    assert!(exchange(&api, &service, &token, actor.clone()).is_ok());
    assert_eq!(
        exchange(&api, &service, &token, json!({})),
        refusal("IMPERSONATION")
    );
    let (api, service) = with_service(&["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]);
    let token = subject(&api);
    assert!(exchange(&api, &service, &token, json!({})).is_ok());
    assert_eq!(
        exchange(&api, &service, &token, actor),
        refusal("DELEGATION")
    );
}

#[test]
fn what_is_derived_ends_with_the_session_that_it_came_of() {
    let (api, service) = with_service(BOTH);
    let tokens = api.tokens("alice");
    let derived = exchange(&api, &service, &tokens["AccessToken"], json!({})).unwrap();
    let derived = derived["IssuedToken"].clone();
    let get_user = |token: &Value| api.call("GetUser", json!({"AccessToken": token}));
    assert!(get_user(&derived).is_ok());
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": tokens["RefreshToken"]}),
    );
    let revoked = not_authorized("Access Token has been revoked");
    assert_eq!(get_user(&derived), Err(revoked.clone()));
    assert_eq!(exchange(&api, &service, &derived, json!({})), Err(revoked));
}

/// Who it is for may take it (RFC 7519 section 4.1.3): the pool itself is somebody else.
#[test]
fn a_token_that_is_for_somebody_else_opens_nothing_of_the_users_own() {
    let (api, service) = with_service(BOTH);
    let subject = api.tokens("alice")["AccessToken"].clone();
    let target = json!({"Audiences": ["ledger"]});
    let derived = exchange(&api, &service, &subject, target).unwrap();
    let input = json!({"AccessToken": derived["IssuedToken"]});
    let refusal = not_authorized("Invalid Access Token");
    assert_eq!(api.call("GetUser", input), Err(refusal));
    // Nor does it become one that does.
    assert!(
        exchange(&api, &service, &derived["IssuedToken"], json!({})).is_err(),
        "nor is it widened again"
    );
}

/// The access token of a user of another pool.
fn of_another_pool(api: &mut Api) -> Value {
    let made = api.ok("CreateUserPool", json!({"PoolName": "others"}));
    let pool = std::mem::replace(&mut api.pool, text(&made["UserPool"]["Id"]));
    let others = api.add_client(json!({})).0;
    let client = std::mem::replace(&mut api.client, others);
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    (api.pool, api.client) = (pool, client);
    token
}

#[test]
fn tokens_that_are_no_longer_good_or_never_were_are_refused() {
    let (mut api, service) = with_service(BOTH);
    let theirs = of_another_pool(&mut api);
    api.add_user("bob");
    let (alice, bob) = (api.tokens("alice"), api.tokens("bob"));
    let invalid = not_authorized("Invalid Subject Token");
    let as_access = |token: &Value| exchange(&api, &service, token, json!({}));
    assert_eq!(as_access(&json!("garbage")), Err(invalid.clone()));
    assert_eq!(
        as_access(&alice["IdToken"]),
        Err(invalid.clone()),
        "of another kind"
    );
    assert_eq!(as_access(&theirs), Err(invalid.clone()), "another pool's");

    let actor = |token: &Value| {
        let actor = json!({"ActorToken": token, "ActorTokenType": "ACCESS_TOKEN"});
        exchange(&api, &service, &alice["AccessToken"], actor)
    };
    let no_actor = not_authorized("Invalid Actor Token");
    assert_eq!(actor(&bob["IdToken"]), Err(no_actor.clone()));
    api.admin("AdminDisableUser", "bob");
    assert_eq!(actor(&bob["AccessToken"]), Err(no_actor));
    let disabled = not_authorized("User is disabled.");
    assert_eq!(as_access(&bob["AccessToken"]), Err(disabled));
    api.admin("AdminDeleteUser", "bob");
    let gone = refused("UserNotFoundException", "User does not exist.");
    assert_eq!(as_access(&bob["AccessToken"]), Err(gone));
    api.world.advance(Span::hours(1));
    assert_eq!(as_access(&alice["AccessToken"]), Err(invalid));
}

#[test]
fn members_that_do_not_go_together_or_name_what_is_not_there_are_refused() {
    let (api, service) = with_service(BOTH);
    let token = api.tokens("alice")["AccessToken"].clone();
    let invalid = |message: &str| refused("InvalidParameterException", message);
    let missing = |message: &str| refused("ResourceNotFoundException", message);
    for (members, refusal) in [
        (
            json!({"Audiences": ["a"], "Resources": ["b"]}),
            invalid("Audiences and Resources can't be requested together."),
        ),
        (
            json!({"ActorToken": token}),
            invalid("ActorToken and ActorTokenType are given together."),
        ),
        (
            json!({"ActorTokenType": "ACCESS_TOKEN"}),
            invalid("ActorToken and ActorTokenType are given together."),
        ),
        (
            json!({"SubjectTokenType": "SAML2"}),
            invalid("SubjectTokenType SAML2 is not supported by this version of Vestibule."),
        ),
        (
            json!({"SubjectTokenProviderName": "Okta"}),
            missing("Identity provider Okta does not exist."),
        ),
        (
            json!({"Resources": ["https://api.example"]}),
            missing("Resource server https://api.example does not exist."),
        ),
        (
            json!({"Scopes": ["openid"]}),
            invalid("Invalid scope requested"),
        ),
    ] {
        assert_eq!(
            exchange(&api, &service, &token, members.clone()),
            Err(refusal),
            "{members}"
        );
    }
}

#[test]
fn a_confidential_service_sends_its_secret_or_is_an_administrator() {
    let (api, _) = with_service(BOTH);
    let (service, secret) =
        api.add_client(json!({"ExplicitAuthFlows": BOTH, "GenerateSecret": true}));
    let token = api.tokens("alice")["AccessToken"].clone();
    let none = format!("Client {service} is configured for secret but secret was not received");
    let wrong = format!("Unable to verify secret hash for client {service}");
    let with = |secret: &str| exchange(&api, &service, &token, json!({"ClientSecret": secret}));
    assert_eq!(
        exchange(&api, &service, &token, json!({})),
        Err(not_authorized(&none))
    );
    assert_eq!(
        with("abcdefghijklmnopqrstuvwx"),
        Err(not_authorized(&wrong))
    );
    assert!(with(&secret).is_ok());

    let cx = Cx {
        caller: Caller::Administrator,
        ..api.world.cx()
    };
    let input =
        json!({"ClientId": service, "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN"});
    let handled = super::handle(&cx, crate::fixtures::input(input));
    assert!(api.world.run(handled).is_ok());
}

#[test]
fn exchanges_use_up_a_budget() {
    let (mut api, service) = with_service(BOTH);
    let token = api.tokens("alice")["AccessToken"].clone();
    let few = Rate {
        burst: 1,
        per_second: 1,
    };
    api.world.budgets = Budgets::new(few, few);
    let heard: Vec<_> = (0..30)
        .map(|_| exchange(&api, &service, &token, json!({})))
        .collect();
    assert!(heard[0].is_ok());
    let (error, _) = heard[29].clone().unwrap_err();
    assert_eq!(error, "TooManyRequestsException");
}

#[test]
fn with_hardening_a_client_gets_no_scope_that_it_may_not_have() {
    let (api, service) = with_service(BOTH);
    api.harden();
    let subject = api.tokens("alice")["AccessToken"].clone();
    let derived = exchange(&api, &service, &subject, json!({})).unwrap();
    assert_eq!(claims(&derived["IssuedToken"])["scope"], "");
    let flows = ["ALLOW_USER_PASSWORD_AUTH", BOTH[1]];
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client, "ExplicitAuthFlows": flows});
    api.ok("UpdateUserPoolClient", input);
    let own = exchange(&api, &api.client, &subject, json!({})).unwrap();
    let scope = &claims(&own["IssuedToken"])["scope"];
    assert_eq!(scope, "aws.cognito.signin.user.admin", "it was its own");
}
