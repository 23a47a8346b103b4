//! What every answer says besides its content, and what every answer to a browser says beside that.
//!
//! A page's `Content-Security-Policy` is written where its nonce is made, with its style and script.

use vestibule_engine::{
    deployment::{self, Deployment},
    http::Response,
};

/// Of every answer: what it says it is, it is, and where there is https nobody asks by anything else again.
pub fn of_all(deployment: &Deployment) -> impl Iterator<Item = (&'static str, &'static str)> {
    let https = deployment::is_https(deployment).then_some((
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ));
    [("x-content-type-options", "nosniff")]
        .into_iter()
        .chain(https)
}

/// Pages and their redirects are nobody's to keep, to frame or to name to others.
pub fn headers(response: Response) -> Response {
    response
        .with("cache-control", "no-store")
        .with("referrer-policy", "same-origin")
        .with("x-frame-options", "DENY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_engine::testing::World;

    fn names(deployment: &Deployment) -> Vec<&'static str> {
        of_all(deployment).map(|(name, _)| name).collect()
    }

    #[test]
    fn every_answer_is_of_its_type_and_where_there_is_https_asks_for_it() {
        let mut deployment = World::new().deployment;
        assert_eq!(names(&deployment), ["x-content-type-options"]);
        deployment.public_url = "https://id.example.com".to_owned();
        assert_eq!(
            names(&deployment),
            ["x-content-type-options", "strict-transport-security"]
        );
    }
}
