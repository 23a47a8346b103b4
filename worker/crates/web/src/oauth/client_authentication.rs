//! Who calls the token and the revocation endpoint (RFC 6749 section 2.3): `client_secret_basic`, `client_secret_post`,
//! or a public client that only says its name.

use super::error::TokenError;
use crate::{parameters::Parameters, site::Site};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::percent_decode_str;
use std::rc::Rc;
use vestibule_crypto::SecretString;
use vestibule_engine::{client_secret, config::ClientConfig, cx::Cx, http::Request};

/// What a client says of itself.
pub struct Credentials {
    pub id: String,
    pub secret: Option<SecretString>,
}

/// Reads the parameters of a POST: the form's and, as Cognito takes them too, the query's.
///
/// # Errors
/// `invalid_request` for a body that is no form, or a name that comes twice.
pub fn parameters(http: &Request) -> Result<Parameters, TokenError> {
    if http.method != "POST" {
        return Err(TokenError::Method);
    }
    let form = http.header("content-type").is_none_or(|given| {
        let kind = given.split(';').next().unwrap_or(given).trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    if (!form && !http.body.is_empty()) || http.body.len() > Parameters::LARGEST {
        return Err(TokenError::INVALID_REQUEST);
    }
    let parameters = Parameters::parse(&http.body).and(Parameters::parse(http.query.as_bytes()));
    if parameters.any_repeated() {
        return Err(TokenError::INVALID_REQUEST);
    }
    Ok(parameters)
}

/// Authenticates the client; the configuration that comes back has it.
///
/// # Errors
/// `invalid_client` for one that is unknown, gives a wrong secret, or none although it has one, or one although it has
/// none; `invalid_request` when it names itself in two ways.
pub(crate) async fn authenticate(
    cx: &Cx<'_>,
    site: &Site,
    http: &Request,
    parameters: &Parameters,
) -> Result<Rc<ClientConfig>, TokenError> {
    let Credentials { id, secret } = credentials(http, parameters)?;
    let config = cx.client(&id).await?;
    if !site.serves(&config) {
        return Err(TokenError::INVALID_CLIENT);
    }
    let client = &config.client;
    let authentic = match &secret {
        None => !client.is_confidential(),
        Some(secret) => client_secret::is_right(cx, client, secret.expose())?,
    };
    if authentic {
        Ok(config)
    } else {
        Err(TokenError::INVALID_CLIENT)
    }
}

pub fn credentials(http: &Request, parameters: &Parameters) -> Result<Credentials, TokenError> {
    let (id, secret) = (parameters.get("client_id"), parameters.get("client_secret"));
    let Some(header) = http.header("authorization") else {
        let id = id.ok_or(TokenError::INVALID_REQUEST)?.to_owned();
        return Ok(Credentials {
            id,
            secret: secret.map(SecretString::from),
        });
    };
    let credentials = basic(header).ok_or(TokenError::INVALID_CLIENT)?;
    if secret.is_some() || id.is_some_and(|id| id != credentials.id) {
        return Err(TokenError::INVALID_REQUEST);
    }
    Ok(credentials)
}

/// Reads `Basic BASE64(ID:SECRET)`, both percent-encoded. A `+` stays one: imported ids have it, and none has a space.
fn basic(header: &str) -> Option<Credentials> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = scheme
        .eq_ignore_ascii_case("basic")
        .then(|| STANDARD.decode(encoded.trim()).ok())??;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    let secret = decode(secret)?;
    Some(Credentials {
        id: decode(id)?,
        secret: (!secret.is_empty()).then(|| SecretString::new(secret)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(id_and_secret: &str) -> Option<(String, Option<String>)> {
        let credentials = basic(&format!("Basic {}", STANDARD.encode(id_and_secret)))?;
        Some((
            credentials.id,
            credentials.secret.map(|secret| secret.expose().clone()),
        ))
    }

    #[test]
    fn id_and_secret_are_percent_decoded() {
        assert_eq!(
            read("a%2Bb:c%3Ad"),
            Some(("a+b".to_owned(), Some("c:d".to_owned())))
        );
        assert_eq!(
            read("a+b:c+d"),
            Some(("a+b".to_owned(), Some("c+d".to_owned())))
        );
        assert_eq!(read("a:"), Some(("a".to_owned(), None)));
        assert_eq!(read("a"), None);
    }

    proptest! {
        #[test]
        fn any_header_is_read_or_refused(header: String, bytes: Vec<u8>) {
            let _ = (basic(&header), basic(&format!("Basic {}", STANDARD.encode(bytes))));
        }
    }
}
