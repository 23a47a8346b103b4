use crate::fixtures::{
    PASSWORD,
    api::{Api, not_authorized, refused, text},
};
use serde_json::{Value, json};
use vestibule_model::time::Span;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const NONE: &str = "tkn0123456789abcdefghijklmno";

/// A pool that tracks sessions, and alice.
fn tracking(most: u32) -> Api {
    let api = Api::usual();
    api.track_sessions(most);
    api.add_user("alice");
    api
}

fn list(api: &Api, token: &Value) -> Vec<Value> {
    let listed = api.ok("ListUserSessions", json!({"AccessToken": token}));
    assert!(listed["NextToken"].is_null());
    listed["Sessions"].as_array().unwrap().clone()
}

fn names(api: &Api, username: &str) -> Value {
    json!({"UserPoolId": api.pool, "Username": username})
}

fn admin_list(api: &Api, username: &str) -> Vec<Value> {
    let listed = api.ok("AdminListUserSessions", names(api, username));
    listed["Sessions"].as_array().unwrap().clone()
}

/// Whether the tokens still let somebody in.
fn live(api: &Api, tokens: &Value) -> bool {
    let user = api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
    let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]);
    assert_eq!(user.is_ok(), refreshed.is_ok());
    if let Err(refusal) = user {
        assert_eq!(refusal, not_authorized("Access Token has been revoked"));
    }
    if let Err(refusal) = &refreshed {
        assert_eq!(*refusal, not_authorized("Refresh Token has been revoked"));
    }
    refreshed.is_ok()
}

#[test]
fn a_session_is_listed_with_its_client_device_address_and_times() {
    let api = tracking(20);
    let begun = api.world.now().seconds();
    let sign_in = api.password_auth("alice", PASSWORD);
    let answer = api.call_from("192.0.2.1", FIREFOX, "InitiateAuth", sign_in);
    let tokens = answer.unwrap()["AuthenticationResult"].clone();
    let listed = list(&api, &tokens["AccessToken"]);
    let id = text(&listed[0]["SessionId"]);
    assert!(id.len() == 28 && id.starts_with("tkn"), "{id}");
    let expected = |used: i64, device: &str, address: &str| {
        json!([{
            "SessionId": id, "SessionType": "TOKEN", "ClientId": api.client, "CreateDate": begun,
            "LastActiveDate": used, "DeviceType": device, "LastIPAddress": address,
            "LastLocation": {"Country": "unknown"},
            "IsCurrentSession": true,
        }])
    };
    assert_eq!(
        json!(listed),
        expected(begun, "Firefox, Linux", "192.0.2.1")
    );

    // What the token of another session looked up isn't use of this one; a refresh is.
    api.world.advance(Span::minutes(5));
    let refresh = json!({"ClientId": api.client, "RefreshToken": tokens["RefreshToken"]});
    let answer = api.call_from("2001:db8::1", "", "GetTokensFromRefreshToken", refresh);
    let refreshed = answer.unwrap()["AuthenticationResult"]["AccessToken"].clone();
    let listed = list(&api, &refreshed);
    assert_eq!(
        json!(listed),
        expected(begun + 300, "Unknown", "2001:db8::1")
    );
}

#[test]
fn the_session_that_asks_is_told_apart_and_an_administrators_is_none() {
    let api = tracking(20);
    let first = api.tokens("alice");
    api.world.advance(Span::seconds(1));
    let second = api.tokens("alice");
    let current = |sessions: Vec<Value>| -> Vec<Value> {
        let marks = sessions.iter().map(|session| &session["IsCurrentSession"]);
        marks.cloned().collect()
    };
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(
        current(list(&api, &first["AccessToken"])),
        [no.clone(), yes.clone()]
    );
    assert_eq!(
        current(list(&api, &second["AccessToken"])),
        [yes, no.clone()]
    );
    assert_eq!(current(admin_list(&api, "alice")), [no.clone(), no]);
}

