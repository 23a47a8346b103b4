//! `/logout`: signs a browser out. Tokens live on.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>

use super::{
    error::{PageError, Stop},
    parameters::Parameters,
    request::{AuthorizationRequest, extend},
    site::Site,
};
use crate::{
    cx::Cx,
    hosted::{
        browser::Browser,
        cookies::Jar,
        pending,
        view::{Page, View},
    },
    http::{Request, Response},
    oauth::Answer,
};

/// Where the browser goes then: to `logout_uri`, else to the login page for `redirect_uri`, else nowhere. A request that
/// names an unregistered place signs nobody out.
pub(super) async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Answer, Stop> {
    let query = Parameters::parse(http.query.as_bytes());
    let config = super::request::client(cx, site, &query).await?;
    let client = &config.client;
    let location = if let Some(uri) = logout_uri(&query) {
        if !client
            .settings
            .logout_urls
            .iter()
            .any(|registered| registered == uri)
        {
            return Err(PageError::LogoutMismatch.into());
        }
        let state = query
            .get("state")
            .filter(|_| query.get("logout_uri").is_none());
        Some(state.map_or_else(
            || uri.to_owned(),
            |state| extend(uri, '?', &super::parameters::encode([("state", state)])),
        ))
    } else if query.get("redirect_uri").is_some() {
        let request = AuthorizationRequest::read(cx, site, &http.query).await?;
        Some(
            request
                .query
                .with("scope", &request.code.scope)
                .after("/login"),
        )
    } else {
        None
    };

    let jar = Jar::of(cx.deployment, http);
    if let Some(browser) = Browser::of(cx, &config, &jar) {
        browser.close(cx, &config).await?;
    }
    let gone = [
        Browser::forget(&config, &jar),
        pending::forget_sign_up(&jar),
        pending::forget_reset(&jar),
    ];
    let Some(location) = location else {
        let mut view = View::new(cx, http, Page::SignedOut);
        view.config = Some(config.of_pool());
        view.cookies.extend(gone);
        return Ok(view.into());
    };
    let response = Response::redirect(location);
    Ok(gone
        .into_iter()
        .fold(response, |response, cookie| {
            response.with("set-cookie", cookie)
        })
        .into())
}

/// `post_logout_redirect_uri` is its name in OpenID Connect RP-Initiated Logout 1.0, which also sends `state` back.
fn logout_uri(query: &Parameters) -> Option<&str> {
    query
        .get("logout_uri")
        .or_else(|| query.get("post_logout_redirect_uri"))
}

#[cfg(test)]
mod tests;
