//! What holds for every operation that is built.

use super::with_header;
use crate::service::fixtures::Door;
use serde_json::{Value, json};
use vestibule_idp::{
    fixtures::api::{Api, PASSWORD, not_authorized, read, refused},
    table::{self, Built, Caller, OPERATIONS},
};
use vestibule_model::time::Span;

/// A pool that nobody has.
pub(super) const NOWHERE: &str = "local_Nowhere00";

/// A request that keeps to the model: of these names those that the operation takes, and what else it requires.
pub(super) fn request(operation: &str, names: &Value) -> Value {
    let mut request = required(operation);
    let members = request.as_object_mut().unwrap();
    for (name, value) in names.as_object().unwrap() {
        if takes(operation, name) {
            members.insert(name.clone(), value.clone());
        }
    }
    request
}

fn required(operation: &str) -> Value {
    match operation {
        "AddCustomAttributes" => {
            json!({"CustomAttributes": [{"Name": "team", "AttributeDataType": "String"}]})
        }
        "AdminAddUserToGroup"
        | "AdminRemoveUserFromGroup"
        | "CreateGroup"
        | "DeleteGroup"
        | "GetGroup"
        | "ListUsersInGroup"
        | "UpdateGroup" => json!({"GroupName": "writers"}),
        "AdminForgetDevice"
        | "AdminGetDevice"
        | "AdminUpdateDeviceStatus"
        | "ConfirmDevice"
        | "ForgetDevice"
        | "GetDevice"
        | "UpdateDeviceStatus" => {
            json!({"DeviceKey": "local_0e1f2a3b-4c5d-4e6f-8091-a2b3c4d5e6f7"})
        }
        "AdminDeleteUserAttributes" | "DeleteUserAttributes" => {
            json!({"UserAttributeNames": ["email"]})
        }
        "AdminInitiateAuth" => json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}),
        "AdminRespondToAuthChallenge" | "RespondToAuthChallenge" => {
            json!({"ChallengeName": "NEW_PASSWORD_REQUIRED"})
        }
        "AdminSetUserSettings" | "SetUserSettings" => json!({"MFAOptions": []}),
        "AdminSetUserPassword" | "SignUp" => json!({"Password": PASSWORD}),
        "AdminUpdateUserAttributes" | "UpdateUserAttributes" => {
            json!({"UserAttributes": [{"Name": "name", "Value": "Alice"}]})
        }
        "ChangePassword" => json!({"PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD}),
        "CompleteWebAuthnRegistration" => json!({"Credential": {}}),
        "ConfirmForgotPassword" => json!({"ConfirmationCode": "123456", "Password": PASSWORD}),
        "ConfirmSignUp" => json!({"ConfirmationCode": "123456"}),
        "CreateResourceServer" | "UpdateResourceServer" => {
            json!({"Identifier": "api", "Name": "api"})
        }
        "CreateUserPool" => json!({"PoolName": "people"}),
        "CreateUserPoolClient" => json!({"ClientName": "app"}),
        "CreateUserPoolDomain"
        | "DeleteUserPoolDomain"
        | "DescribeUserPoolDomain"
        | "UpdateUserPoolDomain" => json!({"Domain": "people"}),
        "DeleteResourceServer" | "DescribeResourceServer" => json!({"Identifier": "api"}),
        "DeleteWebAuthnCredential" => json!({"CredentialId": "AAAA"}),
        "DeleteUserPoolClientSecret" => json!({"ClientSecretId": "any"}),
        "GetClientToken" => json!({"Secret": "0123456789abcdefghijklmn"}),
        "GetDerivedToken" => json!({"SubjectToken": "garbage", "SubjectTokenType": "ACCESS_TOKEN"}),
        "GetTokensFromRefreshToken" => json!({"RefreshToken": "garbage"}),
        "GetUserAttributeVerificationCode" => json!({"AttributeName": "email"}),
        "InitiateAuth" => json!({"AuthFlow": "USER_PASSWORD_AUTH"}),
        "ListUserPools" => json!({"MaxResults": 1}),
        "AdminRevokeUserSession" | "RevokeUserSession" => {
            json!({"SessionId": format!("tkn{}", "0".repeat(25))})
        }
        "SetUserPoolClientSessionConfiguration" => {
            json!({"SSOSession": {"MaxValidityMinutes": 60}})
        }
        "SetUserPoolSessionConfiguration" => {
            json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}})
        }
        "RevokeToken" => json!({"Token": "garbage"}),
        "VerifySoftwareToken" => json!({"UserCode": "123456"}),
        "VerifyUserAttribute" => json!({"AttributeName": "email", "Code": "123456"}),
        _ => json!({}),
    }
}

