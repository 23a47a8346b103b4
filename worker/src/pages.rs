//! The hosted pages: a view of the flow in, a document of `vestibule-app` out, with the headers that guard it.

use crate::runtime::Runtime;
use std::{cell::RefCell, collections::BTreeMap, sync::Arc};
use vestibule_app::{
    MailboxEntry, Start, StartPool,
    i18n::{Language, Texts},
    model::{Assets, Frame, Surroundings},
    theme::{Branding, Theme, https_origin},
};
use vestibule_crypto::RngExt as _;
use vestibule_engine::{config::Config, cx::Cx, dev_mailbox::Mail, http::Response};
use vestibule_model::{json, short};
use vestibule_web::{answer::Answer, security, start, view::View};

/// The islands' files; a build without them serves pages without scripts.
const ISLANDS: Option<(&str, &str)> = match (
    option_env!("VESTIBULE_ISLANDS_JS"),
    option_env!("VESTIBULE_ISLANDS_WASM"),
) {
    (Some(js), Some(wasm)) => Some((js, wasm)),
    _ => None,
};
/// Where the dev mailbox is.
const MAILBOX: &str = "/_dev/mailbox";
/// Themes that one isolate keeps.
const THEMES: usize = 256;

/// A response, or a page that is to be rendered into one.
pub fn finish(cx: &Cx<'_>, runtime: &Runtime, answer: Answer) -> Response {
    match answer {
        Answer::Response(response) => response,
        Answer::Page(mut view) => {
            let has_mailbox = runtime.dev_mailbox && cx.deployment.is_loopback();
            view.around.links.mailbox = has_mailbox.then(|| MAILBOX.to_owned());
            page(cx, *view)
        }
    }
}

/// `/` on a developer's own machine: what runs there, and where to go.
pub fn start(cx: &Cx<'_>, runtime: &Runtime, pools: Vec<start::Pool>, has_demo: bool) -> Response {
    let nonce = nonce(cx);
    let pools = pools.into_iter().map(|pool| StartPool {
        discovery: format!("/{}/.well-known/openid-configuration", pool.id),
        id: pool.id,
        name: pool.name,
        login: pool.login,
    });
    let start = Start {
        url: cx.deployment.public_url.clone(),
        pools: pools.collect(),
        demo: has_demo.then(|| "/demo/".to_owned()),
        mailbox: runtime.dev_mailbox.then(|| MAILBOX.to_owned()),
        docs: None,
    };
    for_developers(&nonce, vestibule_app::render_start(&start, &nonce))
}

/// The dev mailbox.
pub fn mailbox(cx: &Cx<'_>, mails: &[Mail]) -> Response {
    let nonce = nonce(cx);
    let entries: Vec<_> = mails.iter().map(entry).collect();
    let html = vestibule_app::render_mailbox(&entries, &nonce);
    for_developers(&nonce, html)
}

fn for_developers(nonce: &str, html: String) -> Response {
    let policy = policy(nonce, &Theme::default(), &[]);
    let response =
        Response::new(200, "text/html;charset=UTF-8", html).with("content-security-policy", policy);
    security::headers(response)
}

/// Whether pages can be drawn with this branding, for the operation that keeps it.
///
/// # Errors
/// What is wrong, for the one who sent it.
pub fn check_branding(branding: &serde_json::Value) -> Result<(), String> {
    read_theme(branding).map(drop)
}

fn read_theme(branding: &serde_json::Value) -> Result<Theme, String> {
    // As text it is read by the code that reads all else, and a struct from an object alone.
    let branding = branding.to_string();
    let branding: Branding = json::read(branding.as_bytes()).map_err(|error| error.to_string())?;
    Theme::new(&branding).map_err(|error| error.to_string())
}

