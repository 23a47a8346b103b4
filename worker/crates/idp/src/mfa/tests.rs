//! Second factors, from setting them up to signing in with them.

use crate::fixtures::api::{Api, PASSWORD, Refused, merged, not_authorized, refused, text};
use serde_json::{Value, json};
use vestibule_model::time::Span;

const PHONE: &str = "+491711234567";

/// A pool that offers all second factors, with a person who has an address, a phone, and no second factor.
fn pool(mode: &str) -> Api {
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let api = Api::new(
        json!({
            "SmsConfiguration": sms,
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
            },
        }),
        json!({}),
    );
    api.add_user("alice");
    api.ok(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": api.pool, "Username": "alice", "UserAttributes": [
            {"Name": "phone_number", "Value": PHONE}, {"Name": "phone_number_verified", "Value": "true"},
        ]}),
    );
    api.offer(json!({
        "MfaConfiguration": mode, "SmsMfaConfiguration": {"SmsConfiguration": sms},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Subject": "Sign in", "Message": "Type {####}"},
    }));
    api
}

fn prefer(api: &Api, members: Value) -> Result<Value, Refused> {
    let input = merged(
        json!({"UserPoolId": api.pool, "Username": "alice"}),
        members,
    );
    api.call("AdminSetUserMFAPreference", input)
}

fn on() -> Value {
    json!({"Enabled": true})
}

fn first() -> Value {
    json!({"Enabled": true, "PreferredMfa": true})
}

/// The password's answer.
fn challenge(api: &Api) -> Value {
    api.sign_in("alice", PASSWORD).unwrap()
}

fn has_tokens(answer: &Value) -> bool {
    answer["AuthenticationResult"]["AccessToken"].is_string()
}

fn mailed(api: &Api, to: &str) -> String {
    api.world.mailbox.code_for(to).unwrap()
}

#[test]
fn nobody_is_asked_for_a_factor_that_nobody_turned_on() {
    let api = pool("OPTIONAL");
    assert!(has_tokens(&challenge(&api)));
}

#[test]
fn the_code_of_an_authenticator_app_signs_in_once() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    let asked = challenge(&api);
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        asked["ChallengeParameters"],
        json!({"USER_ID_FOR_SRP": "alice"})
    );
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(
        &api.respond(&asked, "alice", code.clone()).unwrap()
    ));
    assert_eq!(
        api.respond(&asked, "alice", code.clone()),
        Err(refused(
            "ExpiredCodeException",
            "Your software token has already been used once."
        ))
    );
    assert_eq!(
        api.respond(&challenge(&api), "alice", code),
        Err(refused(
            "ExpiredCodeException",
            "Your software token has already been used once."
        ))
    );
    api.world.advance(Span::seconds(30));
    let next = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert_eq!(
        api.respond(&asked, "alice", next.clone()),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    assert!(has_tokens(
        &api.respond(&challenge(&api), "alice", next).unwrap()
    ));
}

#[test]
fn a_wrong_code_uses_the_session_up() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    let asked = challenge(&api);
    let wrong = json!({"SOFTWARE_TOKEN_MFA_CODE": other_than(&api.code_of(&secret))});
    assert_eq!(
        api.respond(&asked, "alice", wrong),
        Err(refused(
            "CodeMismatchException",
            "Invalid code received for user"
        ))
    );
    let right = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert_eq!(
        api.respond(&asked, "alice", right),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
}

/// Six digits, and not these.
fn other_than(code: &str) -> &'static str {
    match code {
        "000000" => "000001",
        _ => "000000",
    }
}