fn takes(operation: &str, member: &str) -> bool {
    let members = table::input(operation).unwrap().members;
    members.iter().any(|taken| taken.name == member)
}

fn that_take(member: &'static str) -> impl Iterator<Item = &'static Built> {
    OPERATIONS
        .iter()
        .filter(move |operation| takes(operation.name, member))
}

fn of(caller: Caller) -> impl Iterator<Item = &'static Built> {
    OPERATIONS
        .iter()
        .filter(move |operation| operation.caller == caller)
}

#[test]
fn only_administrators_operations_look_at_a_signature() {
    let api = Api::usual();
    for operation in OPERATIONS {
        let name = operation.name;
        let unsigned = with_header(api.request(name, "{}"), "authorization", None);
        let answer = api.send(&unsigned);
        if operation.caller == Caller::Admin {
            let message = "Missing Authentication Token";
            let missing = refused("MissingAuthenticationTokenException", message);
            assert_eq!(read(&answer), Err(missing), "{name}");
            continue;
        }
        let (error, message) = read(&answer).unwrap_err();
        assert_eq!(error, "InvalidParameterException", "{name}: {message}");
        let of_another_body = api.request(name, "{ }");
        for authorization in ["garbage", of_another_body.header("authorization").unwrap()] {
            let signed = with_header(unsigned.clone(), "authorization", Some(authorization));
            let same = api.send(&signed);
            assert_eq!((same.status, &same.body), (answer.status, &answer.body));
        }
    }
}

#[test]
fn members_are_checked_before_anything_is_looked_up() {
    let api = Api::usual();
    let names = json!({
        "UserPoolId": NOWHERE, "ClientId": "nobody", "Username": "nobody", "AccessToken": "garbage",
    });
    for operation in OPERATIONS {
        let name = operation.name;
        let members = table::input(name).unwrap().members;
        for required in members.iter().filter(|member| member.required) {
            let mut request = request(name, &names);
            let removed = request.as_object_mut().unwrap().remove(required.name);
            assert!(removed.is_some(), "{name} requires {}", required.name);
            let (error, message) = api.call(name, request).unwrap_err();
            assert_eq!(error, "InvalidParameterException", "{name}: {message}");
            assert!(
                message.starts_with("1 validation error detected: Value")
                    && message.ends_with("' failed to satisfy constraint: Member must not be null"),
                "{name}: {message}"
            );
        }
    }
}

#[test]
fn a_pool_that_is_not_there_is_told_in_one_text() {
    let api = Api::usual();
    let names = json!({"UserPoolId": NOWHERE, "ClientId": api.client, "Username": "nobody"});
    let message = format!("User pool {NOWHERE} does not exist.");
    for Built { name, .. } in that_take("UserPoolId") {
        let answer = api.call(name, request(name, &names));
        let missing = refused("ResourceNotFoundException", &message);
        assert_eq!(answer, Err(missing), "{name}");
    }
}

#[test]
fn a_client_that_is_not_there_is_told_in_one_text() {
    let api = Api::usual();
    let (deleted, _) = api.add_client(json!({}));
    api.ok(
        "DeleteUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": deleted}),
    );
    for client in ["0123456789abcdefghijklmnop", "nobody", &deleted] {
        let names = json!({"ClientId": client, "Username": "nobody"});
        let message = format!("User pool client {client} does not exist.");
        let public = that_take("ClientId").filter(|built| built.caller == Caller::Public);
        for Built { name, .. } in public {
            let answer = api.call(name, request(name, &names));
            let missing = refused("ResourceNotFoundException", &message);
            assert_eq!(answer, Err(missing), "{name}");
        }
    }
}

