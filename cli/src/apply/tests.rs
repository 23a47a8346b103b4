use url::Url;

use super::*;
use crate::config;
use crate::deployment::Deployment;

const FILE: &str = include_str!("../../../vestibule.toml");

const OTHER_POOL: &str =
    "[[pool]]\nname = \"other\"\nsign_in_with = [\"username\"]\naliases = [\"email\"]\n";

pub(super) fn config(text: &str) -> Config {
    let public_url = Url::parse("http://localhost:8787").unwrap();
    config::parse(text, &public_url).unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{text}"))
}

/// Applies the file, agreeing to everything, and gives what was shown.
pub(super) fn run(deployment: &Deployment, text: &str) -> Result<String, Failure> {
    run_with(deployment, text, false, &mut |_| Ok(true))
}

fn run_with(
    deployment: &Deployment,
    text: &str,
    dry_run: bool,
    agree: &mut dyn FnMut(&[String]) -> io::Result<bool>,
) -> Result<String, Failure> {
    let mut out = Vec::new();
    let options = Options {
        dry_run,
        endpoint: "http://localhost:8787/".into(),
    };
    apply(deployment, &config(text), &options, agree, &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

/// The operations that changed something since the last time.
fn writes(deployment: &Deployment) -> Vec<&'static str> {
    deployment.writes.take()
}

#[test]
fn a_first_run_makes_everything_and_a_second_one_nothing() {
    let deployment = Deployment::default();
    let shown = run(&deployment, FILE).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "CreateUserPool",
            "CreateUserPoolDomain",
            "CreateResourceServer",
            "CreateUserPoolClient",
            "CreateUserPoolClient",
            "PutPoolExtensions",
        ]
    );
    let pool = deployment.pool_id("demo");
    let id = |client: &str| {
        deployment.client(client)["ClientId"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (demo_app, server) = (id("demo app"), id("server"));
    assert_eq!(
        shown,
        format!(
            "  + create     pool \"demo\"
  + create     domain \"demo\"
  + create     resource server \"api\"
  + create     client \"demo app\"
  + create     client \"server\"
  + create     pages and hardening of pool \"demo\"

6 to create, 0 to update, 0 to remove, 0 unchanged.

  created pool \"demo\"
  created domain \"demo\"
  created resource server \"api\"
  created client \"demo app\"
  created client \"server\"
  created pages and hardening of pool \"demo\"
Done.

  pool \"demo\": {pool}
    client \"demo app\": {demo_app}
    client \"server\": {server}
      its secret: aws cognito-idp describe-user-pool-client --endpoint-url http://localhost:8787/ \\
        --user-pool-id {pool} --client-id {server} --query UserPoolClient.ClientSecret
"
        )
    );

    let shown = run(&deployment, FILE).unwrap();
    assert_eq!(writes(&deployment), Vec::<&str>::new());
    assert!(
        shown.contains("0 to create, 0 to update, 0 to remove, 6 unchanged."),
        "{shown}"
    );
    assert!(shown.contains("Everything is as the file says."), "{shown}");
}

#[test]
fn only_what_the_file_changed_is_written_and_shown_old_to_new() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    writes(&deployment);
    let changed = FILE
        .replace(
            "access_token_validity = \"15m\"",
            "access_token_validity = \"30m\"",
        )
        .replace("min_length = 8", "min_length = 12")
        .replace("primary = \"#3b4fc4\"", "primary = \"#123456\"");
    let shown = run(&deployment, &changed).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "UpdateUserPool",
            "UpdateUserPoolClient",
            "PutPoolExtensions"
        ]
    );
    assert!(
        shown.starts_with(
            "  ~ update     pool \"demo\"
                 password.min_length  8 → 12
    unchanged  domain \"demo\"
    unchanged  resource server \"api\"
    unchanged  client \"demo app\"
  ~ update     client \"server\"
                 access_token_validity  15m → 30m
  ~ update     pages and hardening of pool \"demo\"
                 branding.light.primary  #3b4fc4 → #123456

0 to create, 3 to update, 0 to remove, 3 unchanged.
"
        ),
        "{shown}"
    );
    assert_eq!(
        deployment.pool_member("demo", "Policies")["PasswordPolicy"]["MinimumLength"],
        12
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let deployment = Deployment::default();
    let shown = run_with(&deployment, FILE, true, &mut |_| {
        panic!("a dry run asks nothing")
    })
    .unwrap();
    assert_eq!(writes(&deployment), Vec::<&str>::new());
    assert!(
        shown.ends_with("Nothing was changed: this was a dry run.\n"),
        "{shown}"
    );
}

