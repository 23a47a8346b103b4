//! AWS Signature Version 4 in the `Authorization` header: verifying a request, and signing one
//! ([the signing process](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)).
//!
//! [`SignedRequest::parse`] takes the header apart and holds scope and clock; the caller looks the access key up; then
//! [`SignedRequest::verify`] checks the signature. Bodies always count: there is no unsigned payload.

mod authorization;
mod canonical;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use self::authorization::{Credential, Parameters};
pub(crate) use self::canonical::percent_encode;
use self::canonical::{canonical_headers, canonical_request, values};
use crate::calendar::{DateTime, decimal};
use crate::digest::{hmac_sha256, sha256};
use crate::secret::{SecretBytes, SecretString, constant_time_eq};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";
/// How far a client's clock may be from ours, either way.
pub const MAX_SKEW_MS: i64 = 5 * 60 * 1000;

/// A request as it is on the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a str,
    /// As sent, percent-encoding included.
    pub path: &'a str,
    /// As sent, without `?`.
    pub query: &'a str,
    /// In the order sent; names in any case, and a name may repeat.
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
}

/// A request whose `Authorization` header is well-formed, in time and for this service. Its signature is not checked
/// yet.
#[derive(Debug)]
pub struct SignedRequest<'a> {
    request: Request<'a>,
    credential: Credential<'a>,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
    date: &'a str,
}

impl<'a> SignedRequest<'a> {
    /// `service` is the name that the scope must have (`cognito-idp`); any region will do. `now_ms` is milliseconds
    /// since the epoch.
    pub fn parse(
        request: Request<'a>,
        service: &'static str,
        now_ms: i64,
    ) -> Result<Self, SigV4Error> {
        let authorization = match values(&request, "authorization").as_slice() {
            [] => return Err(SigV4Error::MissingAuthenticationToken),
            [only] => only.trim(),
            _ => return Err(SigV4Error::SignatureMismatch),
        };
        if authorization.is_empty() {
            return Err(SigV4Error::MissingAuthenticationToken);
        }
        let (date_header, date) = date_of(&request).unzip();
        let (Some(parameters), Some(date_header), Some(date)) =
            (Parameters::parse(authorization), date_header, date)
        else {
            return Err(SigV4Error::IncompleteAuthorization(Incomplete::new(
                authorization,
                date.is_some(),
            )));
        };
        let credential = Credential::parse(parameters.credential)?;
        let signed_headers: Vec<&str> = parameters.signed_headers.split(';').collect();
        require_signed(&request, &signed_headers, date_header)?;
        credential.hold(service, date)?;
        hold_clock(date, now_ms)?;
        Ok(Self {
            request,
            credential,
            signed_headers,
            signature: parameters.signature,
            date,
        })
    }

    /// Whose secret [`SignedRequest::verify`] needs.
    pub fn access_key_id(&self) -> &'a str {
        self.credential.access_key_id
    }

    /// The region that the client believes it is talking to.
    pub fn region(&self) -> &'a str {
        self.credential.region
    }

    /// `X-Amz-Security-Token`, of temporary credentials; if it is there, it is signed.
    pub fn security_token(&self) -> Option<&'a str> {
        values(&self.request, "x-amz-security-token")
            .first()
            .copied()
    }

    /// Checks the signature, which covers method, path, query, signed headers and body.
    pub fn verify(&self, secret_access_key: &SecretString) -> Result<(), SigV4Error> {
        let body_hash = hex::encode(sha256(&[self.request.body]));
        let announced = values(&self.request, "x-amz-content-sha256");
        let body_agrees = announced.iter().all(|value| value.trim() == body_hash);
        let names_in_order = self.signed_headers.is_sorted_by(|a, b| a < b);
        let headers = canonical_headers(&self.request, &self.signed_headers)
            .filter(|_| names_in_order && body_agrees)
            .ok_or(SigV4Error::SignatureMismatch)?;
        let canonical = canonical_request(
            &self.request,
            &headers,
            &self.signed_headers.join(";"),
            &body_hash,
        );
        let expected = signature(secret_access_key, &self.credential, self.date, &canonical);
        if constant_time_eq(expected.as_bytes(), self.signature.as_bytes()) {
            Ok(())
        } else {
            Err(SigV4Error::SignatureMismatch)
        }
    }
}

