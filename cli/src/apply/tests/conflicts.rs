//! What can't be had is refused before anything is written.

use super::*;

#[test]
fn what_is_fixed_is_refused_before_anything_is_written() {
    let deployment = Deployment::default();
    run(&deployment, &format!("{FILE}\n{OTHER_POOL}")).unwrap();
    writes(&deployment);
    let changed = format!("{FILE}\n{OTHER_POOL}")
        .replace(
            "sign_in_with = [\"email\"]",
            "sign_in_with = [\"phone_number\"]",
        )
        .replace("secret = true", "secret = false")
        .replace(
            "flows = [\"client_credentials\"]\nscopes = [\"api/read\", \"api/write\"]",
            "",
        )
        .replace("min_length = 8", "min_length = 12");
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &changed) else {
        panic!("there are conflicts")
    };
    let messages: Vec<&str> = conflicts
        .iter()
        .map(|conflict| conflict.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "pool \"demo\": sign_in_with is fixed once it is made; expected \"email\" as it is, found \"phone_number\" \
             (for another value, make a new one under another name)",
            "client \"server\": secret is fixed once it is made; expected \"yes\" as it is, found \"none\" \
             (for another value, make a new one under another name)",
        ]
    );
    let lines: Vec<&str> = changed.lines().collect();
    assert!(lines[conflicts[0].at.line - 1].starts_with("sign_in_with = [\"phone_number\"]"));
    assert_eq!(lines[conflicts[1].at.line - 1], "secret = false");
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn each_fixed_setting_is_refused_at_its_own_line() {
    const FIXED: &str = "[[pool]]\nname = \"fixed\"\nsign_in_with = [\"username\"]\naliases = [\"email\"]\n\
                         case_sensitive = false\nrequired_attributes = [\"name\"]\n\
                         [pool.custom_attributes]\nteam = { type = \"string\" }\n\
                         [pool.custom_attributes.level]\ntype = \"number\"\nmutable = false\nmin = 1\n\
                         [[pool.client]]\nname = \"web\"\nsecret = true\n";
    for (is, wanted) in [
        (
            "sign_in_with = [\"username\"]\naliases = [\"email\"]",
            "sign_in_with = [\"phone_number\"]",
        ),
        (
            "aliases = [\"email\"]",
            "aliases = [\"preferred_username\"]",
        ),
        ("case_sensitive = false", "case_sensitive = true"),
        (
            "required_attributes = [\"name\"]",
            "required_attributes = [\"nickname\"]",
        ),
        (
            "team = { type = \"string\" }",
            "team = { type = \"number\" }",
        ),
        ("mutable = false", "mutable = true"),
        ("min = 1", "min = 2"),
        ("secret = true", "secret = false"),
        // Of what is no longer there the table is named.
        (
            "[[pool.client]]\nname = \"web\"\nsecret = true",
            "[[pool.client]]\nname = \"web\"",
        ),
    ] {
        let deployment = Deployment::default();
        run(&deployment, FIXED).unwrap();
        writes(&deployment);
        let changed = FIXED.replace(is, wanted);
        let Err(Failure::Conflicts(conflicts)) = run(&deployment, &changed) else {
            panic!("{wanted} is a conflict")
        };
        let [conflict] = conflicts.as_slice() else {
            panic!("{conflicts:?}")
        };
        let named = changed.lines().nth(conflict.at.line - 1);
        assert_eq!(named, wanted.lines().next(), "{conflict:?}");
        assert!(
            conflict
                .message
                .contains("is fixed once it is made; expected")
        );
        assert_eq!(writes(&deployment), Vec::<&str>::new());
    }
}

#[test]
fn a_name_that_several_things_have_is_refused() {
    let deployment = Deployment::default();
    run(&deployment, OTHER_POOL).unwrap();
    let body = config(OTHER_POOL).pools[0].settings.to_create();
    deployment
        .call(crate::api::Target::cognito("CreateUserPool"), &body)
        .unwrap();
    writes(&deployment);
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, OTHER_POOL) else {
        panic!("the name is ambiguous")
    };
    let ids = deployment.pool_ids().join(", ");
    let expected = format!(
        "the deployment has several pools named \"other\" ({ids}); \
         expected one, so delete the others or choose another name"
    );
    assert_eq!(conflicts[0].message, expected);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn a_domain_of_another_pool_is_refused_before_anything_is_written() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    writes(&deployment);
    let thief = format!("{OTHER_POOL}domain = \"demo\"\n");
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &thief) else {
        panic!("the domain is taken")
    };
    let pool = deployment.pool_id("demo");
    let expected =
        format!("domain \"demo\" belongs to the pool {pool} already; expected another domain");
    assert_eq!(conflicts[0].message, expected);
    assert_eq!(conflicts[0].at.line, 5);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn the_demo_of_another_pool_is_refused_before_anything_is_written() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    writes(&deployment);
    let thief = format!(
        "{OTHER_POOL}demo_client = \"web\"\n[[pool.client]]\nname = \"web\"\nflows = [\"code\"]\n\
         scopes = [\"openid\"]\ncallback_urls = [\"{{public_url}}/demo/\"]\n"
    );
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &thief) else {
        panic!("the demo is taken")
    };
    let pool = deployment.pool_id("demo");
    let expected = format!(
        "the demo app signs in to the pool {pool} already; \
         expected no demo_client here, or none there first"
    );
    assert_eq!(conflicts[0].message, expected);
    assert_eq!(conflicts[0].at.line, 5);
    assert_eq!(writes(&deployment), Vec::<&str>::new());

    let without = FILE.replace("demo_client = \"demo app\"", "");
    run(&deployment, &format!("{without}\n{thief}")).unwrap();
    assert_eq!(
        deployment.client("web")["ClientId"],
        deployment.extensions(&deployment.pool_id("other"))["DemoClientId"]
    );
}

#[test]
fn what_the_pool_as_it_is_refuses_is_refused_before_anything_is_written() {
    let pool = |more: &str, client: &str| {
        format!(
            "[[pool]]\nname = \"p\"\nsign_in_with = [\"email\"]\n{more}[[pool.client]]\nname = \"web\"\n{client}"
        )
    };
    let deployment = Deployment::default();
    let first = pool("required_attributes = [\"name\"]\n", "");
    run(&deployment, &first).unwrap();
    let [id] = deployment.pool_ids().try_into().unwrap();
    let mut body = config(&first).pools[0].settings.to_update(&json!({}));
    body["UserPoolId"] = json!(id);
    body["UserPoolTier"] = json!("LITE");
    body["UserAttributeUpdateSettings"] =
        json!({"AttributesRequireVerificationBeforeUpdate": ["email"]});
    deployment
        .call(crate::api::Target::cognito("UpdateUserPool"), &body)
        .unwrap();
    writes(&deployment);

    let changed = pool(
        "verify = []\n",
        "refresh_token_rotation = true\nwrite_attributes = [\"email\"]\n",
    );
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &changed) else {
        panic!("there are conflicts")
    };
    let messages: Vec<String> = conflicts
        .iter()
        .map(|conflict| format!("{}: {}", conflict.at.line, conflict.message))
        .collect();
    assert_eq!(
        messages,
        [
            "4: pool \"p\" has \"email\" verified before it changes; expected it in verify",
            "7: pool \"p\" is of the tier LITE, which has no rotation; expected refresh_token_rotation = false",
            "8: write_attributes lacks \"name\", which each new user of pool \"p\" has to give; expected it too",
        ]
    );
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}
