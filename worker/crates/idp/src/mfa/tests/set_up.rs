//! Setting up what a sign-in asks for, on the way to the tokens or with one.

use super::{challenge, has_tokens, other_than, pool};
use crate::fixtures::api::{PASSWORD, not_authorized, refused};
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
