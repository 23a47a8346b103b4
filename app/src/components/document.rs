//! The document around a page: head, card, and the script that wakes the islands.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use super::{
    form::{Form, ways_in},
    mark::{FAVICON, mark},
};
use crate::{
    i18n::Key,
    model::{Assets, Frame, Identifier, Message, Notice, Tone},
    theme::Theme,
};

const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));
const DEVELOPER_STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/developer.css"));

/// The parts of a page that differ.
pub(crate) struct Document {
    pub(crate) title: Key,
    pub(crate) heading: String,
    /// A sentence below the heading.
    pub(crate) lead: Option<AnyView>,
    /// What the person is asked for by, so that the sentence above the form has the field's own words.
    pub(crate) identifier: Option<Identifier>,
    pub(crate) form: Option<Form>,
    /// What stands below the form.
    pub(crate) after: Option<AnyView>,
}

/// The whole view of a document within `frame`.
pub(crate) fn document(frame: &Frame, page: Document) -> AnyView {
    let texts = &frame.texts;
    let language = texts.language();
    let theme = &frame.theme;
    let notice = notice(frame, &page);
    let wrong = !frame.around.field_errors.is_empty()
        || notice
            .as_ref()
            .is_some_and(|notice| notice.tone == Tone::Danger);
    let form = page.form.map(|form| form.view(frame, notice.is_some()));
    let title_key = if wrong {
        Key::PageTitleWithError
    } else {
        Key::PageTitle
    };
    let title = texts.fill(
        title_key,
        &[("page", texts.get(page.title)), ("brand", theme.name())],
    );
    let pictured = theme.has_background_image().then_some("pictured");
    view! {
        <html lang=language.tag() dir=language.direction()>
            <head>
                {head(&title, theme, "", &frame.nonce)}
                <script type="module" nonce=frame.nonce.clone()>{script(frame.assets.as_ref())}</script>
            </head>
            <body class=pictured>
                {pictured.is_none().then(|| view! { <div class="backdrop"></div> }.into_any())}
                <div class="card">
                    <header>{brand(theme)}</header>
                    <main>
                        <div class="intro">
                            <h1>{page.heading}</h1>
                            {page.lead.map(|lead| view! { <p class="lead">{lead}</p> }.into_any())}
                            {notice.map(|notice| notice_view(&notice, page.identifier, frame))}
                        </div>
                        <div class="body">{form} {page.after}</div>
                    </main>
                    {languages(frame)}
                </div>
            </body>
        </html>
    }
    .into_any()
}

/// The sentence above the form. Where one field alone is refused it says itself what is wrong, and nothing stands
/// above; what is about a field that the page does not show has to.
fn notice(frame: &Frame, page: &Document) -> Option<Notice> {
    if frame.around.notice.is_some() {
        return frame.around.notice.clone();
    }
    let shown = |name: &str| page.form.as_ref().is_some_and(|form| form.asks_for(name));
    let elsewhere = frame
        .around
        .field_errors
        .iter()
        .find(|(name, _)| !shown(name));
    match elsewhere {
        Some((_, message)) => Some(Notice::danger(message.clone())),
        None if frame.around.field_errors.len() > 1 => Some(Notice::danger(Message::CheckFields)),
        None => None,
    }
}

/// Renders a document. Islands inside are marked for the browser, all else is plain HTML.
pub(crate) fn to_html(build: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| build().to_html());
    format!("<!DOCTYPE html>{html}")
}

/// A document for developers: the default theme, in English, without scripts.
pub(crate) fn developer_document(title: &str, nonce: &str, main: AnyView) -> AnyView {
    let title = format!("{title} · Vestibule");
    view! {
        <html lang="en">
            <head>{head(&title, &Theme::default(), DEVELOPER_STYLE, nonce)}</head>
            <body class="wide">
                <header>{brand(&Theme::default())}</header>
                <main>{main}</main>
            </body>
        </html>
    }
    .into_any()
}

