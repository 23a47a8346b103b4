//! What is asked about nobody takes what it takes about somebody: the same transitions, statements, timers and seals, in the
//! request and in the delivery that a timer makes. No clock is asked.

use serde_json::{Value, json};
use vestibule_engine::testing::Traced;
use vestibule_idp::fixtures::api::{Api, PASSWORD, SrpClient, merged};
use vestibule_model::time::Span;

const HIDING: &str = "PreventUserExistenceErrors";
/// Within this after the request, whoever asked can't tell whether a message is delivered.
const EARLIEST: Span = Span::millis(500);
const LATEST: Span = Span::seconds(2);

/// What a request took, and the delivery after it.
struct Took {
    request: Vec<(String, Vec<String>)>,
    delivery: Vec<(String, Vec<String>)>,
    /// Of randomness, by request and delivery: where a password is hashed for nobody, its salt is one more.
    draws: [u64; 2],
    /// Whether the last object to be asked wants to be woken for a delivery.
    wakes: bool,
    /// How it went. What a success says is others' to test.
    answer: String,
}

/// A pool that hides its people, with one of each kind.
fn town(pool: Value, hardened: bool) -> Api {
    let usual = json!({
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"},
    });
    let api = Api::new(merged(usual, pool), json!({HIDING: "ENABLED"}));
    if hardened {
        api.harden();
    }
    api
}

fn of_usernames(hardened: bool) -> Api {
    let api = town(json!({}), hardened);
    for name in ["confirmed", "disabled"] {
        api.add_user(name);
    }
    api.admin("AdminDisableUser", "disabled");
    api.invite("invited", "Temp0rary-1");
    let sign_up = |name: &str, attributes: Value| {
        let input = json!({"ClientId": api.client, "Username": name, "Password": PASSWORD, "UserAttributes": attributes});
        api.ok("SignUp", input);
    };
    let phone = json!({"Name": "phone_number", "Value": "+15555550100"});
    sign_up(
        "waiting",
        json!([{"Name": "email", "Value": "waiting@example.com"}]),
    );
    sign_up("called", json!([phone]));
    sign_up("unreachable", json!([]));
    sign_up("reached", json!([phone]));
    api.admin("AdminConfirmSignUp", "reached");
    let verified = json!([{"Name": "phone_number_verified", "Value": "true"}]);
    api.ok(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": api.pool, "Username": "reached", "UserAttributes": verified}),
    );
    api
}

const EVERYBODY: [&str; 7] = [
    "confirmed",
    "disabled",
    "invited",
    "waiting",
    "called",
    "unreachable",
    "reached",
];

/// What is asked about a name, and what was asked before.
#[derive(Clone, Copy)]
struct Question<'a> {
    before: Option<&'a str>,
    operation: &'a str,
    /// Whether it has a message sent.
    sends: bool,
    by: By,
}

/// How a sign-in begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Password,
    /// The password is proven by SRP, and not sent.
    Proof,
    /// A code takes the password's place.
    Code,
}

