//! The targets, one a file.

pub mod access_token;
pub mod attributes;
pub mod branding;
pub mod client_authentication;
pub mod colour;
pub mod config_file;
pub mod cookies;
pub mod csrf;
pub mod custom_css;
pub mod filter;
pub mod hasher;
pub mod hosted;
pub mod identifier;
pub mod ids;
pub mod language;
pub mod lifetime;
pub mod opaque;
pub mod paging_token;
pub mod parameters;
pub mod password_hash;
pub mod pattern;
pub mod peer;
pub mod pkce;
pub mod provider_answer;
pub mod redirect_uri;
pub mod request;
pub mod rest_request;
pub mod scopes;
pub mod sealed;
pub mod secret_hash;
pub mod service;
pub mod sigv4;
pub mod smtp_reply;
pub mod srp;
pub mod template;
pub mod timestamp;
pub mod typed;
pub mod wake;
pub mod webauthn;

/// Takes whatever it is given, and asserts what must hold of it.
pub type Target = fn(&[u8]);

/// Every target, by the name of its corpus and of its binary.
pub const TARGETS: &[(&str, Target)] = &[
    ("access_token", access_token::run),
    ("attributes", attributes::run),
    ("branding", branding::run),
    ("client_authentication", client_authentication::run),
    ("colour", colour::run),
    ("config_file", config_file::run),
    ("cookies", cookies::run),
    ("csrf", csrf::run),
    ("custom_css", custom_css::run),
    ("filter", filter::run),
    ("hasher", hasher::run),
    ("hosted", hosted::run),
    ("identifier", identifier::run),
    ("ids", ids::run),
    ("language", language::run),
    ("lifetime", lifetime::run),
    ("opaque", opaque::run),
    ("paging_token", paging_token::run),
    ("parameters", parameters::run),
    ("password_hash", password_hash::run),
    ("pattern", pattern::run),
    ("peer", peer::run),
    ("pkce", pkce::run),
    ("provider_answer", provider_answer::run),
    ("redirect_uri", redirect_uri::run),
    ("request", request::run),
    ("rest_request", rest_request::run),
    ("scopes", scopes::run),
    ("sealed", sealed::run),
    ("secret_hash", secret_hash::run),
    ("service", service::run),
    ("sigv4", sigv4::run),
    ("smtp_reply", smtp_reply::run),
    ("srp", srp::run),
    ("template", template::run),
    ("timestamp", timestamp::run),
    ("typed", typed::run),
    ("wake", wake::run),
    ("webauthn", webauthn::run),
];
