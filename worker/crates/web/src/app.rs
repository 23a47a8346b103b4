//! The app behind a client: where it begins, and the way to sign in to it. Both are addresses that the client has
//! registered, never the request's.

use crate::parameters::encode;
use vestibule_engine::config::ClientConfig;
use vestibule_model::client::{Client, OAuthFlow};
use vestibule_page::App;

/// How the pages name the app, and where they lead back to: the first address that it has for after signing out, which
/// expects nobody in particular; else the origin of its callback, whose own path is worth nothing without a code.
pub fn of(client: &Client) -> App {
    let logout = client
        .settings
        .logout_urls
        .iter()
        .find(|url| is_web(url))
        .cloned();
    let callback = callbacks(client).find(|url| is_web(url));
    App {
        name: client.settings.name.clone(),
        address: logout.or_else(|| callback.and_then(|url| origin(url))),
    }
}

/// The login page with all that it asks for; `None` where a client can't be sent there without more.
pub fn login(config: &ClientConfig) -> Option<String> {
    let client = &config.client;
    let has_code = client.settings.oauth && client.settings.oauth_flows.contains(&OAuthFlow::Code);
    // Such a client has to bring a challenge.
    let is_strict = config.pool.extensions.hardening && !client.is_confidential();
    let redirect_uri = callbacks(client)
        .next()
        .filter(|_| has_code && !is_strict)?;
    let query = encode([
        ("client_id", client.id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", redirect_uri),
    ]);
    Some(format!("/login?{query}"))
}

fn callbacks(client: &Client) -> impl Iterator<Item = &String> {
    let settings = &client.settings;
    settings
        .default_redirect_uri
        .iter()
        .chain(&settings.callback_urls)
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}/"))
}

#[cfg(test)]
mod tests {
    use crate::{
        fixtures::{EMAIL, House, REDIRECT_URI, Seen},
        parameters::encode,
        view::Page,
    };
    use serde_json::json;

    fn address(seen: &Seen) -> Option<&str> {
        let app = seen.view().around.app.as_ref()?;
        assert_eq!(app.name, "app");
        app.address.as_deref()
    }

    #[test]
    fn the_way_back_is_one_that_the_client_has_registered() {
        for (logout, callbacks, leads) in [
            (
                json!(["https://app.example/bye"]),
                json!([REDIRECT_URI]),
                Some("https://app.example/bye"),
            ),
            (
                json!([]),
                json!(["http://localhost:3000/cb?a=b"]),
                Some("http://localhost:3000/"),
            ),
            (json!(["app://bye"]), json!(["app://cb"]), None),
        ] {
            let house = House::with(
                json!({}),
                json!({"LogoutURLs": logout, "CallbackURLs": callbacks}),
            );
            let query = encode([
                ("error", "invalid_request"),
                ("client_id", house.client.as_str()),
                ("redirect_uri", "https://evil.example/cb"),
            ]);
            let seen = house.browser().get(&format!("/error?{query}"));
            assert_eq!(address(&seen), leads);
        }
    }

    #[test]
    fn who_has_signed_out_can_sign_in_again() {
        let house = House::new();
        house.user(EMAIL);
        let browser = house.browser();
        let query = encode([("client_id", house.client.as_str())]);
        let seen = browser.get(&format!("/logout?{query}"));
        assert!(matches!(seen.page(), Page::SignedOut));
        let login = seen.view().around.links.login.clone().unwrap();
        assert!(matches!(browser.get(&login).page(), Page::Login(_)));
    }

    #[test]
    fn a_client_that_has_to_bring_a_challenge_is_sent_nowhere() {
        let house = House::new();
        house.harden();
        let query = encode([("client_id", house.client.as_str())]);
        let seen = house.browser().get(&format!("/logout?{query}"));
        assert_eq!(seen.view().around.links.login, None);
    }
}
