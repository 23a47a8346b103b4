//! What tokens say of groups.

use crate::fixtures::api::{Api, claims};
use serde_json::{Value, json};
use vestibule_engine::config::cache::Cache;

fn create(api: &Api, name: &str, members: Value) {
    let input = json!({"UserPoolId": api.pool, "GroupName": name});
    api.ok("CreateGroup", crate::fixtures::merged(input, members));
}

fn change(api: &Api, operation: &str, username: &str, group: &str) {
    let input = json!({"UserPoolId": api.pool, "GroupName": group, "Username": username});
    api.ok(operation, input);
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::000000000000:role/{name}")
}

/// The groups, the roles and the preferred role of a token; `null` where it doesn't say.
fn told(token: &Value) -> [Value; 3] {
    let claims = claims(token);
    ["cognito:groups", "cognito:roles", "cognito:preferred_role"].map(|name| claims[name].clone())
}

const NOTHING: [Value; 3] = [Value::Null, Value::Null, Value::Null];

#[test]
fn both_tokens_tell_the_groups_and_the_id_token_the_roles() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    assert_eq!(told(&tokens["AccessToken"]), NOTHING);
    assert_eq!(told(&tokens["IdToken"]), NOTHING);
    create(
        &api,
        "readers",
        json!({"Precedence": 2, "RoleArn": role("read")}),
    );
    create(
        &api,
        "writers",
        json!({"Precedence": 1, "RoleArn": role("write")}),
    );
    create(&api, "chatters", json!({"Precedence": 0}));
    create(
        &api,
        "others",
        json!({"Precedence": 0, "RoleArn": role("other")}),
    );
    for group in ["writers", "readers", "chatters"] {
        change(&api, "AdminAddUserToGroup", "alice", group);
    }
    let groups = json!(["chatters", "readers", "writers"]);
    let (roles, preferred) = (json!([role("read"), role("write")]), json!(role("write")));
    let all = [groups.clone(), roles, preferred];
    let groups_alone = [groups, Value::Null, Value::Null];
    let signed_in = api.tokens("alice");
    assert_eq!(told(&signed_in["AccessToken"]), groups_alone);
    assert_eq!(told(&signed_in["IdToken"]), all);
    let by_srp = api.srp("alice", crate::fixtures::PASSWORD).unwrap();
    assert_eq!(told(&by_srp["AuthenticationResult"]["IdToken"]), all);
    let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]).unwrap();
    assert_eq!(told(&refreshed["AccessToken"]), groups_alone);
    assert_eq!(told(&refreshed["IdToken"]), all);
    // In the order of AdminListGroupsForUser.
    let listed = api.admin("AdminListGroupsForUser", "alice");
    let listed = listed["Groups"].as_array().unwrap();
    let listed: Vec<&Value> = listed.iter().map(|group| &group["GroupName"]).collect();
    assert_eq!(json!(listed), told(&signed_in["IdToken"])[0]);
}

#[test]
fn a_change_is_told_by_the_next_token_on_any_isolate() {
    let api = Api::usual();
    api.add_user("alice");
    create(
        &api,
        "writers",
        json!({"Precedence": 1, "RoleArn": role("old")}),
    );
    change(&api, "AdminAddUserToGroup", "alice", "writers");
    let isolates = [Cache::default(), Cache::default()];
    let told_on = |isolate: &Cache| {
        let input = api.password_auth("alice", crate::fixtures::PASSWORD);
        let answer = api.call_on(isolate, "InitiateAuth", input).unwrap();
        told(&answer["AuthenticationResult"]["IdToken"])
    };
    let all_told = || isolates.each_ref().map(told_on);
    let is = |group: &str, role: String| [json!([group]), json!([role]), json!(role)];
    assert_eq!(
        all_told(),
        [is("writers", role("old")), is("writers", role("old"))]
    );
    let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "RoleArn": role("new")});
    api.ok("UpdateGroup", input);
    assert_eq!(
        all_told(),
        [is("writers", role("new")), is("writers", role("new"))]
    );
    api.ok(
        "DeleteGroup",
        json!({"UserPoolId": api.pool, "GroupName": "writers"}),
    );
    assert_eq!(all_told(), [NOTHING, NOTHING]);
    create(&api, "writers", json!({}));
    assert_eq!(all_told(), [NOTHING, NOTHING]);
    change(&api, "AdminAddUserToGroup", "alice", "writers");
    let groups = [json!(["writers"]), Value::Null, Value::Null];
    assert_eq!(all_told(), [groups.clone(), groups]);
    change(&api, "AdminRemoveUserFromGroup", "alice", "writers");
    assert_eq!(all_told(), [NOTHING, NOTHING]);
}

#[test]
fn definitions_are_read_once_while_they_stay_as_they_are_and_never_for_who_is_in_no_group() {
    let api = Api::usual();
    for user in ["alice", "bob", "carol"] {
        api.add_user(user);
    }
    create(&api, "writers", json!({}));
    for user in ["alice", "bob"] {
        change(&api, "AdminAddUserToGroup", user, "writers");
    }
    let reads = || {
        let sent = api.world.objects.sent.borrow();
        sent.iter().filter(|name| *name == "read_groups").count()
    };
    let before = reads();
    api.tokens("carol");
    assert_eq!(reads(), before);
    for _ in 0..3 {
        api.tokens("alice");
        api.tokens("bob");
    }
    assert_eq!(reads(), before + 1);
}

#[test]
fn who_is_deleted_and_comes_back_is_in_no_group() {
    let api = Api::usual();
    create(&api, "writers", json!({}));
    api.add_user("alice");
    change(&api, "AdminAddUserToGroup", "alice", "writers");
    api.admin("AdminDeleteUser", "alice");
    assert_eq!(api.rows("memberships"), 0);
    api.add_user("alice");
    assert_eq!(told(&api.tokens("alice")["AccessToken"]), NOTHING);
    let listed = api.admin("AdminListGroupsForUser", "alice");
    assert_eq!(listed, json!({"Groups": []}));
    let members = json!({"UserPoolId": api.pool, "GroupName": "writers"});
    assert_eq!(api.ok("ListUsersInGroup", members), json!({"Users": []}));
}

#[test]
fn a_change_of_the_user_leaves_it_in_its_groups() {
    let api = Api::usual();
    create(&api, "writers", json!({}));
    api.add_user("alice");
    change(&api, "AdminAddUserToGroup", "alice", "writers");
    api.admin("AdminDisableUser", "alice");
    api.admin("AdminEnableUser", "alice");
    let update = json!({
        "UserPoolId": api.pool, "Username": "alice", "UserAttributes": [{"Name": "name", "Value": "Alice"}],
    });
    api.ok("AdminUpdateUserAttributes", update);
    assert_eq!(
        told(&api.tokens("alice")["AccessToken"])[0],
        json!(["writers"])
    );
}
