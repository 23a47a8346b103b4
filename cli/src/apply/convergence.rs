//! Whatever was applied before, after one run the deployment is as the file says: a property over all the settings
//! that can change.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{config, run};
use crate::deployment::Deployment;
use crate::plan::Plan;
use crate::state::State;

/// A file that says all that can change of a pool and a client; what is fixed is the same in every one.
fn any_file() -> impl Strategy<Value = String> {
    let words = |all: &'static [&'static str]| {
        prop::collection::btree_set(prop::sample::select(all), 0..=all.len())
    };
    let pool = (
        any::<[bool; 3]>(),
        words(&["lowercase", "uppercase", "numbers", "symbols"]),
        (6..=99_u8, 0..=24_u8, 1..=365_u16),
        prop::option::of("[a-z]{1,9}"),
        prop::option::of("[0-9a-f]{6}"),
        "[a-zA-Z0-9 .]{1,40}",
    );
    let client = (
        any::<[bool; 4]>(),
        words(&[
            "openid",
            "email",
            "phone",
            "profile",
            "api/read",
            "api/write",
        ]),
        words(&["user_srp", "user_password", "custom", "admin_user_password"]),
        (
            300..=3_600_u64,
            300..=86_400_u64,
            86_400..=2_592_000_u64,
            3..=15_u64,
            0..=60_u64,
        ),
        prop::option::of(words(&["email", "name", "sub", "custom:team"])),
    );
    let sign_in = (
        prop::option::of(words(&["email_otp", "sms_otp", "passkey"])),
        prop::option::of((any::<[bool; 2]>(), words(&["app", "email", "sms"]))),
        prop::option::of(any::<[bool; 2]>()),
        prop::option::of((
            prop::sample::select(&["always", "when_asked"][..]),
            any::<bool>(),
        )),
        prop::option::of((any::<bool>(), 1..=100_u8)),
        prop::option::of(any::<[bool; 3]>()),
        prop::option::of((any::<bool>(), "[a-z]{0,9}")),
        prop::option::of(0..=9_u8),
    );
    (pool, client, sign_in).prop_map(|(pool, client, sign_in)| {
        let (first, second, passkeys, devices, sessions, email, messages, group) = sign_in;
        let ([sign_up, protect, harden], require, (min_length, history, days), domain, color, text) = pool;
        let ([code, verify, revoke, rotate], scopes, flows, (access, id, refresh, session, grace), read) = client;
        // Who leaves SMS for mail, or says nothing of it any more, has to keep what it needs.
        let phones = second.as_ref().is_none_or(|([_, phones], factors)| {
            *phones || factors.contains("email") || factors.iter().eq([&"sms"])
        });
        let mut file = format!(
            "[[pool]]\nname = \"demo\"\nsign_in_with = [\"email\"]\nself_sign_up = {sign_up}\nhardening = {harden}\n\
             deletion_protection = {protect}\nverify = {:?}\ncustom_attributes = {{ team = {{}} }}\n",
            [(verify, "email"), (phones, "phone_number")]
                .iter()
                .filter_map(|(verified, attribute)| verified.then_some(*attribute))
                .collect::<Vec<_>>(),
        );
        if let Some(domain) = domain.filter(|domain| !["aws", "amazon", "cognito"].iter().any(|it| domain.contains(it))) {
            file += &format!("domain = {domain:?}\n");
        }
        if let Some(first) = first {
            let factors = first.into_iter().chain(["password"]);
            file += &format!("first_factors = {:?}\n", Vec::from_iter(factors));
        }
        if let Some(([on, _], factors)) = second {
            let mode = match (factors.is_empty(), on) {
                (true, _) => "off",
                (false, true) => "on",
                (false, false) => "optional",
            };
            file += &format!("[pool.mfa]\nmode = {mode:?}\nfactors = {:?}\n", Vec::from_iter(&factors));
            if factors.contains("email") && on {
                file += "email_text = \"It is {####}\"\n";
            }
        }
        if let Some([required, second]) = passkeys {
            let verification = if required { "required" } else { "preferred" };
            file += &format!(
                "[pool.passkeys]\nuser_verification = {verification:?}\nsecond_factor = {second}\n"
            );
        }
        if let Some((remember, second)) = devices {
            file += &format!("[pool.devices]\nremember = {remember:?}\nsecond_factor = {second}\n");
        }
        if let Some((track, most)) = sessions {
            file += &format!("[pool.sessions]\ntrack = {track}\nmax_per_user = {most}\n");
        }
        if let Some([from, reply_to, set]) = email {
            file += "[pool.email]\n";
            for (said, line) in [
                (from, "from = \"Acme <a@example.com>\"\n"),
                (reply_to, "reply_to = \"b@example.com\"\n"),
                (set, "configuration_set = \"c\"\n"),
            ] {
                file += if said { line } else { "" };
            }
        }
        if let Some((link, subject)) = messages {
            let by = if link { "link" } else { "code" };
            file += &format!("[pool.messages]\nconfirm_by = {by:?}\ncode_subject = {subject:?}\n");
        }
        file += &format!(
            "[pool.password]\nmin_length = {min_length}\nhistory = {history}\nrequire = {:?}\n\
             temporary_valid_for = \"{days}d\"\n[pool.branding.texts.en]\nlogin.heading = {text:?}\n",
            Vec::from_iter(&require),
        );
        if let Some(color) = color {
            file += &format!("[pool.branding.dark]\nsuccess = \"#{color}\"\n");
        }
        file += "[[pool.resource_server]]\nidentifier = \"api\"\nscopes = { read = \"Read\", write = \"Write\" }\n";
        if let Some(precedence) = group {
            file += &format!("[[pool.group]]\nname = \"staff\"\nprecedence = {precedence}\n");
        }
        file += &format!(
            "[[pool.client]]\nname = \"web\"\ntoken_revocation = {revoke}\nprevent_user_existence_errors = {verify}\n\
             refresh_token_rotation = {rotate}\naccess_token_validity = \"{access}s\"\nid_token_validity = \"{id}s\"\n\
             refresh_token_validity = \"{refresh}s\"\nauth_session_validity = \"{session}m\"\n",
        );
        if rotate {
            file += &format!("refresh_token_grace = \"{grace}s\"\n");
        }
        if !flows.is_empty() {
            file += &format!("auth_flows = {:?}\n", Vec::from_iter(&flows));
        }
        if code && !scopes.is_empty() {
            let scopes = Vec::from_iter(&scopes);
            file += &format!("flows = [\"code\"]\nscopes = {scopes:?}\ncallback_urls = [\"{{public_url}}/back\"]\n");
        }
        if let Some(read) = read.filter(|read: &BTreeSet<&str>| !read.is_empty()) {
            file += &format!("read_attributes = {:?}\n", Vec::from_iter(&read));
        }
        file
    })
}

proptest! {
    // Each makes a deployment and asks it dozens of times.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn applying_leaves_nothing_to_apply(first in any_file(), second in any_file()) {
        let deployment = Deployment::default();
        for file in [&first, &second] {
            run(&deployment, file).unwrap();
            let state = State::read(&deployment, &config(file)).unwrap();
            let plan = Plan::compute(&config(file), &state).unwrap();
            prop_assert!(plan.is_empty(), "{}", plan);
        }
    }
}
