//! Cookies: one that is read and set again is read again, and on https only those of this very host are.

use crate::{deployment, http};
use vestibule_engine::{deployment::Deployment, http::Request};
use vestibule_web::cookies::Jar;

pub fn run(input: &[u8]) {
    let header = String::from_utf8_lossy(input);
    for public_url in ["https://id.example.com", "http://localhost:8787"] {
        let deployment = Deployment {
            public_url: public_url.to_owned(),
            ..deployment::with(|met| met.world().deployment.clone())
        };
        let http = request(&header);
        let jar = Jar::of(&deployment, &http);
        for name in ["vestibule-local_AbCdEf123", "XSRF-TOKEN", "lang"] {
            let Some(value) = jar.get(name) else {
                continue;
            };
            assert!(!value.is_empty() && !value.contains(';'));
            let is_https = public_url.starts_with("https:");
            assert!(!is_https || header.contains(&format!("__Host-{name}=")));
            let set = jar.set(name, value, None);
            let (pair, attributes) = set.split_once(';').expect("it has attributes");
            let secure = if is_https { "; Secure" } else { "" };
            assert_eq!(
                attributes,
                format!(" Path=/; HttpOnly; SameSite=Lax{secure}")
            );
            let again = request(pair);
            assert_eq!(Jar::of(&deployment, &again).get(name), Some(value));
        }
    }
}

fn request(cookie: &str) -> Request {
    http::form(
        vec![("Cookie".to_owned(), cookie.to_owned())],
        String::new(),
    )
}
