//! Refreshing what was begun on a device.

use super::*;

/// A sign-in on a device of its own.
struct Begun {
    device: Device,
    refresh_token: Value,
}

fn begun(api: &Api) -> Begun {
    let tokens = api.tokens("alice");
    let metadata = &tokens["NewDeviceMetadata"];
    Begun {
        device: Device {
            token: tokens["AccessToken"].clone(),
            key: text(&metadata["DeviceKey"]),
            group: text(&metadata["DeviceGroupKey"]),
        },
        refresh_token: tokens["RefreshToken"].clone(),
    }
}

fn confirmed(api: &Api) -> Begun {
    let begun = begun(api);
    confirm_with(api, &begun.device, json!({})).unwrap();
    begun
}

/// `REFRESH_TOKEN_AUTH`
fn by_flow(api: &Api, begun: &Begun, key: Option<&str>) -> Result<Value, Refused> {
    let parameters = json!({"REFRESH_TOKEN": begun.refresh_token});
    let parameters = match key {
        Some(key) => merged(parameters, json!({"DEVICE_KEY": key})),
        None => parameters,
    };
    let input = json!({
        "ClientId": api.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters,
    });
    api.call("InitiateAuth", input)
}

/// `GetTokensFromRefreshToken`
fn by_operation(api: &Api, begun: &Begun, key: Option<&str>) -> Result<Value, Refused> {
    let input = json!({
        "ClientId": api.client, "RefreshToken": begun.refresh_token, "DeviceKey": key,
    });
    api.call("GetTokensFromRefreshToken", input)
}

fn invalid() -> Result<Value, Refused> {
    Err(not_authorized("Invalid Refresh Token"))
}

#[test]
fn the_key_of_its_device_refreshes_a_session_and_no_others() {
    let api = remembering(json!({}));
    let (one, other) = (confirmed(&api), confirmed(&api));
    let own = Some(one.device.key.as_str());
    let others = Some(other.device.key.as_str());
    assert!(by_flow(&api, &one, own).is_ok());
    assert!(by_operation(&api, &one, own).is_ok());
    assert_eq!(by_flow(&api, &one, others), invalid());
    assert_eq!(by_operation(&api, &one, others), invalid());
    assert_eq!(by_flow(&api, &one, None), invalid());
    assert!(by_operation(&api, &one, None).is_ok());
    let unconfirmed = begun(&api);
    let key = Some(unconfirmed.device.key.as_str());
    assert!(by_flow(&api, &unconfirmed, key).is_ok());
}

#[test]
fn what_was_begun_on_a_forgotten_device_is_refreshed_no_more() {
    let api = remembering(json!({}));
    for by_owner in [true, false] {
        let (lost, other) = (confirmed(&api), confirmed(&api));
        match by_owner {
            true => api.ok("ForgetDevice", own(&lost.device)),
            false => api.ok("AdminForgetDevice", admins(&api, "alice", &lost.device)),
        };
        for key in [Some(lost.device.key.as_str()), None] {
            assert_eq!(by_flow(&api, &lost, key), invalid(), "{key:?}");
            assert_eq!(by_operation(&api, &lost, key), invalid(), "{key:?}");
        }
        let user = json!({"AccessToken": lost.device.token});
        assert!(api.call("GetUser", user).is_ok(), "its tokens live on");
        assert!(by_flow(&api, &other, Some(&other.device.key)).is_ok());
        let again = confirm_with(&api, &lost.device, json!({}));
        assert_eq!(again, Err(unknown()), "it is another device then");
    }
}

#[test]
fn a_reset_and_the_fifty_first_device_forget_as_completely() {
    let api = remembering(json!({}));
    let (lost, unconfirmed) = (confirmed(&api), begun(&api));
    reset_password(&api);
    for begun in [&lost, &unconfirmed] {
        let again = confirm_with(&api, &begun.device, json!({}));
        assert_eq!(again, Err(unknown()));
    }
    assert_eq!(by_flow(&api, &lost, Some(&lost.device.key)), invalid());
    assert!(
        by_flow(&api, &unconfirmed, None).is_ok(),
        "a reset ends no session"
    );

    let oldest = confirmed(&api);
    for _ in 0..50 {
        api.world.advance(Span::seconds(1));
        confirmed(&api);
    }
    assert_eq!(api.rows("devices"), 50);
    assert_eq!(by_flow(&api, &oldest, Some(&oldest.device.key)), invalid());
    let again = confirm_with(&api, &oldest.device, json!({}));
    assert_eq!(again, Err(unknown()));
}

#[test]
fn nor_is_it_where_refresh_tokens_are_rotated() {
    let rotation = json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 60});
    let api = Api::new(
        json!({"DeviceConfiguration": {}}),
        json!({"RefreshTokenRotation": rotation, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    api.add_user("alice");
    let lost = confirmed(&api);
    assert!(by_operation(&api, &lost, Some(&lost.device.key)).is_ok());
    api.ok("ForgetDevice", own(&lost.device));
    assert_eq!(by_operation(&api, &lost, Some(&lost.device.key)), invalid());
}

#[test]
fn a_pool_that_remembers_no_devices_any_more_asks_for_none() {
    let api = remembering(json!({}));
    let begun = confirmed(&api);
    api.ok("UpdateUserPool", json!({"UserPoolId": api.pool}));
    assert!(by_flow(&api, &begun, None).is_ok());
    assert!(
        by_operation(
            &api,
            &begun,
            Some("local_00000000-0000-0000-0000-000000000000")
        )
        .is_ok()
    );
}
