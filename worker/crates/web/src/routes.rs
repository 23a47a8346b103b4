//! What a browser or a relying party asks for by path: the OAuth 2.0 endpoints of [`crate::oauth`] and the pages of
//! [`crate::hosted`].

use crate::{
    answer::Answer,
    hosted::{self, confirm_user, logout, path::Path},
    oauth::{
        authorize, discovery,
        error::{self, PageError, Stop, TokenError},
        jwks, revoke, token, user_info,
    },
    parameters::Parameters,
    security,
    site::{PoolScope, Site},
};
use vestibule_engine::{
    cx::Cx,
    error::{Error, Result},
    http::{Request, Response},
    log::Outcome,
    retry::while_stale,
};

/// One line of the table of paths.
struct Line {
    path: &'static str,
    methods: &'static [&'static str],
    endpoint: Endpoint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    Authorize,
    Token,
    UserInfo,
    Revoke,
    Logout,
    ConfirmUser,
    Discovery,
    Jwks,
    Page(Path),
    Error,
}

const READ: &[&str] = &["GET", "HEAD"];
const FORM: &[&str] = &["GET", "HEAD", "POST"];

/// The table of contents. Each path but the last two is of a pool's domain; [`document`] knows the issuer's.
const PATHS: &[Line] = &[
    Line {
        path: "/oauth2/authorize",
        methods: FORM,
        endpoint: Endpoint::Authorize,
    },
    Line {
        path: "/oauth2/token",
        methods: &["POST"],
        endpoint: Endpoint::Token,
    },
    Line {
        path: "/oauth2/userInfo",
        methods: FORM,
        endpoint: Endpoint::UserInfo,
    },
    Line {
        path: "/oauth2/revoke",
        methods: &["POST"],
        endpoint: Endpoint::Revoke,
    },
    Line {
        path: "/login",
        methods: FORM,
        endpoint: Endpoint::Page(Path::Login),
    },
    Line {
        path: "/signup",
        methods: FORM,
        endpoint: Endpoint::Page(Path::SignUp),
    },
    Line {
        path: "/confirm",
        methods: FORM,
        endpoint: Endpoint::Page(Path::Confirm),
    },
    Line {
        path: "/resendcode",
        methods: FORM,
        endpoint: Endpoint::Page(Path::ResendCode),
    },
    Line {
        path: "/forgotPassword",
        methods: FORM,
        endpoint: Endpoint::Page(Path::ForgotPassword),
    },
    Line {
        path: "/confirmforgotPassword",
        methods: FORM,
        endpoint: Endpoint::Page(Path::ConfirmForgotPassword),
    },
    Line {
        path: "/passkeys/add",
        methods: FORM,
        endpoint: Endpoint::Page(Path::AddPasskey),
    },
    Line {
        path: "/confirmUser",
        methods: FORM,
        endpoint: Endpoint::ConfirmUser,
    },
    Line {
        path: "/logout",
        methods: FORM,
        endpoint: Endpoint::Logout,
    },
    Line {
        path: "/error",
        methods: READ,
        endpoint: Endpoint::Error,
    },
    Line {
        path: "/.well-known/openid-configuration",
        methods: READ,
        endpoint: Endpoint::Discovery,
    },
    Line {
        path: "/.well-known/jwks.json",
        methods: READ,
        endpoint: Endpoint::Jwks,
    },
];

/// The largest form that a POST to a path may have, in bytes.
pub fn body_limit(path: &str) -> usize {
    match find(path).map(|(line, _)| line.endpoint) {
        // As many attributes as a pool may ask for.
        Some(Endpoint::Page(Path::Login | Path::SignUp)) => Parameters::LARGEST,
        Some(_) => 16 * 1024,
        None => 8 * 1024,
    }
}

