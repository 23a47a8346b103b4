//! The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3, OpenID Connect Core section 3.1.2.1), which
//! `/oauth2/authorize` takes and every hosted page carries along.

use super::error::{PageError, Stop};
use crate::{
    parameters::{Parameters, encode},
    site::Site,
};
use std::rc::Rc;
use vestibule_crypto::pkce::CodeChallenge;
use vestibule_engine::{
    auth_flow::CodeRequest,
    config::{ClientConfig, Config},
    cx::Cx,
    error::Result,
    http::Response,
    log::Outcome,
};
use vestibule_model::{
    client::{Client, OAuthFlow},
    scope::{self, Scopes},
    time::Span,
};

/// The longest query that is taken, in bytes.
const LONGEST: usize = 8192;

/// A request that has passed every check.
pub struct AuthorizationRequest {
    pub config: Rc<ClientConfig>,
    pub code: CodeRequest,
    pub state: Option<String>,
    pub prompt: Prompt,
    /// How long ago the person may have signed in.
    pub max_age: Option<Span>,
    /// As it was sent, for the links of the pages.
    pub query: Parameters,
}

/// Whether the person is to be asked (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prompt {
    #[default]
    WhenNeeded,
    /// `none`: answer without a page.
    Never,
    /// `login`: the credentials again, whoever is signed in.
    Login,
    /// `select_account`: who is signed in is asked whether it is them.
    SelectAccount,
}

/// Told to the client at its redirect URI (RFC 6749 section 4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedirectError {
    pub error: &'static str,
    pub description: &'static str,
}

/// What the checks have made of a request so far.
struct Draft<'a> {
    query: &'a Parameters,
    config: Rc<ClientConfig>,
    code: CodeRequest,
    prompt: Prompt,
    max_age: Option<Span>,
}

type Check = fn(&mut Draft<'_>) -> Result<(), RedirectError>;

/// Once the client and its redirect URI are known, whatever else is wrong is told to the client: in this order.
const CHECKS: &[Check] = &[
    parameters_come_once,
    response_type,
    code_challenge,
    scopes,
    nonce,
    prompt,
    max_age,
    what_is_not_built,
];

impl AuthorizationRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// [`Stop::Page`] while it isn't known where to redirect to, [`Stop::Redirect`] from then on.
    pub async fn read(cx: &Cx<'_>, site: &Site, query: &str) -> Result<Self, Stop> {
        if query.len() > LONGEST {
            return Err(PageError::InvalidRequest.into());
        }
        let query = Parameters::parse(query.as_bytes());
        let config = client(cx, site, &query).await?;
        let redirect_uri = redirect_uri(&config.client, &query)?;
        let code = CodeRequest {
            redirect_uri,
            scope: String::new(),
            nonce: None,
            challenge: None,
        };
        let mut draft = Draft {
            query: &query,
            config,
            code,
            prompt: Prompt::default(),
            max_age: None,
        };
        let failed = CHECKS.iter().find_map(|check| check(&mut draft).err());
        let Draft {
            config,
            code,
            prompt,
            max_age,
            ..
        } = draft;
        let state = query.get("state").map(str::to_owned);
        let request = Self {
            config,
            code,
            state,
            prompt,
            max_age,
            query,
        };
        match failed {
            Some(error) => Err(request.stop(cx, error)),
            None => Ok(request),
        }
    }

    /// Ends the request with an error that is told to the client.
    pub(crate) fn stop(&self, cx: &Cx<'_>, error: RedirectError) -> Stop {
        cx.note(|line| {
            line.error = Some(error.error);
            line.unless_noted(match error {
                // That nobody is signed in is what the app has asked.
                RedirectError::LOGIN_REQUIRED => Outcome::Refused,
                RedirectError::SERVER_ERROR => Outcome::Failed,
                _ => Outcome::Rejected,
            });
        });
        Stop::Redirect(self.refuse(error))
    }

    /// Where the browser goes with its code.
    pub fn grant(&self, code: &str) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        extend(
            &self.code.redirect_uri,
            '?',
            &encode([("code", code)].into_iter().chain(state)),
        )
    }

    /// Where the browser goes without one.
    pub fn refuse(&self, error: RedirectError) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let pairs = [("error_description", error.description)]
            .into_iter()
            .chain(state)
            .chain([("error", error.error)]);
        // The implicit flow's answers are in the fragment, its errors too.
        let mark = if self.query.get("response_type") == Some("token") {
            '#'
        } else {
            '?'
        };
        extend(&self.code.redirect_uri, mark, &encode(pairs))
    }
}

