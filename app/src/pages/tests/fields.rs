//! Fields, for who types and for who listens.

use super::*;

#[test]
fn an_address_is_typed_where_the_browser_takes_every_letter() {
    for page in pages() {
        let html = render(&page, &frame());
        assert!(!html.contains("type=\"email\""), "{page:?}");
    }
    let html = render(&login(), &frame());
    assert!(html.contains("type=\"text\" inputmode=\"email\""), "{html}");
}

#[test]
fn every_visible_field_has_a_label() {
    for page in pages() {
        let html = render(&page, &frame());
        for id in html
            .split("<input id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(
                html.contains(&format!("<label for=\"{id}\">")),
                "{id} in {page:?}"
            );
        }
    }
}

#[test]
fn ids_are_unique() {
    let mut frame = frame();
    frame.around.notice = Some(Notice::danger(Message::Unexpected));
    for page in pages() {
        let html = render(&page, &frame);
        let mut ids: Vec<_> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{page:?}");
    }
}

#[test]
fn a_refused_field_says_so_and_takes_the_focus() {
    let mut frame = frame();
    frame
        .around
        .field_errors
        .insert("password".into(), Message::Password(Vec::new()));
    let html = render(&sign_up(), &frame);
    let field = html
        .split("<input id=\"new_password\"")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    let field = field.expect("the page has a password field");
    assert!(
        field.contains("autofocus") && field.contains("aria-invalid=\"true\""),
        "{field}"
    );
    assert!(
        field.contains("aria-describedby=\"new_password-error new_password-rules\""),
        "{field}"
    );
    assert_eq!(html.matches(" autofocus").count(), 1);
    assert!(html.contains(
        "<p id=\"new_password-error\" class=\"error\">The password does not meet the rules below."
    ));
    assert!(html.contains("<title>Error: Create an account · Vestibule</title>"));
}

#[test]
fn an_error_about_the_whole_form_is_an_alert() {
    let mut frame = frame();
    frame.around.notice = Some(Notice::danger(Message::Incorrect));
    let html = render(&login(), &frame);
    let alert = html
        .split("role=\"alert\"")
        .nth(1)
        .expect("the page has an alert");
    assert!(alert.contains("Incorrect email or password."));
}

#[test]
fn the_first_empty_field_has_the_focus() {
    let known = Page::Login(Login {
        identifier: Identifier::Email,
        username: "jane@example.com".into(),
        passkey: None,
    });
    let html = render(&known, &frame());
    let password = html
        .split("<input id=\"signInFormPassword\"")
        .nth(1)
        .expect("the page has a password field");
    assert!(
        password
            .split('>')
            .next()
            .is_some_and(|field| field.contains("autofocus"))
    );
    assert_eq!(html.matches(" autofocus").count(), 1);
}
