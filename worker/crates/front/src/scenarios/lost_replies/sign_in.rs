//! Sign-in, by API and in a browser.

use super::{Covered, Heard, prove};
use serde_json::json;
use vestibule_engine::testing::World;
use vestibule_idp::fixtures::api::{Api, PASSWORD, merged};
use vestibule_model::time::Span;
use vestibule_web::fixtures::{EMAIL, House, body};

pub(super) const SCENARIOS: &[Covered] = &[
    (
        people_sign_in_and_out,
        &[
            "reserve_attempt",
            "record_sign_in",
            "record_failure",
            "withdraw_attempt",
            "rotate_refresh_token",
            "revoke_refresh_token",
            "sign_out_everywhere",
            "complete_new_password",
        ],
    ),
    (
        a_second_factor_is_set_up_and_proven,
        &["change_factors", "answer_factor", "record_sign_in"],
    ),
    (
        an_address_is_set_up_as_a_second_factor,
        &["record_sign_in", "answer_factor", "complete_new_password"],
    ),
    (
        a_code_takes_the_passwords_place,
        &["send_sign_in_code", "answer_factor"],
    ),
    (
        strangers_lock_an_account,
        &["reserve_attempt", "record_failure", "record_sign_in"],
    ),
    (
        a_browser_signs_in_and_out,
        &["issue_code", "close_browser", "consume_code"],
    ),
    (
        a_browser_is_remembered,
        &["answer_factor", "record_sign_in"],
    ),
    (
        sessions_are_tracked,
        &[
            "configure_sessions",
            "record_sign_in",
            "issue_code",
            "consume_code",
            "rotate_refresh_token",
            "revoke_session",
            "revoke_refresh_token",
        ],
    ),
];

#[test]
fn losing_a_reply_during_a_sign_in_changes_nothing() {
    for (scenario, names) in SCENARIOS {
        prove(*scenario, names);
    }
}

fn people_sign_in_and_out(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
    );
    api.add_user("alice");
    api.sign_up("eve");
    api.invite("bob", "Temp0rary-1");
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let tokens = heard.call("InitiateAuth", api.password_auth("alice", PASSWORD));
    heard.call("InitiateAuth", api.password_auth("alice", "Wr0ng-one"));
    heard.call("InitiateAuth", api.password_auth("eve", PASSWORD));
    let token = &tokens["AuthenticationResult"]["RefreshToken"];
    // The second is a repetition within the grace.
    for _ in 0..2 {
        heard.call(
            "GetTokensFromRefreshToken",
            json!({"ClientId": api.client, "RefreshToken": token}),
        );
    }
    heard.call(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": token}),
    );
    heard.admin("AdminUserGlobalSignOut", "alice");
    let challenge = heard.call("InitiateAuth", api.password_auth("bob", "Temp0rary-1"));
    let answer = json!({
        "ClientId": api.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "bob", "NEW_PASSWORD": PASSWORD},
    });
    heard.call("RespondToAuthChallenge", answer);
    let answers = heard.answers;
    (api, answers)
}

fn a_second_factor_is_set_up_and_proven(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    api.add_user("alice");
    let offer = json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    });
    api.offer(offer);
    let token = api.tokens("alice")["AccessToken"].clone();
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let associated = heard.call("AssociateSoftwareToken", json!({"AccessToken": token}));
    let secret = &associated["SecretCode"];
    let code = api.code_of(secret);
    heard.call(
        "VerifySoftwareToken",
        json!({"AccessToken": token, "UserCode": code}),
    );
    let settings = json!({"AccessToken": token, "SoftwareTokenMfaSettings": {"Enabled": true}});
    heard.call("SetUserMFAPreference", settings);
    api.world.advance(Span::seconds(30));
    let challenge = heard.call("InitiateAuth", api.password_auth("alice", PASSWORD));
    let answer = json!({
        "ClientId": api.client, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": api.code_of(secret)},
    });
    heard.call("RespondToAuthChallenge", answer);
    let answers = heard.answers;
    (api, answers)
}

fn an_address_is_set_up_as_a_second_factor(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
    let api = Api::new(
        json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": source}}),
        json!({}),
    );
    let offer = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
    api.offer(offer);
    let bob = json!({"UserPoolId": api.pool, "Username": "bob"});
    let suppressed = json!({"MessageAction": "SUPPRESS"});
    api.ok("AdminCreateUser", merged(bob.clone(), suppressed));
    let password = json!({"Password": PASSWORD, "Permanent": true});
    api.ok("AdminSetUserPassword", merged(bob, password));
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let to = "bob@example.org";
    for right in [false, true] {
        let asked = heard.call("InitiateAuth", api.password_auth("bob", PASSWORD));
        let address = json!({
            "ClientId": api.client, "ChallengeName": "MFA_SETUP", "Session": asked["Session"],
            "ChallengeResponses": {"USERNAME": "bob", "EMAIL": to},
        });
        let sent = heard.call("RespondToAuthChallenge", address);
        let code = match right {
            true => api.world.mailbox.code_for(to).unwrap(),
            false => "wrong".to_owned(),
        };
        let answer = json!({
            "ClientId": api.client, "ChallengeName": "EMAIL_OTP", "Session": sent["Session"],
            "ChallengeResponses": {"USERNAME": "bob", "EMAIL_OTP_CODE": code},
        });
        heard.call("RespondToAuthChallenge", answer);
    }
    let answers = heard.answers;
    (api, answers)
}