#[test]
fn codes_by_mail_and_by_sms_belong_to_one_sign_in() {
    let api = pool("OPTIONAL");
    for (settings, name, medium, masked, to) in [
        ("SMSMfaSettings", "SMS_MFA", "SMS", "+*******4567", PHONE),
        (
            "EmailMfaSettings",
            "EMAIL_OTP",
            "EMAIL",
            "a***@e***",
            "alice@example.com",
        ),
    ] {
        let off = json!({"Enabled": false});
        let mut members = json!({"SMSMfaSettings": off, "EmailMfaSettings": off});
        members[settings] = on();
        prefer(&api, members).unwrap();
        let asked = challenge(&api);
        assert_eq!(asked["ChallengeName"], name);
        assert_eq!(
            asked["ChallengeParameters"],
            json!({
                "CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": masked,
                "USER_ID_FOR_SRP": "alice",
            })
        );
        let code = mailed(&api, to);
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
        let answer = |code: &str| json!({format!("{name}_CODE"): code});
        let other = challenge(&api);
        assert_eq!(
            api.respond(&other, "alice", answer(&code)),
            Err(refused(
                "CodeMismatchException",
                "Invalid code or auth state for the user."
            ))
        );
        assert!(has_tokens(
            &api.respond(&asked, "alice", answer(&code)).unwrap()
        ));
        assert_eq!(
            api.respond(&asked, "alice", answer(&code)),
            Err(not_authorized(
                "Invalid session for the user, session can only be used once."
            ))
        );
        let asked = challenge(&api);
        api.world.advance(Span::minutes(3));
        assert_eq!(
            api.respond(&asked, "alice", answer(&mailed(&api, to))),
            Err(not_authorized(
                "Invalid session for the user, session is expired."
            ))
        );
    }
    let subjects = api.world.mailbox.messages.borrow();
    let mail = subjects.last().unwrap();
    assert_eq!(mail.subject, "Sign in");
    assert!(mail.body.expose().starts_with("Type "));
}

