mod refresh;
mod sign_in;

use crate::fixtures::{
    PASSWORD,
    api::{Api, Refused, claims, not_authorized, refused, text},
    merged,
    srp::SrpClient,
};
use serde_json::{Value, json};
use vestibule_model::time::Span;

/// What a device chose.
const SECRET: &str = "a device's password";

/// A device that its app was given the keys of, and a token of the same sign-in.
struct Device {
    token: Value,
    key: String,
    group: String,
}

fn remembering(members: Value) -> Api {
    let api = Api::new(json!({"DeviceConfiguration": members}), json!({}));
    api.add_user("alice");
    api
}

fn new_device(api: &Api, username: &str) -> Device {
    let tokens = api.tokens(username);
    let metadata = &tokens["NewDeviceMetadata"];
    Device {
        token: tokens["AccessToken"].clone(),
        key: text(&metadata["DeviceKey"]),
        group: text(&metadata["DeviceGroupKey"]),
    }
}

fn confirm_with(api: &Api, device: &Device, members: Value) -> Result<Value, Refused> {
    let usual = json!({
        "AccessToken": device.token, "DeviceKey": device.key,
        "DeviceSecretVerifierConfig": SrpClient::device_secret(&device.group, &device.key, SECRET),
    });
    api.call("ConfirmDevice", merged(usual, members))
}

fn confirmed(api: &Api, username: &str) -> Device {
    let device = new_device(api, username);
    confirm_with(api, &device, json!({})).unwrap();
    device
}

fn own(device: &Device) -> Value {
    json!({"AccessToken": device.token, "DeviceKey": device.key})
}

fn admins(api: &Api, username: &str, device: &Device) -> Value {
    json!({"UserPoolId": api.pool, "Username": username, "DeviceKey": device.key})
}

fn status(api: &Api, device: &Device) -> String {
    let shown = api.ok("GetDevice", own(device));
    let attributes = shown["Device"]["DeviceAttributes"].as_array().unwrap();
    let status = attributes
        .iter()
        .find(|attribute| attribute["Name"] == "dev:device_remembered_status");
    text(&status.unwrap()["Value"])
}

fn unknown() -> Refused {
    refused("ResourceNotFoundException", "Device does not exist.")
}

#[test]
fn a_sign_in_gives_the_keys_of_a_new_device_where_the_pool_remembers_any() {
    let api = remembering(json!({}));
    let tokens = api.tokens("alice");
    let metadata = &tokens["NewDeviceMetadata"];
    let (key, group) = (
        text(&metadata["DeviceKey"]),
        text(&metadata["DeviceGroupKey"]),
    );
    let uuid = key.strip_prefix("local_").unwrap();
    assert_eq!(uuid.len(), 36);
    assert!(
        uuid.bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
    );
    let random = group.strip_prefix('-').unwrap();
    assert!(random.len() == 8 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(claims(&tokens["AccessToken"])["device_key"], json!(key));
    assert_eq!(claims(&tokens["IdToken"]).get("device_key"), None);
    let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]).unwrap();
    assert_eq!(claims(&refreshed["AccessToken"])["device_key"], json!(key));
    assert_eq!(refreshed.get("NewDeviceMetadata"), None);
    assert_eq!(
        api.rows("devices"),
        0,
        "nothing is kept before it is confirmed"
    );

    let plain = Api::usual();
    plain.add_user("alice");
    let tokens = plain.tokens("alice");
    assert_eq!(tokens.get("NewDeviceMetadata"), None);
    assert_eq!(claims(&tokens["AccessToken"]).get("device_key"), None);
}

#[test]
fn a_confirmed_device_is_shown_as_the_service_shows_it() {
    let api = remembering(json!({"ChallengeRequiredOnNewDevice": true}));
    let device = new_device(&api, "alice");
    let answer = confirm_with(&api, &device, json!({"DeviceName": "MyDevice"}));
    assert_eq!(answer, Ok(json!({"UserConfirmationNecessary": false})));
    let (now, key, owner) = (
        api.world.now().seconds(),
        &device.key,
        format!("alice.{}", api.pool),
    );
    let arn = format!("arn:aws:cognito-idp:local:000000000000:owner/{owner}/device/{key}");
    let expected = json!({"Device": {
        "DeviceKey": key, "DeviceAttributes": [
            {"Name": "device_status", "Value": "valid"},
            {"Name": "device_name", "Value": "MyDevice"},
            {"Name": "dev:device_arn", "Value": arn},
            {"Name": "dev:device_owner", "Value": owner},
            {"Name": "dev:device_remembered_status", "Value": "remembered"},
            {"Name": "dev:device_sdk", "Value": "aws-sdk"},
        ],
        "DeviceCreateDate": now, "DeviceLastModifiedDate": now, "DeviceLastAuthenticatedDate": now,
    }});
    assert_eq!(api.ok("GetDevice", own(&device)), expected);
    assert_eq!(
        api.ok("AdminGetDevice", admins(&api, "alice", &device)),
        expected
    );
    let listed = json!({"Devices": [expected["Device"]]});
    assert_eq!(
        api.ok("ListDevices", json!({"AccessToken": device.token})),
        listed
    );
    assert_eq!(api.admin("AdminListDevices", "alice"), listed);
}