/// A request that was posted, again by GET: a form on another site comes without our cookies, which are `SameSite=Lax`, and
/// where it leads they go along.
pub(crate) fn by_get(sent: &Parameters, path: &str) -> Result<Response, PageError> {
    if sent.encode().len() > LONGEST {
        return Err(PageError::InvalidRequest);
    }
    Ok(Response::redirect(sent.after(path)))
}

/// Finds the client, on a site that serves its pool.
pub(crate) async fn client(
    cx: &Cx<'_>,
    site: &Site,
    query: &Parameters,
) -> Result<Rc<ClientConfig>, Stop> {
    let id = query.get("client_id").ok_or(PageError::NoClientId)?;
    client_of(cx, site, id).await
}

/// The same, of a client that is named in another way.
pub(crate) async fn client_of(
    cx: &Cx<'_>,
    site: &Site,
    id: &str,
) -> Result<Rc<ClientConfig>, Stop> {
    match cx.client(id).await {
        Ok(config) if site.serves(&config) => Ok(config),
        Ok(_) => Err(PageError::UnknownClient.into()),
        Err(error) if error.is_no_such_client() => Err(PageError::UnknownClient.into()),
        Err(failure) => Err(failure.into()),
    }
}

/// Compares the redirect URI as text: anything cleverer has been an open redirect somewhere (RFC 9700 section 4.1.3).
fn redirect_uri(client: &Client, query: &Parameters) -> Result<String, PageError> {
    let given = query.get("redirect_uri").ok_or(PageError::NoRedirectUri)?;
    let registered = client
        .settings
        .callback_urls
        .iter()
        .find(|registered| *registered == given);
    registered.cloned().ok_or(PageError::RedirectMismatch)
}

fn parameters_come_once(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    if draft.query.any_repeated() {
        return Err(RedirectError::invalid_request(
            "A parameter comes more than once",
        ));
    }
    Ok(())
}

fn response_type(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    let client = &draft.config.client;
    let not_enabled = RedirectError {
        error: "unauthorized_client",
        description: "The response_type is not enabled for the client",
    };
    match draft.query.get("response_type") {
        None => Err(RedirectError::invalid_request(
            "The response_type is missing",
        )),
        Some("code") if client.uses(OAuthFlow::Code) => Ok(()),
        Some("code") => Err(not_enabled),
        Some("token") if !client.uses(OAuthFlow::Implicit) => Err(not_enabled),
        Some(_) => Err(RedirectError {
            error: "unsupported_response_type",
            description: "This version of Vestibule supports only the response_type code",
        }),
    }
}

fn code_challenge(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    let (challenge, method) = (
        draft.query.get("code_challenge"),
        draft.query.get("code_challenge_method"),
    );
    match (challenge, method) {
        (None, None)
            if draft.config.pool.extensions.hardening && !draft.config.client.is_confidential() =>
        {
            // RFC 9700 section 2.1.1
            Err(RedirectError::invalid_request(
                "A client without a secret needs a code_challenge",
            ))
        }
        (None, None) => Ok(()),
        (Some(challenge), Some("S256")) => {
            let challenge = CodeChallenge::parse(challenge).map_err(|_| {
                RedirectError::invalid_request("The code_challenge is no SHA-256 in BASE64URL")
            })?;
            draft.code.challenge = Some(challenge.as_str().to_owned());
            Ok(())
        }
        (Some(_), _) => Err(RedirectError::invalid_request(
            "The code_challenge_method must be S256",
        )),
        (None, Some(_)) => Err(RedirectError::invalid_request(
            "The code_challenge is missing",
        )),
    }
}

/// Grants what is asked for and enabled, or all that is enabled where nothing is asked for.
fn scopes(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    let config = &draft.config;
    let enabled: Vec<&str> = scope::enabled(&config.resource_servers, &config.client).collect();
    let granted = match draft.query.get("scope") {
        None => enabled,
        Some(asked) => asked_for(&draft.config, &enabled, asked)?,
    };
    if granted.is_empty() {
        return Err(RedirectError::invalid_scope(
            "None of the scopes is enabled for the client",
        ));
    }
    let granted = granted.join(" ");
    draft.code.scope = granted;
    Ok(())
}

