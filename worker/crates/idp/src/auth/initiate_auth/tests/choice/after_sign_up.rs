//! The code of a sign-up, alone, confirms and signs in where a code of that address could have signed in.

use super::*;
use crate::fixtures::api::claims;

/// A pool of these first factors, whose sign-ups are confirmed by mail, as long as the members say nothing else.
fn allowing(first: Value, pool: Value, client: Value) -> Api {
    let usual = json!({
        "AutoVerifiedAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": first}},
    });
    let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]});
    Api::new(merged(usual, pool), merged(flows, client))
}

fn by_mail() -> Api {
    allowing(json!(["PASSWORD", "EMAIL_OTP"]), json!({}), json!({}))
}

/// ConfirmSignUp without a session.
fn by_code(api: &Api, username: &str, sent_to: &str, members: Value) -> Value {
    let code = api.world.mailbox.code_for(sent_to);
    let input = json!({"ClientId": api.client, "Username": username, "ConfirmationCode": code});
    api.ok("ConfirmSignUp", merged(input, members))
}

fn carols(api: &Api) -> Value {
    by_code(api, "carol", "carol@example.com", json!({}))
}

fn spent() -> Result<Value, (String, String)> {
    Err(not_authorized(
        "Invalid session for the user, session can only be used once.",
    ))
}

fn invalid_session() -> Result<Value, (String, String)> {
    Err(not_authorized("Invalid session for the user."))
}

#[test]
fn the_code_alone_signs_in_once() {
    for password in [None, Some(PASSWORD)] {
        let api = by_mail();
        signing_up(&api, "carol", password);
        let confirmed = carols(&api);
        assert_eq!(
            go_on(&api, "dave", &confirmed["Session"]),
            invalid_session()
        );
        let answer = go_on(&api, "carol", &confirmed["Session"]).unwrap();
        assert!(has_tokens(&answer));
        assert_eq!(go_on(&api, "carol", &confirmed["Session"]), spent());
    }
}

#[test]
fn the_claims_tell_what_confirmed_whatever_is_verified_by_now() {
    let api = allowing(
        json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP"]),
        json!({
            "AutoVerifiedAttributes": ["email", "phone_number"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        }),
        json!({}),
    );
    let (email, phone) = ("carol@example.com", "+491711234567");
    let attributes =
        json!([{"Name": "email", "Value": email}, {"Name": "phone_number", "Value": phone}]);
    let members =
        json!({"ClientId": api.client, "Username": "carol", "UserAttributes": attributes});
    api.ok("SignUp", members);
    let confirmed = by_code(&api, "carol", phone, json!({}));
    let verified = json!([{"Name": "email_verified", "Value": "true"}]);
    let members = json!({"UserPoolId": api.pool, "Username": "carol", "UserAttributes": verified});
    api.ok("AdminUpdateUserAttributes", members);
    let input = json!({
        "ClientId": api.client, "AuthFlow": "USER_AUTH", "Session": confirmed["Session"],
        "AuthParameters": {"USERNAME": "carol", "TARGET_ACR_VALUES": "urn:cognito:loa:1"},
    });
    let answer = api.ok("InitiateAuth", input);
    let claims = claims(&answer["AuthenticationResult"]["IdToken"]);
    let by_text =
        json!({"PREFERRED_CHALLENGE": "SMS_OTP", "TARGET_ACR_VALUES": "urn:cognito:loa:1"});
    let asked = begin(&api, "carol", by_text).unwrap();
    api.deliver_due();
    let code = json!({"SMS_OTP_CODE": api.world.mailbox.code_for(phone)});
    let texted = api.respond(&asked, "carol", code).unwrap();
    let expected = crate::fixtures::api::claims(&texted["AuthenticationResult"]["IdToken"]);
    assert_eq!(claims["amr"], expected["amr"]);
}

#[test]
fn who_signs_in_by_an_address_names_it_throughout() {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let api = allowing(
        allowed,
        json!({"UsernameAttributes": ["email"]}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    let email = "carol@example.com";
    api.ok("SignUp", json!({"ClientId": api.client, "Username": email}));
    let confirmed = by_code(&api, email, email, json!({}));
    let answer = go_on(&api, email, &confirmed["Session"]).unwrap();
    assert!(has_tokens(&answer));
    assert_eq!(api.world.mailbox.messages.borrow().len(), 1);
}

#[test]
fn a_lost_reply_takes_nothing_away() {
    let api = by_mail();
    signing_up(&api, "carol", None);
    api.world.objects.lose_reply_of("confirm_user");
    let confirmed = carols(&api);
    api.world.objects.lose_reply_of("record_sign_in");
    let answer = go_on(&api, "carol", &confirmed["Session"]).unwrap();
    assert!(has_tokens(&answer));
}

#[test]
fn a_session_that_comes_of_a_code_is_its_clients_and_lasts_as_any() {
    let api = by_mail();
    signing_up(&api, "carol", None);
    let confirmed = carols(&api);
    let (other, _) = api.add_client(json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}));
    let elsewhere = json!({
        "ClientId": other, "AuthFlow": "USER_AUTH", "Session": confirmed["Session"],
        "AuthParameters": {"USERNAME": "carol"},
    });
    assert_eq!(api.call("InitiateAuth", elsewhere), invalid_session());
    api.world.advance(Span::minutes(3));
    let expired = not_authorized("Invalid session for the user, session is expired.");
    assert_eq!(go_on(&api, "carol", &confirmed["Session"]), Err(expired));
}

/// Each of these would have sent no code in a password's place.
#[test]
fn where_no_code_of_the_address_could_sign_in_none_signs_in() {
    let both = json!(["PASSWORD", "EMAIL_OTP"]);
    let no_flow = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    for (case, api) in [
        (
            "the client has no such flow",
            allowing(both, json!({}), no_flow),
        ),
        (
            "the pool takes passwords alone",
            allowing(json!(["PASSWORD"]), json!({}), json!({})),
        ),
        (
            "the pool takes codes of the other address",
            allowing(json!(["PASSWORD", "SMS_OTP"]), json!({}), json!({})),
        ),
    ] {
        signing_up(&api, "carol", Some(PASSWORD));
        assert_eq!(carols(&api), json!({}), "{case}");
    }
    let api = by_mail();
    api.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    signing_up(&api, "carol", Some(PASSWORD));
    assert_eq!(carols(&api), json!({}), "everybody has a second factor");
}

#[test]
fn a_code_of_one_address_proves_no_other() {
    let allowed = json!(["PASSWORD", "SMS_OTP"]);
    let api = allowing(allowed, json!({}), json!({}));
    signing_up(&api, "carol", Some(PASSWORD));
    let phone = json!([
        {"Name": "phone_number", "Value": "+15550100"}, {"Name": "phone_number_verified", "Value": "true"},
    ]);
    set(&api, "carol", &phone);
    assert_eq!(carols(&api), json!({}), "the pool takes codes by SMS");

    let api = by_mail();
    signing_up(&api, "carol", Some(PASSWORD));
    let email = json!([
        {"Name": "email", "Value": "new@example.com"}, {"Name": "email_verified", "Value": "true"},
    ]);
    set(&api, "carol", &email);
    assert_eq!(carols(&api), json!({}), "it was sent to the address before");
}

#[test]
fn who_has_a_second_factor_is_not_signed_in_by_a_code() {
    let api = by_mail();
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {"SmsConfiguration": sms},
    }));
    signing_up(&api, "carol", Some(PASSWORD));
    set(
        &api,
        "carol",
        &json!([{"Name": "phone_number", "Value": "+15550100"}]),
    );
    let prefers = json!({
        "UserPoolId": api.pool, "Username": "carol", "SMSMfaSettings": {"Enabled": true},
    });
    api.ok("AdminSetUserMFAPreference", prefers);
    assert_eq!(carols(&api), json!({}));
}