fn page(cx: &Cx<'_>, view: View) -> Response {
    let theme = view
        .config
        .as_deref()
        .map_or_else(Arc::default, |config| theme(cx, config));
    let language = Language::negotiate(
        view.language.requested.as_deref(),
        view.language.accepted.as_deref(),
    );
    let around = Surroundings {
        support: theme.support().map(str::to_owned),
        ..view.around.clone()
    };
    let nonce = nonce(cx);
    let languages = Language::ALL
        .iter()
        .map(|language| (*language, view.in_language(language.tag())));
    let languages = languages.collect();
    let frame = Frame {
        texts: Texts::new(language, theme.texts()),
        languages,
        assets: ISLANDS.map(|(js, wasm)| Assets {
            js: js.to_owned(),
            wasm: wasm.to_owned(),
        }),
        nonce: nonce.clone(),
        theme: Arc::clone(&theme),
        around,
    };
    let html = vestibule_app::render(&view.page, &frame);
    let policy = policy(&nonce, &theme, &view.form_targets);
    let mut response = Response::new(view.status, "text/html;charset=UTF-8", html)
        .with("content-security-policy", policy);
    for cookie in &view.cookies {
        response = response.with("set-cookie", cookie);
    }
    security::headers(response)
}

/// Content Security Policy, level 3: scripts and styles of this very response, forms to where the flow leads.
fn policy(nonce: &str, theme: &Theme, form_targets: &[String]) -> String {
    let sources = |sources: Vec<&str>| {
        let origins = short::set(sources.into_iter().filter_map(https_origin));
        origins
            .iter()
            .fold(String::new(), |joined, origin| joined + " " + origin)
    };
    format!(
        "default-src 'none'; \
         script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'nonce-{nonce}'; \
         img-src 'self' data:{images}; \
         font-src 'self'{fonts}; \
         connect-src 'self'; \
         form-action 'self'{forms}; \
         frame-ancestors 'none'; \
         base-uri 'none'; \
         require-trusted-types-for 'script'; \
         trusted-types vestibule",
        images = sources(theme.image_sources().collect()),
        fonts = sources(theme.font_sources().collect()),
        forms = form_targets
            .iter()
            .fold(String::new(), |joined, target| joined + " " + target),
    )
}

fn nonce(cx: &Cx<'_>) -> String {
    cx.rng.alphanumeric(22)
}

/// The pool's theme at this version. A branding that can't be drawn was refused when it was put; one that an older
/// release took gives way to the built-in theme.
fn theme(cx: &Cx<'_>, config: &Config) -> Arc<Theme> {
    thread_local! {
        static KEPT: RefCell<BTreeMap<String, (u64, Arc<Theme>)>> = RefCell::default();
    }
    let pool = config.pool.id.as_str();
    let kept = KEPT.with_borrow(|kept| {
        kept.get(pool)
            .filter(|(version, _)| *version == config.version)
            .cloned()
    });
    if let Some((_, theme)) = kept {
        return theme;
    }
    let theme = match &config.pool.extensions.branding {
        Some(branding) => read_theme(branding).unwrap_or_else(|error| {
            cx.note(|line| line.cause = Some(format!("the branding of {pool}: {error}")));
            Theme::default()
        }),
        None => Theme::default(),
    };
    let theme = Arc::new(theme);
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= THEMES {
            kept.clear();
        }
        kept.insert(pool.to_owned(), (config.version, Arc::clone(&theme)));
    });
    theme
}

fn entry(mail: &Mail) -> MailboxEntry {
    MailboxEntry {
        to: mail.to.clone(),
        channel: match mail.channel {
            vestibule_model::channel::Channel::Email => "email".to_owned(),
            vestibule_model::channel::Channel::Sms => "sms".to_owned(),
        },
        subject: Some(mail.subject.clone()).filter(|subject| !subject.is_empty()),
        body: mail.body.clone(),
        code: mail.code.clone(),
        link: mail.link.clone(),
        pool_id: mail.pool_id.clone(),
        at: mail.at.rfc_3339(),
    }
}
