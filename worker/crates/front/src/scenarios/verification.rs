//! Codes, right and wrong.

use serde_json::json;
use vestibule_crypto::{Keyring, SecretBytes};
use vestibule_idp::{
    fixtures::people::{Fixture, PASSWORD, members, not, request},
    users::{update_user_attributes, verify_user_attribute},
};
use vestibule_wire::idp::ErrorCode::{CodeMismatchException, LimitExceededException};

const EMAIL: &str = "jane@gmail.com";

/// Restarts the deployment with two new master secrets in front of the one that it had.
fn rotate(fixture: &mut Fixture) {
    let masters = [9, 8, 7].map(|byte| SecretBytes::from(vec![byte; 32]));
    fixture.0.world.keyring = Keyring::new(&masters).unwrap();
}

#[test]
fn a_code_outlives_a_new_master_secret() {
    let mut fixture = Fixture::with_usernames();
    fixture.sign_up("jane", &[("email", EMAIL)]);
    rotate(&mut fixture);
    fixture.confirm("jane", &fixture.code(EMAIL)).unwrap();

    let mut fixture = Fixture::with_usernames();
    fixture.add_user("alice");
    fixture.forgot_password("alice").unwrap();
    rotate(&mut fixture);
    let code = fixture.code("alice@example.com");
    fixture
        .confirm_forgot_password("alice", &code, "N3w-Passw0rd!")
        .unwrap();
    assert!(fixture.sign_in("alice", PASSWORD).is_err());
    fixture.sign_in("alice", "N3w-Passw0rd!").unwrap();

    let mut fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let input = json!({"AccessToken": token, "UserAttributes": members(&[("email", EMAIL)])});
    fixture
        .run(update_user_attributes::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
    rotate(&mut fixture);
    let code = fixture.code(EMAIL);
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    fixture
        .run(verify_user_attribute::handle(&fixture.cx(), request(input)))
        .unwrap();
}

#[test]
fn a_guess_is_one_guess_however_many_master_secrets_there_are() {
    let mut fixture = Fixture::with_usernames();
    fixture.sign_up("jane", &[("email", EMAIL)]);
    rotate(&mut fixture);
    let code = fixture.code(EMAIL);
    // Fifteen an hour, says the service.
    for _ in 0..15 {
        let wrong = fixture.confirm("jane", not(&code)).unwrap_err();
        assert!(wrong.is(CodeMismatchException));
    }
    let exhausted = fixture.confirm("jane", &code).unwrap_err();
    assert!(exhausted.is(LimitExceededException));
}
