//! Signing in with what is set up.

use super::{PHONE, challenge, first, has_tokens, mailed, on, other_than, pool, prefer};
use crate::fixtures::api::{PASSWORD, merged, not_authorized, refused};
use serde_json::json;
use vestibule_model::time::Span;

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
fn while_codes_are_locked_one_that_was_used_is_told_as_any() {
    let api = pool("OPTIONAL");
    let secret = api.add_software_token("alice");
    let used = api.code_of(&secret);
    let answer = |code: &str| {
        let code = json!({"SOFTWARE_TOKEN_MFA_CODE": code});
        api.respond(&challenge(&api), "alice", code)
    };
    assert!(has_tokens(&answer(&used).unwrap()));
    let told = Err(refused(
        "ExpiredCodeException",
        "Your software token has already been used once.",
    ));
    for _ in 0..20 {
        assert_eq!(answer(&used), told, "it counts as no guess");
    }
    for _ in 0..7 {
        assert!(answer(other_than(&used)).is_err());
    }
    let locked = "Attempt limit exceeded, please try after some time.";
    assert_eq!(answer(&used), Err(not_authorized(locked)));
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