#[test]
fn of_several_the_preferred_one_is_asked_for_or_else_the_person_chooses() {
    let api = pool("OPTIONAL");
    api.add_software_token("alice");
    prefer(
        &api,
        json!({"SMSMfaSettings": on(), "EmailMfaSettings": on()}),
    )
    .unwrap();
    let asked = challenge(&api);
    assert_eq!(asked["ChallengeName"], "SELECT_MFA_TYPE");
    let choices = asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"].as_str();
    assert_eq!(
        choices,
        Some(r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#)
    );
    let chosen = api
        .respond(&asked, "alice", json!({"ANSWER": "EMAIL_OTP"}))
        .unwrap();
    assert_eq!(chosen["ChallengeName"], "EMAIL_OTP");
    let code = json!({"EMAIL_OTP_CODE": mailed(&api, "alice@example.com")});
    assert!(has_tokens(&api.respond(&chosen, "alice", code).unwrap()));
    assert_eq!(
        api.respond(&asked, "alice", json!({"ANSWER": "SMS_MFA"})),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    assert_eq!(
        api.respond(&challenge(&api), "alice", json!({"ANSWER": "SMS_OTP"}))
            .unwrap_err()
            .0,
        "MFAMethodNotFoundException"
    );
    prefer(&api, json!({"SMSMfaSettings": first()})).unwrap();
    assert_eq!(challenge(&api)["ChallengeName"], "SMS_MFA");
    prefer(&api, json!({"SoftwareTokenMfaSettings": first()})).unwrap();
    assert_eq!(challenge(&api)["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        api.admin("AdminGetUser", "alice")["PreferredMfaSetting"],
        "SOFTWARE_TOKEN_MFA"
    );
}

#[test]
fn a_factor_that_the_pool_no_longer_has_stands_in_nobodys_way() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    prefer(&api, json!({"SMSMfaSettings": first()})).unwrap();
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let asked = challenge(&api);
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(&api.respond(&asked, "alice", code).unwrap()));
    api.offer(json!({"MfaConfiguration": "OFF"}));
    assert!(has_tokens(&challenge(&api)));
}

#[test]
fn where_everybody_needs_one_a_person_without_sets_an_app_up_on_the_way() {
    let api = pool("ON");
    api.invite("bob", "Temp0rary-1");
    api.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let asked = api.sign_in("bob", "Temp0rary-1").unwrap();
    assert_eq!(asked["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let asked = api.new_password("bob", &asked, PASSWORD).unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
    assert_eq!(
        asked["ChallengeParameters"],
        json!({"MFAS_CAN_SETUP": r#"["SOFTWARE_TOKEN_MFA"]"#, "USER_ID_FOR_SRP": "bob"})
    );
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(
        api.respond(&asked, "bob", json!({})),
        invalid,
        "nothing is set up yet"
    );
    let associated = api.ok(
        "AssociateSoftwareToken",
        json!({"Session": asked["Session"]}),
    );
    let secret = &associated["SecretCode"];
    let verify = |code: &str| {
        let input = json!({
            "Session": associated["Session"], "UserCode": code, "FriendlyDeviceName": "phone",
        });
        api.call("VerifySoftwareToken", input)
    };
    assert_eq!(
        verify(other_than(&api.code_of(secret))),
        Err(refused(
            "EnableSoftwareTokenMFAException",
            "Code mismatch and fail enable Software Token MFA"
        ))
    );
    let verified = verify(&api.code_of(secret)).unwrap();
    assert_eq!(verified["Status"], "SUCCESS");
    let done = json!({"ChallengeName": "MFA_SETUP", "Session": verified["Session"]});
    assert!(has_tokens(&api.respond(&done, "bob", json!({})).unwrap()));
    assert_eq!(
        api.respond(&done, "bob", json!({})),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    api.world.advance(Span::seconds(30));
    let asked = api.sign_in("bob", PASSWORD).unwrap();
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        asked["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"],
        "phone"
    );
    assert_eq!(
        api.admin("AdminGetUser", "bob")["UserMFASettingList"],
        json!(["SOFTWARE_TOKEN_MFA"])
    );
    api.admin("AdminDeleteSoftwareToken", "bob");
    assert_eq!(
        api.sign_in("bob", PASSWORD).unwrap()["ChallengeName"],
        "MFA_SETUP"
    );
}

#[test]
fn where_everybody_needs_one_a_phone_is_asked_though_nobody_turned_it_on() {
    let api = pool("ON");
    api.offer(json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}}));
    let asked = challenge(&api);
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    let code = json!({"SMS_MFA_CODE": mailed(&api, PHONE)});
    assert!(has_tokens(&api.respond(&asked, "alice", code).unwrap()));
}

#[test]
fn an_answer_to_another_challenge_is_none() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    let asked = challenge(&api);
    let as_sms = merged(asked.clone(), json!({"ChallengeName": "SMS_MFA"}));
    let code = api.code_of(&secret);
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(
        api.respond(&as_sms, "alice", json!({"SMS_MFA_CODE": code})),
        invalid
    );
    let as_set_up = merged(asked.clone(), json!({"ChallengeName": "MFA_SETUP"}));
    assert_eq!(api.respond(&as_set_up, "alice", json!({})), invalid);
    let as_password = merged(
        asked.clone(),
        json!({"ChallengeName": "NEW_PASSWORD_REQUIRED"}),
    );
    let password = json!({"NEW_PASSWORD": "An0ther-one"});
    assert_eq!(api.respond(&as_password, "alice", password), invalid);
    let associate = api.call(
        "AssociateSoftwareToken",
        json!({"Session": asked["Session"]}),
    );
    assert_eq!(associate, invalid);
    api.add_user("bob");
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": code});
    assert_eq!(api.respond(&asked, "bob", code.clone()), invalid);
    let (other, _) = api.add_client(json!({}));
    let elsewhere = json!({
        "ClientId": other, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": asked["Session"],
        "ChallengeResponses": merged(json!({"USERNAME": "alice"}), code),
    });
    assert_eq!(api.call("RespondToAuthChallenge", elsewhere), invalid);
}

#[test]
fn fifteen_wrong_codes_an_hour_are_all_over_all_sign_ins() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    let locked = Err(not_authorized(
        "Attempt limit exceeded, please try after some time.",
    ));
    let mismatch = Err(refused(
        "CodeMismatchException",
        "Invalid code received for user",
    ));
    let guess = |code: &str| {
        api.respond(
            &challenge(&api),
            "alice",
            json!({"SOFTWARE_TOKEN_MFA_CODE": code}),
        )
    };
    for number in 1..=15 {
        assert_eq!(
            guess(other_than(&api.code_of(&secret))),
            mismatch,
            "{number}"
        );
        if number > 6 {
            assert_eq!(guess(&api.code_of(&secret)), locked, "{number}");
            api.world.advance(Span::seconds(1 << (number - 7)));
        }
    }
    assert_eq!(guess(&api.code_of(&secret)), locked);
    api.world.advance(Span::hours(1));
    assert!(has_tokens(&guess(&api.code_of(&secret)).unwrap()));
}

