//! A browser that a person has remembered.

use super::*;
use serde_json::Value;
use vestibule_engine::devices::BROWSER_LIFE;

/// Somebody with an app, in a pool that remembers devices.
struct Remembering {
    house: House,
    secret: Value,
}

impl Remembering {
    fn new(configuration: &Value) -> Self {
        let house = House::with(
            json!({"DeviceConfiguration": configuration}),
            json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
        );
        house.user(EMAIL);
        house.offer(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }));
        let secret = house.add_software_token(EMAIL);
        Self { house, secret }
    }

    fn asking() -> Self {
        Self::new(&json!({
            "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true,
        }))
    }

    /// Signs in with the app's code.
    fn prove(&self, browser: &Browser<'_>, remember: bool) -> Seen {
        self.house.world.advance(Span::seconds(30));
        let asked = sign_in(&self.house, browser);
        let (state, code) = (asked.hidden(STATE), self.house.code_of(&self.secret));
        let mut fields = vec![(STATE, state.as_str()), (CODE, code.as_str())];
        if remember {
            fields.push((REMEMBER, "1"));
        }
        let seen = browser.post(&self.house.at("/login"), &fields);
        assert!(seen.code().is_some());
        seen
    }

    fn is_asked(&self, browser: &Browser<'_>) -> bool {
        let seen = sign_in(&self.house, browser);
        let is_asked = seen.location().is_none();
        assert!(is_asked || seen.code().is_some());
        is_asked
    }

    fn devices(&self) -> Vec<Value> {
        let input = json!({"UserPoolId": self.house.pool, "Username": EMAIL});
        let listed = self.house.ok("AdminListDevices", input);
        listed["Devices"].as_array().unwrap().clone()
    }

    fn token(&self) -> Value {
        let browser = self.house.browser();
        let url = self
            .house
            .query()
            .with("scope", "aws.cognito.signin.user.admin")
            .after("/login");
        let fields = [("username", EMAIL), ("password", PASSWORD)];
        let asked = browser.post(&url, &fields);
        self.house.world.advance(Span::seconds(30));
        let (state, code) = (asked.hidden(STATE), self.house.code_of(&self.secret));
        let seen = browser.post(&url, &[(STATE, &state), (CODE, &code)]);
        let tokens = crate::fixtures::body(&self.house.redeem(&seen.code().unwrap()));
        tokens["access_token"].clone()
    }
}

fn attribute<'a>(device: &'a Value, name: &str) -> Option<&'a str> {
    let attributes = device["DeviceAttributes"].as_array().unwrap();
    let found = attributes.iter().find(|one| one["Name"] == name)?;
    found["Value"].as_str()
}

#[test]
fn who_ticks_the_box_is_not_asked_again_in_this_browser() {
    let pool = Remembering::asking();
    let browser = pool.house.browser();
    let asked = sign_in(&pool.house, &browser);
    assert!(matches!(asked.page(), Page::SecondFactor(page) if page.remember == Some(false)));
    pool.prove(&browser, false);
    assert!(pool.is_asked(&browser), "the box was left alone");
    assert!(pool.devices().is_empty());
    pool.prove(&browser, true);
    assert!(!pool.is_asked(&browser));
    assert!(pool.is_asked(&pool.house.browser()), "another browser");
    let devices = pool.devices();
    assert_eq!(devices.len(), 1);
    assert_eq!(attribute(&devices[0], "device_name"), Some("Unknown"));
    let status = attribute(&devices[0], "dev:device_remembered_status");
    assert_eq!(status, Some("remembered"));
}

#[test]
fn a_ticked_box_stays_ticked_when_the_code_is_mistyped() {
    let pool = Remembering::asking();
    let browser = pool.house.browser();
    let asked = sign_in(&pool.house, &browser);
    let (state, code) = (asked.hidden(STATE), pool.house.code_of(&pool.secret));
    let wrong = [
        (STATE, state.as_str()),
        (CODE, other_than(&code)),
        (REMEMBER, "1"),
    ];
    let seen = browser.post(&pool.house.at("/login"), &wrong);
    assert_eq!(seen.field_error(CODE), Some(Message::CodeMismatch));
    assert!(matches!(seen.page(), Page::SecondFactor(page) if page.remember == Some(true)));
}

