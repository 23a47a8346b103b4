//! Codes: their form, and how often within an hour.

use serde_json::json;
use vestibule_idp::fixtures::api::{Api, refused};

fn verifying() -> Api {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    api
}

#[test]
fn a_code_is_six_digits_whatever_it_is_for() {
    let api = verifying();
    let token = api.tokens("alice")["AccessToken"].clone();
    let six_digits = |to: &str| {
        let code = api.world.mailbox.code_for(to).unwrap();
        assert!(
            code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
            "{code}"
        );
        api.world.mailbox.messages.borrow_mut().clear();
    };
    let bob = json!({
        "ClientId": api.client, "Username": "bob", "Password": "Passw0rd!",
        "UserAttributes": [{"Name": "email", "Value": "bob@example.com"}],
    });
    api.ok("SignUp", bob);
    six_digits("bob@example.com");
    let client = json!({"ClientId": api.client, "Username": "bob"});
    api.ok("ResendConfirmationCode", client);
    six_digits("bob@example.com");
    let client = json!({"ClientId": api.client, "Username": "alice"});
    api.ok("ForgotPassword", client);
    six_digits("alice@example.com");
    api.ok(
        "GetUserAttributeVerificationCode",
        json!({"AccessToken": token, "AttributeName": "email"}),
    );
    six_digits("alice@example.com");
}

#[test]
fn too_many_codes_and_guesses_for_an_attribute_are_told_in_the_services_words() {
    let api = verifying();
    let token = api.tokens("alice")["AccessToken"].clone();
    let ask = json!({"AccessToken": token, "AttributeName": "email"});
    for _ in 0..5 {
        api.ok("GetUserAttributeVerificationCode", ask.clone());
    }
    let message = "Attempt limit exceeded, please try after some time.";
    let limit = Err(refused("LimitExceededException", message));
    assert_eq!(api.call("GetUserAttributeVerificationCode", ask), limit);

    let sent = api.world.mailbox.code_for("alice@example.com").unwrap();
    let wrong = if sent == "000000" { "000001" } else { "000000" };
    let guess = |code: &str| {
        let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
        api.call("VerifyUserAttribute", input)
    };
    let message = "Invalid verification code provided, please try again.";
    for _ in 0..15 {
        assert_eq!(guess(wrong), Err(refused("CodeMismatchException", message)));
    }
    assert_eq!(guess(&sent), limit);
}