/// Answers a request for one of the paths; `None` for any other path, and on a domain that no pool has.
pub async fn route(cx: &Cx<'_>, http: &Request) -> Option<Answer> {
    let (line, issuer) = find(&http.path)?;
    cx.note(|noted| noted.path = line.path);
    if http.method == "OPTIONS" && line.endpoint.is_shared() {
        return Some(share(preflight(line)).into());
    }
    let answered = while_stale(cx, Error::is_stale_config, async || {
        answer(cx, http, line, issuer).await
    });
    let answer = match answered.await {
        Ok(answer) => answer?,
        Err(failure) if line.endpoint.is_shared() => {
            TokenError::Failed(failure).into_response(cx, 500).into()
        }
        Err(failure) => {
            let (status, _) = error::failed(cx, &failure);
            hosted::error::page(cx, http, PageError::ServerError)
                .with_status(status)
                .into()
        }
    };
    Some(match answer {
        Answer::Response(response) if line.endpoint.is_shared() => share(response).into(),
        Answer::Response(response) => security::headers(response).into(),
        page => page,
    })
}

/// Answers where there is nothing: a browser by a page, whoever else by a line.
pub fn not_found(cx: &Cx<'_>, http: &Request) -> Answer {
    let accepts = http.header("accept").unwrap_or_default();
    let mut kinds = accepts.split(',');
    if kinds.any(|kind| kind.trim_start().starts_with("text/html")) {
        return hosted::error::not_found(cx, http).into();
    }
    let text = "There is nothing at this address.\n";
    Response::new(404, "text/plain;charset=UTF-8", text).into()
}

/// The line of a path, and the pool that an issuer's path names.
fn find(path: &str) -> Option<(&'static Line, Option<&str>)> {
    let named = |path: &str| PATHS.iter().find(|line| line.path == path);
    if let Some(line) = named(path) {
        return Some((line, None));
    }
    let at = path.find("/.well-known/")?;
    let (pool, document) = path.split_at_checked(at)?;
    let pool = pool
        .strip_prefix('/')
        .filter(|pool| !pool.is_empty() && !pool.contains('/'))?;
    Some((named(document)?, Some(pool)))
}

/// `Ok(None)`: there is nothing here.
async fn answer(
    cx: &Cx<'_>,
    http: &Request,
    line: &Line,
    issuer: Option<&str>,
) -> Result<Option<Answer>> {
    let Some(site) = Site::of(cx, http).await? else {
        return Ok(None);
    };
    if !line.methods.contains(&http.method.as_str()) {
        return Ok(Some(
            Response::empty(405)
                .with("allow", line.methods.join(", "))
                .into(),
        ));
    }
    let answer = match line.endpoint {
        Endpoint::Discovery | Endpoint::Jwks => {
            return document(cx, http, &site, line.endpoint, issuer).await;
        }
        Endpoint::Token => of_client(cx, token::post(cx, &site, http).await, 400)?,
        Endpoint::Revoke => {
            let result = revoke::post(cx, &site, http).await;
            let unknown = result
                .as_ref()
                .is_err_and(|error| error.is(&TokenError::INVALID_CLIENT));
            of_client(cx, result, if unknown { 401 } else { 400 })?
        }
        Endpoint::UserInfo => user_info::get(cx, &site, http).await?.into(),
        Endpoint::Authorize => stopped(
            cx,
            http,
            authorize::answer(cx, &site, http).await.map(Answer::from),
        )?,
        Endpoint::Logout => stopped(cx, http, logout::answer(cx, &site, http).await)?,
        Endpoint::ConfirmUser => stopped(cx, http, confirm_user::answer(cx, &site, http).await)?,
        Endpoint::Error => hosted::error::get(cx, &site, http).await?.into(),
        Endpoint::Page(page) => stopped(cx, http, hosted::answer(cx, &site, http, page).await)?,
    };
    if line.endpoint.is_confirmed() && is_last(&answer) {
        cx.confirm().await?;
    }
    // Whatever is refused has said so.
    if let Some(outcome) = line.endpoint.success() {
        cx.note(|line| line.unless_noted(outcome));
    }
    Ok(Some(answer))
}

