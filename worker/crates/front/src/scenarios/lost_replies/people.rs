//! People, their addresses and names, and what they are sent.

use super::{Covered, Heard, prove};
use serde_json::{Value, json};
use vestibule_engine::{
    aliases,
    dev_mailbox::DevMailer,
    ports::mail::Mailer as _,
    testing::{World, authenticator::Authenticator},
};
use vestibule_idp::fixtures::api::{Api, PASSWORD, at_once, merged};
use vestibule_model::{alias::Alias, ids::Sub, object_key::ObjectKey, time::Span};
use vestibule_store::users::aliases::{FreeAlias, OwnAlias, ReserveAlias, SettleClaim, YieldAlias};

pub(super) const SCENARIOS: &[Covered] = &[
    (
        administrators_manage_people,
        &[
            "create_user",
            "set_password",
            "reinvite",
            "set_enabled",
            "require_reset",
            "update_attributes",
            "delete_user",
        ],
    ),
    (
        people_prove_their_addresses,
        &[
            "confirm_user",
            "issue_verification",
            "reset_password",
            "verify_attribute",
            "judge_guess",
            "take_quota",
        ],
    ),
    (
        people_join_and_leave_groups,
        &["change_group", "change_membership"],
    ),
    (devices_are_remembered, &["change_device"]),
    (a_passkey_is_begun, &["change_passkeys"]),
    (a_passkey_is_added, &["change_passkeys"]),
    (a_passkey_is_removed, &["change_passkeys"]),
    (a_developer_reads_mail, &["keep_mail"]),
    (
        messages_are_late,
        &["note_failed", "lease_messages", "note_delivered"],
    ),
    (
        aliases_change_hands,
        &[
            "reserve_alias",
            "own_alias",
            "free_alias",
            "settle_claim",
            "yield_alias",
            "note_released",
        ],
    ),
];

#[test]
fn losing_a_reply_about_people_changes_nothing() {
    for (scenario, names) in SCENARIOS {
        prove(*scenario, names);
    }
}

fn administrators_manage_people(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let create = |more: Value| {
        let usual = json!({
            "UserPoolId": api.pool, "Username": "alice", "TemporaryPassword": "Temp0rary-1",
            "DesiredDeliveryMediums": ["EMAIL"], "UserAttributes": [
                {"Name": "email", "Value": "alice@example.com"}, {"Name": "email_verified", "Value": "true"},
            ],
        });
        merged(usual, more)
    };
    heard.call("AdminCreateUser", create(json!({})));
    heard.call(
        "AdminCreateUser",
        create(json!({"MessageAction": "RESEND"})),
    );
    let password = json!({"UserPoolId": api.pool, "Username": "alice", "Password": PASSWORD, "Permanent": true});
    heard.call("AdminSetUserPassword", password);
    heard.admin("AdminResetUserPassword", "alice");
    let update = json!({
        "UserPoolId": api.pool, "Username": "alice", "UserAttributes": [{"Name": "name", "Value": "Alice"}],
    });
    heard.call("AdminUpdateUserAttributes", update);
    heard.admin("AdminDisableUser", "alice");
    heard.admin("AdminEnableUser", "alice");
    heard.admin("AdminGetUser", "alice");
    heard.admin("AdminDeleteUser", "alice");
    heard.admin("AdminGetUser", "alice");
    let answers = heard.answers;
    (api, answers)
}

fn people_join_and_leave_groups(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    api.add_user("alice");
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let group = json!({"UserPoolId": api.pool, "GroupName": "writers"});
    let with = |more: Value| merged(group.clone(), more);
    heard.call("CreateGroup", with(json!({"Precedence": 1})));
    heard.call("AdminAddUserToGroup", with(json!({"Username": "alice"})));
    heard.call("UpdateGroup", with(json!({"Description": "They write"})));
    heard.call("ListUsersInGroup", group.clone());
    heard.admin("AdminListGroupsForUser", "alice");
    heard.call(
        "AdminRemoveUserFromGroup",
        with(json!({"Username": "alice"})),
    );
    heard.call("AdminAddUserToGroup", with(json!({"Username": "alice"})));
    heard.call("DeleteGroup", group);
    heard.admin("AdminListGroupsForUser", "alice");
    heard.call("ListGroups", json!({"UserPoolId": api.pool}));
    let answers = heard.answers;
    (api, answers)
}

