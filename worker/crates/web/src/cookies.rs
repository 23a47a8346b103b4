//! The cookies of a browser (RFC 6265): of this host alone, and out of scripts' reach.

use vestibule_engine::{
    deployment::{self, Deployment},
    http::Request,
};
use vestibule_model::time::Span;

/// The cookies of a request, and how new ones are written.
pub struct Jar<'a> {
    pairs: Vec<(&'a str, &'a str)>,
    /// On https a name begins with `__Host-`: then no other host can have set the cookie.
    secure: bool,
}

impl<'a> Jar<'a> {
    pub fn of(deployment: &Deployment, http: &'a Request) -> Self {
        let headers = http
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
        let pairs = headers
            .flat_map(|(_, value)| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        Self {
            pairs: pairs.collect(),
            secure: deployment::is_https(deployment),
        }
    }

    pub fn get(&self, name: &str) -> Option<&'a str> {
        let name = self.name(name);
        self.pairs
            .iter()
            .find(|(given, _)| *given == name)
            .map(|(_, value)| *value)
            .filter(|value| !value.is_empty())
    }

    /// The names of all cookies, in the order sent: the oldest first (RFC 6265 section 5.4).
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        let prefix = self.prefix();
        self.pairs
            .iter()
            .filter_map(move |(name, _)| name.strip_prefix(prefix))
    }

    /// A `Set-Cookie`. Without a life it ends with the browser.
    pub fn set(&self, name: &str, value: &str, life: Option<Span>) -> String {
        let life = life.map_or_else(String::new, |life| {
            format!("; Max-Age={}", life.as_seconds())
        });
        let secure = if self.secure { "; Secure" } else { "" };
        format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax{life}{secure}",
            self.name(name)
        )
    }

    /// A `Set-Cookie` that removes one.
    pub fn remove(&self, name: &str) -> String {
        self.set(name, "", Some(Span::default()))
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix())
    }

    const fn prefix(&self) -> &'static str {
        if self.secure { "__Host-" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vestibule_engine::testing::World;

    fn request(cookie: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            path: "/login".to_owned(),
            query: String::new(),
            headers: vec![("Cookie".to_owned(), cookie.to_owned())],
            body: Vec::new(),
        }
    }

    #[test]
    fn on_https_a_cookie_is_of_its_host_alone() {
        let deployment = Deployment {
            public_url: "https://id.example.com".to_owned(),
            ..World::new().deployment
        };
        let http = request("a=tossed; __Host-a=own");
        let jar = Jar::of(&deployment, &http);
        assert_eq!(jar.get("a"), Some("own"));
        assert_eq!(jar.names().collect::<Vec<_>>(), ["a"]);
        assert_eq!(
            jar.set("a", "b", Some(Span::minutes(1))),
            "__Host-a=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
    }

    proptest! {
        #[test]
        fn any_header_is_read(header: String) {
            let http = request(&header);
            let _ = Jar::of(&World::new().deployment, &http).get("vestibule");
        }
    }
}
