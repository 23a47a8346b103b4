//! A pool with an app, and a browser that keeps cookies, for the tests of the pages and of the endpoints.

pub use vestibule_idp::fixtures::{PASSWORD, api::claims, input as request};

use super::view::{Message, Notice, Page, View};
use crate::{
    answer::Answer,
    parameters::{Parameters, encode},
    routes,
};
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};
use vestibule_crypto::pkce::CodeVerifier;
use vestibule_engine::{
    cx::Cx,
    http::{Request, Response},
    log::Entry,
    ports::objects::Objects,
    testing::World,
};
use vestibule_idp::fixtures::{api::Api, merged};

pub const HOST: &str = "localhost:8787";
pub const REDIRECT_URI: &str = "https://app.example/cb";
/// Where an app is led after it signed somebody out.
pub const SIGNED_OUT: &str = "https://app.example/bye";
pub const EMAIL: &str = "jane@example.com";
/// RFC 7636 appendix B
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A deployment with one pool, whose people sign in with an e-mail address, and one app.
pub struct House {
    pub api: Api,
    pub logged: RefCell<String>,
}

/// What came back.
pub struct Seen(pub Answer);

impl Default for House {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for House {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl DerefMut for House {
    fn deref_mut(&mut self) -> &mut Api {
        &mut self.api
    }
}

impl House {
    pub fn new() -> Self {
        Self::with(json!({}), json!({}))
    }

    /// `pool` and `client` are members of CreateUserPool and CreateUserPoolClient, beside or instead of the usual ones.
    pub fn with(pool: Value, client: Value) -> Self {
        let usual = json!({
            "PoolName": "people", "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
        });
        Self {
            api: Api::of(World::new(), merged(usual, pool), usual_client(client)),
            logged: RefCell::default(),
        }
    }

    /// The cookie of a browser that is signed in to the pool.
    pub fn session_cookie(&self) -> String {
        format!("vestibule-{}", self.pool)
    }

    /// Makes another client: its id, and its secret if it has one.
    pub fn client(&self, members: Value) -> (String, Option<String>) {
        let (id, secret) = self.create_client(usual_client(members));
        (id, Some(secret).filter(|secret| !secret.is_empty()))
    }

    /// Makes a resource server `api` with the scopes `read` and `write`.
    pub fn resource_server(&self) {
        let scope = |name: &str| json!({"ScopeName": name, "ScopeDescription": name});
        let input = json!({
            "UserPoolId": self.pool, "Identifier": "api", "Name": "api", "Scopes": [scope("read"), scope("write")],
        });
        self.ok("CreateResourceServer", input);
    }

    /// Makes a confirmed user with [`PASSWORD`] and a verified address.
    pub fn user(&self, email: &str) {
        self.add_user(email);
    }

    pub fn disable(&self, email: &str) {
        self.admin("AdminDisableUser", email);
    }

    /// The app's usual authorization request.
    pub fn query(&self) -> Parameters {
        let challenge = CodeVerifier::parse(VERIFIER).unwrap().challenge();
        let pairs = [
            ("client_id", self.client.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("state", "a b&c"),
            ("nonce", "n-0"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        Parameters::parse(encode(pairs).as_bytes())
    }

    /// A page of that request.
    pub fn at(&self, path: &str) -> String {
        self.query().after(path)
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser {
            house: self,
            host: HOST.to_owned(),
            cookies: RefCell::default(),
            objects: None,
        }
    }

    /// A request without a browser.
    pub fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Seen {
        self.try_send(method, url, headers, body)
            .expect("there is something at this path")
    }

    pub fn try_send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Seen> {
        self.try_send_to(&self.world.objects, method, url, headers, body)
    }

    fn try_send_to(
        &self,
        objects: &dyn Objects,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Seen> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let mut headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        if !headers.iter().any(|(name, _)| name == "host") {
            headers.push(("host".to_owned(), HOST.to_owned()));
        }
        let http = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.as_bytes().to_vec(),
        };
        let cx = Cx {
            objects,
            ..self.world.cx()
        };
        let seen = self.world.run(routes::route(&cx, &http)).map(Seen)?;
        let entry = Entry::of(&cx, &http, seen.status(), 0);
        self.logged.replace(entry.to_json());
        Some(seen)
    }

    /// The log's line of the last request.
    pub fn logged(&self) -> String {
        self.logged.borrow().clone()
    }

    /// A form for one of the endpoints.
    pub fn form(&self, path: &str, headers: &[(&str, &str)], pairs: &[(&str, &str)]) -> Response {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        self.send("POST", path, &headers, &encode(pairs.iter().copied()))
            .response()
    }

    /// Signs in the person of [`EMAIL`] with these scopes; gives the answer of the token endpoint.
    pub fn tokens(&self, scope: &str) -> Value {
        let url = self.query().with("scope", scope).after("/login");
        let seen = self
            .browser()
            .post(&url, &[("username", EMAIL), ("password", PASSWORD)]);
        let response = self.redeem(&seen.code().unwrap());
        assert_eq!(response.status, 200, "{}", body(&response));
        body(&response)
    }

    /// Asks `/oauth2/userInfo` with this header.
    pub fn user_info(&self, authorization: &str) -> Response {
        self.send(
            "GET",
            "/oauth2/userInfo",
            &[("authorization", authorization)],
            "",
        )
        .response()
    }

    /// Redeems a code as the usual app does.
    pub fn redeem(&self, code: &str) -> Response {
        self.form(
            "/oauth2/token",
            &[],
            &[
                ("grant_type", "authorization_code"),
                ("client_id", &self.client),
                ("redirect_uri", REDIRECT_URI),
                ("code", code),
                ("code_verifier", VERIFIER),
            ],
        )
    }
}

/// A browser without scripts.
pub struct Browser<'a> {
    house: &'a House,
    pub host: String,
    pub cookies: RefCell<BTreeMap<String, String>>,
    /// What its requests reach instead of the deployment's own.
    objects: Option<&'a dyn Objects>,
}

impl<'a> Browser<'a> {
    /// The same browser, whose requests reach these objects.
    #[must_use]
    pub fn reaching(self, objects: &'a dyn Objects) -> Self {
        Self {
            objects: Some(objects),
            ..self
        }
    }

