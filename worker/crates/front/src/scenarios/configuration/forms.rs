//! Forms that are posted while the pool changes all the time.

use serde_json::json;
use vestibule_engine::config::cache::Cache;
use vestibule_web::{
    fixtures::{Browser, EMAIL, House, PASSWORD, Seen},
    view::Message,
};

const CHOSEN: &str = "Chosen-Passw0rd";

/// A form, up to the moment at which it is posted.
struct Form {
    path: &'static str,
    fields: Vec<(&'static str, String)>,
    /// The transition that decides.
    decision: &'static str,
}

type Prepare = fn(&House, &Browser<'_>) -> Form;

const FORMS: [Prepare; 5] = [
    |house, _| {
        house.user(EMAIL);
        sign_in(PASSWORD, "record_sign_in")
    },
    |house, _| {
        house.user(EMAIL);
        sign_in("Wrong-Passw0rd", "reserve_attempt")
    },
    |_, _| Form {
        path: "/signup",
        fields: vec![("username", EMAIL.into()), ("password", PASSWORD.into())],
        decision: "create_user",
    },
    |house, browser| {
        house.invite(EMAIL, PASSWORD);
        let fields = [("username", EMAIL), ("password", PASSWORD)];
        let asked = browser.post(&house.at("/login"), &fields);
        Form {
            path: "/login",
            fields: vec![
                ("state", asked.hidden("state")),
                ("new_password", CHOSEN.into()),
                ("confirm_password", CHOSEN.into()),
            ],
            decision: "complete_new_password",
        }
    },
    |house, browser| {
        house.user(EMAIL);
        browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
        house.deliver_due();
        let code = house.world.mailbox.code_for(EMAIL).unwrap();
        Form {
            path: "/confirmforgotPassword",
            fields: vec![
                ("username", EMAIL.into()),
                ("code", code),
                ("password", CHOSEN.into()),
            ],
            decision: "reset_password",
        }
    },
];

fn sign_in(password: &str, decision: &'static str) -> Form {
    Form {
        path: "/login",
        fields: vec![("username", EMAIL.into()), ("password", password.into())],
        decision,
    }
}

/// What a form is answered when the pool changes right before each of the first `times` decisions, and how many passwords
/// were hashed.
fn posted(prepare: Prepare, times: u32) -> (Seen, &'static str, u64) {
    let house = House::new();
    let browser = house.browser();
    let form = prepare(&house, &browser);
    let isolate = Cache::default();
    let change = || {
        let input = json!({"UserPoolId": house.pool, "AutoVerifiedAttributes": ["email"]});
        house.call_on(&isolate, "UpdateUserPool", input).unwrap();
    };
    let objects = house.before_each(times, form.decision, change);
    let before = house.world.hashes.turns();
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let browser = browser.reaching(&objects);
    let seen = browser.post(&house.at(form.path), &fields);
    objects.has_happened();
    let hashed = house.world.hashes.turns() - before;
    (seen, form.decision, hashed)
}

/// What the person gets to see.
fn told(seen: &Seen) -> (u16, Option<String>, Option<Message>, bool) {
    let destination = seen.destination().map(str::to_owned);
    (
        seen.status(),
        destination,
        seen.notice(),
        seen.code().is_some(),
    )
}

#[test]
fn a_form_is_answered_as_ever_and_its_password_hashed_once() {
    for prepare in FORMS {
        let (undisturbed, decision, hashes) = posted(prepare, 0);
        assert!(hashes > 0, "{decision}");
        let (disturbed, _, hashed) = posted(prepare, 7);
        assert_eq!(told(&disturbed), told(&undisturbed), "{decision}");
        assert_eq!(hashed, hashes, "{decision}");
    }
}

#[test]
fn a_form_whose_pool_never_settles_is_to_be_sent_again() {
    for prepare in FORMS {
        let (seen, decision, _) = posted(prepare, 8);
        assert_eq!(seen.status(), 429, "{decision}");
    }
}
