//! Second factors, from setting them up to signing in with them.

mod set_up;
mod settings;
mod sign_in;

use crate::fixtures::api::{Api, PASSWORD, Refused, merged};
use serde_json::{Value, json};

const PHONE: &str = "+491711234567";

/// A pool that offers all second factors, with a person who has an address, a phone, and no second factor.
fn pool(mode: &str) -> Api {
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let api = Api::new(
        json!({
            "SmsConfiguration": sms,
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
            },
        }),
        json!({}),
    );
    api.add_user("alice");
    api.ok(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": api.pool, "Username": "alice", "UserAttributes": [
            {"Name": "phone_number", "Value": PHONE}, {"Name": "phone_number_verified", "Value": "true"},
        ]}),
    );
    api.offer(json!({
        "MfaConfiguration": mode, "SmsMfaConfiguration": {"SmsConfiguration": sms},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Subject": "Sign in", "Message": "Type {####}"},
    }));
    api
}

fn prefer(api: &Api, members: Value) -> Result<Value, Refused> {
    let input = merged(
        json!({"UserPoolId": api.pool, "Username": "alice"}),
        members,
    );
    api.call("AdminSetUserMFAPreference", input)
}

fn on() -> Value {
    json!({"Enabled": true})
}

fn first() -> Value {
    json!({"Enabled": true, "PreferredMfa": true})
}

/// The password's answer.
fn challenge(api: &Api) -> Value {
    api.sign_in("alice", PASSWORD).unwrap()
}

fn has_tokens(answer: &Value) -> bool {
    answer["AuthenticationResult"]["AccessToken"].is_string()
}

fn mailed(api: &Api, to: &str) -> String {
    api.world.mailbox.code_for(to).unwrap()
}

fn other_than(code: &str) -> &'static str {
    match code {
        "000000" => "000001",
        _ => "000000",
    }
}
