//! Forms that another site made the browser send are refused: a double-submitted token under a key of ours, and what the
//! browser itself says of where the form was.

use crate::{cookies::Jar, parameters::Parameters, site::Site};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::{Purpose, RngExt as _, secret::constant_time_eq};
use vestibule_engine::{cx::Cx, http::Request};

/// The cookie and the field have the service's names, and are equal as the service's are: scripts rely on it.
pub const COOKIE: &str = "XSRF-TOKEN";
pub const FIELD: &str = "_csrf";

/// The token of a browser.
pub struct Token {
    pub text: String,
    /// The browser hasn't got it yet.
    pub is_new: bool,
}

impl Token {
    /// The browser's token, so that forms in several tabs stay good; or a new one.
    pub fn of(cx: &Cx<'_>, site: &Site, jar: &Jar<'_>) -> Self {
        match jar.get(COOKIE) {
            Some(text) if is_ours(cx, site, text) => Self {
                text: text.to_owned(),
                is_new: false,
            },
            _ => {
                let random = cx.rng.uuid_v4();
                let mac = cx.keyring.mac(Purpose::Csrf, &parts(site, &random));
                Self {
                    text: format!("{random}.{}", URL_SAFE_NO_PAD.encode(mac)),
                    is_new: true,
                }
            }
        }
    }
}

/// Whether a form was not sent from a page of this site, as far as can be told.
pub fn is_forged(
    cx: &Cx<'_>,
    site: &Site,
    http: &Request,
    jar: &Jar<'_>,
    form: &Parameters,
) -> bool {
    let foreign_origin = http.header("origin").is_some_and(|origin| {
        origin
            .split_once("://")
            .is_none_or(|(_, host)| !host.eq_ignore_ascii_case(&site.host))
    });
    let foreign_fetch = http
        .header("sec-fetch-site")
        .is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let doubled = match (jar.get(COOKIE), form.get(FIELD)) {
        (Some(cookie), Some(field)) => {
            constant_time_eq(cookie.as_bytes(), field.as_bytes()) && is_ours(cx, site, cookie)
        }
        _ => false,
    };
    foreign_origin || foreign_fetch || !doubled
}

/// A cookie that a neighbouring host planted was not made for this one.
fn is_ours(cx: &Cx<'_>, site: &Site, text: &str) -> bool {
    let Some((random, mac)) = text.split_once('.') else {
        return false;
    };
    let Ok(mac) = URL_SAFE_NO_PAD.decode(mac) else {
        return false;
    };
    cx.keyring
        .verify_mac(Purpose::Csrf, &parts(site, random), &mac)
}

fn parts<'a>(site: &'a Site, random: &'a str) -> [&'a [u8]; 2] {
    [random.as_bytes(), site.host.as_bytes()]
}

#[cfg(test)]
mod tests {
    use crate::fixtures::House;
    use std::collections::BTreeSet;

    #[test]
    fn the_token_is_a_cookie_of_the_browsers_session_and_equals_the_field_of_the_form() {
        let mut house = House::new();
        house.world.deployment.public_url = "https://id.example.com".to_owned();
        let seen = house.send(
            "GET",
            &house.at("/login"),
            &[("host", "id.example.com")],
            "",
        );
        let view = seen.view();
        let mut parts = view.cookies[0].split("; ");
        let pair = parts.next().unwrap();
        assert_eq!(pair, format!("__Host-XSRF-TOKEN={}", view.around.csrf));
        // Neither Max-Age nor Expires.
        assert_eq!(
            parts.collect::<BTreeSet<_>>(),
            BTreeSet::from(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"])
        );
        let (random, _) = view.around.csrf.split_once('.').unwrap();
        assert_eq!(
            (random.len(), random.get(14..15)),
            (36, Some("4")),
            "a UUID"
        );
    }
}