/// Whether no other request follows that asks the same: on the way to another of our pages one does.
fn is_last(answer: &Answer) -> bool {
    let location = match answer {
        Answer::Response(response) => response.header("location"),
        Answer::Page(_) => None,
    };
    let is_ours = location.is_some_and(|to| to.starts_with('/') && !to.starts_with("/error"));
    // Who comes too often costs nothing more.
    !is_ours && answer.status() != 429
}

/// A pool's published document, at its issuer or at its own domain.
async fn document(
    cx: &Cx<'_>,
    http: &Request,
    site: &Site,
    endpoint: Endpoint,
    issuer: Option<&str>,
) -> Result<Option<Answer>> {
    let pool = match (issuer, &site.pools) {
        (Some(pool), _) => pool,
        (None, PoolScope::Only(pool)) => pool.as_str(),
        (None, PoolScope::Any | PoolScope::WithoutDomain) => return Ok(None),
    };
    let config = match cx.pool_for_anyone(pool, None).await {
        Err(error) if error.is_no_such_pool() => return Ok(None),
        config => config?,
    };
    Ok(site.publishes(&config).then(|| match endpoint {
        Endpoint::Discovery => discovery::get(cx, http, &config).into(),
        _ => jwks::get(http, &config.key_set).into(),
    }))
}

/// The answer to a client, where only a stale configuration is left to be handled.
fn of_client(cx: &Cx<'_>, result: Result<Response, TokenError>, refused: u16) -> Result<Answer> {
    match result {
        Err(TokenError::Failed(Error::StaleConfig)) => Err(Error::StaleConfig),
        Err(error) => Ok(error.into_response(cx, refused).into()),
        Ok(response) => Ok(response.into()),
    }
}

/// The answer to a browser.
fn stopped(cx: &Cx<'_>, http: &Request, result: Result<Answer, Stop>) -> Result<Answer> {
    match result {
        Ok(answer) => Ok(answer),
        Err(Stop::Failed(failure)) => Err(failure),
        Err(Stop::Redirect(location)) => Ok(Response::redirect(location).into()),
        Err(Stop::Page(error)) => {
            cx.note(|line| {
                line.error = Some(error.code());
                line.unless_noted(Outcome::Rejected);
            });
            Ok(hosted::error::redirect(cx, http, error).into())
        }
    }
}

impl Endpoint {
    /// What came of a request that was granted, where only one thing can.
    const fn success(self) -> Option<Outcome> {
        match self {
            Self::Token => Some(Outcome::TokensIssued),
            Self::Revoke => Some(Outcome::Revoked),
            Self::Logout => Some(Outcome::SignedOut),
            Self::Error => Some(Outcome::Shown),
            Self::Authorize
            | Self::UserInfo
            | Self::ConfirmUser
            | Self::Discovery
            | Self::Jwks
            | Self::Page(_) => None,
        }
    }

    /// Whether it leads a browser on, or shows a client's page: then what that was decided under has to hold still. Where it
    /// doesn't, the request starts over, so nothing may have been changed but by transitions that ask for themselves.
    const fn is_confirmed(self) -> bool {
        matches!(
            self,
            Self::Authorize | Self::Logout | Self::ConfirmUser | Self::Page(_)
        )
    }

    /// Whether scripts of any origin may read it: it knows no cookies.
    const fn is_shared(self) -> bool {
        matches!(
            self,
            Self::Token | Self::UserInfo | Self::Revoke | Self::Discovery | Self::Jwks
        )
    }
}

fn share(response: Response) -> Response {
    response.with("access-control-allow-origin", "*")
}

fn preflight(line: &Line) -> Response {
    Response::empty(204)
        .with("access-control-allow-methods", line.methods.join(", "))
        .with(
            "access-control-allow-headers",
            "authorization, content-type",
        )
        .with("access-control-max-age", "86400")
}

#[cfg(test)]
mod tests;
