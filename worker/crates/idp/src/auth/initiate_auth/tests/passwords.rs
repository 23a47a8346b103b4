//! Passwords that are sent, and what stands in their way.

use super::{admin_flow, wrong};
use crate::fixtures::api::{Api, PASSWORD, not_authorized, refused};
use serde_json::{Value, json};
use vestibule_model::time::Span;

#[test]
fn a_password_that_is_wrong_or_was_right_before_is_refused() {
    let api = Api::usual();
    api.invite("alice", "Temp0rary-1");
    let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
    api.new_password("alice", &challenge, "Passw0rd-1").unwrap();
    let token =
        api.sign_in("alice", "Passw0rd-1").unwrap()["AuthenticationResult"]["AccessToken"].clone();
    let change = json!({
        "AccessToken": token, "PreviousPassword": "Passw0rd-1", "ProposedPassword": PASSWORD,
    });
    api.ok("ChangePassword", change);
    for password in ["Temp0rary-1", "Passw0rd-1", "passw0rd!"] {
        assert_eq!(api.sign_in("alice", password), Err(wrong()), "{password}");
    }
    assert!(api.sign_in("alice", "").is_err());
    assert!(api.sign_in("alice", PASSWORD).is_ok());
}

#[test]
fn an_unknown_user_is_shown_or_hidden_as_the_client_has_it() {
    let missing = Err(refused("UserNotFoundException", "User does not exist."));
    let credentials = json!({"USERNAME": "nobody", "PASSWORD": PASSWORD});
    for client in [json!({}), json!({"PreventUserExistenceErrors": "LEGACY"})] {
        let shown = Api::new(json!({}), client);
        assert_eq!(shown.sign_in("nobody", PASSWORD), missing);
        assert_eq!(shown.srp_start("nobody", "2"), missing);
        let answer = admin_flow(
            &shown,
            &shown.client,
            "ADMIN_USER_PASSWORD_AUTH",
            credentials.clone(),
        );
        assert_eq!(answer, missing);
    }
    let hidden = Api::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}));
    assert_eq!(hidden.sign_in("nobody", PASSWORD), Err(wrong()));
    assert_eq!(
        admin_flow(
            &hidden,
            &hidden.client,
            "ADMIN_USER_PASSWORD_AUTH",
            credentials
        ),
        Err(wrong())
    );
}

#[test]
fn a_users_state_stands_in_the_way_of_the_right_password() {
    let expected = [
        ("disabled", not_authorized("User is disabled."), wrong()),
        (
            "unconfirmed",
            refused("UserNotConfirmedException", "User is not confirmed."),
            refused("UserNotConfirmedException", "User is not confirmed."),
        ),
        (
            "reset",
            refused(
                "PasswordResetRequiredException",
                "Password reset required for the user",
            ),
            wrong(),
        ),
    ];
    for (prevent, at) in [("LEGACY", 0), ("ENABLED", 1)] {
        let api = Api::new(json!({}), json!({"PreventUserExistenceErrors": prevent}));
        api.add_user("disabled");
        api.admin("AdminDisableUser", "disabled");
        api.sign_up("unconfirmed");
        api.add_user("reset");
        api.admin("AdminResetUserPassword", "reset");
        for (username, shown, hidden) in &expected {
            let refusal = if at == 0 { shown } else { hidden };
            assert_eq!(
                api.sign_in(username, PASSWORD).as_ref(),
                Err(refusal),
                "{username} {prevent}"
            );
            assert_eq!(
                api.srp(username, PASSWORD).as_ref(),
                Err(refusal),
                "SRP: {username} {prevent}"
            );
        }
    }
}

#[test]
fn an_unconfirmed_user_hears_of_it_before_the_password_is_looked_at() {
    let api = Api::usual();
    api.sign_up("alice");
    let expected = Err(refused(
        "UserNotConfirmedException",
        "User is not confirmed.",
    ));
    for _ in 0..7 {
        assert_eq!(
            api.sign_in("alice", "Wr0ng-one"),
            expected,
            "nothing was tried: nothing locks"
        );
    }
}

#[test]
fn a_temporary_password_asks_for_a_lasting_one_until_it_expires() {
    let api = Api::new(
        json!({"Schema": [{"Name": "name", "AttributeDataType": "String", "Required": true, "Mutable": true}]}),
        json!({}),
    );
    api.invite("alice", "Temp0rary-1");
    for challenge in [
        api.sign_in("alice", "Temp0rary-1").unwrap(),
        api.srp("alice", "Temp0rary-1").unwrap(),
    ] {
        assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        assert!(challenge["Session"].as_str().unwrap().len() >= 20);
        assert!(challenge.get("AuthenticationResult").is_none());
        let parameters = &challenge["ChallengeParameters"];
        let members: Vec<_> = parameters.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            ["USER_ID_FOR_SRP", "requiredAttributes", "userAttributes"]
        );
        assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
        assert_eq!(
            parameters["requiredAttributes"],
            r#"["userAttributes.name"]"#
        );
        let attributes: Value =
            serde_json::from_str(parameters["userAttributes"].as_str().unwrap()).unwrap();
        assert_eq!(
            attributes,
            json!({"email": "alice@example.com", "email_verified": "true"})
        );
    }
    api.world.advance(Span::days(7));
    let message = "Temporary password has expired and must be reset by an administrator.";
    assert_eq!(
        api.sign_in("alice", "Temp0rary-1"),
        Err(not_authorized(message))
    );
    assert_eq!(
        api.srp("alice", "Temp0rary-1"),
        Err(not_authorized(message))
    );
}