fn a_code_takes_the_passwords_place(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let api = Api::new(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    );
    api.add_user("alice");
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let parameters = json!({"USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP"});
    let begin = json!({
        "ClientId": api.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters,
    });
    let challenge = heard.call("InitiateAuth", begin);
    api.deliver_due();
    let code = api.world.mailbox.code_for("alice@example.com");
    let answer = json!({
        "ClientId": api.client, "ChallengeName": "EMAIL_OTP", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "alice", "EMAIL_OTP_CODE": code},
    });
    heard.call("RespondToAuthChallenge", answer);
    let answers = heard.answers;
    (api, answers)
}

/// Each transition is lost at its first time: the fifth failure is the one that a person is told of.
fn strangers_lock_an_account(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let house = House::new();
    house.harden();
    house.user(EMAIL);
    let (known, stranger) = (house.browser(), house.browser());
    known.sign_in(EMAIL);
    let login = house.at("/login");
    let guess = || {
        let fields = [("username", EMAIL), ("password", "Wr0ng-one")];
        stranger.post(&login, &fields).notice()
    };
    let mut answers: Vec<_> = (0..4).map(|_| guess()).collect();
    arm(&house.world);
    answers.push(guess());
    let code = known.sign_in(EMAIL);
    let mut answers: Vec<_> = answers.iter().map(|said| format!("{said:?}")).collect();
    answers.push(code);
    house.deliver_due();
    answers.push(format!(
        "{} told",
        house.world.mailbox.messages.borrow().len()
    ));
    drop((known, stranger));
    (house.api, answers)
}

fn a_browser_signs_in_and_out(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let house = House::new();
    house.user(EMAIL);
    arm(&house.world);
    let browser = house.browser();
    let code = browser.sign_in(EMAIL);
    let another = browser.get(&house.at("/oauth2/authorize")).code();
    let tokens = body(&house.redeem(&code));
    let logout = format!(
        "/logout?client_id={}&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
        house.client
    );
    let out = browser.get(&logout);
    let answers = vec![
        code,
        format!("{another:?}"),
        tokens.to_string(),
        format!("{:?}", out.location()),
    ];
    drop(browser);
    (house.api, answers)
}

fn a_browser_is_remembered(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let house = House::with(
        json!({"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    house.user(EMAIL);
    house.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let secret = house.add_software_token(EMAIL);
    arm(&house.world);
    let browser = house.browser();
    let login = house.at("/login");
    let password = [("username", EMAIL), ("password", PASSWORD)];
    let asked = browser.post(&login, &password).hidden("challenge");
    let code = house.code_of(&secret);
    let proven = browser.post(&login, &[("challenge", &asked), ("code", &code)]);
    let again = browser.post(&login, &password);
    let mut heard = Heard::by(&house);
    heard.admin("AdminListDevices", EMAIL);
    let mut answers = heard.answers;
    answers.extend([proven, again].map(|seen| format!("{:?}", seen.code())));
    drop(browser);
    (house.api, answers)
}

fn sessions_are_tracked(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let house = House::new();
    house.user(EMAIL);
    arm(&house.world);
    let mut heard = Heard::by(&house);
    let tracking = |most: u32| {
        json!({
            "UserPoolId": house.pool, "UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": most},
        })
    };
    heard.call("SetUserPoolSessionConfiguration", tracking(2));
    let life = json!({"UserPoolId": house.pool, "ClientId": house.client, "SSOSession": {"MaxValidityMinutes": 90}});
    heard.call("SetUserPoolClientSessionConfiguration", life);
    let browser = house.browser();
    let mut tokens = body(&house.redeem(&browser.sign_in(EMAIL)));
    for _ in 0..2 {
        let code = browser.get(&house.at("/oauth2/authorize")).code();
        tokens = body(&house.redeem(&code.unwrap()));
    }
    let token = &tokens["refresh_token"];
    heard.call(
        "GetTokensFromRefreshToken",
        json!({"ClientId": house.client, "RefreshToken": token}),
    );
    let names = json!({"UserPoolId": house.pool, "Username": EMAIL});
    let listed = heard.call("AdminListUserSessions", names.clone());
    let others = listed["Sessions"].as_array().cloned().unwrap_or_default();
    let id = &others[1]["SessionId"];
    let revoke = merged(names.clone(), json!({"SessionId": id}));
    heard.call("AdminRevokeUserSession", revoke);
    let revoke =
        json!({"ClientId": house.client, "Token": token, "RevokeAssociatedSessions": "LINKED"});
    heard.call("RevokeToken", revoke);
    heard.call("AdminListUserSessions", names);
    let answers = heard.answers;
    drop(browser);
    (house.api, answers)
}
