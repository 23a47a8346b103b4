//! The API over HTTP: awsJson1.1, signed with SigV4.

use std::time::Duration;

use serde_json::Value;
use ureq::http;
use url::{Position, Url};
use vestibule_crypto::sigv4::{self, Credentials};

use crate::api::{Api, ApiError, Target};
use crate::config::is_loopback;

/// The service that Cognito's own clients sign for.
const SIGNED_SERVICE: &str = "cognito-idp";

/// Longer than any operation takes that is still going to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A deployment at an address.
pub(crate) struct HttpApi {
    agent: ureq::Agent,
    endpoint: Url,
    region: String,
    credentials: Credentials,
    /// The time in milliseconds since 1970.
    now_ms: fn() -> i64,
}

impl HttpApi {
    pub(crate) fn new(
        endpoint: Url,
        region: String,
        credentials: Credentials,
        now_ms: fn() -> i64,
    ) -> Self {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIMEOUT));
        if is_loopback(&endpoint) {
            config = config.proxy(None);
        }
        Self {
            agent: config.build().new_agent(),
            endpoint,
            region,
            credentials,
            now_ms,
        }
    }

    fn send(&self, target: Target, body: &[u8]) -> Result<http::Response<ureq::Body>, ApiError> {
        let host = &self.endpoint[Position::BeforeHost..Position::AfterPort];
        let target_name = format!("{}.{}", target.service, target.operation);
        let headers = [
            ("Host", host),
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", target_name.as_str()),
        ];
        let unsigned = sigv4::Request {
            method: "POST",
            path: self.endpoint.path(),
            query: "",
            headers: &headers,
            body,
        };
        let signature = sigv4::sign(
            &unsigned,
            &self.credentials,
            &self.region,
            SIGNED_SERVICE,
            (self.now_ms)(),
        );
        let mut request = self.agent.post(self.endpoint.as_str());
        for (name, value) in headers {
            request = request.header(name, value);
        }
        for (name, value) in signature {
            request = request.header(name, value);
        }
        request
            .send(body)
            .map_err(|error| self.not_answered(target, &error))
    }

    fn not_answered(&self, target: Target, error: &ureq::Error) -> ApiError {
        let cause = error.to_string();
        let not_sent = match error {
            ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::BadUri(_) => {
                true
            }
            ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => true,
            ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
            ureq::Error::TlsRequired => true,
            #[cfg(feature = "tls")]
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => true,
            _ => false,
        };
        if not_sent {
            ApiError::Unreachable {
                endpoint: self.endpoint.to_string(),
                cause,
            }
        } else {
            ApiError::Lost {
                operation: target.operation,
                cause,
            }
        }
    }
}

impl Api for HttpApi {
    fn call(&self, target: Target, body: &Value) -> Result<Value, ApiError> {
        let operation = target.operation;
        let mut response = self.send(target, body.to_string().as_bytes())?;
        let status = response.status();
        let text = response
            .body_mut()
            .read_to_string()
            .map_err(|error| ApiError::Lost {
                operation,
                cause: error.to_string(),
            })?;
        answer(operation, status, &text)
    }
}