#[test]
fn what_follows_a_proof_follows_a_code_too() {
    let api = by_mail();
    let token = |mode: &str| json!({"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    api.offer(token("OPTIONAL"));
    signing_up(&api, "carol", Some(PASSWORD));
    signing_up(&api, "dave", None);
    let carols = carols(&api);
    let daves = by_code(&api, "dave", "dave@example.com", json!({}));
    let secret = api.add_software_token("carol");
    let asked = go_on(&api, "carol", &carols["Session"]).unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(&api.respond(&asked, "carol", code).unwrap()));
    assert_eq!(go_on(&api, "carol", &carols["Session"]), spent());
    api.offer(token("ON"));
    let asked = go_on(&api, "dave", &daves["Session"]).unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
}

#[test]
fn who_changed_since_is_not_signed_in() {
    let changes: [&dyn Fn(&Api); 3] = [
        &|api| drop(api.admin("AdminDisableUser", "carol")),
        &|api| drop(api.admin("AdminUserGlobalSignOut", "carol")),
        &|api| {
            let password = "An0ther-Passw0rd!";
            let input = json!({
                "UserPoolId": api.pool, "Username": "carol", "Password": password, "Permanent": true,
            });
            api.ok("AdminSetUserPassword", input);
        },
    ];
    for change in changes {
        let api = by_mail();
        signing_up(&api, "carol", Some(PASSWORD));
        let confirmed = carols(&api);
        // A moment later: signing out ends what began before.
        api.world.advance(Span::seconds(1));
        change(&api);
        let answer = go_on(&api, "carol", &confirmed["Session"]);
        assert_eq!(answer, invalid_session());
    }
}

#[test]
fn who_takes_an_address_over_is_signed_in_as_nobody_else() {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let api = allowing(allowed, json!({"AliasAttributes": ["email"]}), json!({}));
    let email = "carol@example.com";
    let bob = json!({
        "UserPoolId": api.pool, "Username": "bob", "MessageAction": "SUPPRESS",
        "UserAttributes": [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    });
    api.ok("AdminCreateUser", bob);
    signing_up(&api, "carol", Some(PASSWORD));
    let confirmed = by_code(&api, "carol", email, json!({"ForceAliasCreation": true}));
    assert_eq!(go_on(&api, "bob", &confirmed["Session"]), invalid_session());
    let answer = go_on(&api, email, &confirmed["Session"]).unwrap();
    let token = &answer["AuthenticationResult"]["AccessToken"];
    assert_eq!(claims(token)["username"], "carol");
}

#[test]
fn an_administrators_word_signs_nobody_in() {
    let api = by_mail();
    signing_up(&api, "carol", None);
    assert_eq!(api.admin("AdminConfirmSignUp", "carol"), json!({}));
}

fn set(api: &Api, username: &str, attributes: &Value) {
    let input = json!({
        "UserPoolId": api.pool, "Username": username, "UserAttributes": attributes,
    });
    api.ok("AdminUpdateUserAttributes", input);
}
