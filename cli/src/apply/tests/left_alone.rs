//! What the file has no word for.

use super::*;

#[test]
fn settings_that_the_file_has_no_word_for_survive_an_update() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    let [id] = deployment.pool_ids().try_into().unwrap();
    let mut body = crate::api::describe_user_pool(&deployment, &id).unwrap();
    let keep = ["Policies", "AutoVerifiedAttributes"];
    body.as_object_mut()
        .unwrap()
        .retain(|name, _| keep.contains(&&**name));
    body["UserPoolId"] = json!(id);
    body["AdminCreateUserConfig"] = json!({
        "AllowAdminCreateUserOnly": false, "InviteMessageTemplate": {"EmailSubject": "Come in"},
    });
    body["UserAttributeUpdateSettings"] =
        json!({"AttributesRequireVerificationBeforeUpdate": ["email"]});
    body["VerificationMessageTemplate"] = json!({"EmailSubject": "Your code"});
    deployment
        .call(crate::api::Target::cognito("UpdateUserPool"), &body)
        .unwrap();

    run(
        &deployment,
        &FILE.replace("self_sign_up = true", "self_sign_up = false"),
    )
    .unwrap();
    let member = |name: &str| deployment.pool_member("demo", name);
    assert_eq!(
        member("UserAttributeUpdateSettings")["AttributesRequireVerificationBeforeUpdate"],
        json!(["email"])
    );
    assert_eq!(
        member("VerificationMessageTemplate")["EmailSubject"],
        "Your code"
    );
    let admin = member("AdminCreateUserConfig");
    assert_eq!(admin["InviteMessageTemplate"]["EmailSubject"], "Come in");
    assert_eq!(admin["AllowAdminCreateUserOnly"], true);
}

#[test]
fn a_file_that_says_nothing_of_deletion_protection_lowers_none() {
    let deployment = Deployment::default();
    let protected = OTHER_POOL.to_owned() + "deletion_protection = true\n";
    run(&deployment, &protected).unwrap();
    let shown = run(&deployment, OTHER_POOL).unwrap();
    assert!(shown.contains("Everything is as the file says."), "{shown}");
    run(
        &deployment,
        &(OTHER_POOL.to_owned() + "self_sign_up = false\n"),
    )
    .unwrap();
    assert_eq!(
        deployment.pool_member("other", "DeletionProtection"),
        "ACTIVE"
    );
    run(
        &deployment,
        &(OTHER_POOL.to_owned() + "deletion_protection = false\n"),
    )
    .unwrap();
    assert_eq!(
        deployment.pool_member("other", "DeletionProtection"),
        "INACTIVE"
    );
}

#[test]
fn a_client_keeps_its_secret_and_nobody_sees_it() {
    let deployment = Deployment::default();
    let shown = run(&deployment, FILE).unwrap();
    let shown_again = run(&deployment, &FILE.replace("\"15m\"", "\"20m\"")).unwrap();
    let secret = deployment.client("server")["ClientSecret"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!shown.contains(&secret) && !shown_again.contains(&secret));
}

#[test]
fn what_the_file_does_not_speak_of_is_left_alone() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{FILE}\n{OTHER_POOL}")).unwrap();
    writes(&deployment);
    let without_server = &FILE[..FILE.find("# A program that signs in").unwrap()];
    let shown = run(&deployment, without_server).unwrap();
    assert_eq!(writes(&deployment), Vec::<&str>::new());
    assert!(
        shown.contains("not in the file, left alone: pool \"other\"\n"),
        "{shown}"
    );
    assert!(
        shown.contains("not in the file, left alone: client \"server\"\n"),
        "{shown}"
    );
}