#[test]
fn a_session_that_is_refreshed_no_more_can_be_ended_while_its_access_tokens_live() {
    let api = tracking(20);
    let client = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "RefreshTokenValidity": 60, "AccessTokenValidity": 60,
        "TokenValidityUnits": {"RefreshToken": "minutes", "AccessToken": "minutes"},
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    api.ok("UpdateUserPoolClient", client);
    let begun = api.tokens("alice");
    let id = admin_list(&api, "alice")[0]["SessionId"].clone();
    api.world.advance(Span::minutes(59));
    let input = json!({
        "ClientId": api.client, "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": begun["RefreshToken"]},
    });
    let refreshed = api.ok("InitiateAuth", input)["AuthenticationResult"].clone();
    api.world.advance(Span::minutes(2));
    let user = || api.call("GetUser", json!({"AccessToken": refreshed["AccessToken"]}));
    assert!(user().is_ok());
    let mut input = names(&api, "alice");
    input["SessionId"] = id;
    api.ok("AdminRevokeUserSession", input);
    assert_eq!(user(), Err(not_authorized("Access Token has been revoked")));
}

#[test]
fn where_sessions_are_not_tracked_the_operations_are_not_enabled() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let refusal = refused(
        "OperationNotEnabledException",
        "Session tracking is not enabled for this user pool.",
    );
    for (operation, mut input) in [
        ("ListUserSessions", json!({"AccessToken": token})),
        ("RevokeUserSession", json!({"AccessToken": token})),
        ("AdminListUserSessions", names(&api, "alice")),
        ("AdminRevokeUserSession", names(&api, "alice")),
    ] {
        if operation.contains("Revoke") {
            input["SessionId"] = json!(NONE);
        }
        assert_eq!(
            api.call(operation, input),
            Err(refusal.clone()),
            "{operation}"
        );
    }
    // What began untracked stays so.
    api.track_sessions(20);
    assert_eq!(list(&api, &token), [""; 0]);
    api.world.advance(Span::seconds(1));
    assert_eq!(list(&api, &api.tokens("alice")["AccessToken"]).len(), 1);
}

#[test]
fn with_one_more_than_the_limit_the_least_recently_used_session_ends() {
    let api = tracking(2);
    let first = api.tokens("alice");
    api.world.advance(Span::seconds(1));
    let second = api.tokens("alice");
    api.world.advance(Span::seconds(1));
    assert!(live(&api, &first), "and so it is used");
    api.world.advance(Span::seconds(1));
    let third = api.tokens("alice");
    assert!(!live(&api, &second));
    assert!(live(&api, &first) && live(&api, &third));
    assert_eq!(admin_list(&api, "alice").len(), 2);

    // A lower limit ends nothing by itself.
    api.track_sessions(1);
    assert_eq!(admin_list(&api, "alice").len(), 2);
    api.world.advance(Span::seconds(1));
    let fourth = api.tokens("alice");
    assert!(!live(&api, &first) && !live(&api, &third) && live(&api, &fourth));
}

#[test]
fn a_user_ends_another_session_and_not_the_one_that_asks() {
    let api = tracking(20);
    let other = api.tokens("alice");
    api.world.advance(Span::seconds(1));
    let own = api.tokens("alice");
    let sessions = list(&api, &own["AccessToken"]);
    let revoke = |id: &Value| {
        let input = json!({"AccessToken": own["AccessToken"], "SessionId": id});
        api.call("RevokeUserSession", input)
    };
    let refusal = refused(
        "InvalidParameterException",
        "The session of the access token can't be revoked. Use RevokeToken or GlobalSignOut.",
    );
    assert_eq!(revoke(&sessions[0]["SessionId"]), Err(refusal));
    assert_eq!(revoke(&sessions[1]["SessionId"]), Ok(json!({})));
    assert!(!live(&api, &other));
    assert!(live(&api, &own));
    assert_eq!(list(&api, &own["AccessToken"]).len(), 1);
    let unknown = refused("ResourceNotFoundException", "Session does not exist.");
    assert_eq!(revoke(&sessions[1]["SessionId"]), Err(unknown));
}