/// What a response means.
fn answer(
    operation: &'static str,
    status: http::StatusCode,
    text: &str,
) -> Result<Value, ApiError> {
    // Operations without an output answer with nothing at all.
    let body: Option<Value> = if text.is_empty() {
        Some(Value::Null)
    } else {
        serde_json::from_str(text).ok()
    };
    match body {
        Some(answer) if status == http::StatusCode::OK => Ok(answer),
        Some(error) if status.is_client_error() && error.get("__type").is_some() => {
            let member = |name| error.get(name).and_then(Value::as_str);
            let code = member("__type").unwrap_or_default();
            Err(ApiError::Refused {
                operation,
                // Some front ends qualify the type with a namespace.
                code: code.rsplit('#').next().unwrap_or(code).to_owned(),
                message: member("message")
                    .or(member("Message"))
                    .unwrap_or_default()
                    .to_owned(),
            })
        }
        Some(_) if status.is_server_error() => Err(ApiError::Lost {
            operation,
            cause: format!("HTTP status {status}"),
        }),
        _ => Err(ApiError::Unexpected {
            operation,
            cause: format!(
                "HTTP status {status}, and no answer of Cognito's API; is the endpoint that of a Vestibule deployment?"
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use serde_json::json;

    use super::*;

    const NOW_MS: i64 = 1_790_000_000_000;

    struct Received {
        request_line: String,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    }

    /// Answers one request, and gives what was asked.
    fn serve_once(listener: TcpListener, response: &'static str) -> thread::JoinHandle<Received> {
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut lines = reader.by_ref().lines().map(Result::unwrap);
            let request_line = lines.next().unwrap();
            let headers: Vec<(String, String)> = lines
                .take_while(|line| !line.is_empty())
                .map(|line| {
                    line.split_once(':')
                        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                        .unwrap()
                })
                .collect();
            let length = headers
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
            let mut body = vec![0; length.unwrap().1.parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            stream.write_all(response.as_bytes()).unwrap();
            Received {
                request_line,
                headers,
                body,
            }
        })
    }

    fn api_at(listener: &TcpListener) -> HttpApi {
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let credentials = Credentials {
            access_key_id: "key".into(),
            secret_access_key: "hush".into(),
            session_token: Some("token".into()),
        };
        HttpApi::new(
            Url::parse(&endpoint).unwrap(),
            "local".into(),
            credentials,
            || NOW_MS,
        )
    }

    #[test]
    fn a_call_arrives_as_awsjson_with_a_signature_that_verifies() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = api_at(&listener);
        let server = serve_once(
            listener,
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"UserPools\":[]}",
        );
        let answer = api
            .call(Target::cognito("ListUserPools"), &json!({"MaxResults": 60}))
            .unwrap();
        assert_eq!(answer, json!({"UserPools": []}));

        let received = server.join().unwrap();
        assert_eq!(received.request_line, "POST / HTTP/1.1");
        assert_eq!(received.body, br#"{"MaxResults":60}"#);
        let headers: Vec<(&str, &str)> = received
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let header = |name: &str| {
            headers
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| *value)
        };
        assert_eq!(header("content-type"), Some("application/x-amz-json-1.1"));
        assert_eq!(
            header("x-amz-target"),
            Some("AWSCognitoIdentityProviderService.ListUserPools")
        );
        let request = sigv4::Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: &received.body,
        };
        let signed = sigv4::SignedRequest::parse(request, "cognito-idp", NOW_MS).unwrap();
        assert_eq!(
            (
                signed.access_key_id(),
                signed.region(),
                signed.security_token()
            ),
            ("key", "local", Some("token"))
        );
        assert_eq!(signed.verify(&"hush".into()), Ok(()));
        assert!(signed.verify(&"other".into()).is_err());
    }

    #[test]
    fn nobody_listening_means_that_nothing_has_happened() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = api_at(&listener);
        drop(listener);
        let error = api
            .call(Target::cognito("CreateUserPool"), &json!({}))
            .unwrap_err();
        assert!(
            matches!(error, ApiError::Unreachable { .. }) && !error.may_have_happened(),
            "{error:?}"
        );
    }

    #[test]
    fn a_connection_that_breaks_means_that_it_may_have_happened() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = api_at(&listener);
        let server = serve_once(listener, "");
        let error = api
            .call(Target::cognito("CreateUserPool"), &json!({}))
            .unwrap_err();
        server.join().unwrap();
        assert!(
            matches!(error, ApiError::Lost { .. }) && error.may_have_happened(),
            "{error:?}"
        );
    }

    #[test]
    fn answers_are_told_apart_by_status_and_body() {
        let answer = |status, text| {
            answer(
                "CreateUserPool",
                http::StatusCode::from_u16(status).unwrap(),
                text,
            )
        };
        assert_eq!(answer(200, "{}").unwrap(), json!({}));
        assert_eq!(answer(200, "").unwrap(), Value::Null);
        for (status, text, shown) in [
            (
                400,
                r#"{"__type":"InvalidParameterException","message":"No."}"#,
                "CreateUserPool was refused: InvalidParameterException: No.",
            ),
            (
                400,
                r#"{"__type":"com.amazon#AccessDeniedException","Message":"No."}"#,
                "CreateUserPool was refused: AccessDeniedException: No.",
            ),
            (
                400,
                r#"{"__type":"NotAuthorizedException"}"#,
                "CreateUserPool was refused: NotAuthorizedException",
            ),
            (
                500,
                r#"{"__type":"InternalErrorException"}"#,
                "CreateUserPool was sent, but its answer was lost: HTTP status 500 Internal Server Error",
            ),
            (
                404,
                "<html>",
                "CreateUserPool answered something unexpected: HTTP status 404 Not Found, and no answer of Cognito's API; \
                 is the endpoint that of a Vestibule deployment?",
            ),
        ] {
            assert_eq!(answer(status, text).unwrap_err().to_string(), shown);
        }
    }
}
