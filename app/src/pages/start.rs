//! `/` on a loopback deployment: what runs here and where to go. For developers, so in English.

use leptos::prelude::*;

use crate::components::{developer_document, to_html};

/// What a development deployment says of itself. What is `None` or empty is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The public URL, which is the endpoint that clients of the service are given too.
    pub url: String,
    pub pools: Vec<StartPool>,
    /// Where the demo app is.
    pub demo: Option<String>,
    /// Where the dev mailbox is.
    pub mailbox: Option<String>,
    /// Where to read on.
    pub docs: Option<String>,
}

/// A pool, with the addresses that work without anything added to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartPool {
    pub id: String,
    pub name: String,
    /// The hosted login of a client of the pool, with all that it asks for.
    pub login: Option<String>,
    /// The OpenID Connect discovery document.
    pub discovery: String,
}

/// The page of `start`.
pub fn render_start(start: &Start, nonce: &str) -> String {
    to_html(|| {
        let link = |address: &Option<String>, title: &'static str, what: &'static str| {
            address.clone().map(|address| {
                view! {
                    <li>
                        <h2>
                            <a href=address>{title}</a>
                        </h2>
                        <p class="meta">{what}</p>
                    </li>
                }
                .into_any()
            })
        };
        let command = format!(
            "aws cognito-idp list-user-pools --max-results 10 --region local --endpoint-url {}",
            start.url
        );
        let pools = match start.pools.len() {
            0 => "No pool has been made yet.".to_owned(),
            _ => String::from("User pools"),
        };
        let main = view! {
            <h1>"Vestibule is running"</h1>
            <p class="lead">"A development deployment at " <code>{start.url.clone()}</code></p>
            <ul class="mailbox tiles">
                {link(&start.demo, "Demo app", "Sign up, sign in and look at the tokens.")}
                {link(&start.mailbox, "Dev mailbox", "Every message that would have been sent.")}
                {link(&start.docs, "Documentation", "How to point your app here.")}
            </ul>
            <h2 class="section">{pools}</h2>
            <ul class="mailbox">{start.pools.iter().map(pool).collect_view()}</ul>
            <h2 class="section">"Clients of the service"</h2>
            <p class="lead">
                "They are given this address as their endpoint, and the deployment\u{2019}s access keys."
            </p>
            <pre class="command">{command}</pre>
        };
        developer_document("What runs here", nonce, main.into_any())
    })
}

fn pool(pool: &StartPool) -> AnyView {
    let StartPool {
        id,
        name,
        login,
        discovery,
    } = pool.clone();
    view! {
        <li>
            <h3>{name}</h3>
            <p class="meta">
                <code>{id}</code>
            </p>
            <p class="links">
                {login.map(|login| view! { <a href=login>"Sign in"</a> }.into_any())}
                <a href=discovery>"Discovery document"</a>
            </p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_to_what_there_is() {
        let start = Start {
            url: "http://localhost:8787".into(),
            pools: vec![StartPool {
                id: "local_a1".into(),
                name: "Demo".into(),
                login: None,
                discovery: "/local_a1/.well-known/openid-configuration".into(),
            }],
            demo: Some("/demo".into()),
            ..Start::default()
        };
        let html = render_start(&start, "abc");
        for there in [
            "href=\"/demo\"",
            "href=\"/local_a1/.well-known/openid-configuration\"",
            "--endpoint-url http://localhost:8787",
            "<style nonce=\"abc\">",
        ] {
            assert!(html.contains(there), "{there}");
        }
        for absent in ["Dev mailbox", ">Sign in<", "No pool", "<script"] {
            assert!(!html.contains(absent), "{absent}");
        }
    }

    #[test]
    fn a_pools_name_is_text() {
        let pools = vec![StartPool {
            name: "<script>alert(1)</script>".into(),
            ..StartPool::default()
        }];
        let start = Start {
            pools,
            ..Start::default()
        };
        assert!(!render_start(&start, "abc").contains("<script"));
    }
}
