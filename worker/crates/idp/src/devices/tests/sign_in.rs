//! A remembered device takes part in a sign-in.

mod after_factor;

use super::*;
use vestibule_engine::{
    auth_flow::{Progress, device},
    find_user,
    testing::at_once,
};
use vestibule_model::object_key::ObjectKey;
use vestibule_store::{params, sql::Sql as _};

/// The `Session` of a user who has proven all else.
fn asked(api: &Api, client: &str, username: &str, key: &str) -> String {
    at_once(async {
        let cx = api.world.cx();
        let config = cx.client(client).await.unwrap();
        let user = find_user::find_named(&cx, &config, username).await.unwrap();
        device::ask(
            &cx,
            &config,
            &user.unwrap(),
            &cx.request_id,
            &Progress::default(),
            key,
        )
        .unwrap()
    })
}

fn respond(api: &Api, challenge: &str, session: &str, responses: Value) -> Result<Value, Refused> {
    let mut input = json!({
        "ClientId": api.client, "ChallengeName": challenge, "ChallengeResponses": responses,
    });
    if !session.is_empty() {
        input["Session"] = json!(session);
    }
    api.call("RespondToAuthChallenge", input)
}

fn start(api: &Api, session: &str, key: &str) -> Result<Value, Refused> {
    let responses = json!({
        "USERNAME": "alice", "DEVICE_KEY": key, "SRP_A": SrpClient::new().public(),
    });
    respond(api, "DEVICE_SRP_AUTH", session, responses)
}

fn proof(api: &Api, device: &Device, challenge: &Value, password: &str) -> Value {
    let (parameters, now) = (&challenge["ChallengeParameters"], api.world.now().millis());
    SrpClient::new().prove_device(&device.group, parameters, password, now)
}

fn prove(api: &Api, responses: &Value) -> Result<Value, Refused> {
    respond(api, "DEVICE_PASSWORD_VERIFIER", "", responses.clone())
}

fn wrong() -> Refused {
    not_authorized("Incorrect username or password.")
}

#[test]
fn who_proves_the_devices_secret_is_signed_in_on_it() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    api.world.advance(Span::hours(1));
    let session = asked(&api, &api.client, "alice", &device.key);
    let challenge = start(&api, &session, &device.key).unwrap();
    assert_eq!(challenge["ChallengeName"], "DEVICE_PASSWORD_VERIFIER");
    assert_eq!(challenge.get("Session"), None);
    let parameters = challenge["ChallengeParameters"].as_object().unwrap();
    let names: Vec<&String> = parameters.keys().collect();
    assert_eq!(
        names,
        ["DEVICE_KEY", "SALT", "SECRET_BLOCK", "SRP_B", "USERNAME"]
    );
    let answer = prove(&api, &proof(&api, &device, &challenge, SECRET)).unwrap();
    let tokens = &answer["AuthenticationResult"];
    assert_eq!(
        claims(&tokens["AccessToken"])["device_key"],
        json!(device.key)
    );
    assert_eq!(tokens.get("NewDeviceMetadata"), None);
    let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]).unwrap();
    assert_eq!(
        claims(&refreshed["AccessToken"])["device_key"],
        json!(device.key)
    );
    let shown = api.ok("AdminGetDevice", admins(&api, "alice", &device));
    let now = api.world.now().seconds();
    assert_eq!(shown["Device"]["DeviceLastAuthenticatedDate"], json!(now));
    assert_eq!(shown["Device"]["DeviceCreateDate"], json!(now - 3600));
}

#[test]
fn a_session_signs_in_once() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let session = asked(&api, &api.client, "alice", &device.key);
    let first = start(&api, &session, &device.key).unwrap();
    let second = start(&api, &session, &device.key).unwrap();
    let proofs = [&first, &first, &second].map(|challenge| proof(&api, &device, challenge, SECRET));
    prove(&api, &proofs[0]).unwrap();
    let spent = not_authorized("Invalid session for the user, session can only be used once.");
    assert_eq!(prove(&api, &proofs[1]), Err(spent.clone()));
    assert_eq!(prove(&api, &proofs[2]), Err(spent));
}

#[test]
fn a_wrong_proof_is_a_failed_attempt_of_the_users() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    for _ in 0..5 {
        let session = asked(&api, &api.client, "alice", &device.key);
        let challenge = start(&api, &session, &device.key).unwrap();
        let guess = proof(&api, &device, &challenge, "another password");
        assert_eq!(prove(&api, &guess), Err(wrong()));
    }
    let locked = not_authorized("Password attempts exceeded");
    assert_eq!(api.sign_in("alice", PASSWORD), Err(locked.clone()));
    let session = asked(&api, &api.client, "alice", &device.key);
    let challenge = start(&api, &session, &device.key).unwrap();
    let right = proof(&api, &device, &challenge, SECRET);
    assert_eq!(prove(&api, &right), Err(locked));
    api.world.advance(Span::seconds(1));
    let right = proof(&api, &device, &challenge, SECRET);
    prove(&api, &right).unwrap();
}

