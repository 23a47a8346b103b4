//! `/logout`: signs a browser out. Tokens live on.
//!
//! By Cognito's own parameters at once; by those of OpenID Connect RP-Initiated Logout 1.0, whose end session endpoint this
//! is, once the person agrees, unless an ID token shows that who is signed in is meant.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>

use super::{csrf, pending, sign_out};
use crate::{
    answer::Answer,
    app,
    cookies::Jar,
    oauth::{
        browser::Browser,
        error::{PageError, Stop},
        id_token_hint::Hint,
        request::{AuthorizationRequest, by_get, client, client_of, extend},
    },
    parameters::{Parameters, encode},
    site::{PoolScope, Site},
    view::{Message, Notice, Page, View},
};
use std::rc::Rc;
use vestibule_engine::{
    config::{ClientConfig, Config},
    cx::Cx,
    error::Result,
    http::{Request, Response},
    log::Outcome,
};
use vestibule_model::{client::Client, ids::Sub};

const ID_TOKEN_HINT: &str = "id_token_hint";
const POST_LOGOUT_REDIRECT_URI: &str = "post_logout_redirect_uri";

/// A request to sign out that has passed every check.
struct Leaving {
    config: Rc<Config>,
    /// The app that sends the person, where it is known.
    app: Option<Rc<ClientConfig>>,
    /// Where the browser goes then; `None`: nowhere, a page says that it is done.
    location: Option<String>,
    asks: Asks,
}

/// Whether the person is asked first.
enum Asks {
    /// Cognito's own form never did.
    Never,
    /// Unless this is who is signed in.
    Unless(Sub),
    Always,
}

