//! `/error`: a request that can't be sent back to the app it came from.

use super::view::{ErrorPage, Page, View};
use crate::{
    cx::Cx,
    error::{Error, Result},
    http::{Request, Response},
    oauth::{
        error::PageError,
        parameters::{Parameters, encode},
        site::Site,
    },
};

/// Shows what `error` says, as far as it is one of our errors.
pub(crate) async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<View> {
    let query = Parameters::parse(http.query.as_bytes());
    let error = PageError::parse(query.get("error").unwrap_or_default());
    // The page names its own request: its line has the error too.
    cx.note(|line| line.error = Some(error.code()));
    let mut view = page(cx, http, error);
    if let Some(client) = query.get("client_id") {
        view.config = match cx.client(client).await {
            Err(Error::Service(_)) => None,
            config => Some(config?).filter(|config| site.serves(config)),
        };
    }
    Ok(view)
}

/// Off to the page.
pub(crate) fn redirect(http: &Request, error: PageError) -> Response {
    let query = Parameters::parse(http.query.as_bytes());
    let client = query
        .get("client_id")
        .filter(|client| client.len() <= 128)
        .map(|client| ("client_id", client));
    let parameters = [("error", error.code())].into_iter().chain(client);
    Response::redirect(format!("/error?{}", encode(parameters)))
}

/// The page itself, with the service's status.
pub(crate) fn page(cx: &Cx<'_>, http: &Request, error: PageError) -> View {
    let page = ErrorPage {
        code: error.code().to_owned(),
        ..ErrorPage::default()
    };
    View::new(cx, http, Page::Error(page)).with_status(400)
}
