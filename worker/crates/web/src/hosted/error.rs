//! `/error`: a request that can't be sent back to the app it came from.

use crate::{
    oauth::error::PageError,
    parameters::{Parameters, encode},
    site::Site,
    view::{ErrorPage, Page, RedirectMismatch, View},
};
use vestibule_engine::{
    config::ClientConfig,
    cx::Cx,
    error::{Error, Result},
    http::{Request, Response},
};

/// The parameter that a developer's own machine adds to the page's address.
const ASKED_FOR: &str = "asked_for";
const LONGEST_URI: usize = 2048;

/// Shows what `error` says, as far as it is one of our errors.
pub(crate) async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<View> {
    let query = Parameters::parse(http.query.as_bytes());
    let error = PageError::parse(query.get("error").unwrap_or_default());
    // The page names its own request: its line has the error too.
    cx.note(|line| line.error = Some(error.code()));
    let view = page(cx, http, error);
    let Some(client) = query.get("client_id") else {
        return Ok(view);
    };
    let config = match cx.client(client).await {
        Err(Error::Refused(_)) => None,
        config => Some(config?).filter(|config| site.serves(config)),
    };
    let Some(config) = config else {
        return Ok(view);
    };
    let mut view = view.of_config(&config);
    if let Page::Error(page) = &mut view.page {
        page.redirect = mismatch(cx, &config, &query, error);
    }
    Ok(view)
}

/// What did not match, for the developer of a deployment that is this machine's alone.
fn mismatch(
    cx: &Cx<'_>,
    config: &ClientConfig,
    query: &Parameters,
    error: PageError,
) -> Option<RedirectMismatch> {
    let client = &config.client.settings;
    let registered = match error {
        PageError::RedirectMismatch => &client.callback_urls,
        PageError::LogoutMismatch => &client.logout_urls,
        _ => return None,
    };
    let asked_for = query
        .get(ASKED_FOR)
        .filter(|_| cx.deployment.is_loopback())?;
    Some(RedirectMismatch {
        asked_for: asked_for.to_owned(),
        registered: registered.clone(),
    })
}

/// Off to the page.
pub(crate) fn redirect(cx: &Cx<'_>, http: &Request, error: PageError) -> Response {
    let query = Parameters::parse(http.query.as_bytes());
    let client = query
        .get("client_id")
        .filter(|client| client.len() <= 128)
        .map(|client| ("client_id", client));
    let places: &[&str] = match error {
        PageError::RedirectMismatch => &["redirect_uri"],
        PageError::LogoutMismatch => &["logout_uri", "post_logout_redirect_uri"],
        _ => &[],
    };
    let asked_for = places
        .iter()
        .find_map(|place| query.get(place))
        .filter(|uri| uri.len() <= LONGEST_URI && cx.deployment.is_loopback())
        .map(|uri| (ASKED_FOR, uri));
    let parameters = [("error", error.code())]
        .into_iter()
        .chain(client)
        .chain(asked_for);
    Response::redirect(format!("/error?{}", encode(parameters)))
}

/// The page itself, with the service's status.
pub(crate) fn page(cx: &Cx<'_>, http: &Request, error: PageError) -> View {
    let page = ErrorPage {
        code: error.code().to_owned(),
        ..ErrorPage::default()
    };
    let mut view = View::new(cx, http, Page::Error(page)).with_status(400);
    view.around.reference = Some(cx.request_id.clone());
    view
}

#[cfg(test)]
mod tests {
    use crate::{
        fixtures::{House, REDIRECT_URI, Seen},
        parameters::encode,
        view::{Page, RedirectMismatch},
    };

    fn refused(house: &House, parameter: &str, path: &str) -> Seen {
        let query = encode([
            ("client_id", house.client.as_str()),
            ("response_type", "code"),
            (parameter, "http://localhost:3000/"),
        ]);
        let host = house.world.deployment.public_url.clone();
        let host = host.split_once("://").unwrap().1;
        let headers = [("host", host)];
        let seen = house.send("GET", &format!("{path}?{query}"), &headers, "");
        house.send("GET", seen.location().unwrap(), &headers, "")
    }

    fn told(seen: &Seen) -> Option<RedirectMismatch> {
        match seen.page() {
            Page::Error(page) => page.redirect.clone(),
            page => panic!("{page:?}"),
        }
    }

    #[test]
    fn a_developer_reads_what_did_not_match() {
        let house = House::new();
        let told = |parameter: &str, path: &str| told(&refused(&house, parameter, path)).unwrap();
        for (told, registered) in [
            (told("redirect_uri", "/oauth2/authorize"), REDIRECT_URI),
            (told("redirect_uri", "/login"), REDIRECT_URI),
            (told("logout_uri", "/logout"), "https://app.example/bye"),
        ] {
            assert_eq!(told.asked_for, "http://localhost:3000/");
            assert_eq!(told.registered, [registered]);
        }
    }

    #[test]
    fn nobody_else_does() {
        let mut house = House::new();
        house.world.deployment.public_url = "https://id.example.com".to_owned();
        let seen = refused(&house, "redirect_uri", "/oauth2/authorize");
        assert_eq!(told(&seen), None);
    }

    #[test]
    fn the_page_has_the_reference_that_the_log_has() {
        let house = House::new();
        let seen = refused(&house, "redirect_uri", "/login");
        let line: serde_json::Value = serde_json::from_str(&house.logged()).unwrap();
        let reference = seen.view().around.reference.as_deref();
        assert_eq!(reference, line["request"].as_str());
        assert!(reference.is_some());
    }
}