/// What a client signs with.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: SecretString,
    pub session_token: Option<SecretString>,
}

/// Signs a request at a time (milliseconds since the epoch), all of its headers included, and returns the headers to
/// add: `X-Amz-Date`, `X-Amz-Security-Token` where there is one, and `Authorization`. The request has none of them yet,
/// and has `Host`.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials,
    region: &str,
    service: &str,
    now_ms: i64,
) -> Vec<(&'static str, String)> {
    let date = amz_date(now_ms);
    let mut added = vec![("X-Amz-Date", date.clone())];
    if let Some(token) = &credentials.session_token {
        added.push(("X-Amz-Security-Token", token.expose().clone()));
    }
    let mut headers = request.headers.to_vec();
    headers.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
    let signing = Request {
        headers: &headers,
        ..*request
    };
    let mut names = BTreeSet::new();
    for (name, _) in &headers {
        names.insert(name.to_ascii_lowercase());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let credential = Credential {
        access_key_id: &credentials.access_key_id,
        date: date.split('T').next().unwrap_or_default(),
        region,
        service,
        terminator: TERMINATOR,
    };
    let canonical = canonical_request(
        &signing,
        &canonical_headers(&signing, &names).unwrap_or_default(),
        &names.join(";"),
        &hex::encode(sha256(&[request.body])),
    );
    let signature = signature(
        &credentials.secret_access_key,
        &credential,
        &date,
        &canonical,
    );
    added.push((
        "Authorization",
        format!(
            "{ALGORITHM} Credential={}/{}, SignedHeaders={}, Signature={signature}",
            credential.access_key_id,
            credential.scope(),
            names.join(";"),
        ),
    ));
    added
}

/// Why a request isn't authenticated; `Display` is the message that AWS sends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigV4Error {
    #[error("Missing Authentication Token")]
    MissingAuthenticationToken,
    #[error("{0}")]
    IncompleteAuthorization(Incomplete),
    #[error(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{0}'"
    )]
    Credential(String),
    #[error(
        "Date must be in ISO-8601 'basic format'. Got '{0}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )]
    Date(String),
    /// For the caller, when the access key is none that it knows.
    #[error("The security token included in the request is invalid.")]
    UnrecognizedClient,
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    UnsignedHost,
    #[error("'{0}' must be a 'SignedHeader' in the AWS Authorization.")]
    UnsignedHeader(&'static str),
    #[error("Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{0}'.")]
    Terminator(String),
    // The trailing space is the service's.
    #[error("Credential should be scoped to correct service: '{0}'. ")]
    Service(&'static str),
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{day}', from '{date}'."
    )]
    ScopeDate {
        scope: String,
        day: String,
        date: String,
    },
    #[error("Signature expired: {date} is now earlier than {limit} ({now} - 5 min.)")]
    Expired {
        date: String,
        limit: String,
        now: String,
    },
    #[error("Signature not yet current: {date} is still later than {limit} ({now} + 5 min.)")]
    NotYetCurrent {
        date: String,
        limit: String,
        now: String,
    },
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    SignatureMismatch,
}

impl SigV4Error {
    /// AWS's name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::IncompleteAuthorization(_) | Self::Credential(_) | Self::Date(_) => {
                "IncompleteSignatureException"
            }
            Self::UnrecognizedClient => "UnrecognizedClientException",
            Self::UnsignedHost
            | Self::UnsignedHeader(_)
            | Self::Terminator(_)
            | Self::Service(_)
            | Self::ScopeDate { .. }
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::SignatureMismatch => "InvalidSignatureException",
        }
    }
}

/// What an `Authorization` header lacks. Shown with the header's hash, as AWS does, never with the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    missing: Vec<&'static str>,
    has_date: bool,
    authorization_hash: [u8; 32],
}

impl Incomplete {
    fn new(authorization: &str, has_date: bool) -> Self {
        let given = Parameters::split(authorization);
        let missing = Parameters::NAMES
            .into_iter()
            .filter(|name| Parameters::find(&given, name).is_none())
            .collect();
        Self {
            missing,
            has_date,
            authorization_hash: sha256(&[authorization.as_bytes()]),
        }
    }
}

