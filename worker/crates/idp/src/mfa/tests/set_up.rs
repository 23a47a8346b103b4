//! Setting up what a sign-in asks for, on the way to the tokens or with one.

use super::{PHONE, challenge, has_tokens, mailed, other_than, pool};
use crate::fixtures::api::{Api, PASSWORD, not_authorized, refused};
use serde_json::{Value, json};
use vestibule_model::time::Span;

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

/// A pool in which everybody needs a second factor, with a person who has nothing that could be one.
fn bare(client: Value) -> Api {
    let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
    let api = Api::new(
        json!({
            "AliasAttributes": ["email"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": source},
        }),
        client,
    );
    api.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "SmsMfaConfiguration": {}, "EmailMfaConfiguration": {},
    }));
    api.ok(
        "AdminCreateUser",
        json!({"UserPoolId": api.pool, "Username": "bob", "MessageAction": "SUPPRESS"}),
    );
    api.ok(
        "AdminSetUserPassword",
        json!({"UserPoolId": api.pool, "Username": "bob", "Password": PASSWORD, "Permanent": true}),
    );
    api
}

fn asked(api: &Api) -> Value {
    api.sign_in("bob", PASSWORD).unwrap()
}

const BOBS: &str = "bob@example.org";

#[test]
fn an_address_is_set_up_on_the_way_too() {
    let api = bare(json!({}));
    let set_up = asked(&api);
    assert_eq!(set_up["ChallengeName"], "MFA_SETUP");
    assert_eq!(
        set_up["ChallengeParameters"],
        json!({
            "MFAS_CAN_SETUP": "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]", "USER_ID_FOR_SRP": "bob",
        })
    );
    let sent = api.respond(&set_up, "bob", json!({"EMAIL": BOBS})).unwrap();
    assert_eq!(sent["ChallengeName"], "EMAIL_OTP");
    assert_eq!(
        sent["ChallengeParameters"],
        json!({
            "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "b***@e***",
            "USER_ID_FOR_SRP": "bob",
        })
    );
    assert_eq!(
        api.respond(&set_up, "bob", json!({"EMAIL": BOBS})),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    let before = api.admin("AdminGetUser", "bob");
    assert!(
        before.get("UserMFASettingList").is_none(),
        "nothing is proven"
    );
    let code = json!({"EMAIL_OTP_CODE": mailed(&api, BOBS)});
    assert!(has_tokens(
        &api.respond(&sent, "bob", code.clone()).unwrap()
    ));
    assert!(api.respond(&sent, "bob", code).is_err(), "once");
    let after = api.admin("AdminGetUser", "bob");
    assert_eq!(after["UserMFASettingList"], json!(["EMAIL_OTP"]));
    let attributes = after["UserAttributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({"Name": "email", "Value": BOBS})));
    assert!(attributes.contains(&json!({"Name": "email_verified", "Value": "true"})));
    let next = api.sign_in(BOBS, PASSWORD).unwrap();
    assert_eq!(next["ChallengeName"], "EMAIL_OTP", "by its alias, too");
    let forgot = json!({"ClientId": api.client, "Username": "bob"});
    let refused = api.call("ForgotPassword", forgot).unwrap_err();
    assert_eq!(
        refused.0, "InvalidParameterException",
        "it recovers nothing"
    );
}

#[test]
fn a_phone_is_set_up_on_the_way_by_the_name_of_its_attribute() {
    let api = bare(json!({}));
    let phone = json!({"PHONE_NUMBER": PHONE});
    let sent = api.respond(&asked(&api), "bob", phone).unwrap();
    assert_eq!(sent["ChallengeName"], "SMS_MFA");
    let code = json!({"SMS_MFA_CODE": mailed(&api, PHONE)});
    assert!(has_tokens(&api.respond(&sent, "bob", code).unwrap()));
    let after = api.admin("AdminGetUser", "bob");
    assert_eq!(after["UserMFASettingList"], json!(["SMS_MFA"]));
}

#[test]
fn wrong_codes_of_a_new_address_count_as_any() {
    let api = bare(json!({}));
    let guess = |right: bool| {
        let sent = api
            .respond(&asked(&api), "bob", json!({"EMAIL": BOBS}))
            .unwrap();
        let code = mailed(&api, BOBS);
        let typed = match right {
            true => code.as_str(),
            false => other_than(&code),
        };
        api.respond(&sent, "bob", json!({"EMAIL_OTP_CODE": typed}))
    };
    let mismatch = Err(refused(
        "CodeMismatchException",
        "Invalid code or auth state for the user.",
    ));
    for _ in 0..7 {
        assert_eq!(guess(false), mismatch);
    }
    assert_eq!(
        guess(true),
        Err(not_authorized(
            "Attempt limit exceeded, please try after some time."
        ))
    );
    api.world.advance(Span::seconds(1));
    assert!(has_tokens(&guess(true).unwrap()));
}

#[test]
fn a_new_address_is_one_nobody_elses_and_the_clients_to_write() {
    let api = bare(json!({}));
    let set = |to: &str| api.respond(&asked(&api), "bob", json!({"EMAIL": to}));
    assert_eq!(set("nowhere").unwrap_err().0, "InvalidParameterException");
    api.add_user("alice");
    let alices = "alice@example.com";
    let sent = set(alices).unwrap();
    let code = json!({"EMAIL_OTP_CODE": mailed(&api, alices)});
    assert_eq!(
        api.respond(&sent, "bob", code),
        Err(refused(
            "AliasExistsException",
            "An account with the given email already exists."
        ))
    );
    let api = bare(json!({"WriteAttributes": ["name"]}));
    let sent = api.respond(&asked(&api), "bob", json!({"EMAIL": BOBS}));
    assert_eq!(sent.unwrap_err().0, "NotAuthorizedException");
}

#[test]
fn one_that_was_begun_can_be_left_for_another() {
    let api = bare(json!({}));
    let associate = |session: &Value| {
        api.ok(
            "AssociateSoftwareToken",
            json!({"Session": session["Session"]}),
        )
    };
    let left = associate(&asked(&api));
    let as_set_up = json!({"ChallengeName": "MFA_SETUP", "Session": left["Session"]});
    let sent = api.respond(&as_set_up, "bob", json!({"EMAIL": BOBS}));
    let sent = sent.unwrap();
    assert_eq!(sent["ChallengeName"], "EMAIL_OTP");
    let app = associate(&sent);
    let verify = |app: &Value| {
        let code = api.code_of(&app["SecretCode"]);
        let input = json!({"Session": app["Session"], "UserCode": code});
        api.call("VerifySoftwareToken", input)
    };
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(verify(&left), invalid, "a code took its place");
    let verified = verify(&app).unwrap();
    let code = json!({"EMAIL_OTP_CODE": mailed(&api, BOBS)});
    assert_eq!(api.respond(&sent, "bob", code), invalid, "one is set up");
    let done = json!({"ChallengeName": "MFA_SETUP", "Session": verified["Session"]});
    assert!(has_tokens(&api.respond(&done, "bob", json!({})).unwrap()));
}

#[test]
fn who_has_a_factor_by_now_sets_no_address_up() {
    let api = bare(json!({}));
    let (early, late) = (asked(&api), asked(&api));
    let sent = api.respond(&early, "bob", json!({"EMAIL": BOBS})).unwrap();
    let code = mailed(&api, BOBS);
    let phone = json!({"PHONE_NUMBER": PHONE});
    let other = api.respond(&late, "bob", phone.clone()).unwrap();
    let others = json!({"SMS_MFA_CODE": mailed(&api, PHONE)});
    assert!(has_tokens(&api.respond(&other, "bob", others).unwrap()));
    let invalid = Err(not_authorized("Invalid session for the user."));
    let code = json!({"EMAIL_OTP_CODE": code});
    assert_eq!(api.respond(&sent, "bob", code), invalid);
}

#[test]
fn few_codes_are_sent_to_addresses_that_nobody_has_proven() {
    let api = bare(json!({}));
    let send = |asked: &Value, number: u32| {
        let phone = format!("+1432555{number:04}");
        api.respond(asked, "bob", json!({"PHONE_NUMBER": phone}))
    };
    let mut set_up = asked(&api);
    for number in 0..10 {
        set_up = send(&set_up, number).unwrap();
        assert_eq!(set_up["ChallengeName"], "SMS_MFA");
        set_up["ChallengeName"] = json!("MFA_SETUP");
    }
    let limit = "Attempt limit exceeded, please try after some time.";
    let exhausted = Err(not_authorized(limit));
    assert_eq!(send(&set_up, 10), exhausted);
    let mail = json!({"EMAIL": BOBS});
    assert_eq!(api.respond(&asked(&api), "bob", mail), exhausted);
    assert_eq!(api.world.mailbox.messages.borrow().len(), 10);
    api.world.advance(Span::hours(1));
    assert!(send(&asked(&api), 11).is_ok());
}

#[test]
fn what_the_pool_or_the_client_has_taken_back_is_not_set_up() {
    let invalid = Err(not_authorized("Invalid session for the user."));
    let apps_alone = |mode: &str| {
        json!({
            "MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "EmailMfaConfiguration": null,
        })
    };
    let mail_alone = json!({
        "MfaConfiguration": "ON", "EmailMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {"Enabled": false},
    });
    for change in ["offered", "wanted"] {
        let api = bare(json!({}));
        let sent = api.respond(&asked(&api), "bob", json!({"EMAIL": BOBS}));
        let code = json!({"EMAIL_OTP_CODE": mailed(&api, BOBS)});
        api.offer(match change {
            "offered" => apps_alone("ON"),
            _ => json!({"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}}),
        });
        assert_eq!(
            api.respond(&sent.unwrap(), "bob", code),
            invalid,
            "{change}"
        );
        let bob = api.admin("AdminGetUser", "bob");
        assert!(bob.get("UserMFASettingList").is_none(), "{change}");
    }
    let associate = |api: &Api| {
        let session = asked(api)["Session"].clone();
        api.ok("AssociateSoftwareToken", json!({"Session": session}))
    };
    let verify = |api: &Api, app: &Value| {
        let code = api.code_of(&app["SecretCode"]);
        let input = json!({"Session": app["Session"], "UserCode": code});
        api.call("VerifySoftwareToken", input)
    };
    let api = bare(json!({}));
    let app = associate(&api);
    api.offer(mail_alone.clone());
    let missing = |message: &str| Err(refused("SoftwareTokenMFANotFoundException", message));
    let not_offered = missing("Software Token MFA has not been enabled by the userPool.");
    assert_eq!(verify(&api, &app), not_offered);
    let api = bare(json!({}));
    let begun = json!({"Session": asked(&api)["Session"], "SecretCode": app["SecretCode"]});
    let none = missing("Software Token MFA does not exist for the user.");
    assert_eq!(verify(&api, &begun), none);
    let api = bare(json!({}));
    let app = associate(&api);
    let verified = verify(&api, &app).unwrap();
    api.offer(mail_alone);
    let done = json!({"ChallengeName": "MFA_SETUP", "Session": verified["Session"]});
    assert_eq!(api.respond(&done, "bob", json!({})), invalid);
}

#[test]
fn a_session_that_was_used_up_is_not_good_again_by_an_app() {
    let api = bare(json!({}));
    let associate = |session: &Value| {
        let session = &session["Session"];
        api.ok("AssociateSoftwareToken", json!({"Session": session}))
    };
    let verify = |app: &Value| {
        let code = api.code_of(&app["SecretCode"]);
        let input = json!({"Session": app["Session"], "UserCode": code});
        api.call("VerifySoftwareToken", input)
    };
    let sent = api.respond(&asked(&api), "bob", json!({"EMAIL": BOBS}));
    let sent = sent.unwrap();
    let wrong = other_than(&mailed(&api, BOBS));
    let guess = json!({"EMAIL_OTP_CODE": wrong});
    assert!(api.respond(&sent, "bob", guess).is_err());
    let app = associate(&sent);
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(verify(&app), invalid);
    let as_set_up = json!({"ChallengeName": "MFA_SETUP", "Session": app["Session"]});
    let spent = "Invalid session for the user, session can only be used once.";
    let phone = json!({"PHONE_NUMBER": PHONE});
    let another = api.respond(&as_set_up, "bob", phone);
    assert_eq!(another, Err(not_authorized(spent)));

    let begun = asked(&api);
    let (one, other) = (associate(&begun), associate(&begun));
    verify(&one).unwrap();
    api.admin("AdminDeleteSoftwareToken", "bob");
    assert_eq!(verify(&other), invalid, "one sign-in sets one up");
}

#[test]
fn who_has_one_set_up_at_the_same_moment_sets_no_address_up() {
    let api = bare(json!({}));
    let late = asked(&api)["Session"].clone();
    let app = api.ok("AssociateSoftwareToken", json!({"Session": late}));
    let sent = api.respond(&asked(&api), "bob", json!({"EMAIL": BOBS}));
    let answer = json!({
        "ClientId": api.client, "ChallengeName": "EMAIL_OTP", "Session": sent.unwrap()["Session"],
        "ChallengeResponses": {"USERNAME": "bob", "EMAIL_OTP_CODE": mailed(&api, BOBS)},
    });
    let verify = || {
        let code = api.code_of(&app["SecretCode"]);
        let input = json!({"Session": app["Session"], "UserCode": code});
        api.ok("VerifySoftwareToken", input);
    };
    let transition = "complete_new_password";
    assert_eq!(
        api.call_while(transition, verify, "RespondToAuthChallenge", answer),
        Err(not_authorized("Invalid session for the user."))
    );
    let bob = api.admin("AdminGetUser", "bob");
    assert_eq!(bob["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
}

#[test]
fn who_is_sent_the_code_of_a_new_address_is_told_of_no_password() {
    let api = bare(json!({}));
    for address in [json!({"EMAIL": BOBS}), json!({"PHONE_NUMBER": PHONE})] {
        api.respond(&asked(&api), "bob", address).unwrap();
        let messages = api.world.mailbox.messages.borrow();
        let message = messages.last().unwrap();
        let html = message.html.as_ref().map(|html| html.expose().as_str());
        let body = message.body.expose().as_str();
        assert!(body.contains("verif"), "{body}");
        for text in [message.subject.as_str(), body, html.unwrap_or_default()] {
            assert!(!text.to_lowercase().contains("password"), "{text}");
        }
    }
}