#[test]
fn where_nobody_is_asked_every_browser_is_remembered() {
    let pool = Remembering::new(&json!({"ChallengeRequiredOnNewDevice": true}));
    let browser = pool.house.browser();
    let asked = sign_in(&pool.house, &browser);
    assert!(matches!(asked.page(), Page::SecondFactor(page) if page.remember.is_none()));
    pool.prove(&browser, false);
    assert!(!pool.is_asked(&browser));
}

#[test]
fn a_remembered_browser_stands_for_nothing_unless_the_pool_says_so() {
    let pool = Remembering::new(&json!({"ChallengeRequiredOnNewDevice": false}));
    let browser = pool.house.browser();
    pool.prove(&browser, false);
    assert!(pool.is_asked(&browser));
    pool.prove(&browser, false);
    assert_eq!(pool.devices().len(), 1, "it is the same one");
}

#[test]
fn where_devices_are_not_remembered_a_ticked_box_does_nothing() {
    let house = house("OPTIONAL");
    let secret = house.add_software_token(EMAIL);
    let pool = Remembering { house, secret };
    let browser = pool.house.browser();
    pool.prove(&browser, true);
    assert!(pool.is_asked(&browser));
}

#[test]
fn it_ends_with_the_device_the_password_the_sessions_and_in_time() {
    type End = fn(&Remembering);
    let ends: [(&str, End); 7] = [
        ("ForgetDevice", |pool| {
            let key = pool.devices()[0]["DeviceKey"].clone();
            let input = json!({"AccessToken": pool.token(), "DeviceKey": key});
            pool.house.call("ForgetDevice", input).unwrap();
        }),
        ("AdminUpdateDeviceStatus", |pool| {
            let key = pool.devices()[0]["DeviceKey"].clone();
            pool.house.ok(
                "AdminUpdateDeviceStatus",
                json!({
                    "UserPoolId": pool.house.pool, "Username": EMAIL, "DeviceKey": key,
                    "DeviceRememberedStatus": "not_remembered",
                }),
            );
        }),
        ("ChangePassword", |pool| {
            let input = json!({
                "AccessToken": pool.token(), "PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD,
            });
            pool.house.ok("ChangePassword", input);
        }),
        ("AdminSetUserPassword", |pool| {
            pool.house.ok(
                "AdminSetUserPassword",
                json!({
                    "UserPoolId": pool.house.pool, "Username": EMAIL, "Password": PASSWORD, "Permanent": true,
                }),
            );
        }),
        ("AdminUserGlobalSignOut", |pool| {
            pool.house.admin("AdminUserGlobalSignOut", EMAIL);
        }),
        ("GlobalSignOut", |pool| {
            let input = json!({"AccessToken": pool.token()});
            pool.house.ok("GlobalSignOut", input);
        }),
        ("time", |pool| pool.house.world.advance(BROWSER_LIFE)),
    ];
    for (name, end) in ends {
        let pool = Remembering::asking();
        let browser = pool.house.browser();
        pool.prove(&browser, true);
        assert!(!pool.is_asked(&browser));
        end(&pool);
        assert!(pool.is_asked(&browser), "{name}");
    }
}

#[test]
fn a_reset_forgets_it() {
    let pool = Remembering::asking();
    let (house, browser) = (&pool.house, pool.house.browser());
    pool.prove(&browser, true);
    let url = house.at("/forgotPassword");
    browser.post(&url, &[("username", EMAIL)]);
    house.deliver_due();
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    let fields = [("username", EMAIL), (CODE, &code), ("password", PASSWORD)];
    browser.post(&house.at("/confirmforgotPassword"), &fields);
    assert!(pool.is_asked(&browser));
    assert!(pool.devices().is_empty());
}

#[test]
fn it_is_one_persons_and_its_key_is_worth_nothing_by_the_api() {
    let pool = Remembering::asking();
    let browser = pool.house.browser();
    pool.prove(&browser, true);
    let other = "bob@example.com";
    pool.house.user(other);
    pool.house.add_software_token(other);
    let fields = [("username", other), ("password", PASSWORD)];
    let seen = browser.post(&pool.house.at("/login"), &fields);
    assert!(matches!(seen.page(), Page::SecondFactor(_)));
    let challenge = pool.house.ok(
        "InitiateAuth",
        json!({
            "ClientId": pool.house.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {
                "USERNAME": EMAIL, "PASSWORD": PASSWORD, "DEVICE_KEY": pool.devices()[0]["DeviceKey"],
            },
        }),
    );
    assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
}