    pub fn get(&self, url: &str) -> Seen {
        self.send("GET", url, &[], "")
    }

    /// Posts a form that was served to this browser.
    pub fn post(&self, url: &str, fields: &[(&str, &str)]) -> Seen {
        if !self.cookies.borrow().contains_key("XSRF-TOKEN") {
            self.get(url);
        }
        let token = self
            .cookies
            .borrow()
            .get("XSRF-TOKEN")
            .cloned()
            .unwrap_or_default();
        let origin = format!("http://{}", self.host);
        let fields = [("_csrf", token.as_str())]
            .into_iter()
            .chain(fields.iter().copied());
        let seen = self.send(
            "POST",
            url,
            &[("origin", &origin), ("sec-fetch-site", "same-origin")],
            &encode(fields),
        );
        // A refused form leads to the page that says so.
        if seen.status() != 303 {
            return seen;
        }
        let logged = self.house.logged();
        let page = self.get(seen.response().header("location").unwrap());
        self.house.logged.replace(logged);
        page
    }

    pub fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Seen {
        let cookies: Vec<_> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = cookies.join("; ");
        let mut all = vec![("host", self.host.as_str()), ("cookie", cookies.as_str())];
        all.extend(headers);
        let objects = self.objects.unwrap_or(&self.house.world.objects);
        let seen = self
            .house
            .try_send_to(objects, method, url, &all, body)
            .expect("there is something at this path");
        for cookie in seen.cookies() {
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies
                    .borrow_mut()
                    .insert(name.to_owned(), value.to_owned());
            }
        }
        seen
    }

    /// Signs in on the login page; gives the code.
    pub fn sign_in(&self, email: &str) -> String {
        let seen = self.post(
            &self.house.at("/login"),
            &[("username", email), ("password", PASSWORD)],
        );
        seen.code()
            .unwrap_or_else(|| panic!("no code: {:?} {:?}", seen.location(), seen.notice()))
    }

    /// Fills the sign-up page.
    pub fn sign_up(&self, email: &str) -> Seen {
        self.post(
            &self.house.at("/signup"),
            &[("username", email), ("password", PASSWORD)],
        )
    }
}

impl Seen {
    pub fn response(self) -> Response {
        match self.0 {
            Answer::Response(response) => response,
            Answer::Page(view) => panic!("a page, status {}", view.status),
        }
    }

    pub fn view(&self) -> &View {
        match &self.0 {
            Answer::Page(view) => view,
            Answer::Response(response) => {
                panic!("{} to {:?}", response.status, response.header("location"))
            }
        }
    }

    pub fn page(&self) -> &Page {
        &self.view().page
    }

    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// Where a redirect leads; `None` for a page.
    pub fn location(&self) -> Option<&str> {
        match &self.0 {
            Answer::Page(_) => None,
            Answer::Response(response) => response
                .header("location")
                .filter(|_| response.status == 302),
        }
    }

    /// Where a redirect leads, apart from its query.
    pub fn destination(&self) -> Option<&str> {
        self.location()
            .map(|location| location.split(['?', '#']).next().unwrap())
    }

    /// A parameter of the place that a redirect leads to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.location()?.split_once(['?', '#'])?;
        Parameters::parse(query.as_bytes())
            .get(name)
            .map(str::to_owned)
    }

    /// The code that the app is given.
    pub fn code(&self) -> Option<String> {
        self.parameter("code")
            .filter(|_| self.destination() == Some(REDIRECT_URI))
    }

    pub fn notice(&self) -> Option<Message> {
        match &self.0 {
            Answer::Page(view) => view
                .around
                .notice
                .as_ref()
                .map(|Notice { message, .. }| message.clone()),
            Answer::Response(_) => None,
        }
    }

    pub fn field_error(&self, field: &str) -> Option<Message> {
        self.view().around.field_errors.get(field).cloned()
    }

    pub fn hidden(&self, field: &str) -> String {
        let hidden = self
            .view()
            .around
            .hidden
            .iter()
            .find(|(name, _)| *name == field);
        hidden.map(|(_, value)| value.clone()).unwrap()
    }

    fn cookies(&self) -> Vec<String> {
        match &self.0 {
            Answer::Page(view) => view.cookies.clone(),
            Answer::Response(response) => response
                .headers
                .iter()
                .filter(|(name, _)| *name == "set-cookie")
                .map(|(_, value)| value.clone())
                .collect(),
        }
    }
}

/// The JSON of a response.
pub fn body(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

fn usual_client(members: Value) -> Value {
    let usual = json!({
        "ClientName": "app",
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [REDIRECT_URI], "LogoutURLs": [SIGNED_OUT],
        "SupportedIdentityProviders": ["COGNITO"],
    });
    merged(usual, members)
}
