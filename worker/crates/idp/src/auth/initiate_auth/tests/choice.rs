//! `USER_AUTH`

mod after_sign_up;
mod hidden;
mod passkeys;

use super::*;
use crate::fixtures::{api::merged, srp::SrpClient};
use vestibule_engine::testing::authenticator::Authenticator;
use vestibule_model::time::Span;

fn house(client: Value) -> Api {
    let allowed = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    let api = Api::new(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}}}),
        merged(
            json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
            client,
        ),
    );
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    api.add_user("alice");
    api
}

fn hiding() -> Api {
    house(json!({"PreventUserExistenceErrors": "ENABLED"}))
}

fn begin(api: &Api, username: &str, members: Value) -> Result<Value, (String, String)> {
    let parameters = merged(json!({"USERNAME": username}), members);
    flow(api, &api.client, "USER_AUTH", parameters)
}

fn prefer(api: &Api, username: &str, choice: &str) -> Value {
    begin(api, username, json!({"PREFERRED_CHALLENGE": choice})).unwrap()
}

fn has_tokens(answer: &Value) -> bool {
    answer["AuthenticationResult"]["AccessToken"].is_string()
}

#[test]
fn a_client_has_to_allow_it() {
    let api = Api::usual();
    assert_eq!(
        begin(&api, "alice", json!({})),
        Err(invalid("USER_AUTH flow not enabled for this client"))
    );
}

#[test]
fn what_the_user_has_can_be_chosen() {
    let api = house(json!({}));
    let asked = begin(&api, "alice", json!({})).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"])
    );
    assert_eq!(asked["ChallengeParameters"], json!({}));
    api.invite("bob", "Temp0rary-1");
    let asked = prefer(&api, "bob", "EMAIL_OTP");
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
}

#[test]
fn a_password_signs_in_at_once_or_when_it_is_asked_for() {
    let api = house(json!({}));
    let at_once = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
    assert!(has_tokens(&begin(&api, "alice", at_once).unwrap()));
    let wrong = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wr0ng-one"});
    assert_eq!(begin(&api, "alice", wrong), Err(super::wrong()));
    let asked = begin(&api, "alice", json!({})).unwrap();
    let chosen = json!({"ANSWER": "PASSWORD", "PASSWORD": PASSWORD});
    assert!(has_tokens(&api.respond(&asked, "alice", chosen).unwrap()));
    let later = api
        .respond(&asked, "alice", json!({"ANSWER": "PASSWORD"}))
        .unwrap();
    assert_eq!(later["ChallengeName"], "PASSWORD");
    let password = json!({"PASSWORD": PASSWORD});
    assert!(has_tokens(&api.respond(&later, "alice", password).unwrap()));
}

