//! Forms that another site made the browser send: none passes, and what a page handed out always does.

use crate::{
    deployment::{self, HOST},
    http,
};
use vestibule_engine::{cx::Cx, http::Request};
use vestibule_web::{
    cookies::Jar,
    hosted::csrf::{COOKIE, FIELD, Token, is_forged},
    parameters::{Parameters, encode},
    site::{PoolScope, Site},
};

pub fn run(input: &[u8]) {
    let request = http::request(input);
    deployment::run(|cx| check(&cx, &request));
}

fn check(cx: &Cx<'_>, request: &Request) {
    let site = site(HOST);
    let jar = Jar::of(cx.deployment, request);
    let form = Parameters::parse(&request.body);
    if !is_forged(cx, &site, request, &jar, &form) {
        assert!(jar.get(COOKIE).is_some() && jar.get(COOKIE) == form.get(FIELD));
        let is_own = |origin: &str| origin.to_ascii_lowercase().ends_with(&format!("://{HOST}"));
        assert!(request.header("origin").is_none_or(is_own));
        let fetched = request.header("sec-fetch-site");
        assert!(fetched.is_none_or(|from| ["same-origin", "none"].contains(&from)));
    }

    let token = Token::of(cx, &site, &jar);
    assert!(token.is_new || jar.get(COOKIE) == Some(&*token.text));
    let set = jar.set(COOKIE, &token.text, None);
    let (pair, _) = set.split_once(';').expect("it has attributes");
    let sent = http::form(
        vec![("cookie".to_owned(), pair.to_owned())],
        encode([(FIELD, token.text.as_str())]),
    );
    let (jar, form) = (Jar::of(cx.deployment, &sent), Parameters::parse(&sent.body));
    assert!(!is_forged(cx, &site, &sent, &jar, &form));
    let neighbour = self::site("evil.id.example.com");
    assert!(is_forged(cx, &neighbour, &sent, &jar, &form));
}

fn site(host: &str) -> Site {
    Site {
        host: host.to_owned(),
        pools: PoolScope::Any,
    }
}