#[test]
fn nobody_ends_a_session_of_somebody_else() {
    let api = tracking(20);
    api.add_user("bob");
    let (alice, bob) = (api.tokens("alice"), api.tokens("bob"));
    let id = list(&api, &bob["AccessToken"])[0]["SessionId"].clone();
    let unknown = refused("ResourceNotFoundException", "Session does not exist.");
    let input = json!({"AccessToken": alice["AccessToken"], "SessionId": id});
    assert_eq!(api.call("RevokeUserSession", input), Err(unknown.clone()));
    let mut input = names(&api, "alice");
    input["SessionId"] = id;
    assert_eq!(
        api.call("AdminRevokeUserSession", input.clone()),
        Err(unknown)
    );
    assert!(live(&api, &bob));
    input["Username"] = json!("bob");
    assert_eq!(api.call("AdminRevokeUserSession", input), Ok(json!({})));
    assert!(!live(&api, &bob));
    assert!(live(&api, &alice));
}

#[test]
fn what_else_ends_a_session_takes_it_from_the_list() {
    let api = tracking(20);
    let one = api.tokens("alice");
    api.tokens("alice");
    assert_eq!(admin_list(&api, "alice").len(), 2);
    let input = json!({"ClientId": api.client, "Token": one["RefreshToken"]});
    api.ok("RevokeToken", input);
    assert_eq!(admin_list(&api, "alice").len(), 1);
    api.admin("AdminUserGlobalSignOut", "alice");
    assert_eq!(admin_list(&api, "alice"), [""; 0]);
}

/// Where its client doesn't say so, a token names its session all the same: else its end would end nothing.
#[test]
fn tokens_of_clients_without_revocation_end_with_their_session_too() {
    let api = Api::new(json!({}), json!({"EnableTokenRevocation": false}));
    api.track_sessions(20);
    api.add_user("alice");
    let tokens = api.tokens("alice");
    assert_eq!(
        list(&api, &tokens["AccessToken"])[0]["IsCurrentSession"],
        true
    );
    let mut input = names(&api, "alice");
    input["SessionId"] = admin_list(&api, "alice")[0]["SessionId"].clone();
    api.ok("AdminRevokeUserSession", input);
    assert!(!live(&api, &tokens));
}

#[test]
fn there_is_no_second_page() {
    let api = tracking(20);
    let token = api.tokens("alice")["AccessToken"].clone();
    let mut input = names(&api, "alice");
    input["NextToken"] = json!("any");
    let (error, _) = api.call("AdminListUserSessions", input).unwrap_err();
    assert_eq!(error, "InvalidParameterException");
    let input = json!({"AccessToken": token, "NextToken": "any"});
    let (error, _) = api.call("ListUserSessions", input).unwrap_err();
    assert_eq!(error, "InvalidParameterException");
}

#[test]
fn an_id_of_another_form_is_told_by_the_model() {
    let api = tracking(20);
    let mut input = names(&api, "alice");
    input["SessionId"] = json!("abc0123456789abcdefghijklmno");
    let (error, _) = api.call("AdminRevokeUserSession", input).unwrap_err();
    assert_eq!(error, "InvalidParameterException");
}

#[test]
fn nothing_is_kept_of_where_a_session_was_used_once_it_has_ended() {
    let address = "192.0.2.77";
    let end = |operation: &str, members: Value| {
        let api = tracking(20);
        let sign_in = api.password_auth("alice", PASSWORD);
        let answer = api.call_from(address, FIREFOX, "InitiateAuth", sign_in);
        let tokens = answer.unwrap()["AuthenticationResult"].clone();
        let kept = || format!("{:?}", api.all_rows()).contains(address);
        assert!(kept());
        let mut input = names(&api, "alice");
        input["SessionId"] = admin_list(&api, "alice")[0]["SessionId"].clone();
        input["ClientId"] = json!(api.client);
        input["Token"] = tokens["RefreshToken"].clone();
        let of = members.as_array().unwrap().iter().map(text);
        let input: Value = of
            .map(|name| (name.clone(), input[&name].clone()))
            .collect();
        api.ok(operation, input);
        assert!(!kept(), "{operation}");
    };
    end(
        "AdminRevokeUserSession",
        json!(["UserPoolId", "Username", "SessionId"]),
    );
    end("AdminUserGlobalSignOut", json!(["UserPoolId", "Username"]));
    end("AdminDisableUser", json!(["UserPoolId", "Username"]));
    end("AdminDeleteUser", json!(["UserPoolId", "Username"]));
    end("RevokeToken", json!(["ClientId", "Token"]));
}