#[test]
fn where_its_user_is_asked_a_device_is_remembered_only_once_the_user_says_so() {
    let api = remembering(json!({"DeviceOnlyRememberedOnUserPrompt": true}));
    let device = new_device(&api, "alice");
    let answer = confirm_with(&api, &device, json!({}));
    assert_eq!(answer, Ok(json!({"UserConfirmationNecessary": true})));
    assert_eq!(status(&api, &device), "not_remembered");
    let say = |operation: &str, names: Value, members: Value| {
        assert_eq!(api.ok(operation, merged(names, members)), json!({}));
        status(&api, &device)
    };
    let (remembered, not) = (
        json!({"DeviceRememberedStatus": "remembered"}),
        json!({"DeviceRememberedStatus": "not_remembered"}),
    );
    let of_user = || own(&device);
    let of_admin = || admins(&api, "alice", &device);
    assert_eq!(
        say("UpdateDeviceStatus", of_user(), remembered.clone()),
        "remembered"
    );
    assert_eq!(
        say("UpdateDeviceStatus", of_user(), json!({})),
        "remembered"
    );
    assert_eq!(
        say("AdminUpdateDeviceStatus", of_admin(), not),
        "not_remembered"
    );
    assert_eq!(
        say("AdminUpdateDeviceStatus", of_admin(), json!({})),
        "not_remembered"
    );
    assert_eq!(
        say("AdminUpdateDeviceStatus", of_admin(), remembered),
        "remembered"
    );
}

#[test]
fn a_device_is_confirmed_once_by_its_own_session() {
    let api = remembering(json!({}));
    let (device, other) = (new_device(&api, "alice"), new_device(&api, "alice"));
    let of_nobody = Device {
        token: device.token.clone(),
        key: "local_0e1f2a3b-4c5d-4e6f-8091-a2b3c4d5e6f7".to_owned(),
        group: device.group.clone(),
    };
    assert_eq!(confirm_with(&api, &of_nobody, json!({})), Err(unknown()));
    let of_another = json!({"AccessToken": other.token});
    let invalid = refused("InvalidParameterException", "Invalid device key given.");
    assert_eq!(confirm_with(&api, &device, of_another), Err(invalid));
    confirm_with(&api, &device, json!({})).unwrap();
    let exists = refused(
        "DeviceKeyExistsException",
        "Device already exists with the provided key.",
    );
    assert_eq!(confirm_with(&api, &device, json!({})), Err(exists));
    api.add_user("bob");
    let bobs = new_device(&api, "bob");
    let of_bob = json!({"AccessToken": bobs.token, "DeviceKey": other.key});
    assert_eq!(confirm_with(&api, &other, of_bob), Err(unknown()));
}

#[test]
fn a_verifier_that_is_none_is_refused_and_none_at_all_is_taken() {
    let api = remembering(json!({}));
    let device = new_device(&api, "alice");
    let secret = SrpClient::device_secret(&device.group, &device.key, SECRET);
    let zero = json!({"Salt": secret["Salt"], "PasswordVerifier": "AAAA"});
    for given in [
        json!({}),
        json!({"Salt": secret["Salt"]}),
        json!({"PasswordVerifier": secret["PasswordVerifier"]}),
        json!({"Salt": "", "PasswordVerifier": secret["PasswordVerifier"]}),
        json!({"Salt": "*", "PasswordVerifier": secret["PasswordVerifier"]}),
        zero,
    ] {
        let given = json!({"DeviceSecretVerifierConfig": given});
        let (error, _) = confirm_with(&api, &device, given).unwrap_err();
        assert_eq!(error, "InvalidParameterException");
    }
    let without = json!({"DeviceSecretVerifierConfig": null});
    confirm_with(&api, &device, without).unwrap();
}

#[test]
fn a_pool_that_remembers_no_devices_says_so_to_users() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let names = json!({"AccessToken": token, "DeviceKey": "local_0e1f2a3b"});
    for operation in [
        "ConfirmDevice",
        "ForgetDevice",
        "GetDevice",
        "UpdateDeviceStatus",
    ] {
        let (error, _) = api.call(operation, names.clone()).unwrap_err();
        assert_eq!(
            error, "InvalidUserPoolConfigurationException",
            "{operation}"
        );
    }
    let listed = api.ok("ListDevices", json!({"AccessToken": token}));
    assert_eq!(listed, json!({"Devices": []}));
    for operation in ["ForgetDevice", "GetDevice"] {
        let answer = api.call(operation, json!({"DeviceKey": "local_0e1f2a3b"}));
        assert_eq!(answer, Err(not_authorized("Invalid Access Token")));
    }
}

