use crate::fixtures::{EMAIL, House, body, claims};
use serde_json::{Value, json};
use vestibule_engine::http::Response;

const GRANT: (&str, &str) = (
    "grant_type",
    "urn:ietf:params:oauth:grant-type:token-exchange",
);
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

/// A house with an API, whose app's tokens have the scopes of it, and a service that exchanges them and may read: its id and
/// secret.
fn with_service() -> (House, String, String) {
    let house = House::new();
    house.resource_server();
    house.user(EMAIL);
    let scopes = ["openid", "email", "api/read", "api/write"];
    let update = json!({
        "UserPoolId": house.pool, "ClientId": house.client, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": scopes,
        "CallbackURLs": [crate::fixtures::REDIRECT_URI],
    });
    house.ok("UpdateUserPoolClient", update);
    let (id, secret) = house.client(json!({
        "GenerateSecret": true, "AllowedOAuthScopes": ["openid", "email", "api/read"],
        "ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"],
    }));
    (house, id, secret.unwrap())
}

fn ask(house: &House, id: &str, secret: &str, more: &[(&str, &str)]) -> Response {
    let mut pairs = vec![GRANT, ("client_id", id), ("client_secret", secret)];
    pairs.extend(more);
    house.form("/oauth2/token", &[], &pairs)
}

#[track_caller]
fn granted(response: &Response) -> Value {
    assert_eq!(response.status, 200, "{}", body(response));
    body(response)
}

fn error(response: &Response) -> String {
    assert_eq!(response.status, 400, "{}", body(response));
    body(response)["error"].as_str().unwrap().to_owned()
}

#[test]
fn an_exchange_answers_as_the_rfc_says() {
    let (house, id, secret) = with_service();
    let tokens = house.tokens("openid email api/read api/write");
    let subject = tokens["access_token"].as_str().unwrap();
    let asked = [
        ("subject_token", subject),
        ("subject_token_type", ACCESS_TOKEN),
        ("scope", "api/read"),
        ("resource", "api"),
    ];
    let response = ask(&house, &id, &secret, &asked);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let answer = granted(&response);
    let told = claims(&answer["access_token"]);
    assert_eq!(
        answer,
        json!({
            "access_token": answer["access_token"], "issued_token_type": ACCESS_TOKEN, "token_type": "Bearer",
            "expires_in": 3600, "scope": "api/read",
        })
    );
    let before = claims(&tokens["access_token"]);
    assert_eq!(
        (&told["scope"], &told["aud"]),
        (&json!("api/read"), &json!("api"))
    );
    assert_eq!(told["client_id"], json!(id));
    for same in [
        "sub",
        "username",
        "iss",
        "origin_jti",
        "auth_time",
        "event_id",
        "exp",
    ] {
        assert_eq!(told[same], before[same], "{same}");
    }
    assert!(told.get("act").is_none());
}

#[test]
fn scopes_are_those_asked_for_of_the_token_and_of_the_client() {
    let (house, id, secret) = with_service();
    let tokens = house.tokens("openid api/read api/write");
    let scope = |asked: Option<&str>, kind: &str, token: &str| {
        let mut pairs = vec![
            ("subject_token", tokens[token].as_str().unwrap()),
            ("subject_token_type", kind),
        ];
        pairs.extend(asked.map(|asked| ("scope", asked)));
        ask(&house, &id, &secret, &pairs)
    };
    let access = |asked| scope(asked, ACCESS_TOKEN, "access_token");
    let all = granted(&access(None));
    assert_eq!(all["scope"], "openid api/read api/write", "as it was");
    let some = granted(&access(Some("api/write email api/read")));
    assert_eq!(
        some["scope"], "api/read",
        "the token has no email, the client may not write"
    );
    assert_eq!(error(&access(Some("email api/write"))), "invalid_scope");
    // What an ID token says is no permission.
    let id_token = |asked| scope(asked, ID_TOKEN, "id_token");
    assert!(granted(&id_token(None)).get("scope").is_none());
    assert_eq!(error(&id_token(Some("api/read"))), "invalid_scope");
}

#[test]
fn an_id_token_tells_no_more_than_the_scopes_of_the_token_that_it_came_of() {
    let (house, id, secret) = with_service();
    let told = |scope: &str| {
        let tokens = house.tokens(scope);
        let asked = [
            ("subject_token", tokens["access_token"].as_str().unwrap()),
            ("subject_token_type", ACCESS_TOKEN),
            ("requested_token_type", ID_TOKEN),
            ("audience", "ledger"),
        ];
        let answer = granted(&ask(&house, &id, &secret, &asked));
        assert_eq!(answer["token_type"], "N_A");
        assert_eq!(answer["issued_token_type"], ID_TOKEN);
        claims(&answer["access_token"])
    };
    let with_email = told("openid email");
    assert_eq!(
        (&with_email["email"], &with_email["aud"]),
        (&json!(EMAIL), &json!("ledger"))
    );
    assert!(told("api/read").get("email").is_none());
}

