//! An authenticator app is set up inside `/login`.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::{
    components::{Document, Field, Form, after_form, button_line, link_line, remember},
    i18n::Key,
    model::{Frame, SetUpApp},
};

/// Modules of white around the picture, which readers need (ISO/IEC 18004).
const QUIET: i32 = 4;

pub(super) fn page(frame: &Frame, page: &SetUpApp) -> Document {
    let texts = &frame.texts;
    let form = Form {
        name: "setUpApp",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields: vec![Field::factor_code(frame, page.remember.is_none(), true)],
        aside: remember(frame, page.remember),
        button: "set_up",
        label: texts.get(Key::SetUpAppSubmit).to_owned(),
    };
    let lead = texts.fill(Key::SetUpAppLead, &[("brand", frame.theme.name())]);
    let picture = picture(&page.uri, texts.get(Key::SetUpAppPicture));
    let lead = view! {
        {lead}
        <span class="qr">{picture}</span>
        <span class="key">
            {texts.get(Key::SetUpAppKey).to_owned()} " " <code class="secret">{grouped(&page.secret)}</code>
        </span>
        <a href=page.uri.clone()>{texts.get(Key::SetUpAppOpen).to_owned()}</a>
    };
    let another = page
        .has_others
        .then(|| button_line(frame, None, "another", Key::SecondFactorAnother));
    let login = frame.around.links.login.as_ref();
    Document {
        title: Key::SetUpAppTitle,
        heading: texts.get(Key::SetUpAppHeading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: Some(form),
        after: after_form(vec![
            another,
            link_line(frame, None, Key::ForgotPasswordBack, login),
        ]),
    }
}

/// The QR code of a text as SVG, dark on white whatever the theme; `None` for more than one can hold.
fn picture(text: &str, label: &str) -> Option<AnyView> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET;
    let modules = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let path: String = modules
        .filter(|(x, y)| code.get_module(*x, *y))
        .map(|(x, y)| format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET))
        .collect();
    let view = view! {
        <svg
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label=label.to_owned()
            shape-rendering="crispEdges"
        >
            <rect width=side height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    };
    Some(view.into_any())
}

/// In groups of four, as people read it off.
fn grouped(secret: &str) -> String {
    let letters: Vec<_> = secret.chars().collect();
    let groups = letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_off_in_groups_of_four() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(grouped(""), "");
    }
}