#[test]
fn a_proof_of_the_password_begins_here_too() {
    let api = house(json!({}));
    let client = SrpClient::new();
    let asked = begin(&api, "alice", json!({})).unwrap();
    let chosen = json!({"ANSWER": "PASSWORD_SRP", "SRP_A": client.public()});
    for challenge in [
        api.respond(&asked, "alice", chosen).unwrap(),
        begin(
            &api,
            "alice",
            json!({"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.public()}),
        )
        .unwrap(),
    ] {
        assert_eq!(challenge["ChallengeName"], "PASSWORD_VERIFIER");
        let parameters = &challenge["ChallengeParameters"];
        let now = api.world.now().millis();
        let proof = client.prove(&api.pool, parameters, PASSWORD, now);
        assert!(has_tokens(&api.srp_prove(&proof).unwrap()));
    }
    assert_eq!(
        begin(
            &api,
            "alice",
            json!({"PREFERRED_CHALLENGE": "PASSWORD_SRP"})
        ),
        Err(invalid("Missing required parameter SRP_A"))
    );
}

#[test]
fn a_mailed_code_takes_the_passwords_place_once() {
    let api = house(json!({}));
    let asked = prefer(&api, "alice", "EMAIL_OTP");
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    assert_eq!(asked["AvailableChallenges"], json!(["EMAIL_OTP"]));
    assert_eq!(
        asked["ChallengeParameters"],
        json!({
            "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***",
            "USER_ID_FOR_SRP": "alice",
        })
    );
    api.deliver_due();
    let code = api.world.mailbox.code_for("alice@example.com").unwrap();
    assert!(code.len() == 8 && code.bytes().all(|digit| digit.is_ascii_digit()));
    let answer = json!({"EMAIL_OTP_CODE": code});
    assert!(has_tokens(
        &api.respond(&asked, "alice", answer.clone()).unwrap()
    ));
    assert_eq!(
        api.respond(&asked, "alice", answer),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    let chosen = begin(&api, "alice", json!({})).unwrap();
    let chosen = api
        .respond(&chosen, "alice", json!({"ANSWER": "EMAIL_OTP"}))
        .unwrap();
    let wrong = json!({"EMAIL_OTP_CODE": "00000000"});
    assert_eq!(
        api.respond(&chosen, "alice", wrong),
        Err(refused(
            "CodeMismatchException",
            "Invalid code or auth state for the user."
        ))
    );
}

#[test]
fn a_code_takes_no_passwords_place_where_a_second_factor_is_asked_for() {
    let api = house(json!({}));
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let secret = api.add_software_token("alice");
    let asked = begin(&api, "alice", json!({})).unwrap();
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    let chosen = json!({"ANSWER": "PASSWORD", "PASSWORD": PASSWORD});
    let asked = api.respond(&asked, "alice", chosen).unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(&api.respond(&asked, "alice", code).unwrap()));
}

/// A passkey of alice's.
pub(super) fn passkey(api: &Api) -> Authenticator {
    let token = api.tokens("alice")["AccessToken"].clone();
    let begun = api.ok("StartWebAuthnRegistration", json!({"AccessToken": token}));
    let key = Authenticator::new("https://example.com", b"alices");
    let credential = key.create(&begun["CredentialCreationOptions"]);
    api.ok(
        "CompleteWebAuthnRegistration",
        json!({"AccessToken": token, "Credential": credential}),
    );
    key
}

pub(super) fn shown(api: &Api, key: &mut Authenticator, asked: &Value) -> Value {
    let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
    let options: Value = serde_json::from_str(options.unwrap()).unwrap();
    let alice = api.admin("AdminGetUser", "alice");
    let attributes = alice["UserAttributes"].as_array().unwrap();
    let sub = attributes.iter().find(|one| one["Name"] == "sub").unwrap();
    let sub = text(&sub["Value"]);
    json!({"CREDENTIAL": key.get(&options, &sub).to_string()})
}

#[test]
fn the_length_of_a_session_tells_nothing_of_whose_it_is() {
    let api = hiding();
    api.invite("bobby", "Temp0rary-1");
    api.add_user("carol");
    api.admin("AdminUserGlobalSignOut", "carol");
    let length = |name: &str, members: Value| {
        let asked = begin(&api, name, members).unwrap();
        asked["Session"].as_str().unwrap().len()
    };
    for members in [json!({}), json!({"PREFERRED_CHALLENGE": "EMAIL_OTP"})] {
        let nobodys = length("nobdy", members.clone());
        for name in ["alice", "bobby", "carol"] {
            assert_eq!(length(name, members.clone()), nobodys, "{name} {members}");
        }
    }
}

#[test]
fn an_administrators_password_lets_who_was_guessed_at_begin_again() {
    let api = hiding();
    let guess = || {
        let asked = prefer(&api, "alice", "EMAIL_OTP");
        let code = json!({"EMAIL_OTP_CODE": "00000000"});
        api.respond(&asked, "alice", code).unwrap_err().1
    };
    for _ in 0..15 {
        guess();
        api.world.advance(Span::seconds(130));
    }
    let limit = "Attempt limit exceeded, please try after some time.";
    assert_eq!(guess(), limit);
    let whose = json!({"UserPoolId": api.pool, "Username": "alice"});
    let password = json!({"Password": "An0ther-one", "Permanent": true});
    api.ok("AdminSetUserPassword", merged(whose, password));
    assert_ne!(guess(), limit);
}

/// A code in a password's place, and one of an app: what is asked for, and its right answer.
fn locked_codes(by_app: bool) -> (Api, impl Fn(&Api) -> (Value, Value)) {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let api = Api::new(
        json!({
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true},
        }),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    );
    api.add_user("alice");
    let secret = by_app.then(|| {
        api.offer(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }));
        api.add_software_token("alice")
    });
    let asked = move |api: &Api| match &secret {
        Some(secret) => {
            let password = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
            let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(secret)});
            (begin(api, "alice", password).unwrap(), code)
        }
        None => {
            let asked = prefer(api, "alice", "EMAIL_OTP");
            api.deliver_due();
            let code = api.world.mailbox.code_for("alice@example.com");
            (asked, json!({"EMAIL_OTP_CODE": code}))
        }
    };
    (api, asked)
}

