//! `/oauth2/token` (RFC 6749 section 3.2).
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>

use super::{
    client_authentication::{authenticate, parameters},
    error::{TokenError, json},
    token_exchange,
};
use crate::{parameters::Parameters, site::Site};
use serde::Serialize;
use vestibule_crypto::{SecretString, pkce::CodeVerifier};
use vestibule_engine::{
    auth_flow::{
        client_token,
        refresh::{self, ShownDevice},
    },
    config::ClientConfig,
    cx::Cx,
    http::{Request, Response},
    tokens::{self, Tokens},
};
use vestibule_model::{
    client::{AuthFlow, Client, OAuthFlow},
    opaque::Opaque,
};
use vestibule_store::users::codes::{ConsumeCode, Consumed};

#[derive(Clone, Copy, PartialEq, Eq)]
enum GrantType {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    TokenExchange,
}

pub(crate) async fn post(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Response, TokenError> {
    let parameters = parameters(http)?;
    let grant_type = GrantType::read(&parameters)?;
    let config = authenticate(cx, site, http, &parameters).await?;
    let client = &config.client;
    if !grant_type.is_enabled(client) {
        return Err(TokenError::UNAUTHORIZED_CLIENT);
    }
    Ok(match grant_type {
        GrantType::AuthorizationCode => authorization_code(cx, &config, &parameters).await?,
        GrantType::RefreshToken => refresh_token(cx, &config, &parameters).await?,
        GrantType::ClientCredentials => client_credentials(cx, &config, &parameters).await?,
        GrantType::TokenExchange => return token_exchange::grant(cx, &config, &parameters).await,
    }
    .into_response())
}

impl GrantType {
    fn read(parameters: &Parameters) -> Result<Self, TokenError> {
        match parameters.get("grant_type") {
            None => Err(TokenError::INVALID_REQUEST),
            Some("authorization_code") => Ok(Self::AuthorizationCode),
            Some("refresh_token") => Ok(Self::RefreshToken),
            Some("client_credentials") => Ok(Self::ClientCredentials),
            Some(token_exchange::GRANT_TYPE) => Ok(Self::TokenExchange),
            Some(_) => Err(TokenError::UNSUPPORTED_GRANT_TYPE),
        }
    }

    fn is_enabled(self, client: &Client) -> bool {
        match self {
            Self::AuthorizationCode => client.uses(OAuthFlow::Code),
            // A client that rotates has to switch REFRESH_TOKEN_AUTH off.
            Self::RefreshToken => {
                client.rotates().is_some() || client.allows(AuthFlow::RefreshToken)
            }
            Self::ClientCredentials => {
                client.is_confidential() && client.uses(OAuthFlow::ClientCredentials)
            }
            // Whether by the one flow or the other, the exchange itself asks.
            Self::TokenExchange => true,
        }
    }
}

/// RFC 6749 section 4.1.3, RFC 7636 section 4.5. Whatever is wrong with the grant, the code is spent.
async fn authorization_code(
    cx: &Cx<'_>,
    config: &ClientConfig,
    parameters: &Parameters,
) -> Result<Granted, TokenError> {
    let code = parameters.get("code").ok_or(TokenError::INVALID_REQUEST)?;
    let redirect_uri = parameters
        .get("redirect_uri")
        .ok_or(TokenError::INVALID_REQUEST)?;
    let code = Opaque::parse(code).ok_or(TokenError::INVALID_GRANT)?;
    let (seed, refresh_token) = tokens::prepare(cx, config, code.slot);
    let consume = ConsumeCode {
        hash: code.hash,
        redirect_uri: redirect_uri.to_owned(),
        challenge: parameters.get("code_verifier").map(challenge),
        seed,
    };
    let object = config.slots.object(&config.pool.id, code.slot);
    match cx.decide(config, &object, consume).await? {
        Consumed::Fresh(fresh) => {
            let (session, user) = *fresh;
            Ok(Granted::new(
                tokens::sign(cx, config, &user, &session).await?,
                Some(refresh_token),
            ))
        }
        Consumed::InvalidGrant | Consumed::WrongVerifier => Err(TokenError::INVALID_GRANT),
        Consumed::WrongRedirect => Err(TokenError::with("unauthorized_client", "invalid_redirect")),
    }
}

/// The challenge that a verifier meets; a malformed one meets none.
fn challenge(verifier: &str) -> String {
    CodeVerifier::parse(verifier).map_or_else(
        |_| String::new(),
        |verifier| verifier.challenge().as_str().to_owned(),
    )
}

/// RFC 6749 section 6. Tokens that the API gave are taken too.
async fn refresh_token(
    cx: &Cx<'_>,
    config: &ClientConfig,
    parameters: &Parameters,
) -> Result<Granted, TokenError> {
    let token = parameters
        .get("refresh_token")
        .ok_or(TokenError::INVALID_REQUEST)?;
    let refreshed = refresh::refresh(cx, config, token, ShownDevice::Any).await?;
    let tokens = tokens::sign(cx, config, &refreshed.user, &refreshed.session).await?;
    Ok(Granted::new(tokens, refreshed.refresh_token))
}

/// RFC 6749 section 4.4: the custom scopes asked for, or all that the client has.
async fn client_credentials(
    cx: &Cx<'_>,
    config: &ClientConfig,
    parameters: &Parameters,
) -> Result<Granted, TokenError> {
    let asked: Vec<&str> = listed(parameters.get("scope"));
    match client_token::issue(cx, config, &asked).await? {
        Some(tokens) => Ok(Granted::new(tokens, None)),
        None => Err(TokenError::INVALID_SCOPE),
    }
}

/// The words of a list that is separated by spaces.
pub(super) fn listed(text: Option<&str>) -> Vec<&str> {
    let words = text.unwrap_or_default().split(' ');
    words.filter(|word| !word.is_empty()).collect()
}

/// A successful answer (RFC 6749 section 5.1), its members in the service's order.
struct Granted {
    tokens: Tokens,
    refresh_token: Option<SecretString>,
}

impl Granted {
    fn new(tokens: Tokens, refresh_token: Option<SecretString>) -> Self {
        Self {
            tokens,
            refresh_token,
        }
    }

    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            id_token: Option<&'a str>,
            access_token: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            refresh_token: Option<&'a str>,
            expires_in: i64,
            token_type: &'static str,
        }
        let body = Body {
            id_token: self.tokens.id.as_ref().map(|token| token.expose().as_str()),
            access_token: self.tokens.access.expose(),
            refresh_token: self
                .refresh_token
                .as_ref()
                .map(|token| token.expose().as_str()),
            expires_in: self.tokens.expires_in.as_seconds(),
            token_type: "Bearer",
        };
        json(200, &body)
    }
}

#[cfg(test)]
mod tests;