impl std::fmt::Display for Incomplete {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for name in &self.missing {
            write!(f, "Authorization header requires '{name}' parameter. ")?;
        }
        if !self.has_date {
            f.write_str(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
            )?;
        }
        write!(
            f,
            "(Hashed with SHA-256 and encoded with Base64) Authorization={}",
            STANDARD.encode(self.authorization_hash)
        )
    }
}

/// The header that tells when the request was signed, and its value.
fn date_of<'a>(request: &Request<'a>) -> Option<(&'static str, &'a str)> {
    [("X-Amz-Date", "x-amz-date"), ("Date", "date")]
        .into_iter()
        .find_map(|(shown, name)| Some((shown, values(request, name).first()?.trim())))
}

/// Holds that what decides the meaning of a request is under its signature.
fn require_signed(
    request: &Request<'_>,
    signed: &[&str],
    date_header: &'static str,
) -> Result<(), SigV4Error> {
    let is_signed = |name: &str| {
        signed
            .iter()
            .any(|signed| name.eq_ignore_ascii_case(signed))
    };
    if !is_signed("host") {
        return Err(SigV4Error::UnsignedHost);
    }
    let decisive = [
        "X-Amz-Target",
        "X-Amz-Security-Token",
        "X-Amz-Content-Sha256",
    ];
    let present = decisive
        .into_iter()
        .filter(|name| !values(request, name).is_empty());
    match std::iter::once(date_header)
        .chain(present)
        .find(|name| !is_signed(name))
    {
        Some(name) => Err(SigV4Error::UnsignedHeader(name)),
        None => Ok(()),
    }
}

fn hold_clock(date: &str, now_ms: i64) -> Result<(), SigV4Error> {
    let at = parse_amz_date(date).ok_or_else(|| SigV4Error::Date(date.to_owned()))?;
    let (earliest, latest) = (
        now_ms.saturating_sub(MAX_SKEW_MS),
        now_ms.saturating_add(MAX_SKEW_MS),
    );
    // The date has whole seconds, so what is left of now's second counts for the client.
    if at < earliest.saturating_sub(earliest.rem_euclid(1000)) {
        return Err(SigV4Error::Expired {
            date: date.to_owned(),
            limit: amz_date(earliest),
            now: amz_date(now_ms),
        });
    }
    if at > latest {
        return Err(SigV4Error::NotYetCurrent {
            date: date.to_owned(),
            limit: amz_date(latest),
            now: amz_date(now_ms),
        });
    }
    Ok(())
}

fn signature(
    secret_access_key: &SecretString,
    credential: &Credential<'_>,
    date: &str,
    canonical_request: &str,
) -> String {
    let string_to_sign = format!(
        "{ALGORITHM}\n{date}\n{}\n{}",
        credential.scope(),
        hex::encode(sha256(&[canonical_request.as_bytes()]))
    );
    let mut key = SecretBytes::from(format!("AWS4{}", secret_access_key.expose()).into_bytes());
    for part in [
        credential.date,
        credential.region,
        credential.service,
        credential.terminator,
    ] {
        key = SecretBytes::from(&hmac_sha256(key.expose(), &[part.as_bytes()])[..]);
    }
    hex::encode(hmac_sha256(key.expose(), &[string_to_sign.as_bytes()]))
}

/// `YYYYMMDDTHHMMSSZ`
fn amz_date(epoch_ms: i64) -> String {
    let at = DateTime::from_epoch_ms(epoch_ms);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year, at.month, at.day, at.hour, at.minute, at.second
    )
}

fn parse_amz_date(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    if day.len() != 8 || clock.len() != 6 {
        return None;
    }
    DateTime {
        year: decimal(day.get(..4)?)?,
        month: decimal(day.get(4..6)?)?,
        day: decimal(day.get(6..)?)?,
        hour: decimal(clock.get(..2)?)?,
        minute: decimal(clock.get(2..4)?)?,
        second: decimal(clock.get(4..)?)?,
    }
    .epoch_ms()
}