#[test]
fn what_is_missing_unknown_or_not_good_is_refused_as_the_rfc_says() {
    let (house, id, secret) = with_service();
    let tokens = house.tokens("openid api/read");
    let token = tokens["access_token"].as_str().unwrap();
    let subject = [
        ("subject_token", token),
        ("subject_token_type", ACCESS_TOKEN),
    ];
    let with = |more: &[(&str, &str)]| {
        let pairs: Vec<_> = subject.iter().chain(more).copied().collect();
        error(&ask(&house, &id, &secret, &pairs))
    };
    for (more, refusal) in [
        (&[("resource", "other")][..], "invalid_target"),
        (&[("resource", "api"), ("audience", "a")], "invalid_request"),
        (
            &[(
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:saml2",
            )],
            "invalid_request",
        ),
        (&[("actor_token", token)], "invalid_request"),
        (
            &[
                ("actor_token", "garbage"),
                ("actor_token_type", ACCESS_TOKEN),
            ],
            "invalid_request",
        ),
        (&[("actor_token_type", ACCESS_TOKEN)], "invalid_request"),
    ] {
        assert_eq!(with(more), refusal, "{more:?}");
    }
    let alone = |pairs: &[(&str, &str)]| error(&ask(&house, &id, &secret, pairs));
    assert_eq!(alone(&[]), "invalid_request");
    assert_eq!(alone(&subject[..1]), "invalid_request");
    let garbage = [("subject_token", "garbage"), subject[1]];
    assert_eq!(alone(&garbage), "invalid_request");
    let as_id = [subject[0], ("subject_token_type", ID_TOKEN)];
    assert_eq!(alone(&as_id), "invalid_request");
    let refresh = [
        subject[0],
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:refresh_token",
        ),
    ];
    assert_eq!(alone(&refresh), "invalid_request");

    // The app itself may not.
    let mut pairs = vec![GRANT, ("client_id", house.client.as_str())];
    pairs.extend(subject);
    let answer = house.form("/oauth2/token", &[], &pairs);
    assert_eq!(error(&answer), "unauthorized_client");
    let wrong = ask(&house, &id, "wrong", &subject);
    assert_eq!(body(&wrong)["error"], "invalid_client");
    let revoke = json!({"ClientId": house.client, "Token": tokens["refresh_token"]});
    house.ok("RevokeToken", revoke);
    assert_eq!(alone(&subject), "invalid_request");
}

#[test]
fn a_delegates_token_says_who_acts() {
    let (house, id, secret) = with_service();
    let tokens = house.tokens("openid api/read");
    let token = tokens["access_token"].as_str().unwrap();
    let (program, its_secret) = house.client(json!({
        "GenerateSecret": true, "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["api/read"],
    }));
    let own = house.form(
        "/oauth2/token",
        &[],
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &program),
            ("client_secret", &its_secret.unwrap()),
        ],
    );
    let own = granted(&own);
    let asked = [
        ("subject_token", token),
        ("subject_token_type", ACCESS_TOKEN),
        ("actor_token", own["access_token"].as_str().unwrap()),
        ("actor_token_type", ACCESS_TOKEN),
    ];
    let answer = granted(&ask(&house, &id, &secret, &asked));
    let told = claims(&answer["access_token"]);
    assert_eq!(told["act"], json!({"sub": program}));
    assert_eq!(told["sub"], claims(&tokens["access_token"])["sub"]);
}

/// Who it is for isn't the pool.
#[test]
fn a_token_for_somebody_else_opens_no_user_info() {
    let (house, id, secret) = with_service();
    let tokens = house.tokens("openid email");
    let derived = |more: &[(&str, &str)]| {
        let subject = tokens["access_token"].as_str().unwrap();
        let mut asked = vec![
            ("subject_token", subject),
            ("subject_token_type", ACCESS_TOKEN),
        ];
        asked.extend(more);
        let answer = granted(&ask(&house, &id, &secret, &asked));
        let token = answer["access_token"].as_str().unwrap().to_owned();
        house.user_info(&format!("Bearer {token}")).status
    };
    assert_eq!(derived(&[("audience", "ledger")]), 401);
    assert_eq!(derived(&[]), 200);
}
