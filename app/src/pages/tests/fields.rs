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
fn an_address_that_is_set_up_is_typed_as_what_it_is() {
    for (name, field) in [
        (
            "email",
            "type=\"text\" inputmode=\"email\" autocomplete=\"email\"",
        ),
        ("phone_number", "type=\"tel\" autocomplete=\"tel\""),
    ] {
        let html = render(&set_up_address(name), &frame());
        assert!(html.contains(field), "{html}");
        assert_eq!(html.matches(" autofocus").count(), 1);
    }
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
        ..Login::default()
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

#[test]
fn the_name_alone_is_asked_for_where_more_can_be_chosen() {
    let html = render(&name_alone(), &frame());
    assert!(html.contains("<input id=\"signInFormUsername\""));
    assert!(!html.contains("signInFormPassword") && !html.contains("/forgotPassword"));
    assert!(html.contains(">Next<"), "{html}");
    let html = render(&enter_password(), &frame());
    assert!(html.contains(
        "name=\"username\" autocomplete=\"username\" value=\"jane@example.com\" readonly hidden"
    ));
    assert!(html.contains("autocomplete=\"current-password\""));
    assert!(html.contains("href=\"/forgotPassword\""));
}

#[test]
fn a_code_has_the_length_that_was_sent() {
    for (page, digits) in [
        (confirm(), 6),
        (second_factor(), 6),
        (first_factor_code(), 8),
    ] {
        let html = render(&page, &frame());
        assert!(
            html.contains(&format!("data-digits=\"{digits}\"")),
            "{page:?}"
        );
    }
}

#[test]
fn a_field_has_to_be_filled_in_unless_it_says_that_it_need_not() {
    let password = |page| {
        let html = render(&page, &frame());
        let (_, field) = html
            .split_once("<input id=\"new_password\"")
            .expect("the page has a password field");
        let (field, after) = field.split_once('>').expect("the tag ends");
        let hint = after.contains("id=\"new_password-hint\"");
        (field.contains(" required"), hint)
    };
    assert_eq!(password(sign_up()), (true, false));
    assert_eq!(password(sign_up_without_password()), (false, true));
}
