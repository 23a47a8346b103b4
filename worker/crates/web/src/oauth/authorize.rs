//! `/oauth2/authorize` (RFC 6749 section 3.1): from an app's request to its code, by way of the login page unless the
//! browser is signed in.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>

use super::{
    error::{Stop, failed},
    request::{AuthorizationRequest, Prompt, RedirectError, by_get},
};
use crate::{cookies::Jar, oauth::browser::Browser, parameters::Parameters, site::Site};
use vestibule_engine::{
    cx::Cx,
    error::Error,
    http::{Request, Response},
};

/// OpenID Connect Core section 3.1.2.1 has the request by GET or by POST; Cognito knows GET alone.
pub(crate) async fn answer(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response, Stop> {
    if http.method == "POST" {
        let sent = Parameters::parse(&http.body).and(Parameters::parse(http.query.as_bytes()));
        return Ok(by_get(&sent, "/oauth2/authorize")?);
    }
    get(cx, site, http).await
}

/// The steps: the request's checks, in [`AuthorizationRequest::read`]; then who is there, and what the app allows.
async fn get(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response, Stop> {
    let request = AuthorizationRequest::read(cx, site, &http.query).await?;
    grant(cx, http, &request).await.map_err(|stop| match stop {
        Stop::Failed(failure @ (Error::Internal(_) | Error::Refused(_))) => {
            failed(cx, &failure);
            request.stop(cx, RedirectError::SERVER_ERROR)
        }
        stop => stop,
    })
}

async fn grant(
    cx: &Cx<'_>,
    http: &Request,
    request: &AuthorizationRequest,
) -> Result<Response, Stop> {
    let browser = match request.prompt {
        Prompt::WhenNeeded | Prompt::Never => {
            Browser::of(cx, &request.config, &Jar::of(cx.deployment, http))
        }
        Prompt::Login | Prompt::SelectAccount => None,
    };
    if let Some(browser) = browser
        && let Some(code) = browser.issue_code(cx, request).await?
    {
        return Ok(Response::redirect(request.grant(code.expose())));
    }
    if request.prompt == Prompt::Never {
        return Err(request.stop(cx, RedirectError::LOGIN_REQUIRED));
    }
    Ok(Response::redirect(request.query.after("/login")))
}

#[cfg(test)]
mod tests;