#[test]
fn what_is_forgotten_or_anothers_does_not_exist() {
    let api = remembering(json!({}));
    api.add_user("bob");
    let (hers, his) = (confirmed(&api, "alice"), confirmed(&api, "bob"));
    let of_bob = json!({"AccessToken": hers.token, "DeviceKey": his.key});
    for operation in ["ForgetDevice", "GetDevice", "UpdateDeviceStatus"] {
        let input = merged(
            of_bob.clone(),
            json!({"DeviceRememberedStatus": "remembered"}),
        );
        assert_eq!(api.call(operation, input), Err(unknown()), "{operation}");
    }
    assert_eq!(api.ok("ForgetDevice", own(&hers)), Value::Null);
    assert_eq!(api.call("ForgetDevice", own(&hers)), Err(unknown()));
    let of_bob = admins(&api, "bob", &his);
    assert_eq!(api.ok("AdminForgetDevice", of_bob.clone()), Value::Null);
    for operation in [
        "AdminForgetDevice",
        "AdminGetDevice",
        "AdminUpdateDeviceStatus",
    ] {
        assert_eq!(
            api.call(operation, of_bob.clone()),
            Err(unknown()),
            "{operation}"
        );
    }
    assert_eq!(api.rows("devices"), 0);
}

#[test]
fn pages_hold_every_device_once() {
    let api = remembering(json!({}));
    let devices: Vec<Device> = (0..5).map(|_| confirmed(&api, "alice")).collect();
    let (mut seen, mut next) = (Vec::new(), Value::Null);
    loop {
        let input = json!({"AccessToken": devices[0].token, "Limit": 2, "PaginationToken": next});
        let page = api.ok("ListDevices", input);
        seen.extend(
            page["Devices"]
                .as_array()
                .unwrap()
                .iter()
                .map(|device| text(&device["DeviceKey"])),
        );
        next = page["PaginationToken"].clone();
        if next.is_null() {
            break;
        }
    }
    let mut keys: Vec<&str> = devices.iter().map(|device| device.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(seen, keys);
    for (operation, names) in [
        ("ListDevices", json!({"AccessToken": devices[0].token})),
        (
            "AdminListDevices",
            json!({"UserPoolId": api.pool, "Username": "alice"}),
        ),
    ] {
        let input = merged(names, json!({"PaginationToken": "garbage"}));
        assert_eq!(
            api.call(operation, input).unwrap_err().0,
            "InvalidParameterException"
        );
    }
}

#[test]
fn who_was_signed_out_meanwhile_changes_nothing() {
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let sign_out = || drop(api.admin("AdminUserGlobalSignOut", "alice"));
    let answer = api.call_while("change_device", sign_out, "ForgetDevice", own(&device));
    assert_eq!(answer, Err(not_authorized("Access Token has been revoked")));
    assert_eq!(api.rows("devices"), 1);
}

#[test]
fn devices_go_with_their_user_and_with_a_password_that_is_reset() {
    let api = remembering(json!({}));
    confirmed(&api, "alice");
    assert_eq!(api.rows("devices"), 1);
    reset_password(&api);
    assert_eq!(api.rows("devices"), 0);
    confirmed(&api, "alice");
    api.admin("AdminDeleteUser", "alice");
    assert_eq!(api.rows("devices"), 0);
}

fn reset_password(api: &Api) {
    let user = json!({"ClientId": api.client, "Username": "alice"});
    api.ok("ForgotPassword", user.clone());
    let code = api.world.mailbox.code_for("alice@example.com").unwrap();
    let proof = json!({"ConfirmationCode": code, "Password": PASSWORD});
    api.ok("ConfirmForgotPassword", merged(user, proof));
}

#[test]
fn what_a_device_proves_itself_against_is_stored_sealed() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let api = remembering(json!({}));
    let device = confirmed(&api, "alice");
    let secret = SrpClient::device_secret(&device.group, &device.key, SECRET);
    let sent = text(&secret["PasswordVerifier"]);
    let bytes = STANDARD.decode(&sent).unwrap();
    let hex = hex::encode(&bytes);
    for key in api.users_objects() {
        let dump = api.world.objects.store(&key).dump();
        for secret in [bytes.as_slice(), sent.as_bytes(), hex.as_bytes()] {
            let secret = &secret[secret.len() - 40..];
            assert!(!dump.windows(40).any(|window| window == secret));
        }
    }
}