fn devices_are_remembered(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"DeviceConfiguration": {}}), json!({}));
    api.add_user("alice");
    let tokens = api.tokens("alice");
    let key = &tokens["NewDeviceMetadata"]["DeviceKey"];
    arm(&api.world);
    let mut heard = Heard::by(&api);
    let device = json!({"AccessToken": tokens["AccessToken"], "DeviceKey": key});
    heard.call("ConfirmDevice", device.clone());
    let status = json!({"DeviceRememberedStatus": "not_remembered"});
    heard.call("UpdateDeviceStatus", merged(device.clone(), status));
    heard.call("GetDevice", device.clone());
    heard.call("ForgetDevice", device);
    heard.admin("AdminListDevices", "alice");
    let answers = heard.answers;
    (api, answers)
}

fn a_passkey_is_begun(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    a_person_has_a_passkey(0, arm)
}

fn a_passkey_is_added(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    a_person_has_a_passkey(1, arm)
}

fn a_passkey_is_removed(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    a_person_has_a_passkey(2, arm)
}

/// `armed`: after how many changes.
fn a_person_has_a_passkey(armed: usize, arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let mut heard = Heard::by(&api);
    let arm_after = |changes| {
        if changes == armed {
            arm(&api.world);
        }
    };
    arm_after(0);
    let begun = heard.call("StartWebAuthnRegistration", json!({"AccessToken": token}));
    arm_after(1);
    let key = Authenticator::new("https://example.com", b"id");
    let credential = key.create(&begun["CredentialCreationOptions"]);
    let complete = json!({"AccessToken": token, "Credential": credential});
    heard.call("CompleteWebAuthnRegistration", complete);
    heard.call("ListWebAuthnCredentials", json!({"AccessToken": token}));
    arm_after(2);
    let delete = json!({"AccessToken": token, "CredentialId": credential["id"]});
    heard.call("DeleteWebAuthnCredential", delete);
    heard.call("ListWebAuthnCredentials", json!({"AccessToken": token}));
    let answers = heard.answers;
    (api, answers)
}

fn people_prove_their_addresses(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    arm(&api.world);
    let client = &api.client;
    let code = || api.world.mailbox.code_for("jane@example.com");
    let mut heard = Heard::by(&api);
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    let sign_up = json!({"ClientId": client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    heard.call("SignUp", sign_up);
    heard.call(
        "ResendConfirmationCode",
        json!({"ClientId": client, "Username": "jane"}),
    );
    // A client that hides its users leaves delivery to the timer.
    api.deliver_due();
    heard.call(
        "ConfirmSignUp",
        json!({"ClientId": client, "Username": "jane", "ConfirmationCode": code()}),
    );
    heard.call(
        "ForgotPassword",
        json!({"ClientId": client, "Username": "jane"}),
    );
    heard.call(
        "ForgotPassword",
        json!({"ClientId": client, "Username": "nobody"}),
    );
    api.deliver_due();
    for code in [Some("000000".to_owned()), code()] {
        let confirm = json!({"ClientId": client, "Username": "jane", "ConfirmationCode": code, "Password": PASSWORD});
        heard.call("ConfirmForgotPassword", confirm);
    }
    let tokens = heard.call("InitiateAuth", api.password_auth("jane", PASSWORD));
    let token = &tokens["AuthenticationResult"]["AccessToken"];
    heard.call(
        "GetUserAttributeVerificationCode",
        json!({"AccessToken": token, "AttributeName": "email"}),
    );
    heard.call(
        "VerifyUserAttribute",
        json!({"AccessToken": token, "AttributeName": "email", "Code": code()}),
    );
    heard.call(
        "ChangePassword",
        json!({"AccessToken": token, "PreviousPassword": "Wr0ng-Passw0rd!", "ProposedPassword": PASSWORD}),
    );
    heard.admin("AdminGetUser", "jane");
    let answers = heard.answers;
    (api, answers)
}

fn messages_are_late(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    arm(&api.world);
    let mut heard = Heard::by(&api);
    api.world.mailbox.refusing.set(true);
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    heard.call(
        "SignUp",
        json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes}),
    );
    api.world.mailbox.refusing.set(false);
    api.world.advance(Span::minutes(2));
    api.deliver_due();
    heard.answers.push(format!(
        "{} messages",
        api.world.mailbox.messages.borrow().len()
    ));
    let answers = heard.answers;
    (api, answers)
}

