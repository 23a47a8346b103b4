//! Who signs in: people of each kind that a sign-in can meet, each with a deployment of its own.

use super::{
    steps::{Age, Answer, Begin, Move, Proof},
    tally::Tally,
};
use serde_json::{Value, json};
use vestibule_engine::testing::authenticator::Authenticator;
use vestibule_idp::fixtures::{
    api::{Api, PASSWORD, SrpClient, text},
    merged,
};

pub(super) const NAME: &str = "alice";
pub(super) const EMAIL: &str = "alice@example.com";
pub(super) const PHONE: &str = "+491711234567";
pub(super) const TEMPORARY: &str = "Temp0rary-1";
/// What a device chose.
pub(super) const DEVICE_SECRET: &str = "a device's password";

/// A person, what the person has, and what the pool wants to have proven.
pub(super) struct Person {
    pub(super) what: &'static str,
    pub(super) api: Api,
    /// Of the authenticator app.
    pub(super) secret: Option<Value>,
    pub(super) device: Option<Device>,
    pub(super) passkey: Authenticator,
    pub(super) sub: String,
    /// The client's public value, always the same one.
    pub(super) srp_a: String,
    /// What a sign-in begins with.
    pub(super) begins: &'static [Begin],
    /// Sets of proofs for each of which tokens have to come on some way.
    pub(super) ends: &'static [&'static [Proof]],
    /// As far as the longest sign-in goes.
    pub(super) depth: usize,
    /// Where orders are walked from too, and not as deep: with what takes many steps under way twice.
    pub(super) also_from: &'static [Move],
    pub(super) tally: Tally,
    /// Nobody has the name before the person signs up.
    pub(super) signs_up: bool,
    /// The password is a temporary one.
    pub(super) invited: bool,
    /// The highest level that the person can reach.
    pub(super) highest: u8,
    /// A second factor is wanted.
    pub(super) second: bool,
    /// A passkey counts as both factors.
    pub(super) passkey_is_both: bool,
    /// A remembered device stands for the second factor.
    pub(super) device_stands_in: bool,
}

#[derive(Clone)]
pub(super) struct Device {
    pub(super) key: String,
    pub(super) group: String,
}

/// What a kind of person is told by.
struct Kind {
    what: &'static str,
    begins: &'static [Begin],
    ends: &'static [&'static [Proof]],
    depth: usize,
    also_from: &'static [Move],
    /// Whether the client hides its users.
    hides: bool,
    mode: &'static str,
    token: bool,
    /// Whether the app isn't turned on, so that a level alone asks for it.
    off: bool,
    sms: bool,
    mail: bool,
    invited: bool,
    signs_up: bool,
    /// Whether the pool offers addresses as second factors, to one who has none.
    bare: bool,
    /// Whether a device is remembered, and then whether it stands for the second factor.
    device: Option<bool>,
    passkey_is_both: bool,
}

/// What follows is the same for most, whatever the first factor was.
const BY_PASSWORD: &[Begin] = &[Begin::Password];

const PLAIN: Kind = Kind {
    what: "one who needs a first factor alone",
    begins: &[Begin::Password, Begin::Srp, Begin::Choice(None)],
    ends: &[],
    depth: 4,
    also_from: &[],
    hides: false,
    mode: "OFF",
    token: false,
    off: false,
    sms: false,
    mail: false,
    invited: false,
    signs_up: false,
    bare: false,
    device: None,
    passkey_is_both: false,
};