#[test]
fn while_guesses_are_locked_the_work_tells_nothing_of_a_code() {
    for by_app in [false, true] {
        let (api, asked) = locked_codes(by_app);
        let wrong = |code: &Value| {
            let (name, _) = code.as_object().unwrap().iter().next().unwrap();
            json!({name: if by_app { "000000" } else { "00000000" }})
        };
        for _ in 0..14 {
            api.world.advance(Span::seconds(130));
            let (challenge, code) = asked(&api);
            api.respond(&challenge, "alice", wrong(&code)).unwrap_err();
        }
        let mut took = Vec::new();
        for is_right in [false, true] {
            let (challenge, code) = asked(&api);
            let answer = match is_right {
                true => code,
                false => wrong(&code),
            };
            let answer = merged(answer, json!({"DEVICE_KEY": "eu-west-1_any"}));
            let (steps, _) = api.world.traced(|| {
                let (_, text) = api.respond(&challenge, "alice", answer).unwrap_err();
                assert_eq!(text, "Attempt limit exceeded, please try after some time.");
            });
            let steps = steps.iter().map(|step| step.transition.clone());
            took.push(steps.collect::<Vec<_>>());
        }
        assert_eq!(took[0], took[1], "by an app: {by_app}");
    }
}

/// An answer without what is random in it.
fn shape(mut answer: Value) -> Value {
    answer["Session"] = json!(answer["Session"].as_str().map(str::len));
    if let Some(options) = answer["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str() {
        let mut options: Value = serde_json::from_str(options).unwrap();
        options["challenge"] = json!(options["challenge"].as_str().map(str::len));
        options["allowCredentials"] = json!(options["allowCredentials"].as_array().map(Vec::len));
        answer["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"] = options;
    }
    answer
}

#[test]
fn a_name_that_nobody_has_is_answered_like_one_that_somebody_has() {
    let api = hiding();
    let renamed = |name: &str| {
        let mut answer = prefer(&api, name, "EMAIL_OTP");
        let parameters = &mut answer["ChallengeParameters"];
        parameters["USER_ID_FOR_SRP"] = json!(parameters["USER_ID_FOR_SRP"] == *name);
        // The letters come of the name.
        let masked = parameters["CODE_DELIVERY_DESTINATION"].as_str().unwrap();
        parameters["CODE_DELIVERY_DESTINATION"] = json!(masked.len());
        shape(answer)
    };
    assert_eq!(renamed("alice"), renamed("nobdy"));
    let stable = |name: &str| {
        let one = prefer(&api, name, "EMAIL_OTP");
        let other = prefer(&api, name, "EMAIL_OTP");
        (
            one["ChallengeParameters"].clone() == other["ChallengeParameters"],
            begin(&api, name, json!({})).unwrap()["AvailableChallenges"]
                == begin(&api, name, json!({})).unwrap()["AvailableChallenges"],
        )
    };
    assert_eq!(stable("nobdy"), (true, true));
    let asked = prefer(&api, "nobdy", "EMAIL_OTP");
    let code = json!({"EMAIL_OTP_CODE": "12345678"});
    assert_eq!(
        api.respond(&asked, "nobdy", code),
        Err(refused(
            "CodeMismatchException",
            "Invalid code or auth state for the user."
        ))
    );
    api.deliver_due();
    let messages = api.world.mailbox.messages.borrow();
    assert!(
        messages
            .iter()
            .all(|message| message.to == "alice@example.com")
    );
}

#[test]
fn guesses_at_codes_are_bounded_for_nobody_as_for_somebody() {
    let api = hiding();
    let guesses = |name: &str| {
        let mut answers = Vec::new();
        for _ in 0..16 {
            let asked = prefer(&api, name, "EMAIL_OTP");
            let code = json!({"EMAIL_OTP_CODE": "00000000"});
            answers.push(api.respond(&asked, name, code).unwrap_err().1);
            api.world.advance(Span::seconds(130));
        }
        answers
    };
    let somebodys = guesses("alice");
    assert_eq!(
        somebodys[15],
        "Attempt limit exceeded, please try after some time."
    );
    assert_eq!(somebodys, guesses("nobdy"));
}

#[test]
fn codes_that_are_asked_for_are_bounded() {
    let api = house(json!({}));
    for _ in 0..20 {
        assert_eq!(
            prefer(&api, "alice", "EMAIL_OTP")["ChallengeName"],
            "EMAIL_OTP"
        );
    }
    assert_eq!(
        begin(&api, "alice", json!({"PREFERRED_CHALLENGE": "EMAIL_OTP"})),
        Err(not_authorized(
            "Attempt limit exceeded, please try after some time."
        ))
    );
}

#[test]
fn a_session_is_its_clients_and_its_persons() {
    let api = house(json!({}));
    api.add_user("bob");
    let asked = begin(&api, "alice", json!({})).unwrap();
    let invalid = Err(not_authorized("Invalid session for the user."));
    let chosen = json!({"ANSWER": "EMAIL_OTP"});
    assert_eq!(api.respond(&asked, "bob", chosen.clone()), invalid);
    let chosen = api.respond(&asked, "alice", chosen).unwrap();
    let code = json!({"EMAIL_OTP_CODE": "00000000"});
    assert_eq!(api.respond(&chosen, "bob", code), invalid);
    assert_eq!(
        api.respond(&chosen, "alice", json!({"ANSWER": "PASSWORD"}))
            .unwrap_err()
            .0,
        "InvalidParameterException"
    );
}

