//! `DEVICE_SRP_AUTH` with the session of the second factor before it.

use super::*;

/// Somebody with a second factor, in a pool that asks a remembered device after it; the device, and the token's secret.
fn with_both() -> (Api, Device, Value) {
    let api = remembering(json!({"ChallengeRequiredOnNewDevice": false}));
    let device = confirmed(&api, "alice");
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let secret = api.add_software_token("alice");
    (api, device, secret)
}

/// The second factor of a sign-in on this device, its challenge and the answer to a code.
fn answered(api: &Api, key: &str, code: &str) -> (String, Result<Value, Refused>) {
    let asked = sign_in_on(api, key);
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let answer = json!({"SOFTWARE_TOKEN_MFA_CODE": code, "DEVICE_KEY": key});
    let answer = api.respond(&asked, "alice", answer);
    (text(&asked["Session"]), answer)
}

/// `amazon-cognito-identity-js` sends it: it doesn't take over the session that comes with `DEVICE_SRP_AUTH`.
#[test]
fn the_session_of_a_second_factor_that_was_right_stands_for_the_one_that_followed() {
    let (api, device, secret) = with_both();
    let (before, answer) = answered(&api, &device.key, &api.code_of(&secret));
    let after = text(&answer.unwrap()["Session"]);
    let challenges = [&before, &after, &before].map(|one| start(&api, one, &device.key).unwrap());
    let proofs = challenges
        .each_ref()
        .map(|challenge| proof(&api, &device, challenge, SECRET));
    let signed_in = prove(&api, &proofs[0]).unwrap();
    let token = &signed_in["AuthenticationResult"]["AccessToken"];
    assert_eq!(claims(token)["device_key"], json!(device.key));
    let spent = not_authorized("Invalid session for the user, session can only be used once.");
    for proof in &proofs {
        assert_eq!(prove(&api, proof), Err(spent.clone()));
    }
    // Nor does a challenge that is made later sign in once more, as long as either session lasts.
    for session in [&before, &after] {
        api.world.advance(Span::seconds(60));
        let challenge = start(&api, session, &device.key).unwrap();
        let again = proof(&api, &device, &challenge, SECRET);
        assert_eq!(prove(&api, &again), Err(spent.clone()));
    }
    api.world.advance(Span::seconds(60));
    let expired = not_authorized("Invalid session for the user, session is expired.");
    for session in [&before, &after] {
        assert_eq!(start(&api, session, &device.key), Err(expired.clone()));
    }
}

#[test]
fn the_session_of_a_second_factor_leads_no_further_unless_it_was_right() {
    let (api, device, secret) = with_both();
    let invalid = not_authorized("Invalid session for the user.");
    let asked = sign_in_on(&api, &device.key);
    let unanswered = text(&asked["Session"]);
    assert_eq!(start(&api, &unanswered, &device.key), Err(invalid.clone()));
    let right = api.code_of(&secret);
    let wrong = right.chars().rev().collect::<String>();
    let wrong = if wrong == right { "000000" } else { &wrong };
    let (spent, answer) = answered(&api, &device.key, wrong);
    assert_eq!(answer.unwrap_err().0, "CodeMismatchException");
    assert_eq!(start(&api, &spent, &device.key), Err(invalid.clone()));
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": right, "DEVICE_KEY": device.key});
    api.respond(&asked, "alice", code).unwrap();
    // A code that was taken before leads nowhere either.
    let (used, answer) = answered(&api, &device.key, &right);
    assert_eq!(answer.unwrap_err().0, "ExpiredCodeException");
    assert_eq!(start(&api, &used, &device.key), Err(invalid.clone()));
    let (other, _) = api.add_client(json!({}));
    let responses = json!({
        "USERNAME": "alice", "DEVICE_KEY": device.key, "SRP_A": SrpClient::new().public(),
    });
    let elsewhere = json!({
        "ClientId": other, "ChallengeName": "DEVICE_SRP_AUTH", "Session": unanswered,
        "ChallengeResponses": responses,
    });
    assert_eq!(api.call("RespondToAuthChallenge", elsewhere), Err(invalid));
    assert!(start(&api, &unanswered, &device.key).is_ok());
}

#[test]
fn the_session_of_a_second_factor_leads_to_the_device_that_was_asked_for_alone() {
    let (api, device, secret) = with_both();
    let invalid = not_authorized("Invalid session for the user.");
    // Another of the user's, remembered too.
    let asked = api.sign_in("alice", PASSWORD).unwrap();
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret)});
    let tokens = api.respond(&asked, "alice", code).unwrap()["AuthenticationResult"].clone();
    let other = Device {
        token: tokens["AccessToken"].clone(),
        key: text(&tokens["NewDeviceMetadata"]["DeviceKey"]),
        group: text(&tokens["NewDeviceMetadata"]["DeviceGroupKey"]),
    };
    confirm_with(&api, &other, json!({})).unwrap();
    let signed_in = text(&asked["Session"]);
    for key in [&device.key, &other.key] {
        assert_eq!(
            start(&api, &signed_in, key),
            Err(invalid.clone()),
            "it ended"
        );
    }
    api.world.advance(Span::seconds(30));
    let (before, answer) = answered(&api, &device.key, &api.code_of(&secret));
    assert_eq!(answer.unwrap()["ChallengeName"], "DEVICE_SRP_AUTH");
    assert_eq!(start(&api, &before, &other.key), Err(invalid));
    assert!(start(&api, &before, &device.key).is_ok());
    api.admin("AdminUserGlobalSignOut", "alice");
    let challenge = start(&api, &before, &device.key).unwrap();
    let late = proof(&api, &device, &challenge, SECRET);
    assert_eq!(prove(&api, &late), Err(wrong()), "she was signed out since");
}

#[test]
fn a_lost_reply_takes_nothing_away() {
    let (api, device, secret) = with_both();
    api.world.objects.lose_reply_of("answer_factor");
    let (before, _) = answered(&api, &device.key, &api.code_of(&secret));
    let challenge = start(&api, &before, &device.key).unwrap();
    api.world.objects.lose_reply_of("record_sign_in");
    let right = proof(&api, &device, &challenge, SECRET);
    let answer = prove(&api, &right).unwrap();
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}
