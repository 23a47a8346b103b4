//! `/error`: a request that can't be sent back to the app it came from.

use crate::{
    cookies::Jar,
    oauth::error::PageError,
    parameters::{Parameters, encode},
    site::Site,
    view::{ErrorPage, Page, RedirectMismatch, View},
};
use vestibule_crypto::Purpose;
use vestibule_engine::{
    config::ClientConfig,
    cx::Cx,
    error::{Error, Result},
    http::{Request, Response},
};
use vestibule_model::time::Span;

/// The parameter that a developer's own machine adds to the page's address.
const ASKED_FOR: &str = "asked_for";
const LONGEST_URI: usize = 2048;
/// Holds the id of the request that was refused.
const REFUSED: &str = "vestibule-refused";
/// How long the page names that request, however often it is shown.
const REMEMBERED: Span = Span::minutes(5);

/// Shows what `error` says, as far as it is one of our errors.
pub(crate) async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<View> {
    let query = Parameters::parse(http.query.as_bytes());
    let error = PageError::parse(query.get("error").unwrap_or_default());
    cx.note(|line| line.error = Some(error.code()));
    let mut view = page(cx, http, error);
    if let Some(refused) = refused(cx, http, &query) {
        view.around.reference = Some(refused);
    }
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
    let location = format!("/error?{}", encode(parameters));
    let sealed = cx.seal(Purpose::Cookie, &[REFUSED, &location], &cx.request_id);
    let cookie = sealed.map(|id| Jar::of(cx.deployment, http).set(REFUSED, &id, Some(REMEMBERED)));
    // Without it the page names its own request.
    Response::redirect(location).with_cookies(cookie)
}

/// The request that led this browser to this very address.
fn refused(cx: &Cx<'_>, http: &Request, query: &Parameters) -> Option<String> {
    let cookie = Jar::of(cx.deployment, http).get(REFUSED)?;
    let location = query.after(&http.path);
    cx.open(Purpose::Cookie, &[REFUSED, &location], cookie)
}

/// The page itself, with the service's status. It names its own request.
pub(crate) fn page(cx: &Cx<'_>, http: &Request, error: PageError) -> View {
    View::new(cx, http, Page::Error(of(error)))
        .with_status(400)
        .with_reference(cx)
}

/// The page where there is nothing. Whatever was asked for, its links lead to an address of ours.
pub(crate) fn not_found(cx: &Cx<'_>, http: &Request) -> View {
    let error = PageError::NotFound;
    let query = Parameters::parse(encode([("error", error.code())]).as_bytes());
    let jar = Jar::of(cx.deployment, http);
    View::of(http, &query, &jar, Page::Error(of(error)))
        .at("/error")
        .with_status(404)
        .with_reference(cx)
}

fn of(error: PageError) -> ErrorPage {
    ErrorPage {
        code: error.code().to_owned(),
        nothing_here: matches!(error, PageError::NotFound),
        ..ErrorPage::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        fixtures::{House, REDIRECT_URI, Seen},
        parameters::encode,
        routes,
        view::{Page, RedirectMismatch},
    };
    use vestibule_engine::http::Request;

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
    fn the_page_names_the_request_that_was_refused() {
        let house = House::new();
        let id = || {
            let line: serde_json::Value = serde_json::from_str(&house.logged()).unwrap();
            line["request"].as_str().unwrap().to_owned()
        };
        let named = |seen: &Seen| seen.view().around.reference.clone().unwrap();
        let browser = house.browser();
        let url = house.query().with("redirect_uri", "x").after("/login");
        let location = browser.get(&url).location().unwrap().to_owned();
        let refused = id();
        assert_eq!(named(&browser.get(&location)), refused);
        assert_ne!(id(), refused);
        assert_eq!(named(&browser.get(&location)), refused, "again, too");
        for elsewhere in [location.replace("redirect", "logout"), "/error".to_owned()] {
            assert_eq!(named(&browser.get(&elsewhere)), id(), "{elsewhere}");
        }
        assert_eq!(named(&house.browser().get(&location)), id());
    }

    #[test]
    fn where_there_is_nothing_a_browser_is_shown_a_page_and_a_program_told_so() {
        let house = House::new();
        let ask = |path: &str, accept: &str| {
            let http = Request {
                method: "GET".to_owned(),
                path: path.to_owned(),
                query: "error=server_error&lang=de".to_owned(),
                headers: vec![("accept".to_owned(), accept.to_owned())],
                body: Vec::new(),
            };
            Seen(routes::not_found(&house.world.cx(), &http))
        };
        let browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let seen = ask("//evil.example/login", browsers);
        assert_eq!(seen.status(), 404);
        assert!(
            matches!(seen.page(), Page::Error(page) if page.code == "not_found" && page.nothing_here)
        );
        let view = seen.view();
        assert!(view.around.reference.is_some());
        assert_eq!(view.in_language("de"), "/error?error=not_found&lang=de");
        for accept in ["*/*", "application/json", ""] {
            let response = ask("/nothing", accept).response();
            let text = response.header("content-type").unwrap();
            assert_eq!((response.status, text), (404, "text/plain;charset=UTF-8"));
        }
    }
}
