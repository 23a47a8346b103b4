//! restJson1: the operation is found by method and path, and parts of its input come from there, from the
//! query and from headers.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{OpSpec, operations};
use crate::operation::{self, ParseError};
use crate::schema::{Kind, Location, Member, Structure};
use crate::value::Structured;
use crate::{Operation, conform};

/// What a method and a path lead to.
#[derive(Debug)]
pub struct Route {
    pub operation: &'static OpSpec,
    /// The path's parameters by the name that the template gives them, decoded.
    params: Vec<(&'static str, String)>,
}

/// What `parse` reads of a request.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub route: &'a Route,
    /// Without its question mark, not decoded.
    pub query: &'a str,
    /// Looks up a header's value by its name, in any case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    pub body: &'a [u8],
}

/// The operation behind a method and a path (not decoded, without its query).
pub fn route(method: &str, path: &str) -> Option<Route> {
    operations::ALL.iter().find_map(|operation| {
        let params = (operation.method == method).then(|| params(operation.uri, path))??;
        Some(Route { operation, params })
    })
}

/// Reads the input of the operation `O` and checks it against the model.
pub fn parse<O: Operation>(request: Request<'_>) -> Result<O::Input, ParseError> {
    let structure = O::Input::STRUCTURE;
    let mut members = match request.body {
        [] => Map::new(),
        body => conform::read(structure, body)?,
    };
    bind(structure, request, &mut members)?;
    operation::finish(members)
}

fn params(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut segments = path.split('/');
    for expected in template.split('/') {
        let segment = segments.next()?;
        match expected
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !segment.is_empty() => {
                params.push((
                    name,
                    percent_decode_str(segment).decode_utf8().ok()?.into_owned(),
                ));
            }
            None if segment == expected => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(params)
}

/// Puts in what doesn't come from the body. There such a member has no meaning, so it's never taken from it.
fn bind(
    structure: &Structure,
    request: Request<'_>,
    members: &mut Map<String, Value>,
) -> Result<(), ParseError> {
    for member in structure.members {
        let text = match member.location {
            Location::Body => continue,
            Location::Header(name) => (request.header)(name),
            Location::Query(name) => query_value(request.query, name)?,
            Location::Uri(name) => {
                let param = request
                    .route
                    .params
                    .iter()
                    .find(|(param, _)| *param == name);
                param.map(|(_, value)| value.clone())
            }
        };
        members.remove(member.name);
        if let Some(text) = text {
            members.insert(member.name.to_owned(), value(member, text)?);
        }
    }
    Ok(())
}

fn value(member: &Member, text: String) -> Result<Value, ParseError> {
    let number = match member.shape.kind {
        Kind::Integer => text.parse::<i32>().map(i64::from),
        Kind::Long => text.parse::<i64>(),
        _ => return Ok(text.into()),
    };
    number
        .map(Value::from)
        .map_err(|_| ParseError::serialization(None))
}

fn query_value(query: &str, name: &str) -> Result<Option<String>, ParseError> {
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if decode(key)? == name {
            return decode(value).map(Some);
        }
    }
    Ok(None)
}

fn decode(text: &str) -> Result<String, ParseError> {
    let spaced: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    let decoded = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_| ParseError::serialization(None))?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::operations::{ListRecords, SubscribeToDataset, UpdateRecords};

    const RECORDS: &str =
        "/identitypools/eu-west-1%3A1a/identities/eu-west-1:2b/datasets/my.set/records";
    const DATASET: &str = "/identitypools/eu-west-1%3A1a/identities/eu-west-1:2b/datasets/my.set";

    fn no_header(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn every_operation_is_found_by_its_own_template() {
        for operation in operations::ALL {
            let path = operation.uri.replace(['{', '}'], "");
            assert_eq!(
                route(operation.method, &path).unwrap().operation.name,
                operation.name
            );
        }
    }

    #[test]
    fn paths_that_no_operation_has_are_refused() {
        for path in [
            "",
            "/",
            "/identitypools/",
            "/identitypools/a/b",
            "/identitypools//events",
            "/identitypools/%ff",
        ] {
            assert!(route("GET", path).is_none(), "{path}");
        }
        assert!(route("DELETE", "/identitypools").is_none());
    }

    #[test]
    fn path_and_query_become_members() {
        let route = route("GET", RECORDS).unwrap();
        let query = "lastSyncCount=7&maxResults=10&nextToken=a%2Bb+c";
        let request = Request {
            route: &route,
            query,
            header: &no_header,
            body: b"",
        };
        let input = parse::<ListRecords>(request).unwrap();
        assert_eq!(input.identity_pool_id, "eu-west-1:1a");
        assert_eq!(input.identity_id, "eu-west-1:2b");
        assert_eq!(input.dataset_name, "my.set");
        assert_eq!(
            (input.last_sync_count, input.max_results),
            (Some(7), Some(10))
        );
        assert_eq!(input.next_token.as_deref(), Some("a+b c"));
    }

    #[test]
    fn the_path_wins_over_the_body_and_headers_are_bound() {
        let route = route("POST", DATASET).unwrap();
        let header = |name: &str| (name == "x-amz-Client-Context").then(|| "device".to_owned());
        let body = br#"{"SyncSessionToken": "t", "DatasetName": "other", "ClientContext": "body"}"#;
        let input = parse::<UpdateRecords>(Request {
            route: &route,
            query: "",
            header: &header,
            body,
        })
        .unwrap();
        assert_eq!(input.dataset_name, "my.set");
        assert_eq!(input.client_context.as_deref(), Some("device"));
        assert_eq!(input.sync_session_token, "t");
    }

    #[test]
    fn what_a_path_carries_is_validated() {
        let route = route(
            "POST",
            &format!("{DATASET}/subscriptions/d").replace("my.set", "my%20set"),
        )
        .unwrap();
        let request = Request {
            route: &route,
            query: "",
            header: &no_header,
            body: b"",
        };
        let error = parse::<SubscribeToDataset>(request).unwrap_err();
        let message = "1 validation error detected: Value 'my set' at 'datasetName' failed to satisfy \
                       constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.:-]+";
        assert_eq!(
            error,
            ParseError::Validation {
                message: message.into()
            }
        );
    }

    #[test]
    fn a_query_that_is_no_number_is_a_serialization_error() {
        let route = route("GET", RECORDS).unwrap();
        let request = Request {
            route: &route,
            query: "maxResults=many",
            header: &no_header,
            body: b"",
        };
        assert_eq!(
            parse::<ListRecords>(request).unwrap_err(),
            ParseError::serialization(None)
        );
    }
}