#[test]
fn what_a_user_has_not_cannot_be_turned_on() {
    let api = pool("OPTIONAL");
    api.add_user("bob");
    let token = api.tokens("bob")["AccessToken"].clone();
    let set = |members: Value| {
        api.call(
            "SetUserMFAPreference",
            merged(json!({"AccessToken": token}), members),
        )
    };
    let invalid = |message: &str| Err(refused("InvalidParameterException", message));
    assert_eq!(
        set(json!({"SoftwareTokenMfaSettings": on()})),
        invalid("User has not set up software token mfa")
    );
    api.ok("AssociateSoftwareToken", json!({"AccessToken": token}));
    assert_eq!(
        set(json!({"SoftwareTokenMfaSettings": on()})),
        invalid("User has not verified software token mfa")
    );
    assert_eq!(
        set(json!({"SMSMfaSettings": on()})),
        invalid("User does not have delivery config set to turn on SMS_MFA")
    );
    assert_eq!(
        api.call(
            "SetUserSettings",
            json!({"AccessToken": token, "MFAOptions": [
                {"DeliveryMedium": "SMS", "AttributeName": "phone_number"},
            ]})
        ),
        invalid("User does not have delivery config set to turn on SMS_MFA")
    );
    set(json!({"EmailMfaSettings": first()})).unwrap();
    let shown = api.ok("GetUser", json!({"AccessToken": token}));
    assert_eq!(shown["PreferredMfaSetting"], "EMAIL_OTP");
    assert_eq!(shown["UserMFASettingList"], json!(["EMAIL_OTP"]));
    set(json!({"EmailMfaSettings": {"Enabled": false}})).unwrap();
    let shown = api.ok("GetUser", json!({"AccessToken": token}));
    assert!(
        shown.get("PreferredMfaSetting").is_none() && shown.get("UserMFASettingList").is_none()
    );
}