fn a_developer_reads_mail(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    let input = json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    api.ok("SignUp", input);
    arm(&api.world);
    let message = api.world.mailbox.messages.borrow()[0].clone();
    let cx = api.world.cx();
    let mailer = DevMailer {
        objects: cx.objects,
        timer: cx.timer,
        rng: cx.rng,
        keyring: cx.keyring,
    };
    let delivered = at_once(mailer.deliver(&message));
    let listed = at_once(vestibule_engine::dev_mailbox::list(&cx, None));
    let answers = vec![format!("{delivered:?}"), format!("{listed:?}")];
    drop(cx);
    (api, answers)
}

/// A user with an address whose alias lives in another object than the user.
fn apart(api: &Api) -> (String, Sub, Alias, ObjectKey, ObjectKey) {
    at_once(async {
        let cx = api.world.cx();
        let config = cx.pool(&api.pool).await.unwrap();
        for number in 0..50 {
            let name = format!("user{number}");
            let alias = Alias::new("email", &format!("{name}@example.com"));
            let slot = config.object_of_identifier(alias.value());
            let home = config.object_of_identifier(&name);
            if slot != home {
                api.add_user(&name);
                let user = vestibule_engine::find_user::find_named(&cx, &config, &name)
                    .await
                    .unwrap()
                    .unwrap();
                return (name, user.sub, alias, home, slot);
            }
        }
        panic!("all in one object");
    })
}

fn aliases_change_hands(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    arm(&api.world);
    let (name, sub, alias, home, slot) = apart(&api);
    let cx = api.world.cx();
    let mut answers = Vec::new();
    at_once(async {
        let config = cx.pool(&api.pool).await.unwrap();
        let user = vestibule_engine::find_user::find_named(&cx, &config, &name)
            .await
            .unwrap()
            .unwrap();
        let epoch = user.aliases[&alias].clone();
        let settle = |epoch: &str| SettleClaim {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch: epoch.to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&home, settle(&epoch)).await));
        answers.push(format!("{:?}", cx.call(&home, settle("never")).await));
        let yields = YieldAlias {
            sub: sub.clone(),
            alias: alias.clone(),
            epoch,
        };
        answers.push(format!("{:?}", cx.call(&home, yields).await));
        // What was given up is freed by the timer.
        answers.push(format!("{:?}", aliases::settle_due(&cx, &home).await));
        let reserve = ReserveAlias {
            alias: alias.clone(),
            sub: sub.clone(),
            epoch: "next".to_owned(),
            until: cx.now + Span::seconds(30),
            void: None,
        };
        answers.push(format!("{:?}", cx.call(&slot, reserve).await));
        let own = OwnAlias {
            alias: alias.clone(),
            epoch: "next".to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&slot, own).await));
        let free = FreeAlias {
            alias: alias.clone(),
            epoch: "next".to_owned(),
        };
        answers.push(format!("{:?}", cx.call(&slot, free).await));
    });
    drop(cx);
    (api, answers)
}
