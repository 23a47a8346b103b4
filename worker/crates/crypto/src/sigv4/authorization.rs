//! The parts of an `Authorization` header.

use super::{ALGORITHM, SigV4Error, TERMINATOR};

#[derive(Debug)]
pub(super) struct Parameters<'a> {
    pub(super) credential: &'a str,
    pub(super) signed_headers: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Parameters<'a> {
    /// In the order in which AWS names what is missing.
    pub(super) const NAMES: [&'static str; 3] = ["Credential", "Signature", "SignedHeaders"];

    pub(super) fn parse(authorization: &'a str) -> Option<Self> {
        let given = Self::split(authorization);
        let [credential, signature, signed_headers] =
            Self::NAMES.map(|name| Self::find(&given, name));
        Some(Self {
            credential: credential?,
            signed_headers: signed_headers?,
            signature: signature?,
        })
    }

    /// The `name=value` pairs after the algorithm; none if it is another one.
    pub(super) fn split(authorization: &'a str) -> Vec<(&'a str, &'a str)> {
        let rest = authorization
            .strip_prefix(ALGORITHM)
            .filter(|rest| rest.starts_with(' '))
            .unwrap_or_default();
        rest.split(',')
            .filter_map(|pair| pair.trim().split_once('='))
            .collect()
    }

    /// A parameter that is there once and not empty.
    pub(super) fn find(given: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
        let mut found = given.iter().filter(|(given, _)| *given == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Credential<'a> {
    pub(super) access_key_id: &'a str,
    /// `YYYYMMDD`
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) terminator: &'a str,
}

impl<'a> Credential<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, SigV4Error> {
        let elements: Vec<&str> = text.split('/').collect();
        match elements.as_slice() {
            &[access_key_id, date, region, service, terminator] => Ok(Self {
                access_key_id,
                date,
                region,
                service,
                terminator,
            }),
            _ => Err(SigV4Error::Credential(text.to_owned())),
        }
    }

    pub(super) fn hold(&self, service: &'static str, date: &str) -> Result<(), SigV4Error> {
        if self.terminator != TERMINATOR {
            return Err(SigV4Error::Terminator(self.terminator.to_owned()));
        }
        if self.service != service {
            return Err(SigV4Error::Service(service));
        }
        let day = date.split('T').next().unwrap_or_default();
        if self.date != day {
            return Err(SigV4Error::ScopeDate {
                scope: self.date.to_owned(),
                day: day.to_owned(),
                date: date.to_owned(),
            });
        }
        Ok(())
    }

    pub(super) fn scope(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.date, self.region, self.service, self.terminator
        )
    }
}