/// A request that names an unregistered place, or contradicts itself, signs nobody out.
pub(crate) async fn answer(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Answer, Stop> {
    let query = Parameters::parse(http.query.as_bytes());
    let is_post = http.method == "POST";
    if is_post && http.body.len() > Parameters::LARGEST {
        return Err(PageError::InvalidRequest.into());
    }
    let form = if is_post {
        Parameters::parse(&http.body)
    } else {
        Parameters::default()
    };
    let has_agreed = form.has(sign_out::BUTTON);
    if is_post && !has_agreed {
        return again(cx, &form.and(query)).await;
    }
    let leaving = Leaving::read(cx, site, http, &query).await?;
    let jar = Jar::of(cx.deployment, http);
    let browser = Browser::of(cx, &leaving.config, &jar);
    let is_forged = has_agreed && csrf::is_forged(cx, site, http, &jar, &form);
    let is_asked = !has_agreed
        && browser
            .as_ref()
            .is_some_and(|browser| leaving.must_ask(browser));
    if is_forged || is_asked {
        let location = leaving.location.as_deref();
        let view = sign_out::page(cx, site, http, &jar, leaving.config, location);
        return Ok(if is_forged {
            cx.note(|line| line.outcome = Some(Outcome::Forged));
            view.saying(Notice::danger(Message::PageExpired))
                .with_status(403)
                .into()
        } else {
            cx.note(|line| line.outcome = Some(Outcome::Shown));
            view.into()
        });
    }
    leave(cx, http, leaving, browser, &jar).await
}

/// A form on the app's own page: again by GET, without the token, which says more than an address should.
async fn again(cx: &Cx<'_>, sent: &Parameters) -> Result<Answer, Stop> {
    let mut again = sent.without(&[ID_TOKEN_HINT, csrf::FIELD]);
    if let Some(hint) = hint(cx, sent).await? {
        again = again.with(ID_TOKEN_HINT, &hint.seal(cx)?);
    }
    cx.note(|line| line.outcome = Some(Outcome::Redirected));
    Ok(by_get(&again, "/logout")?.into())
}

/// The hint, as far as there is one that can be believed: any other says nothing.
async fn hint(cx: &Cx<'_>, query: &Parameters) -> Result<Option<Hint>> {
    match query.get(ID_TOKEN_HINT) {
        Some(text) => Hint::read(cx, text).await,
        None => Ok(None),
    }
}

impl Leaving {
    async fn read(
        cx: &Cx<'_>,
        site: &Site,
        http: &Request,
        query: &Parameters,
    ) -> Result<Self, Stop> {
        if let Some(uri) = query.get("logout_uri") {
            let config = client(cx, site, query).await?;
            let location = Some(registered(&config.client, uri)?.to_owned());
            return Ok(Self {
                config: config.of_pool(),
                app: Some(config),
                location,
                asks: Asks::Never,
            });
        }
        if query.get("redirect_uri").is_some() && query.get(POST_LOGOUT_REDIRECT_URI).is_none() {
            let request = AuthorizationRequest::read(cx, site, &http.query).await?;
            let login = request.query.with("scope", &request.code.scope);
            return Ok(Self {
                location: Some(login.after("/login")),
                config: request.config.of_pool(),
                app: Some(request.config),
                asks: Asks::Never,
            });
        }
        Self::read_openid(cx, site, query).await
    }

    /// RP-Initiated Logout 1.0 section 2.
    async fn read_openid(cx: &Cx<'_>, site: &Site, query: &Parameters) -> Result<Self, Stop> {
        let hint = hint(cx, query).await?;
        let hinted = hint.as_ref().map(|hint| hint.client.as_str());
        let named = query.get("client_id");
        if named.is_some() && hinted.is_some() && named != hinted {
            return Err(PageError::InvalidRequest.into());
        }
        let (config, app, location) = match named.or(hinted) {
            Some(id) => {
                let config = client_of(cx, site, id).await?;
                let location = after_logout(&config.client, query)?;
                (config.of_pool(), Some(config), location)
            }
            // No place is gone to that no client is known to have.
            None => (pool_of(cx, site, query).await?, None, None),
        };
        Ok(Self {
            config,
            app,
            location,
            asks: hint.map_or(Asks::Always, |hint| Asks::Unless(hint.sub)),
        })
    }

    fn must_ask(&self, browser: &Browser) -> bool {
        match &self.asks {
            Asks::Never => false,
            Asks::Unless(sub) => !browser.is(sub),
            Asks::Always => true,
        }
    }
}

/// `post_logout_redirect_uri`, with the `state` that goes back.
fn after_logout(client: &Client, query: &Parameters) -> Result<Option<String>, Stop> {
    let Some(uri) = query.get(POST_LOGOUT_REDIRECT_URI) else {
        return Ok(None);
    };
    let uri = registered(client, uri)?;
    Ok(Some(query.get("state").map_or_else(
        || uri.to_owned(),
        |state| extend(uri, '?', &encode([("state", state)])),
    )))
}

/// The client's own address, compared as text.
fn registered<'a>(client: &'a Client, uri: &str) -> Result<&'a str, Stop> {
    let registered = &client.settings.logout_urls;
    let found = registered.iter().find(|known| *known == uri);
    Ok(found.ok_or(PageError::LogoutMismatch)?)
}

/// Which pool is to be left where no client is named: the one whose domain this is.
async fn pool_of(cx: &Cx<'_>, site: &Site, query: &Parameters) -> Result<Rc<Config>, Stop> {
    match &site.pools {
        PoolScope::Only(pool) => Ok(cx.pool(pool.as_str()).await?),
        PoolScope::Any | PoolScope::WithoutDomain if query.get(ID_TOKEN_HINT).is_some() => {
            Err(PageError::InvalidRequest.into())
        }
        PoolScope::Any | PoolScope::WithoutDomain => Err(PageError::NoClientId.into()),
    }
}

async fn leave(
    cx: &Cx<'_>,
    http: &Request,
    leaving: Leaving,
    browser: Option<Browser>,
    jar: &Jar<'_>,
) -> Result<Answer, Stop> {
    let Leaving {
        config,
        app,
        location,
        ..
    } = leaving;
    if let Some(browser) = browser {
        browser.leave(cx, &config).await?;
    }
    let gone = pending::forget_all(jar)
        .into_iter()
        .chain([Browser::forget(&config, jar)]);
    let Some(location) = location else {
        let mut view = View::new(cx, http, Page::SignedOut).of_pool(config);
        if let Some(config) = app {
            view = view.of_config(&config);
            view.around.links.login = app::login(&config);
        }
        view.cookies.extend(gone);
        return Ok(view.into());
    };
    Ok(Response::redirect(location).with_cookies(gone).into())
}

#[cfg(test)]
mod tests;