#[test]
fn what_was_changed_in_the_proof_or_is_out_of_time_is_wrong() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let session = asked(&api, &api.client, "alice", &device.key);
    let challenge = start(&api, &session, &device.key).unwrap();
    let right = proof(&api, &device, &challenge, SECRET);
    for changed in [
        json!({"TIMESTAMP": "Sun Nov 2 09:05:07 UTC 2025"}),
        json!({"PASSWORD_CLAIM_SIGNATURE": "x"}),
        json!({"PASSWORD_CLAIM_SECRET_BLOCK": "x"}),
    ] {
        assert_eq!(prove(&api, &merged(right.clone(), changed)), Err(wrong()));
    }
    // Multiples of N as SRP_A, by which anybody could know the key, are refused at the proof.
    let responses = json!({"USERNAME": "alice", "DEVICE_KEY": device.key, "SRP_A": "0"});
    let zero = respond(&api, "DEVICE_SRP_AUTH", &session, responses).unwrap();
    let guess = proof(&api, &device, &zero, SECRET);
    assert_eq!(prove(&api, &guess), Err(wrong()));
}

#[test]
fn only_a_session_that_was_made_for_it_leads_here() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    api.invite("bob", "Temp0rary-1");
    let invited = text(&api.sign_in("bob", "Temp0rary-1").unwrap()["Session"]);
    let (other, _) = api.add_client(json!({}));
    let of_other = asked(&api, &other, "alice", &device.key);
    api.add_user("carol");
    let of_carol = asked(&api, &api.client, "carol", &device.key);
    let invalid = not_authorized("Invalid session for the user.");
    for session in [
        "garbage that is long enough",
        &invited,
        &of_other,
        &of_carol,
    ] {
        assert_eq!(start(&api, session, &device.key), Err(invalid.clone()));
    }
    let session = asked(&api, &api.client, "alice", &device.key);
    let new_password = api.new_password("alice", &json!({"Session": session}), "N3w-Passw0rd!");
    assert_eq!(new_password, Err(invalid));
    let missing = refused(
        "InvalidParameterException",
        "Missing required parameter Session",
    );
    assert_eq!(start(&api, "", &device.key), Err(missing));
    for (missing, responses) in [
        ("DEVICE_KEY", json!({"USERNAME": "alice", "SRP_A": "2"})),
        (
            "SRP_A",
            json!({"USERNAME": "alice", "DEVICE_KEY": device.key}),
        ),
    ] {
        let answer = respond(&api, "DEVICE_SRP_AUTH", &session, responses);
        let text = format!("Missing required parameter {missing}");
        assert_eq!(answer, Err(refused("InvalidParameterException", &text)));
    }
    api.world.advance(Span::minutes(3));
    let expired = not_authorized("Invalid session for the user, session is expired.");
    assert_eq!(start(&api, &session, &device.key), Err(expired));
}

#[test]
fn a_device_that_is_not_there_not_remembered_or_without_a_secret_takes_no_part() {
    let api = remembering(json!({}));
    let (device, plain) = (confirmed(&api, "alice"), new_device(&api, "alice"));
    confirm_with(&api, &plain, json!({"DeviceSecretVerifierConfig": null})).unwrap();
    let begin = |key: &str| start(&api, &asked(&api, &api.client, "alice", key), key);
    assert_eq!(begin(&plain.key), Err(unknown()));
    assert_eq!(begin("local_0e1f2a3b"), Err(unknown()));
    let session = asked(&api, &api.client, "alice", &device.key);
    assert_eq!(start(&api, &session, &plain.key), Err(unknown()));
    let challenge = start(&api, &session, &device.key).unwrap();
    let not = merged(
        own(&device),
        json!({"DeviceRememberedStatus": "not_remembered"}),
    );
    api.ok("UpdateDeviceStatus", not);
    assert_eq!(begin(&device.key), Err(unknown()));
    let right = proof(&api, &device, &challenge, SECRET);
    assert_eq!(prove(&api, &right), Err(unknown()));
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn a_device_or_user_that_changes_right_before_the_end_is_not_signed_in() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let changes: [&dyn Fn(); 2] = [
        &|| drop(api.admin("AdminUserGlobalSignOut", "alice")),
        &|| drop(api.ok("AdminForgetDevice", admins(&api, "alice", &device))),
    ];
    for change in changes {
        let session = asked(&api, &api.client, "alice", &device.key);
        let challenge = start(&api, &session, &device.key).unwrap();
        let input = json!({
            "ClientId": api.client, "ChallengeName": "DEVICE_PASSWORD_VERIFIER",
            "ChallengeResponses": proof(&api, &device, &challenge, SECRET),
        });
        let answer = api.call_while("record_sign_in", change, "RespondToAuthChallenge", input);
        assert_eq!(answer, Err(wrong()));
    }
    assert!(api.sign_in("alice", PASSWORD).is_ok(), "it was no failure");
}