#[test]
fn a_refused_write_stops_and_the_next_run_goes_on_from_there() {
    for failing in 0..6 {
        let deployment = Deployment::default();
        deployment.writes_before_failure.set(Some(failing));
        let Err(Failure::Write {
            error,
            done,
            not_done,
        }) = run(&deployment, FILE)
        else {
            panic!("write {failing} fails")
        };
        assert!(!error.may_have_happened());
        assert_eq!((done.len(), not_done.len()), (failing, 6 - failing));
        assert_eq!(writes(&deployment).len(), failing);

        run(&deployment, FILE).unwrap();
        assert_eq!(
            writes(&deployment).len(),
            6 - failing,
            "what was done is not done again"
        );
        assert_eq!(deployment.pool_ids().len(), 1);
    }
}

#[test]
fn a_lost_answer_makes_nothing_twice() {
    for failing in 0..6 {
        let deployment = Deployment::default();
        deployment.loses_answer.set(true);
        deployment.writes_before_failure.set(Some(failing));
        let Err(Failure::Write { error, .. }) = run(&deployment, FILE) else {
            panic!("write {failing} fails")
        };
        assert!(error.may_have_happened());

        run(&deployment, FILE).unwrap();
        assert_eq!(deployment.pool_ids().len(), 1);
        deployment.client("demo app");
        deployment.client("server");
    }
}

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
fn the_demo_is_told_its_clients_id() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    let [id] = deployment.pool_ids().try_into().unwrap();
    let extensions = deployment.extensions(&id);
    assert_eq!(
        extensions["DemoClientId"],
        deployment.client("demo app")["ClientId"]
    );
    assert_eq!(
        (&extensions["Demo"], &extensions["Hardening"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(extensions["Branding"]["Light"]["Primary"], "#3b4fc4");
    assert!(extensions["Branding"]["Texts"]["en"]["login.lead"].is_string());
}

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

#[test]
fn taking_something_away_is_asked_first() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    writes(&deployment);
    let less = FILE
        .replace("domain = \"demo\" ", "domain = \"demo2\" ")
        .replace(", write = \"Change everything\"", "")
        .replace(", \"api/write\"", "");
    let mut asked = Vec::new();
    let refusal = run_with(&deployment, &less, false, &mut |removals| {
        asked = removals.to_vec();
        Ok(false)
    });
    assert!(matches!(refusal, Err(Failure::NotAgreed)));
    assert_eq!(
        asked,
        ["domain \"demo\"", "scopes.write of resource server \"api\""]
    );
    assert_eq!(writes(&deployment), Vec::<&str>::new());

    run(&deployment, &less).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "DeleteUserPoolDomain",
            "CreateUserPoolDomain",
            "UpdateResourceServer",
            "UpdateUserPoolClient"
        ]
    );
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

#[test]
fn custom_attributes_are_added_and_never_changed() {
    let deployment = Deployment::default();
    let with = |attributes: &str| format!("{OTHER_POOL}[pool.custom_attributes]\n{attributes}");
    run(&deployment, &with("team = {}\n")).unwrap();
    writes(&deployment);
    let more =
        with("team = {}\nlevel = { type = \"number\", min = 1, max = 9, mutable = false }\n");
    let shown = run(&deployment, &more).unwrap();
    assert_eq!(writes(&deployment), ["AddCustomAttributes"]);
    assert!(
        shown.contains("level  none → number, fixed once set, min 1, max 9"),
        "{shown}"
    );
    assert!(
        run(&deployment, &more)
            .unwrap()
            .contains("Everything is as the file says.")
    );

    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &with("team = { max = 5 }\n")) else {
        panic!("it is fixed")
    };
    assert!(
        conflicts[0]
            .message
            .contains("custom_attributes.team.max is fixed"),
        "{conflicts:?}"
    );
}

#[test]
fn custom_attributes_are_added_by_the_call_and_no_more_than_fit() {
    let deployment = Deployment::default();
    let with = |numbers: std::ops::Range<u32>| {
        let attributes: String = numbers
            .map(|number| format!("a{number} = {{}}\n"))
            .collect();
        format!("{OTHER_POOL}[pool.custom_attributes]\n{attributes}")
    };
    run(&deployment, &with(0..1)).unwrap();
    writes(&deployment);
    run(&deployment, &with(0..40)).unwrap();
    assert_eq!(
        writes(&deployment),
        ["AddCustomAttributes", "AddCustomAttributes"]
    );

    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &with(40..51)) else {
        panic!("they are too many")
    };
    let expected =
        "the pool has 40 custom attributes already; expected at most 50 with those that are new";
    assert_eq!(conflicts[0].message, expected);
    assert_eq!(conflicts[0].at.line, 5);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}

#[test]
fn a_new_pool_has_no_more_attributes_than_its_making_takes() {
    let attributes: String = (0..50)
        .map(|number| format!("a{number} = {{}}\n"))
        .collect();
    let file = format!(
        "{OTHER_POOL}required_attributes = [\"name\"]\n[pool.custom_attributes]\n{attributes}"
    );
    let deployment = Deployment::default();
    let Err(Failure::Conflicts(conflicts)) = run(&deployment, &file) else {
        panic!("they are too many")
    };
    assert_eq!(conflicts[0].at.line, 6);
    assert_eq!(writes(&deployment), Vec::<&str>::new());
}