fn signing_up(api: &Api, username: &str, password: Option<&str>) -> Value {
    let email = format!("{username}@example.com");
    let mut input = json!({
        "ClientId": api.client, "Username": username,
        "UserAttributes": [{"Name": "email", "Value": email}],
    });
    if let Some(password) = password {
        input["Password"] = json!(password);
    }
    api.ok("SignUp", input)
}

fn confirming(api: &Api, username: &str, session: &Value) -> Value {
    let code = api
        .world
        .mailbox
        .code_for(&format!("{username}@example.com"));
    let input = json!({
        "ClientId": api.client, "Username": username, "ConfirmationCode": code, "Session": session,
    });
    api.ok("ConfirmSignUp", input)
}

fn go_on(api: &Api, username: &str, session: &Value) -> Result<Value, (String, String)> {
    let input = json!({
        "ClientId": api.client, "AuthFlow": "USER_AUTH", "Session": session,
        "AuthParameters": {"USERNAME": username},
    });
    api.call("InitiateAuth", input)
}

/// The same, with addresses that are verified by codes.
fn verifying() -> Api {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    Api::new(
        json!({
            "AutoVerifiedAttributes": ["email"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
        }),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    )
}

#[test]
fn a_confirmed_sign_up_goes_on_signed_in_once() {
    let api = verifying();
    let signed_up = signing_up(&api, "carol", Some(PASSWORD));
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(
        go_on(&api, "carol", &signed_up["Session"]),
        invalid,
        "not confirmed yet"
    );
    let confirmed = confirming(&api, "carol", &signed_up["Session"]);
    assert_eq!(go_on(&api, "dave", &confirmed["Session"]), invalid);
    assert!(has_tokens(
        &go_on(&api, "carol", &confirmed["Session"]).unwrap()
    ));
    assert_eq!(
        go_on(&api, "carol", &confirmed["Session"]),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
}

#[test]
fn a_confirmed_sign_up_skips_no_second_factor() {
    let api = verifying();
    api.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let signed_up = signing_up(&api, "carol", Some(PASSWORD));
    let confirmed = confirming(&api, "carol", &signed_up["Session"]);
    let asked = go_on(&api, "carol", &confirmed["Session"]).unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
}

#[test]
fn a_session_of_another_sign_up_confirms_and_signs_nobody_in() {
    let api = verifying();
    let daves = signing_up(&api, "dave", Some(PASSWORD));
    signing_up(&api, "carol", Some(PASSWORD));
    let confirmed = confirming(&api, "carol", &daves["Session"]);
    assert_eq!(confirmed.get("Session"), None);
    assert_eq!(
        api.admin("AdminGetUser", "carol")["UserStatus"],
        "CONFIRMED"
    );
}

#[test]
fn who_signs_up_without_a_password_signs_in_by_codes() {
    let api = verifying();
    let signed_up = signing_up(&api, "carol", None);
    confirming(&api, "carol", &signed_up["Session"]);
    let asked = begin(&api, "carol", json!({})).unwrap();
    assert_eq!(asked["AvailableChallenges"], json!(["EMAIL_OTP"]));
    let wrong = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
    assert_eq!(begin(&api, "carol", wrong), Err(super::wrong()));
    let chosen = api
        .respond(&asked, "carol", json!({"ANSWER": "EMAIL_OTP"}))
        .unwrap();
    api.deliver_due();
    let code = api.world.mailbox.code_for("carol@example.com");
    let answer = json!({"EMAIL_OTP_CODE": code});
    assert!(has_tokens(&api.respond(&chosen, "carol", answer).unwrap()));
    let (other, _) = api.add_client(json!({}));
    let without = json!({"ClientId": other, "Username": "dave"});
    assert_eq!(
        api.call("SignUp", without),
        Err(invalid("Missing required parameter Password"))
    );
}

#[test]
fn guesses_at_codes_use_up_nothing_that_second_factors_have() {
    let api = house(json!({}));
    for _ in 0..15 {
        let asked = prefer(&api, "alice", "EMAIL_OTP");
        api.respond(&asked, "alice", json!({"EMAIL_OTP_CODE": "00000000"}))
            .unwrap_err();
        api.world.advance(Span::seconds(130));
    }
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let secret = api.add_software_token("alice");
    let asked = api.sign_in("alice", PASSWORD).unwrap();
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(&api.respond(&asked, "alice", code).unwrap()));
}
