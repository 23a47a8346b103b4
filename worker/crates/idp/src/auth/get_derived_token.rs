//! `GetDerivedToken` exchanges a user's token for one that is narrower and for somebody else (RFC 8693).
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html>

use crate::error::{Error, Result};
use vestibule_engine::{
    auth_flow::exchange::{Failure, Refusal, Request, Shown, Target, exchange},
    client_secret,
    cx::{Caller, Cx},
    error,
    tokens::TokenKind,
};
use vestibule_model::client::AuthFlow;
use vestibule_wire::{
    Sensitive,
    idp::{
        GetDerivedTokenRequest, GetDerivedTokenResponse, IssuedTokenTypeIdentifierType,
        OAuthTokenTypeType, TokenTypeIdentifierType,
    },
};

pub async fn handle(cx: &Cx<'_>, input: GetDerivedTokenRequest) -> Result<GetDerivedTokenResponse> {
    // Taken apart whole: a member that the model gains doesn't compile before it has a rule.
    let GetDerivedTokenRequest {
        client_id,
        client_secret,
        subject_token,
        subject_token_type,
        subject_token_provider_name,
        actor_token,
        actor_token_type,
        actor_token_provider_name,
        scopes,
        audiences,
        resources,
        requested_token_type,
    } = input;
    let config = cx.client(client_id.expose()).await?;
    let secret = client_secret
        .as_ref()
        .map(|secret| secret.expose().as_str());
    // A signature stands for the secret.
    if secret.is_some() || cx.caller != Caller::Administrator {
        client_secret::check(cx, &config.client, secret)?;
    }
    if let Some(name) = subject_token_provider_name.or(actor_token_provider_name) {
        return Err(Error::not_found(format!(
            "Identity provider {name} does not exist."
        )));
    }
    let (audiences, resources) = (audiences.unwrap_or_default(), resources.unwrap_or_default());
    let target = match (audiences.first(), resources.first()) {
        (Some(_), Some(_)) => {
            return Err(Error::invalid_parameter(
                "Audiences and Resources can't be requested together.",
            ));
        }
        (Some(audience), None) => Some(Target::Audience(audience)),
        (None, resource) => resource.map(|resource| Target::Resource(resource)),
    };
    let actor = match (&actor_token, actor_token_type) {
        (None, None) => None,
        (Some(token), Some(kind)) => Some(shown(token, kind, "ActorTokenType")?),
        _ => {
            return Err(Error::invalid_parameter(
                "ActorToken and ActorTokenType are given together.",
            ));
        }
    };
    let issue = match requested_token_type {
        Some(IssuedTokenTypeIdentifierType::IdToken) => TokenKind::Id,
        Some(IssuedTokenTypeIdentifierType::AccessToken) | None => TokenKind::Access,
    };
    let scopes = scopes.unwrap_or_default();
    let request = Request {
        subject: shown(&subject_token, subject_token_type, "SubjectTokenType")?,
        actor,
        scopes: scopes.iter().map(String::as_str).collect(),
        target,
        issue,
    };
    let derived = exchange(cx, &config, &request)
        .await
        .map_err(|failure| told(failure, resources.first()))?;
    let (issued_token_type, token_type) = match issue {
        TokenKind::Access => (
            IssuedTokenTypeIdentifierType::AccessToken,
            OAuthTokenTypeType::Bearer,
        ),
        TokenKind::Id => (
            IssuedTokenTypeIdentifierType::IdToken,
            OAuthTokenTypeType::NA,
        ),
    };
    let granted = derived.scope.split(' ').filter(|scope| !scope.is_empty());
    Ok(GetDerivedTokenResponse {
        issued_token: Sensitive::from(derived.token.expose().as_str()),
        issued_token_type,
        token_type,
        expires_in: i32::try_from(derived.life.as_seconds()).ok(),
        scopes: Some(granted.map(str::to_owned).collect()),
    })
}

fn shown<'a>(
    token: &'a Sensitive<String>,
    kind: TokenTypeIdentifierType,
    member: &str,
) -> Result<Shown<'a>> {
    let kind = match kind {
        TokenTypeIdentifierType::AccessToken => TokenKind::Access,
        TokenTypeIdentifierType::IdToken => TokenKind::Id,
        TokenTypeIdentifierType::Saml2 => {
            return Err(Error::not_built(&format!("{member} SAML2")));
        }
    };
    let token = token.expose();
    Ok(Shown { token, kind })
}

fn told(failure: Failure, resource: Option<&String>) -> Error {
    let refusal = match failure {
        Failure::Failed(error) => return error.into(),
        Failure::Refused(refusal) => refusal,
    };
    match refusal {
        Refusal::NotEnabled(AuthFlow::TokenExchangeDelegation) => {
            Error::invalid_parameter("TOKEN_EXCHANGE_DELEGATION flow not enabled for this client")
        }
        Refusal::NotEnabled(_) => Error::invalid_parameter(
            "TOKEN_EXCHANGE_IMPERSONATION flow not enabled for this client",
        ),
        Refusal::Subject | Refusal::User(error::Refusal::UserNotConfirmed) => {
            Error::not_authorized("Invalid Subject Token")
        }
        Refusal::User(refusal) => refusal.into(),
        Refusal::Actor => Error::not_authorized("Invalid Actor Token"),
        Refusal::Scope => Error::invalid_parameter("Invalid scope requested"),
        Refusal::NoResource => Error::not_found(format!(
            "Resource server {} does not exist.",
            resource.map(String::as_str).unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests;