fn asked_for<'a>(
    config: &Config,
    enabled: &[&str],
    asked: &'a str,
) -> Result<Vec<&'a str>, RedirectError> {
    if asked
        .split(' ')
        .any(|scope| !scope.is_empty() && !scope::is_known(&config.resource_servers, scope))
    {
        return Err(RedirectError::invalid_scope("A scope is unknown"));
    }
    let set = Scopes::parse(asked);
    if set.narrows() && !set.has("openid") {
        return Err(RedirectError::invalid_scope(
            "The scopes phone, email and profile need openid",
        ));
    }
    let mut granted: Vec<&str> = Vec::new();
    for scope in asked.split(' ') {
        if enabled.contains(&scope) && !granted.contains(&scope) {
            granted.push(scope);
        }
    }
    Ok(granted)
}

fn nonce(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    draft.code.nonce = draft.query.get("nonce").map(str::to_owned);
    Ok(())
}

fn prompt(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    let values: Vec<&str> = draft
        .query
        .get("prompt")
        .unwrap_or_default()
        .split(' ')
        .collect();
    draft.prompt = match values.as_slice() {
        ["none"] => Prompt::Never,
        values if values.contains(&"none") => {
            return Err(RedirectError::invalid_request(
                "The prompt none allows no other value",
            ));
        }
        values if values.contains(&"login") => Prompt::Login,
        values if values.contains(&"select_account") => Prompt::SelectAccount,
        _ => Prompt::WhenNeeded,
    };
    Ok(())
}

fn max_age(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    let Some(seconds) = draft.query.get("max_age") else {
        return Ok(());
    };
    let seconds: u32 = seconds
        .parse()
        .map_err(|_| RedirectError::invalid_request("The max_age is no number of seconds"))?;
    draft.max_age = Some(Span::seconds(seconds.into()));
    Ok(())
}

/// Parameters that would change the tokens, who signs in, or how the app is answered, are refused and not ignored.
fn what_is_not_built(draft: &mut Draft<'_>) -> Result<(), RedirectError> {
    if draft
        .query
        .get("identity_provider")
        .is_some_and(|provider| provider != "COGNITO")
        || draft.query.get("idp_identifier").is_some()
    {
        return Err(RedirectError::invalid_request(
            "This version of Vestibule has no other identity providers",
        ));
    }
    if draft.query.get("resource").is_some() {
        return Err(RedirectError {
            error: "invalid_target",
            description: "This version of Vestibule doesn't support the parameter resource",
        });
    }
    // OpenID Connect Core section 3.1.2.6
    if draft.query.get("request").is_some() {
        return Err(RedirectError {
            error: "request_not_supported",
            description: "This version of Vestibule doesn't support the parameter request",
        });
    }
    if draft.query.get("request_uri").is_some() {
        return Err(RedirectError {
            error: "request_uri_not_supported",
            description: "This version of Vestibule doesn't support the parameter request_uri",
        });
    }
    if draft
        .query
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(RedirectError::invalid_request(
            "This version of Vestibule supports only the response_mode query",
        ));
    }
    Ok(())
}

/// Adds encoded parameters to a URI, which may have a query already.
pub(crate) fn extend(uri: &str, mark: char, encoded: &str) -> String {
    let mark = if mark == '?' && uri.contains('?') {
        '&'
    } else {
        mark
    };
    format!("{uri}{mark}{encoded}")
}

impl RedirectError {
    pub const SERVER_ERROR: Self = Self {
        error: "server_error",
        description: "Something failed on our side",
    };
    pub const LOGIN_REQUIRED: Self = Self {
        error: "login_required",
        description: "The person has to sign in",
    };

    const fn invalid_request(description: &'static str) -> Self {
        Self {
            error: "invalid_request",
            description,
        }
    }

    const fn invalid_scope(description: &'static str) -> Self {
        Self {
            error: "invalid_scope",
            description,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_follow_the_query_that_a_redirect_uri_has() {
        assert_eq!(
            extend("https://app.example/cb", '?', "code=x"),
            "https://app.example/cb?code=x"
        );
        assert_eq!(
            extend("https://app.example/cb?a=b", '?', "code=x"),
            "https://app.example/cb?a=b&code=x"
        );
        assert_eq!(extend("app://cb", '#', "error=x"), "app://cb#error=x");
    }
}