#[test]
fn the_legacy_settings_turn_sms_on_and_off() {
    let api = pool("OPTIONAL");
    let options = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    let set = |options: &Value| {
        let input = json!({"UserPoolId": api.pool, "Username": "alice", "MFAOptions": options});
        api.call("AdminSetUserSettings", input)
    };
    set(&options).unwrap();
    assert_eq!(api.admin("AdminGetUser", "alice")["MFAOptions"], options);
    assert_eq!(challenge(&api)["ChallengeName"], "SMS_MFA");
    set(&json!([])).unwrap();
    assert!(
        api.admin("AdminGetUser", "alice")
            .get("MFAOptions")
            .is_none()
    );
    assert!(has_tokens(&challenge(&api)));
    assert_eq!(
        set(&json!([{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]))
            .unwrap_err()
            .0,
        "InvalidParameterException"
    );
}

#[test]
fn a_code_for_an_app_that_nobody_set_up_is_told_so() {
    let api = pool("OPTIONAL");
    let token = api.tokens("alice")["AccessToken"].clone();
    let missing = |message: &str| Err(refused("SoftwareTokenMFANotFoundException", message));
    assert_eq!(
        api.call(
            "VerifySoftwareToken",
            json!({"AccessToken": token, "UserCode": "123456"})
        ),
        missing("Software Token MFA does not exist for the user.")
    );
    api.offer(json!({"MfaConfiguration": "OFF"}));
    for (operation, input) in [
        ("AssociateSoftwareToken", json!({"AccessToken": token})),
        (
            "VerifySoftwareToken",
            json!({"AccessToken": token, "UserCode": "123456"}),
        ),
    ] {
        assert_eq!(
            api.call(operation, input),
            missing("Software Token MFA has not been enabled by the userPool.")
        );
        assert_eq!(
            api.call(operation, json!({"UserCode": "123456"}))
                .unwrap_err()
                .0,
            "InvalidParameterException",
            "neither a token nor a session"
        );
    }
}

#[test]
fn what_a_pool_offers_is_judged_by_what_is_given() {
    let api = Api::usual();
    let set = |members: Value| {
        api.call(
            "SetUserPoolMfaConfig",
            merged(json!({"UserPoolId": api.pool}), members),
        )
    };
    let invalid = |message: &str| Err(refused("InvalidParameterException", message));
    let token = json!({"Enabled": true});
    let together =
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
    for off in [json!({}), json!({"MfaConfiguration": "OFF"})] {
        let both = merged(off.clone(), json!({"SoftwareTokenMfaConfiguration": token}));
        assert_eq!(set(both), invalid(together));
        assert_eq!(set(off).unwrap(), json!({"MfaConfiguration": "OFF"}));
    }
    for mode in ["ON", "OPTIONAL"] {
        assert_eq!(
            set(json!({"MfaConfiguration": mode})).unwrap_err().0,
            "InvalidParameterException"
        );
    }
    assert_eq!(
        set(json!({"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}})),
        invalid(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
             COGNITO_DEFAULT. Update the value of EmailSendingAccount."
        )
    );
    let given = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token});
    assert_eq!(set(given.clone()).unwrap(), given);
    assert_eq!(
        api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool})),
        given
    );
    let described = api.ok("DescribeUserPool", json!({"UserPoolId": api.pool}));
    assert_eq!(described["UserPool"]["MfaConfiguration"], "ON");
    api.ok(
        "UpdateUserPool",
        json!({"UserPoolId": api.pool, "MfaConfiguration": "OPTIONAL"}),
    );
    let shown = api.ok("GetUserPoolMfaConfig", json!({"UserPoolId": api.pool}));
    assert_eq!(
        shown["SoftwareTokenMfaConfiguration"], token,
        "an update leaves it alone"
    );
    assert_eq!(text(&shown["MfaConfiguration"]), "OPTIONAL");
}

#[test]
fn what_a_user_can_begin_with_is_what_the_pool_allows_and_the_user_has() {
    let api = pool("OPTIONAL");
    let factors = |api: &Api| {
        let shown = api.admin("AdminGetUserAuthFactors", "alice");
        shown["ConfiguredUserAuthFactors"].clone()
    };
    assert_eq!(factors(&api), json!(["PASSWORD"]));
    let allowed = json!(["PASSWORD", "SMS_OTP", "EMAIL_OTP", "WEB_AUTHN"]);
    api.ok(
        "UpdateUserPool",
        json!({
            "UserPoolId": api.pool, "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
        }),
    );
    assert_eq!(factors(&api), json!(["PASSWORD", "SMS_OTP", "EMAIL_OTP"]));
    let token = api.tokens("alice")["AccessToken"].clone();
    let shown = api.ok("GetUserAuthFactors", json!({"AccessToken": token}));
    assert_eq!(shown["ConfiguredUserAuthFactors"], factors(&api));
}

