mod conflicts;
mod custom_attributes;
mod interrupted;
mod left_alone;
mod sign_in;

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
        region: "local".into(),
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
            "SetUserPoolMfaConfig",
            "CreateUserPoolDomain",
            "CreateResourceServer",
            "CreateGroup",
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
  + create     second factors and passkeys of pool \"demo\"
  + create     domain \"demo\"
  + create     resource server \"api\"
  + create     group \"staff\"
  + create     client \"demo app\"
  + create     client \"server\"
  + create     pages and hardening of pool \"demo\"

8 to create, 0 to update, 0 to remove, 0 unchanged.

  created pool \"demo\"
  created second factors and passkeys of pool \"demo\"
  created domain \"demo\"
  created resource server \"api\"
  created group \"staff\"
  created client \"demo app\"
  created client \"server\"
  created pages and hardening of pool \"demo\"
Done.

  pool \"demo\": {pool}
    client \"demo app\": {demo_app}
    client \"server\": {server}
      its secret: aws cognito-idp describe-user-pool-client --endpoint-url http://localhost:8787/ \\
        --region local --user-pool-id {pool} --client-id {server} --query UserPoolClient.ClientSecret
"
        )
    );

    let shown = run(&deployment, FILE).unwrap();
    assert_eq!(writes(&deployment), Vec::<&str>::new());
    assert!(
        shown.contains("0 to create, 0 to update, 0 to remove, 8 unchanged."),
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
    unchanged  second factors and passkeys of pool \"demo\"
    unchanged  domain \"demo\"
    unchanged  resource server \"api\"
    unchanged  group \"staff\"
    unchanged  client \"demo app\"
  ~ update     client \"server\"
                 access_token_validity  15m → 30m
  ~ update     pages and hardening of pool \"demo\"
                 branding.light.primary  #3b4fc4 → #123456

0 to create, 3 to update, 0 to remove, 5 unchanged.
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
    assert!(extensions["Branding"]["Texts"]["en"]["login.lead_name"].is_string());
}

#[test]
fn taking_something_away_is_asked_first() {
    let deployment = Deployment::default();
    run(&deployment, FILE).unwrap();
    writes(&deployment);
    let less = FILE
        .replace("domain = \"demo\" ", "domain = \"demo2\" ")
        .replace(", write = \"Change everything\"", "")
        .replace(", \"api/write\"", "")
        .replace(
            "callback_urls = [\"{public_url}/demo/",
            "callback_urls = [\"{public_url}/app/",
        );
    let mut asked = Vec::new();
    let refusal = run_with(&deployment, &less, false, &mut |removals| {
        asked = removals.to_vec();
        Ok(false)
    });
    assert!(matches!(refusal, Err(Failure::NotAgreed)));
    assert_eq!(
        asked,
        [
            "domain \"demo\"",
            "scopes.write of resource server \"api\"",
            "http://localhost:8787/demo/ of callback_urls of client \"demo app\"",
            "api/write of scopes of client \"server\"",
        ]
    );
    assert_eq!(writes(&deployment), Vec::<&str>::new());

    run(&deployment, &less).unwrap();
    assert_eq!(
        writes(&deployment),
        [
            "DeleteUserPoolDomain",
            "CreateUserPoolDomain",
            "UpdateResourceServer",
            "UpdateUserPoolClient",
            "UpdateUserPoolClient"
        ]
    );
}