/// The verifier of the worked example, as ConfirmDevice has it stored; the client computes its proof from the password.
#[test]
fn the_worked_example_of_a_device_signs_in() {
    const V: &str = "a82ee3e4b9cdb56873f0700359c8d578222877eb55304fb86217cd68d6980e28eefa8dc5077cc3c37891776f4cda7cd8135996\
732a5de0d047889f5ecb5f5841b32484d703b18149d8362731efbb269ba3ba33bd4c562b182adc2f7fb1be702b7e398de6cb778da56c7f8db9ea2139\
dca8578661088151c7301d36bde9dcbcf5fa16a278763d8231667cd8da925572d28e25f4a99cb72572f92e6f7103d16aca843900626f06137accc3ed\
4fd50d8a2fa50642c2e6a414d2d004bc3b6ba0b5603185d343ce807a855ffea79e59c48d7d45fac8af08610e1eb58921e98a62dedad275d7c0065332\
a42e84b85c58a5c709a7f7c31ead8190bcd4eaccbf212ad63216af628f8582d6cb1b400bfc346ccbc7202012dd5dad0af52935b8a27b12f0b6e35853\
48401b2680f5cccef4b67a5c56b0e5f55074692b0a92ac767f51ad844aa0ab4a4676530b625f9ba2f07e953f232444a6c99209345c17ffda69df8f2f\
ac2af306b03557b24cf14d3879e7696188e90fcba46f7e8ce1199ad915683d6613";
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let (key, group) = (
        "us-east-1_0e1f2a3b-4c5d-6e7f-8091-a2b3c4d5e6f7",
        "-7Zq1LmNo",
    );
    let pool = vestibule_model::ids::PoolId::parse(&api.pool).unwrap();
    let cx = api.world.cx();
    let salt = vestibule_crypto::srp::Salt::parse("f1e2d3c4b5a69788796a5b4c3d2e1f0").unwrap();
    let verifier = vestibule_crypto::srp::Verifier::from_bytes(&hex::decode(V).unwrap()).unwrap();
    let secret = vestibule_engine::devices::keep_secret(&cx, &pool, key, &salt, &verifier).unwrap();
    let secret = serde_json::to_string(&secret).unwrap();
    let in_place = |object: &ObjectKey| {
        let update = "UPDATE devices SET key = ?2, document = \
                      json_set(document, '$.key', ?2, '$.group', ?3, '$.secret', json(?4)) WHERE key = ?1";
        let with = params![device.key.as_str(), key, group, secret.as_str()];
        api.world.objects.store(object).exec(update, with).unwrap();
    };
    api.users_objects().iter().for_each(in_place);
    let device = Device {
        key: key.to_owned(),
        group: group.to_owned(),
        token: device.token,
    };
    let session = asked(&api, &api.client, "alice", key);
    let challenge = start(&api, &session, key).unwrap();
    assert_eq!(
        challenge["ChallengeParameters"]["SALT"],
        "f1e2d3c4b5a69788796a5b4c3d2e1f0"
    );
    let password = "ZGV2aWNlLXBhc3N3b3JkLTQwLXJhbmRvbS1ieXRlcy1oZXJlLi4uLi4uLi4=";
    prove(&api, &proof(&api, &device, &challenge, password)).unwrap();
}

/// A password sign-in that says which device it is on.
fn sign_in_on(api: &Api, key: &str) -> Value {
    let mut input = api.password_auth("alice", PASSWORD);
    input["AuthParameters"]["DEVICE_KEY"] = json!(key);
    api.ok("InitiateAuth", input)
}