const KINDS: [Kind; 18] = [
    Kind {
        ends: &[
            &[Proof::Password],
            &[Proof::Code("email_otp")],
            &[Proof::Passkey],
        ],
        ..PLAIN
    },
    Kind {
        what: "one with an authenticator app",
        ends: &[
            &[Proof::Password, Proof::Second("otp")],
            &[Proof::Passkey, Proof::Second("otp")],
        ],
        mode: "OPTIONAL",
        token: true,
        ..PLAIN
    },
    Kind {
        what: "one who is sent codes by SMS",
        begins: BY_PASSWORD,
        ends: &[&[Proof::Password, Proof::Second("sms")]],
        mode: "OPTIONAL",
        sms: true,
        ..PLAIN
    },
    Kind {
        what: "one who is sent codes by mail",
        begins: BY_PASSWORD,
        ends: &[&[Proof::Password, Proof::Second("email_otp")]],
        mode: "ON",
        mail: true,
        ..PLAIN
    },
    Kind {
        what: "one with all second factors",
        begins: BY_PASSWORD,
        ends: &[&[Proof::Password, Proof::Second("otp")]],
        mode: "ON",
        token: true,
        sms: true,
        mail: true,
        ..PLAIN
    },
    Kind {
        what: "one who has to set up a second factor",
        begins: BY_PASSWORD,
        ends: &[&[Proof::Password, Proof::SetUp("otp")]],
        mode: "ON",
        ..PLAIN
    },
    Kind {
        what: "one who has to set up a second factor, which may be an address",
        begins: BY_PASSWORD,
        ends: &[
            &[Proof::Password, Proof::SetUp("email_otp")],
            &[Proof::Password, Proof::SetUp("sms")],
            &[Proof::Password, Proof::SetUp("otp")],
        ],
        also_from: &[
            Move::Begin(Begin::Password),
            Move::Answer(0, Answer::Address("EMAIL_OTP")),
            Move::Begin(Begin::Password),
            Move::Answer(2, Answer::Associate),
        ],
        mode: "ON",
        bare: true,
        ..PLAIN
    },
    Kind {
        what: "one who was invited",
        begins: BY_PASSWORD,
        ends: &[&[Proof::Password, Proof::Temporary, Proof::NewPassword]],
        invited: true,
        ..PLAIN
    },
    Kind {
        what: "one who was invited and has to set up a second factor",
        begins: BY_PASSWORD,
        ends: &[&[
            Proof::Password,
            Proof::Temporary,
            Proof::NewPassword,
            Proof::SetUp("otp"),
        ]],
        depth: 5,
        mode: "ON",
        invited: true,
        ..PLAIN
    },
    Kind {
        what: "one on a device that stands for the second factor",
        begins: &[Begin::Password, Begin::Choice(Some("WEB_AUTHN"))],
        ends: &[
            &[Proof::Password, Proof::Device],
            &[Proof::Passkey, Proof::Device],
        ],
        mode: "OPTIONAL",
        token: true,
        device: Some(true),
        ..PLAIN
    },
    Kind {
        what: "one on a device that is asked for too",
        begins: &[Begin::Password, Begin::Choice(Some("WEB_AUTHN"))],
        ends: &[
            &[Proof::Password, Proof::Second("otp"), Proof::Device],
            &[Proof::Passkey, Proof::Second("otp"), Proof::Device],
        ],
        mode: "OPTIONAL",
        token: true,
        device: Some(false),
        ..PLAIN
    },
    Kind {
        what: "one on a device who needs a first factor alone",
        begins: &[
            Begin::Choice(Some("PASSWORD")),
            Begin::Choice(Some("EMAIL_OTP")),
        ],
        ends: &[
            &[Proof::Password, Proof::Device],
            &[Proof::Code("email_otp"), Proof::Device],
        ],
        device: Some(true),
        ..PLAIN
    },
    Kind {
        what: "one of whom clients ask levels",
        begins: &[
            Begin::Towards(Some("PASSWORD"), &[4, 1]),
            Begin::Towards(Some("PASSWORD"), &[1, 4]),
            Begin::Towards(Some("EMAIL_OTP"), &[2]),
            Begin::Towards(Some("WEB_AUTHN"), &[3, 1]),
            Begin::StepUp(&[4], Age::Now),
            Begin::StepUp(&[4], Age::Old),
        ],
        ends: &[
            &[Proof::Password, Proof::Second("otp")],
            &[Proof::Password],
            &[Proof::Code("email_otp")],
            &[Proof::Passkey],
            &[Proof::Password, Proof::Second("otp"), Proof::Shown],
            &[Proof::Password, Proof::Second("otp"), Proof::Stale],
        ],
        depth: 3,
        mode: "OPTIONAL",
        token: true,
        off: true,
        ..PLAIN
    },
    Kind {
        what: "one who signs up",
        begins: &[Begin::SignUp],
        ends: &[&[Proof::SignedUp], &[Proof::Code("email_otp")]],
        signs_up: true,
        ..PLAIN
    },
    Kind {
        what: "one who signs up and has to set up a second factor",
        begins: &[Begin::SignUp],
        ends: &[&[Proof::SetUp("otp"), Proof::SignedUp]],
        depth: 5,
        also_from: &[
            Move::Begin(Begin::SignUp),
            Move::Answer(0, Answer::Confirm { with_session: true }),
            Move::Answer(1, Answer::GoOn),
        ],
        mode: "ON",
        signs_up: true,
        ..PLAIN
    },
    Kind {
        what: "one whose passkey is both factors",
        ends: &[&[Proof::Password, Proof::Second("otp")], &[Proof::Passkey]],
        mode: "OPTIONAL",
        token: true,
        passkey_is_both: true,
        ..PLAIN
    },
    Kind {
        what: "one whom the client hides",
        begins: &[Begin::Choice(Some("EMAIL_OTP"))],
        ends: &[&[Proof::Code("email_otp")]],
        hides: true,
        ..PLAIN
    },
    Kind {
        what: "one with an authenticator app whom the client hides",
        begins: &[Begin::Password, Begin::Choice(Some("EMAIL_OTP"))],
        ends: &[&[Proof::Password, Proof::Second("otp")]],
        hides: true,
        mode: "OPTIONAL",
        token: true,
        ..PLAIN
    },
];

