//! Where a client hides its users.

use super::*;

/// People are found by their address too, and whoever has a password may begin with a code by either channel.
fn house(client: Value) -> Api {
    let allowed = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
    let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]});
    let api = Api::new(
        json!({
            "AliasAttributes": ["email"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        }),
        merged(flows, client),
    );
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    api.add_user("Alice");
    api
}

fn hiding() -> Api {
    house(json!({"PreventUserExistenceErrors": "ENABLED"}))
}

const EMAIL: &str = "alice@example.com";

fn told(asked: &Value) -> &str {
    let name = &asked["ChallengeParameters"]["USER_ID_FOR_SRP"];
    name.as_str().unwrap()
}

fn sub(api: &Api, name: &str) -> String {
    let user = api.admin("AdminGetUser", name);
    let attributes = user["UserAttributes"].as_array().unwrap();
    let sub = attributes.iter().find(|one| one["Name"] == "sub");
    text(&sub.unwrap()["Value"])
}

#[test]
fn codes_by_either_channel_are_counted_together_for_somebody_as_for_nobody() {
    for (many, one) in [("SMS_OTP", "EMAIL_OTP"), ("EMAIL_OTP", "SMS_OTP")] {
        let api = hiding();
        for name in ["alice", "nobody"] {
            for _ in 0..20 {
                prefer(&api, name, many);
            }
            let exhausted = begin(&api, name, json!({"PREFERRED_CHALLENGE": one}));
            let limit = "Attempt limit exceeded, please try after some time.";
            assert_eq!(exhausted, Err(not_authorized(limit)), "{name} by {one}");
        }
    }
}

#[test]
fn a_name_is_told_as_people_compare_it_and_an_addresss_as_nobodys_is() {
    let api = hiding();
    for choice in ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"] {
        for name in ["ALICE", "NOBODY"] {
            let asked = prefer(&api, name, choice);
            assert_eq!(told(&asked), name.to_lowercase(), "{choice}");
        }
        let of = |address: &str| told(&prefer(&api, address, choice)).to_owned();
        let real = sub(&api, "alice");
        let made_up = of(EMAIL);
        assert_eq!(made_up, of(EMAIL), "always the same");
        assert_ne!(made_up, real);
        let form = |name: &str| name.chars().map(|one| one == '-').collect::<Vec<_>>();
        assert_eq!(form(&made_up), form(&of("nobody@example.com")), "{choice}");
    }
}

#[test]
fn what_was_told_names_whom_it_began_for_to_the_end() {
    let api = hiding();
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let secret = api.add_software_token("Alice");
    let asked = prefer(&api, EMAIL, "PASSWORD");
    let name = told(&asked).to_owned();
    let second = api.respond(&asked, &name, json!({"PASSWORD": PASSWORD}));
    let second = second.unwrap();
    assert_eq!(second["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    assert!(has_tokens(&api.respond(&second, &name, code).unwrap()));
}

#[test]
fn whose_an_address_is_can_not_be_tried_out() {
    let api = hiding();
    let invalid = Err(not_authorized("Invalid session for the user."));
    let by_address = Api::new(
        json!({
            "UsernameAttributes": ["email"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        }),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_AUTH"], "PreventUserExistenceErrors": "ENABLED",
        }),
    );
    by_address.add_user(EMAIL);
    for (api, guess) in [
        (&api, "Alice".to_owned()),
        (&api, sub(&api, EMAIL)),
        (&by_address, sub(&by_address, EMAIL)),
    ] {
        for address in [EMAIL, "nobody@example.com"] {
            let tried = |choice: &str, answer: Value| {
                let asked = prefer(api, address, choice);
                api.respond(&asked, &guess, answer)
            };
            let password = json!({"PASSWORD": PASSWORD});
            assert_eq!(tried("PASSWORD", password), invalid, "{address} {guess}");
            let code = json!({"EMAIL_OTP_CODE": "00000000"});
            assert_eq!(tried("EMAIL_OTP", code), invalid, "{address} {guess}");
        }
    }
}

/// What operations tell of one name, each fed with what another told, compared with each other.
#[test]
fn what_one_operation_tells_is_in_no_other_what_gives_somebody_away() {
    let allowed = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    for hardening in [false, true] {
        let api = Api::new(
            json!({
                "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
                "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
            }),
            json!({
                "ExplicitAuthFlows": ["ALLOW_USER_AUTH"], "PreventUserExistenceErrors": "ENABLED",
            }),
        );
        api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
        api.extend(json!({"Hardening": hardening}));
        api.add_user(EMAIL);
        let waiting = "waiting@example.com";
        let input = json!({"ClientId": api.client, "Username": waiting, "Password": PASSWORD});
        api.ok("SignUp", input);
        let tells = |address: &str| {
            let client = SrpClient::new();
            let by_srp = |name: &str| {
                let chosen =
                    json!({"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.public()});
                begin(&api, name, chosen).unwrap()["ChallengeParameters"].clone()
            };
            let of_address = by_srp(address);
            let username = text(&of_address["USER_ID_FOR_SRP"]);
            let of_username = by_srp(&username);
            let asked = prefer(&api, address, "PASSWORD");
            let available =
                |name: &str| begin(&api, name, json!({})).unwrap()["AvailableChallenges"].clone();
            let sent_to = |name: &str| {
                let asked = prefer(&api, name, "EMAIL_OTP");
                text(&asked["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"])
            };
            let forgotten = |name: &str| {
                let input = json!({"ClientId": api.client, "Username": name});
                text(&api.ok("ForgotPassword", input)["CodeDeliveryDetails"]["Destination"])
            };
            let sent_again = |name: &str| {
                let input = json!({"ClientId": api.client, "Username": name});
                text(&api.ok("ResendConfirmationCode", input)["CodeDeliveryDetails"]["Destination"])
            };
            let mut told = vec![
                of_username["USER_ID_FOR_SRP"] == username.as_str(),
                of_username["SALT"] == of_address["SALT"],
                told(&asked) == username,
                available(address) == available(&username),
                sent_to(address) == sent_to(&username),
            ];
            if hardening {
                told.push(forgotten(address) == forgotten(&username));
                told.push(sent_again(address) == sent_again(&username));
            }
            told
        };
        let nobody = tells("nobody@example.com");
        for name in [EMAIL, waiting, "x@other.example", "zoe@z.example"] {
            assert_eq!(tells(name), nobody, "{name}");
        }
    }
}

#[test]
fn where_users_are_shown_the_name_that_is_told_is_their_own() {
    let api = house(json!({"PreventUserExistenceErrors": "LEGACY"}));
    let asked = prefer(&api, EMAIL, "PASSWORD");
    assert_eq!(told(&asked), "Alice");
    for name in ["Alice", EMAIL] {
        let password = json!({"PASSWORD": PASSWORD});
        let signed_in = api.respond(&asked, name, password).unwrap();
        assert!(has_tokens(&signed_in), "{name}");
    }
    api.add_user("bob");
    let another = api.respond(&asked, "bob", json!({"PASSWORD": PASSWORD}));
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(another, invalid);
}