#[test]
fn an_address_that_is_a_second_factor_recovers_no_password() {
    let api = pool("OPTIONAL");
    let forgot = || {
        let answer = api.call(
            "ForgotPassword",
            json!({"ClientId": api.client, "Username": "alice"}),
        )?;
        Ok(text(&answer["CodeDeliveryDetails"]["DeliveryMedium"]))
    };
    assert_eq!(forgot(), Ok("EMAIL".to_owned()));
    prefer(&api, json!({"EmailMfaSettings": on()})).unwrap();
    assert_eq!(forgot(), Ok("SMS".to_owned()));
    prefer(&api, json!({"SMSMfaSettings": on()})).unwrap();
    assert_eq!(
        forgot(),
        Err(refused(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number"
        ))
    );
}

#[test]
fn a_temporary_password_does_not_say_where_codes_go() {
    let api = pool("ON");
    api.offer(json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}}));
    api.invite("bob", "Temp0rary-1");
    let phone = json!([{"Name": "phone_number", "Value": PHONE}]);
    api.ok(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": api.pool, "Username": "bob", "UserAttributes": phone}),
    );
    let asked = api.sign_in("bob", "Temp0rary-1").unwrap();
    let elsewhere = json!({"userAttributes.phone_number": "+15555550100"});
    let refused = api.new_password_with("bob", &asked, PASSWORD, &elsewhere);
    assert_eq!(refused.unwrap_err().0, "NotAuthorizedException");
    let asked = api.new_password("bob", &asked, PASSWORD).unwrap();
    assert_eq!(asked["ChallengeName"], "SMS_MFA");
    assert!(api.world.mailbox.code_for("+15555550100").is_none());
}

#[test]
fn a_set_up_that_was_begun_earlier_replaces_no_app() {
    let api = pool("ON");
    api.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let early = challenge(&api);
    assert_eq!(early["ChallengeName"], "MFA_SETUP");
    let associated = api.ok(
        "AssociateSoftwareToken",
        json!({"Session": early["Session"]}),
    );
    let enrolled = challenge(&api);
    let own = api.ok(
        "AssociateSoftwareToken",
        json!({"Session": enrolled["Session"]}),
    );
    let verify = |associated: &Value| {
        let code = api.code_of(&associated["SecretCode"]);
        let input = json!({"Session": associated["Session"], "UserCode": code});
        api.call("VerifySoftwareToken", input)
    };
    verify(&own).unwrap();
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(verify(&associated), invalid);
    assert_eq!(verify(&own), invalid, "one set-up ends in one sign-in");
    let again = api.call(
        "AssociateSoftwareToken",
        json!({"Session": early["Session"]}),
    );
    assert_eq!(again, invalid);
}

#[test]
fn a_reset_code_to_an_address_that_has_become_a_factor_resets_nothing() {
    let api = pool("OPTIONAL");
    api.ok(
        "ForgotPassword",
        json!({"ClientId": api.client, "Username": "alice"}),
    );
    let code = mailed(&api, "alice@example.com");
    prefer(&api, json!({"EmailMfaSettings": on()})).unwrap();
    let reset = json!({
        "ClientId": api.client, "Username": "alice", "ConfirmationCode": code, "Password": "An0ther-one",
    });
    assert_eq!(
        api.call("ConfirmForgotPassword", reset.clone())
            .unwrap_err()
            .0,
        "ExpiredCodeException"
    );
    prefer(&api, json!({"EmailMfaSettings": {"Enabled": false}})).unwrap();
    api.ok("ConfirmForgotPassword", reset);
}

#[test]
fn a_code_of_a_factor_that_was_turned_off_is_none() {
    let api = pool("OPTIONAL");
    prefer(
        &api,
        json!({"EmailMfaSettings": on(), "SMSMfaSettings": first()}),
    )
    .unwrap();
    let asked = challenge(&api);
    let code = json!({"SMS_MFA_CODE": mailed(&api, PHONE)});
    prefer(&api, json!({"SMSMfaSettings": {"Enabled": false}})).unwrap();
    assert_eq!(
        api.respond(&asked, "alice", code),
        Err(not_authorized("Invalid session for the user."))
    );
}
