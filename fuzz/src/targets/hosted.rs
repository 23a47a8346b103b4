//! The login pages and the OAuth endpoints: whatever is sent, browsers are led nowhere but to the client's own addresses,
//! and nothing fails on our side.

use crate::{
    deployment,
    http::{self, is_header_value},
};
use vestibule_engine::{http::Response, testing::at_once};
use vestibule_web::{
    answer::Answer,
    fixtures::{REDIRECT_URI, SIGNED_OUT},
    routes,
    view::View,
};

pub fn run(input: &[u8]) {
    let request = http::request(&deployment::with(|deployment| deployment.read(input)));
    let answer = deployment::run(|cx| at_once(routes::route(&cx, &request)));
    let status = match answer {
        None => return,
        Some(Answer::Response(response)) => {
            assert_response(&response);
            response.status
        }
        Some(Answer::Page(view)) => {
            assert_view(&view);
            view.status
        }
    };
    let statuses = [200, 204, 302, 303, 400, 401, 403, 405, 429];
    assert!(statuses.contains(&status), "{status}");
}

fn assert_response(response: &Response) {
    for (name, value) in &response.headers {
        assert!(is_header_value(value), "{name}: {value:?}");
        match *name {
            "location" => assert!(is_known(value), "{value:?}"),
            "set-cookie" => assert_cookie(value),
            _ => {}
        }
    }
    assert_eq!(
        matches!(response.status, 302 | 303),
        response.header("location").is_some()
    );
}

fn assert_view(view: &View) {
    assert!(is_own(&view.around.action) && is_own(&view.in_language("de")));
    for target in &view.form_targets {
        assert_eq!(target, "https:");
    }
    let links = &view.around.links;
    let links = [
        &links.login,
        &links.sign_up,
        &links.forgot_password,
        &links.resend,
        &links.different_user,
        &links.change_address,
    ];
    for link in links.into_iter().flatten() {
        assert!(is_own(link), "{link:?}");
    }
    for cookie in &view.cookies {
        assert_cookie(cookie);
    }
}

fn assert_cookie(cookie: &str) {
    assert!(is_header_value(cookie) && cookie.starts_with("__Host-"));
    assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax") && cookie.ends_with("; Secure"));
}

/// Whether an address is one that the client registered, or on the page's own host.
fn is_known(location: &str) -> bool {
    let is_under = |registered: &&str| {
        location
            .strip_prefix(*registered)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#']))
    };
    is_own(location) || [REDIRECT_URI, SIGNED_OUT].iter().any(is_under)
}

fn is_own(location: &str) -> bool {
    is_header_value(location)
        && location.starts_with('/')
        && !location.starts_with("//")
        && !location.starts_with("/\\")
}