pub(super) fn all() -> Vec<Person> {
    KINDS.iter().map(Person::of).collect()
}

/// Those whom the client hides.
pub(super) fn hidden() -> Vec<Person> {
    let hidden = KINDS.iter().filter(|kind| kind.hides);
    hidden.map(Person::of).collect()
}

impl Person {
    fn of(kind: &Kind) -> Self {
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        let allowed = json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
        let mut pool = json!({
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
            "SmsConfiguration": sms,
            "EmailConfiguration": {
                "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
            },
        });
        if kind.signs_up {
            pool["AutoVerifiedAttributes"] = json!(["email"]);
        }
        if let Some(stands_in) = kind.device {
            pool["DeviceConfiguration"] = json!({"ChallengeRequiredOnNewDevice": stands_in});
        }
        let flows = json!([
            "ALLOW_USER_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ]);
        let hides = if kind.hides { "ENABLED" } else { "LEGACY" };
        let client = json!({"ExplicitAuthFlows": flows, "PreventUserExistenceErrors": hides});
        let api = Api::new(pool, client);
        api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
        let mut passkey = Authenticator::new("https://login.example.com", b"a credential");
        passkey.counter = Some(1);
        match (kind.signs_up, kind.invited) {
            (true, _) => {}
            (_, true) => api.invite(NAME, TEMPORARY),
            _ => api.add_user(NAME),
        }
        let of_user = json!({"UserPoolId": api.pool, "Username": NAME});
        if kind.bare {
            let addresses = json!({"UserAttributeNames": ["email"]});
            let all = merged(of_user.clone(), addresses);
            api.ok("AdminDeleteUserAttributes", all);
        } else if !kind.signs_up {
            add_phone(&api);
        }
        let mut device = None;
        if !(kind.invited || kind.signs_up) {
            let tokens = api.tokens(NAME);
            let token = tokens["AccessToken"].clone();
            let asked = api.ok("StartWebAuthnRegistration", json!({"AccessToken": token}));
            let credential = passkey.create(&asked["CredentialCreationOptions"]);
            let made = json!({"AccessToken": token, "Credential": credential});
            api.ok("CompleteWebAuthnRegistration", made);
            device = tokens.get("NewDeviceMetadata").map(|given| Device {
                key: text(&given["DeviceKey"]),
                group: text(&given["DeviceGroupKey"]),
            });
            if let Some(Device { key, group }) = &device {
                let secret = SrpClient::device_secret(group, key, DEVICE_SECRET);
                let confirm = json!({
                    "AccessToken": token, "DeviceKey": key, "DeviceSecretVerifierConfig": secret,
                });
                api.ok("ConfirmDevice", confirm);
            }
        }
        let factor = match kind.passkey_is_both {
            true => "MULTI_FACTOR_WITH_USER_VERIFICATION",
            false => "SINGLE_FACTOR",
        };
        let passkeys = json!({"RelyingPartyId": "example.com", "FactorConfiguration": factor});
        let offer = |mode: &str| {
            let factors = match mode {
                "OFF" => json!({}),
                _ if !(kind.sms || kind.mail || kind.bare) => json!({
                    "SoftwareTokenMfaConfiguration": {"Enabled": true},
                }),
                _ => json!({
                    "SmsMfaConfiguration": {"SmsConfiguration": sms},
                    "SoftwareTokenMfaConfiguration": {"Enabled": true},
                    "EmailMfaConfiguration": {"Subject": "Sign in", "Message": "Type {####}"},
                }),
            };
            let members = json!({"MfaConfiguration": mode, "WebAuthnConfiguration": passkeys});
            api.offer(merged(members, factors));
        };
        let secret = kind.token.then(|| {
            offer("OPTIONAL");
            api.add_software_token(NAME)
        });
        offer(kind.mode);
        if kind.off {
            let off = json!({"SoftwareTokenMfaSettings": {"Enabled": false}});
            api.ok("AdminSetUserMFAPreference", merged(of_user.clone(), off));
        }
        let preferences = json!({
            "SMSMfaSettings": {"Enabled": kind.sms}, "EmailMfaSettings": {"Enabled": kind.mail},
        });
        if kind.sms || kind.mail {
            let all = merged(of_user.clone(), preferences);
            api.ok("AdminSetUserMFAPreference", all);
        }
        if kind.passkey_is_both {
            let both = json!({"WebAuthnMfaSettings": {"Enabled": true}});
            api.ok("AdminSetUserMFAPreference", merged(of_user, both));
        }
        let sub = match kind.signs_up {
            true => String::new(),
            false => sub(&api),
        };
        Self {
            what: kind.what,
            sub,
            srp_a: SrpClient::new().public(),
            secret,
            device,
            passkey,
            begins: kind.begins,
            ends: kind.ends,
            depth: kind.depth,
            also_from: kind.also_from,
            tally: Tally::default(),
            signs_up: kind.signs_up,
            invited: kind.invited,
            // By a passkey at least, or by the password and a code.
            highest: if kind.token { 4 } else { 3 },
            second: kind.mode == "ON" || (kind.token && !kind.off) || kind.sms || kind.mail,
            passkey_is_both: kind.passkey_is_both,
            device_stands_in: kind.device == Some(true),
            api,
        }
    }

    /// `SignUp`
    pub(super) fn sign_up(&self) -> Value {
        json!({
            "ClientId": self.api.client, "Username": NAME, "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": EMAIL}],
        })
    }

    /// Signs up and confirms that, as far as that is still to be done.
    pub(super) fn is_signed_up(&self) {
        let named = json!({"ClientId": self.api.client, "Username": NAME});
        let _ = self.api.call("SignUp", self.sign_up());
        let _ = self.api.call("ResendConfirmationCode", named.clone());
        self.api.deliver_due();
        let code = self.api.world.mailbox.code_for(EMAIL);
        let confirm = merged(named, json!({"ConfirmationCode": code}));
        let _ = self.api.call("ConfirmSignUp", confirm);
    }
}

fn sub(api: &Api) -> String {
    let user = api.admin("AdminGetUser", NAME);
    let mut attributes = user["UserAttributes"].as_array().unwrap().iter();
    let sub = attributes.find(|one| one["Name"] == "sub").unwrap();
    text(&sub["Value"])
}

/// A phone number that is verified.
fn add_phone(api: &Api) {
    let attributes = json!([
        {"Name": "phone_number", "Value": PHONE}, {"Name": "phone_number_verified", "Value": "true"},
    ]);
    let input = json!({"UserPoolId": api.pool, "Username": NAME, "UserAttributes": attributes});
    api.ok("AdminUpdateUserAttributes", input);
}