impl Question<'_> {
    fn input(self, api: &Api, operation: &str, name: &str) -> Value {
        let usual = json!({"ClientId": api.client, "Username": name});
        let code = json!({"ConfirmationCode": "wrong"});
        match operation {
            "InitiateAuth" if self.by == By::Proof => {
                let parameters = json!({"USERNAME": name, "SRP_A": SrpClient::new().public()});
                json!({"ClientId": api.client, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters})
            }
            "InitiateAuth" if self.by == By::Code => {
                let parameters = json!({"USERNAME": name, "PREFERRED_CHALLENGE": "EMAIL_OTP"});
                json!({"ClientId": api.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters})
            }
            "RespondToAuthChallenge" if self.by == By::Code => {
                let challenge = api.ok("InitiateAuth", self.input(api, "InitiateAuth", name));
                deliver(api, LATEST);
                json!({
                    "ClientId": api.client, "ChallengeName": "EMAIL_OTP", "Session": challenge["Session"],
                    "ChallengeResponses": {"USERNAME": name, "EMAIL_OTP_CODE": "wrong"},
                })
            }
            "InitiateAuth" => api.password_auth(name, "N0t-the-password"),
            "RespondToAuthChallenge" => {
                let challenge = api.ok("InitiateAuth", self.input(api, "InitiateAuth", name));
                let answers = SrpClient::new().prove(
                    &api.pool,
                    &challenge["ChallengeParameters"],
                    "N0t-the-password",
                    api.world.now().millis(),
                );
                json!({"ClientId": api.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": answers})
            }
            "ConfirmSignUp" => merged(usual, code),
            "ConfirmForgotPassword" => merged(usual, merged(code, json!({"Password": PASSWORD}))),
            _ => usual,
        }
    }
}

/// What it takes to ask this about a name; how many messages it brings.
fn took(api: &Api, question: Question<'_>, name: &str) -> (Took, usize) {
    if let Some(before) = question.before {
        let _ = api.call(before, question.input(api, before, name));
        deliver(api, LATEST);
    }
    let before = api.world.mailbox.messages.borrow().len();
    let input = question.input(api, question.operation, name);
    let mut answer = String::new();
    let (request, asked) = api.world.traced(|| {
        answer = match api.call(question.operation, input) {
            Ok(_) => "a success".to_owned(),
            Err(refused) => format!("{refused:?}"),
        };
    });
    let (early, _) = api
        .world
        .traced(|| deliver(api, EARLIEST - Span::millis(1)));
    assert!(
        early.iter().all(|step| step.transition == "lease_messages"),
        "{name}: nothing goes before its time: {early:?}"
    );
    let (delivery, delivered) = api
        .world
        .traced(|| deliver(api, LATEST - EARLIEST + Span::millis(1)));
    assert_eq!(
        api.rows("outbox"),
        0,
        "{name}: it is gone within two seconds"
    );
    let alarm = request.last().and_then(|last| last.alarm);
    let took = Took {
        wakes: alarm.is_some_and(|alarm| (EARLIEST..=LATEST).contains(&alarm)),
        request: steps(request),
        delivery: sorted(steps(delivery)),
        draws: [asked, delivered],
        answer,
    };
    let after = api.world.mailbox.messages.borrow().len();
    (took, after - before)
}

/// After a while, what the timers find due.
fn deliver(api: &Api, after: Span) {
    api.world.advance(after);
    api.wake_all();
    api.deliver_at_once();
}

fn steps(traced: Vec<Traced>) -> Vec<(String, Vec<String>)> {
    let steps = traced.into_iter();
    steps
        .map(|step| (step.transition, step.statements))
        .collect()
}

/// Which of the objects comes first is chance.
fn sorted(mut steps: Vec<(String, Vec<String>)>) -> Vec<(String, Vec<String>)> {
    steps.sort();
    steps
}

/// Holds that it takes the same about all of these as about nobody, and that a message goes to those who are `reached`.
fn alike(api: &Api, question: Question<'_>, nobody: &str, names: &[&str], reached: &[&str]) {
    // What people did to get there is over: no timer of theirs is left.
    for _ in 0..3 {
        deliver(api, Span::days(3));
    }
    let ask = |name: &str| api.world.undone(|| took(api, question, name));
    // From the second on, the configuration is known.
    ask(nobody);
    let (expected, messages) = ask(nobody);
    assert_eq!(messages, 0);
    for name in names {
        let (somebody, messages) = ask(name);
        assert_eq!(messages, usize::from(reached.contains(name)), "{name}");
        let about = format!("{}: {name}", question.operation);
        assert_eq!(somebody.answer, expected.answer, "{about}");
        assert_eq!(somebody.request, expected.request, "{about}");
        assert_eq!(somebody.delivery, expected.delivery, "{about}");
        assert_eq!(somebody.wakes, expected.wakes, "{about}");
        if question.sends {
            assert_eq!(somebody.draws, expected.draws, "{about}");
        }
    }
    let delivered = expected.delivery.iter();
    let delivered = delivered.filter(|(transition, _)| transition == "note_delivered");
    assert_eq!(delivered.count(), usize::from(question.sends));
    assert_eq!(expected.wakes, question.sends);
}

const FORGOTTEN: Question<'_> = Question {
    before: None,
    operation: "ForgotPassword",
    sends: true,
    by: By::Password,
};
const ANOTHER: Question<'_> = Question {
    before: None,
    operation: "ResendConfirmationCode",
    sends: true,
    by: By::Password,
};