/// Whether a device took part to the end.
fn goes_on(api: &Api, device: &Device, asked: &Value) -> bool {
    assert_eq!(asked["ChallengeName"], "DEVICE_SRP_AUTH");
    assert_eq!(asked["ChallengeParameters"], json!({}));
    let challenge = start(api, &text(&asked["Session"]), &device.key).unwrap();
    let answer = prove(api, &proof(api, device, &challenge, SECRET)).unwrap();
    answer["AuthenticationResult"]["AccessToken"].is_string()
}

#[test]
fn a_password_sign_in_on_a_remembered_device_asks_for_the_device() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    assert!(goes_on(&api, &device, &sign_in_on(&api, &device.key)));
    let unknown = sign_in_on(&api, "local_00000000-0000-4000-8000-000000000000");
    let result = &unknown["AuthenticationResult"];
    assert!(result["NewDeviceMetadata"]["DeviceKey"].is_string());
    let forgotten = json!({"DeviceRememberedStatus": "not_remembered"});
    api.ok("UpdateDeviceStatus", merged(own(&device), forgotten));
    let answer = sign_in_on(&api, &device.key);
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}

#[test]
fn a_remembered_device_stands_for_a_second_factor_where_the_pool_says_so() {
    for stands_in in [true, false] {
        let api = remembering(json!({"ChallengeRequiredOnNewDevice": stands_in}));
        let device = confirmed(&api, "alice");
        api.offer(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }));
        let secret = api.add_software_token("alice");
        let elsewhere = api.sign_in("alice", PASSWORD).unwrap();
        assert_eq!(elsewhere["ChallengeName"], "SOFTWARE_TOKEN_MFA");
        let mut asked = sign_in_on(&api, &device.key);
        if !stands_in {
            assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
            let answer = json!({
                "SOFTWARE_TOKEN_MFA_CODE": api.code_of(&secret), "DEVICE_KEY": device.key,
            });
            asked = api.respond(&asked, "alice", answer).unwrap();
        }
        assert!(goes_on(&api, &device, &asked), "{stands_in}");
    }
}

/// The proof of a password by SRP, which can be sent with any device.
fn password_proof(api: &Api, username: &str, password: &str) -> Value {
    let client = SrpClient::new();
    let challenge = api.srp_start(username, &client.public()).unwrap();
    let (parameters, now) = (&challenge["ChallengeParameters"], api.world.now().millis());
    client.prove(&api.pool, parameters, password, now)
}

fn on(api: &Api, proof: &Value, key: Value) -> Result<Value, Refused> {
    let proof = merged(proof.clone(), json!({"DEVICE_KEY": key}));
    api.srp_prove(&proof)
}

/// Clients then forget the device, and repeat the proof without it.
#[test]
fn who_proves_a_password_on_a_device_that_is_not_there_is_told_and_may_repeat_that_without() {
    let api = remembering(json!({}));
    api.add_user("bob");
    let (forgotten, bobs) = (confirmed(&api, "alice"), confirmed(&api, "bob"));
    api.ok("AdminForgetDevice", admins(&api, "alice", &forgotten));
    let never = "local_00000000-0000-4000-8000-000000000000";
    let right = password_proof(&api, "alice", PASSWORD);
    for key in [&forgotten.key, &bobs.key, never] {
        assert_eq!(on(&api, &right, json!(key)), Err(unknown()));
    }
    assert_eq!(api.rows("reservations"), 0, "it was no failure");
    let answer = on(&api, &right, Value::Null).unwrap();
    let metadata = &answer["AuthenticationResult"]["NewDeviceMetadata"];
    assert!(metadata["DeviceKey"].is_string());
    assert_eq!(on(&api, &right, Value::Null), Err(wrong()), "it is used up");
}

#[test]
fn only_who_proves_the_password_is_told_of_devices() {
    let api = Api::new(
        json!({"DeviceConfiguration": {}}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    api.add_user("alice");
    let key = json!("local_00000000-0000-4000-8000-000000000000");
    for (name, password) in [("alice", "Wr0ng-one"), ("nobody", PASSWORD)] {
        let guess = password_proof(&api, name, password);
        assert_eq!(on(&api, &guess, key.clone()), Err(wrong()));
    }
    let plain = Api::usual();
    plain.add_user("alice");
    let right = password_proof(&plain, "alice", PASSWORD);
    assert!(
        on(&plain, &right, key).is_ok(),
        "no devices, no word of them"
    );
}

#[test]
fn who_proves_a_password_on_a_device_that_is_not_remembered_is_signed_in() {
    let api = remembering(json!({"DeviceOnlyRememberedOnUserPrompt": true}));
    let device = confirmed(&api, "alice");
    let right = password_proof(&api, "alice", PASSWORD);
    let answer = on(&api, &right, json!(device.key)).unwrap();
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}
