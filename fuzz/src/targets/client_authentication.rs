//! OAuth client authentication: a client names itself in one way, and is read as it named itself.

use crate::http;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_crypto::SecretString;
use vestibule_engine::http::Request;
use vestibule_web::{oauth::client_authentication, parameters::Parameters};

pub fn run(input: &[u8]) {
    let request = http::request(input);
    let Some((id, secret)) = client_credentials(&request) else {
        return;
    };
    let parameters =
        Parameters::parse(&request.body).and(Parameters::parse(request.query.as_bytes()));
    assert!(!parameters.any_repeated());
    if request.header("authorization").is_some() {
        assert_eq!(parameters.get("client_secret"), None, "named in two ways");
        assert!(parameters.get("client_id").is_none_or(|given| given == id));
    }
    let secret_text = secret
        .as_ref()
        .map_or("", |secret| secret.expose().as_str());
    let both = format!("{}:{}", percent(&id), percent(secret_text));
    let basic: Request = http::form(
        vec![(
            "Authorization".to_owned(),
            format!("bAsIc {}", STANDARD.encode(both)),
        )],
        String::new(),
    );
    assert_eq!(client_credentials(&basic), Some((id, secret)));
}

/// The id and the secret that a request to the token endpoint names; `None` when it is refused for its form.
fn client_credentials(http: &Request) -> Option<(String, Option<SecretString>)> {
    let parameters = client_authentication::parameters(http).ok()?;
    let credentials = client_authentication::credentials(http, &parameters).ok()?;
    Some((credentials.id, credentials.secret))
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