/// The head, with `further` rules between ours and the theme's.
fn head(title: &str, theme: &Theme, further: &str, nonce: &str) -> AnyView {
    let (light, dark) = theme.frame_colours();
    let icon = theme.favicon().unwrap_or(FAVICON).to_owned();
    let style = [STYLE, further, theme.css()].concat();
    let meta = leptos::html::meta;
    let dark = dark.map(|dark| {
        let for_dark = meta().name("theme-color").content(dark.to_string());
        for_dark.attr("media", "(prefers-color-scheme: dark)")
    });
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="same-origin" />
        <meta name="robots" content="noindex" />
        {dark}
        <meta name="theme-color" content=light.to_string() />
        <title inner_html=escaped(title)></title>
        <link rel="icon" href=icon />
        <style nonce=nonce.to_owned()>{style}</style>
    }
    .into_any()
}

/// A text for an element that holds text alone. A child of `view!` may be followed by a comment that marks its end,
/// which such an element would show as text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The deployment's logo, or the mark and the name.
fn brand(theme: &Theme) -> AnyView {
    let name = theme.name().to_owned();
    let Some((light, dark)) = theme.logo() else {
        return view! {
            <p class="brand">
                {mark()}
                {name}
            </p>
        }
        .into_any();
    };
    let (light, dark) = (light.to_owned(), dark.map(str::to_owned));
    view! {
        <p class="brand">
            <picture>
                {dark
                    .map(|dark| {
                        view! { <source srcset=dark media="(prefers-color-scheme: dark)" /> }.into_any()
                    })} <img src=light alt=name />
            </picture>
        </p>
    }
    .into_any()
}

fn notice_view(notice: &Notice, identifier: Option<Identifier>, frame: &Frame) -> AnyView {
    let (class, role) = match notice.tone {
        Tone::Danger => ("notice danger", "alert"),
        Tone::Success => ("notice success", "status"),
    };
    view! {
        <div class=class role=role id="notice">
            <p>{frame.texts.say_about(&notice.message, identifier)}</p>
            {ways_in(frame, &notice.message)}
        </div>
    }
    .into_any()
}

/// The same page in other languages, when there is more than one.
fn languages(frame: &Frame) -> Option<AnyView> {
    let choices = &frame.languages;
    if choices.len() < 2 {
        return None;
    }
    let current = frame.texts.language();
    let items = choices.iter().map(|(language, address)| {
        let tag = language.tag();
        view! {
            <li>
                <a
                    href=address.clone()
                    hreflang=tag
                    lang=tag
                    aria-current=(*language == current).then_some("true")
                >
                    {language.name()}
                </a>
            </li>
        }
        .into_any()
    });
    let label = frame.texts.get(Key::PageLanguages).to_owned();
    Some(
        view! {
            <footer>
                <nav aria-label=label>
                    <ul class="languages">{items.collect_view()}</ul>
                </nav>
            </footer>
        }
        .into_any(),
    )
}

/// Stops a form from being sent twice, then loads the islands if the page has any. A form is free again when the
/// person comes back to the page, or when nothing has happened for some seconds.
const GUARD: &str = "const free=f=>f.removeAttribute('aria-busy');\
addEventListener('submit',e=>{const f=e.target;if(e.defaultPrevented)return;\
if(f.hasAttribute('aria-busy'))return e.preventDefault();\
f.setAttribute('aria-busy','true');setTimeout(free,8e3,f)});\
addEventListener('pageshow',()=>[...document.forms].forEach(free));";

fn script(assets: Option<&Assets>) -> String {
    let Some(Assets { js, wasm }) = assets else {
        return GUARD.to_owned();
    };
    let (js, wasm) = (literal(js), literal(wasm));
    format!(
        "{GUARD}const found=document.querySelectorAll('leptos-island');\
         if(found.length){{const m=await import({js});await m.default({{module_or_path:{wasm}}});m.hydrate();\
         for(const i of found)m[i.dataset.component]?.(i)}}"
    )
}

/// A JavaScript string that cannot end the script element.
fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                literal.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_end_the_script() {
        let assets = Assets {
            js: "/a\"</script>.js".into(),
            wasm: "/b.wasm".into(),
        };
        let script = script(Some(&assets));
        assert!(!script.contains("</script>"));
        assert!(
            script.contains(r#"import("/a\u0022\u003c/script\u003e.js")"#),
            "{script}"
        );
    }

    #[test]
    fn a_title_cannot_end_its_element() {
        assert_eq!(escaped("A & B</title>"), "A &amp; B&lt;/title&gt;");
    }

    #[test]
    fn our_style_stays_in_its_element() {
        for css in [STYLE, DEVELOPER_STYLE] {
            assert!(!css.contains("</") && !css.contains("url("));
        }
    }
}