#[test]
fn a_code_for_a_forgotten_password() {
    for hardened in [true, false] {
        let api = of_usernames(hardened);
        let reached = ["confirmed", "reached"];
        alike(&api, FORGOTTEN, "nobody", &EVERYBODY, &reached);
    }
}

#[test]
fn another_code_for_a_sign_up() {
    let reached = ["waiting", "called"];
    alike(&of_usernames(true), ANOTHER, "nobody", &EVERYBODY, &reached);
    // Cognito tells who is confirmed, and who has no address.
    let hidden = ["disabled", "waiting", "called"];
    alike(&of_usernames(false), ANOTHER, "nobody", &hidden, &reached);
}

#[test]
fn a_wrong_code() {
    let api = of_usernames(true);
    for (asks, operation) in [
        ("ForgotPassword", "ConfirmForgotPassword"),
        ("ResendConfirmationCode", "ConfirmSignUp"),
    ] {
        for before in [None, Some(asks)] {
            let question = Question {
                before,
                operation,
                sends: false,
                by: By::Password,
            };
            alike(&api, question, "nobody", &EVERYBODY, &[]);
        }
    }
}

#[test]
fn a_wrong_password() {
    let question = Question {
        before: None,
        operation: "InitiateAuth",
        sends: false,
        by: By::Password,
    };
    alike(&of_usernames(true), question, "nobody", &EVERYBODY, &[]);
}

#[test]
fn a_proof_of_a_password() {
    for operation in ["InitiateAuth", "RespondToAuthChallenge"] {
        let question = Question {
            before: None,
            operation,
            sends: false,
            by: By::Proof,
        };
        alike(&of_usernames(true), question, "nobody", &EVERYBODY, &[]);
    }
}

#[test]
fn a_code_in_place_of_a_password() {
    let allowed = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    let pool = json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}}});
    let mut api = town(pool, false);
    let flows = json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]);
    api.client = api
        .add_client(json!({HIDING: "ENABLED", "ExplicitAuthFlows": flows}))
        .0;
    for name in ["confirmed", "disabled"] {
        api.add_user(name);
    }
    api.admin("AdminDisableUser", "disabled");
    api.invite("invited", "Temp0rary-1");
    api.sign_up("waiting");
    let names = ["confirmed", "disabled", "invited", "waiting"];
    for (operation, sends) in [("InitiateAuth", true), ("RespondToAuthChallenge", false)] {
        let question = Question {
            before: None,
            operation,
            sends,
            by: By::Code,
        };
        // Of an answer it is the code that it answers.
        alike(&api, question, "nobody", &names, &["confirmed"]);
    }
}

#[test]
fn an_address() {
    for apart in [true, false] {
        let api = town(json!({"AliasAttributes": ["email"]}), true);
        let (user, nobody) = api.addresses(apart);
        alike(&api, FORGOTTEN, &nobody, &[&user], &[&user]);
    }
    let api = town(json!({"UsernameAttributes": ["email"]}), true);
    api.add_user("jane@example.com");
    let jane = ["jane@example.com"];
    alike(&api, FORGOTTEN, "june@example.com", &jane, &jane);
}