#[test]
fn a_client_of_another_pool_is_told_with_the_pool() {
    let api = Api::usual();
    let others = api.ok("CreateUserPool", json!({"PoolName": "others"}));
    let (theirs, _) = api.add_client(json!({"UserPoolId": others["UserPool"]["Id"]}));
    let names = json!({"UserPoolId": api.pool, "ClientId": theirs});
    let message = format!(
        "User pool client {theirs} does not exist in user pool {}.",
        api.pool
    );
    for name in ["AdminInitiateAuth", "AdminRespondToAuthChallenge"] {
        let answer = api.call(name, request(name, &names));
        let missing = refused("ResourceNotFoundException", &message);
        assert_eq!(answer, Err(missing), "{name}");
    }
}

#[test]
fn a_user_who_is_not_there_is_told_in_one_text() {
    let api = Api::usual();
    let names = json!({"UserPoolId": api.pool, "Username": "nobody"});
    let named = that_take("Username")
        .filter(|operation| operation.caller == Caller::Admin)
        .filter(|operation| operation.name != "AdminCreateUser");
    for Built { name, .. } in named {
        let answer = api.call(name, request(name, &names));
        let missing = refused("UserNotFoundException", "User does not exist.");
        assert_eq!(answer, Err(missing), "{name}");
    }
}

#[test]
fn a_confidential_client_proves_itself_wherever_there_is_a_member_for_it() {
    let api = Api::usual();
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let names = json!({"ClientId": client, "Username": "nobody"});
    let none = format!("Client {client} is configured for secret but secret was not received");
    let bad = format!("Unable to verify secret hash for client {client}");
    for Built { name, .. } in that_take("SecretHash") {
        let with = |hash: &str| {
            let mut request = request(name, &names);
            if !hash.is_empty() {
                request["SecretHash"] = json!(hash);
            }
            api.call(name, request)
        };
        assert_eq!(with(""), Err(not_authorized(&none)), "{name}");
        assert_eq!(with("x"), Err(not_authorized(&bad)), "{name}");
        let refusal = with(&Api::secret_hash("nobody", &client, &secret)).err();
        let goes_on = refusal
            .as_ref()
            .is_none_or(|(error, _)| error == "UserNotFoundException");
        assert!(goes_on, "{name}: {refusal:?}");
    }
}

#[test]
fn a_users_operations_take_only_a_live_token_of_a_user_who_is_there() {
    let api = Api::usual();
    let token = |username: &str| {
        api.add_user(username);
        api.tokens(username)["AccessToken"].clone()
    };
    let (out, disabled, gone) = (token("out"), token("disabled"), token("gone"));
    let id = api.tokens("out")["IdToken"].clone();
    api.admin("AdminUserGlobalSignOut", "out");
    api.admin("AdminDisableUser", "disabled");
    api.admin("AdminDeleteUser", "gone");
    let invalid = not_authorized("Invalid Access Token");
    let refusals = [
        (json!("garbage"), invalid.clone()),
        (id, invalid),
        (out, not_authorized("Access Token has been revoked")),
        (disabled, not_authorized("User is disabled.")),
        (
            gone,
            refused("UserNotFoundException", "User does not exist."),
        ),
    ];
    let ask = |name: &str, token: &Value| {
        api.call(name, request(name, &json!({"AccessToken": token})))
            .unwrap_err()
    };
    for Built { name, .. } in of(Caller::User) {
        for (token, refusal) in &refusals {
            assert_eq!(ask(name, token), *refusal, "{name}");
        }
    }
    api.world.advance(Span::hours(1));
    for Built { name, .. } in of(Caller::User) {
        let expired = not_authorized("Access Token has expired");
        assert_eq!(ask(name, &refusals[2].0), expired, "{name}");
    }
}
