//! What came of a form, for the log: told by the page that it leads to, where the flow behind it hasn't said.

use super::path::Path;
use crate::{
    answer::Answer,
    view::{Message, Tone, View},
};
use vestibule_engine::log::{Line, Outcome};

/// Notes what came of a form of the page at `path`.
pub(super) fn note(line: &mut Line, path: Path, answer: &Answer) {
    let response = match answer {
        Answer::Page(view) => return shown_again(line, view),
        Answer::Response(response) => response,
    };
    match (response.status, path) {
        (429, _) => line.outcome = Some(Outcome::Throttled),
        (400.., _) => line.unless_noted(Outcome::Refused),
        (_, Path::SignUp) => line.unless_noted(Outcome::SignedUp),
        // That it goes on signed in is what follows from it.
        (_, Path::Confirm) if matches!(line.outcome, None | Some(Outcome::SignedIn)) => {
            line.outcome = Some(Outcome::Confirmed);
        }
        (_, Path::ConfirmForgotPassword)
            if matches!(line.outcome, None | Some(Outcome::SignedIn)) =>
        {
            line.outcome = Some(Outcome::PasswordChanged);
        }
        // A script hears no more than that.
        (204, _) | (_, Path::ForgotPassword) => line.unless_noted(Outcome::CodeSent),
        (_, Path::ConfirmForgotPassword) => line.unless_noted(Outcome::PasswordChanged),
        (_, Path::Confirm | Path::Login | Path::ResendCode | Path::AddPasskey) => {}
    }
}

/// A field's fault, or what the page says of the whole form. Where that is meant to be vague, the flow knows better.
fn shown_again(line: &mut Line, view: &View) {
    if let Some((field, text)) = view.around.field_errors.iter().next() {
        line.outcome = Some(of_field(field, text));
        return;
    }
    let Some(notice) = view
        .around
        .notice
        .as_ref()
        .filter(|notice| notice.tone == Tone::Danger)
    else {
        return;
    };
    match notice.message {
        _ if view.status == 429 => line.outcome = Some(Outcome::Throttled),
        Message::PageExpired => line.outcome = Some(Outcome::Expired),
        Message::TooManyCodes(_) => line.outcome = Some(Outcome::Throttled),
        Message::UserExists => line.outcome = Some(Outcome::Exists),
        Message::Incorrect | Message::PasskeyRefused => {
            line.unless_noted(Outcome::WrongPassword);
        }
        Message::TooManyAttempts(_) => line.unless_noted(Outcome::Throttled),
        _ => line.unless_noted(Outcome::Refused),
    }
}

