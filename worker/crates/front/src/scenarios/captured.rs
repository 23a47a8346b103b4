//! What was seen of the service itself about second factors and devices, where no operation's own tests hold it.

use serde_json::{Value, json};
use vestibule_idp::fixtures::{
    api::{Api, PASSWORD, SrpClient, refused},
    merged,
};

fn has_tokens(answer: &Value) -> bool {
    answer["AuthenticationResult"]["AccessToken"].is_string()
}

fn offering_apps() -> Api {
    let api = Api::usual();
    api.add_user("alice");
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    api
}

#[test]
fn six_wrong_codes_in_a_passwords_place_do_not_lock() {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let api = Api::new(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    api.add_user("alice");
    let parameters = json!({"USERNAME": "alice", "PREFERRED_CHALLENGE": "EMAIL_OTP"});
    let begin = json!({
        "ClientId": api.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters,
    });
    let mismatch = refused(
        "CodeMismatchException",
        "Invalid code or auth state for the user.",
    );
    for _ in 0..6 {
        let asked = api.ok("InitiateAuth", begin.clone());
        let wrong = json!({"EMAIL_OTP_CODE": "no code"});
        assert_eq!(api.respond(&asked, "alice", wrong), Err(mismatch.clone()));
    }
    let asked = api.ok("InitiateAuth", begin);
    api.deliver_due();
    let code = api.world.mailbox.code_for("alice@example.com");
    let right = json!({"EMAIL_OTP_CODE": code});
    assert!(has_tokens(&api.respond(&asked, "alice", right).unwrap()));
}

#[test]
fn second_factors_are_shown_once_they_are_set() {
    let api = offering_apps();
    let members = ["UserMFASettingList", "PreferredMfaSetting", "MFAOptions"];
    let shown = || {
        let user = api.admin("AdminGetUser", "alice");
        members.map(|member| user.get(member).cloned())
    };
    assert_eq!(shown(), [const { None }; 3]);
    api.add_software_token("alice");
    assert_eq!(shown(), [Some(json!(["SOFTWARE_TOKEN_MFA"])), None, None]);
    let preferred = json!({"Enabled": true, "PreferredMfa": true});
    let input = json!({
        "UserPoolId": api.pool, "Username": "alice", "SoftwareTokenMfaSettings": preferred,
    });
    api.ok("AdminSetUserMFAPreference", input);
    let name = json!("SOFTWARE_TOKEN_MFA");
    assert_eq!(shown(), [Some(json!([name])), Some(name), None]);
}

#[test]
fn a_second_factor_is_proven_under_either_api() {
    let api = offering_apps();
    let secret = api.add_software_token("alice");
    let in_pool = |input: Value| merged(input, json!({"UserPoolId": api.pool}));
    let answer = |asked: &Value| {
        let code = api.code_of(&secret);
        json!({
            "ClientId": api.client, "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": asked["Session"],
            "ChallengeResponses": {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code},
        })
    };
    let asked = api.sign_in("alice", PASSWORD).unwrap();
    let answered = api.ok("AdminRespondToAuthChallenge", in_pool(answer(&asked)));
    assert!(has_tokens(&answered));
    api.world.advance(vestibule_model::time::Span::seconds(30));
    let flow = json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"});
    let begin = merged(api.password_auth("alice", PASSWORD), flow);
    let asked = api.ok("AdminInitiateAuth", in_pool(begin));
    assert!(has_tokens(
        &api.ok("RespondToAuthChallenge", answer(&asked))
    ));
}

/// The challenges of a remembered device: their parameters, and that the first has a session and the second none.
#[test]
fn a_device_is_asked_for_by_its_two_challenges() {
    let api = Api::new(json!({"DeviceConfiguration": {}}), json!({}));
    api.add_user("alice");
    let given = api.tokens("alice");
    let metadata = given["NewDeviceMetadata"].as_object().unwrap();
    assert_eq!(metadata.len(), 2);
    let (key, group) = (&metadata["DeviceKey"], &metadata["DeviceGroupKey"]);
    let [key, group] = [key, group].map(|value| value.as_str().unwrap());
    let secret = SrpClient::device_secret(group, key, "a device's password");
    let confirm = json!({
        "AccessToken": given["AccessToken"], "DeviceKey": key, "DeviceSecretVerifierConfig": secret,
    });
    api.ok("ConfirmDevice", confirm);
    let parameters = json!({"USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": key});
    let begin = merged(
        api.password_auth("alice", PASSWORD),
        json!({"AuthParameters": parameters}),
    );
    let asked = api.ok("InitiateAuth", begin);
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    assert_eq!(asked["ChallengeParameters"], json!({}));
    assert!(asked["Session"].is_string());
    let client = SrpClient::new();
    let start = json!({"DEVICE_KEY": key, "SRP_A": client.public()});
    let challenge = api.respond(&asked, "alice", start).unwrap();
    assert_eq!(challenge["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
    let parameters = &challenge["ChallengeParameters"];
    let names: Vec<_> = parameters.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["DEVICE_KEY", "SALT", "SECRET_BLOCK", "SRP_B", "USERNAME"]
    );
    assert_eq!(challenge.get("Session"), None);
    let now = api.world.now().millis();
    let proof = client.prove_device(group, parameters, "a device's password", now);
    let proven = json!({
        "ClientId": api.client, "ChallengeName": "DEVICE_PASSWORD_VERIFIER", "ChallengeResponses": proof,
    });
    let signed_in = api.ok("RespondToAuthChallenge", proven);
    assert!(has_tokens(&signed_in));
    assert_eq!(signed_in["ChallengeParameters"], json!({}));
}