fn of_field(field: &str, text: &Message) -> Outcome {
    match (text, field) {
        (Message::CodeMismatch, _) => Outcome::WrongCode,
        (Message::CodeExpired, _) => Outcome::Expired,
        (Message::UserExists, _) => Outcome::Exists,
        (_, "username") => Outcome::RefusedUsername,
        (_, "password" | "new_password") => Outcome::RefusedPassword,
        (_, "confirm_password") => Outcome::RefusedConfirmation,
        (_, "code" | "authentication_code") => Outcome::RefusedCode,
        _ => Outcome::RefusedAttribute,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        fixtures::{Browser, EMAIL, House, PASSWORD, REDIRECT_URI},
        parameters::encode,
    };
    use serde_json::{Value, json};

    /// The line of the last request.
    fn line(house: &House) -> Value {
        serde_json::from_str(&house.logged()).unwrap()
    }

    fn outcome(house: &House) -> String {
        line(house)["outcome"].as_str().unwrap().to_owned()
    }

    fn post(browser: &Browser<'_>, url: &str, fields: &[(&str, &str)]) {
        browser.get(url);
        browser.post(url, fields);
    }

    #[test]
    fn every_attempt_to_sign_in_is_named() {
        let house = House::new();
        house.user(EMAIL);
        house.user("off@example.com");
        house.disable("off@example.com");
        house.invite("new@example.com", "Temp0rary!");
        let login = house.at("/login");
        let attempt = |name: &str, password: &str| {
            post(
                &house.browser(),
                &login,
                &[("username", name), ("password", password)],
            );
            outcome(&house)
        };
        house.browser().get(&login);
        assert_eq!(outcome(&house), "shown");
        for (name, password, named) in [
            (EMAIL, PASSWORD, "signed_in"),
            (EMAIL, "Wrong0ne!", "wrong_password"),
            ("nobody@example.com", PASSWORD, "unknown_user"),
            ("off@example.com", PASSWORD, "disabled"),
            ("new@example.com", "Temp0rary!", "new_password_required"),
            ("", PASSWORD, "refused:username"),
            (EMAIL, "", "refused:password"),
        ] {
            assert_eq!(attempt(name, password), named, "{name} {password}");
        }
        for _ in 0..5 {
            attempt(EMAIL, "Wrong0ne!");
        }
        assert_eq!(attempt(EMAIL, PASSWORD), "locked");
        assert_eq!(line(&house)["level"], "warn");
        let text = line(&house).to_string();
        assert!(!text.contains("jane") && !text.contains(PASSWORD), "{text}");
        for member in ["pool", "client"] {
            assert!(line(&house)[member].is_string(), "{member}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_named() {
        let house = House::new();
        let fields = encode([("username", EMAIL), ("password", PASSWORD)]);
        house.send("POST", &house.at("/login"), &[], &fields);
        assert_eq!(outcome(&house), "forged");
    }

    #[test]
    fn a_new_account_is_named_from_the_form_to_the_app() {
        let house = House::new();
        let browser = house.browser();
        let url = house.at("/signup");
        post(
            &browser,
            &url,
            &[("username", "jane"), ("password", PASSWORD)],
        );
        assert_eq!(outcome(&house), "refused:username");
        post(
            &browser,
            &url,
            &[("username", EMAIL), ("password", "short")],
        );
        assert_eq!(outcome(&house), "refused:password");
        browser.sign_up(EMAIL);
        assert_eq!(outcome(&house), "signed_up");
        post(
            &house.browser(),
            &url,
            &[("username", EMAIL), ("password", "0therPassw0rd!")],
        );
        assert_eq!(outcome(&house), "exists");
        post(
            &house.browser(),
            &house.at("/login"),
            &[("username", EMAIL), ("password", PASSWORD)],
        );
        assert_eq!(outcome(&house), "unconfirmed");

        let confirm = |code: &str| {
            post(
                &browser,
                &house.at("/confirm"),
                &[("username", EMAIL), ("code", code)],
            );
            outcome(&house)
        };
        let code = house.world.mailbox.code_for(EMAIL).unwrap();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(confirm(""), "refused:code");
        assert_eq!(confirm(wrong), "wrong_code");
        post(&browser, &house.at("/resendcode"), &[("username", EMAIL)]);
        assert_eq!(outcome(&house), "code_sent");
        house.deliver_due();
        let code = house.world.mailbox.code_for(EMAIL).unwrap();
        assert_eq!(confirm(&code), "confirmed");
    }

    #[test]
    fn a_forgotten_password_is_named_to_its_end() {
        let house = House::new();
        house.user(EMAIL);
        let browser = house.browser();
        post(
            &browser,
            &house.at("/forgotPassword"),
            &[("username", EMAIL)],
        );
        assert_eq!(outcome(&house), "code_sent");
        house.deliver_due();
        let code = house.world.mailbox.code_for(EMAIL).unwrap();
        let reset = |code: &str, password: &str| {
            let fields = [("username", EMAIL), ("code", code), ("password", password)];
            post(&browser, &house.at("/confirmforgotPassword"), &fields);
            outcome(&house)
        };
        assert_eq!(reset(&code, "short"), "refused:password");
        assert_eq!(reset(&code, "N3wPassw0rd!"), "password_changed");
    }

    #[test]
    fn what_an_app_asks_for_is_named_with_its_error() {
        let house = House::new();
        house.user(EMAIL);
        let browser = house.browser();
        let authorize = house.at("/oauth2/authorize");
        let named = |url: &str| {
            browser.get(url);
            let line = line(&house);
            (
                line["outcome"].as_str().unwrap().to_owned(),
                line["error"].clone(),
                line["level"].clone(),
            )
        };
        let of =
            |outcome: &str, error: Value, level: &str| (outcome.to_owned(), error, json!(level));
        assert_eq!(named(&authorize), of("redirected", Value::Null, "info"));
        assert_eq!(
            named(&format!("{authorize}&prompt=none")),
            of("refused", json!("login_required"), "info")
        );
        assert_eq!(
            named(&authorize.replace("scope=openid", "scope=unheard-of")),
            of("rejected", json!("invalid_scope"), "warn")
        );
        let elsewhere = encode([
            ("client_id", house.client.as_str()),
            ("response_type", "code"),
            ("redirect_uri", "https://evil.example/cb"),
        ]);
        assert_eq!(
            named(&format!("/oauth2/authorize?{elsewhere}")),
            of("rejected", json!("redirect_mismatch"), "warn")
        );
        assert_eq!(
            named("/error?error=redirect_mismatch"),
            of("shown", json!("redirect_mismatch"), "info")
        );
        let code = browser.sign_in(EMAIL);
        assert_eq!(named(&authorize), of("continued", Value::Null, "info"));
        house.redeem(&code);
        assert_eq!(outcome(&house), "tokens_issued");
        house.redeem(&code);
        assert_eq!(
            (outcome(&house), line(&house)["error"].clone()),
            ("refused".to_owned(), json!("invalid_grant"))
        );
        let out = encode([
            ("client_id", house.client.as_str()),
            ("redirect_uri", REDIRECT_URI),
        ]);
        assert_eq!(
            named(&format!("/logout?{out}&response_type=code")).0,
            "signed_out"
        );
    }
}
