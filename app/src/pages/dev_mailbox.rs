//! `/_dev/mailbox`: what a development deployment would have sent. For developers, so in English.

use leptos::prelude::*;

use crate::components::{developer_document, to_html};

/// A message, as `/_dev/mailbox.json` has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxEntry {
    pub to: String,
    /// `email` or `sms`.
    pub channel: String,
    pub subject: Option<String>,
    pub body: String,
    pub code: Option<String>,
    pub link: Option<String>,
    pub pool_id: String,
    /// When it was sent, as RFC 3339.
    pub at: String,
}

/// The page that lists `entries` in their order, newest first.
pub fn render_mailbox(entries: &[MailboxEntry], nonce: &str) -> String {
    to_html(|| {
        let count = match entries.len() {
            0 => "Nothing has been sent yet.".to_owned(),
            1 => "1 message, sent by this development deployment to nobody but you.".to_owned(),
            count => {
                format!("{count} messages, sent by this development deployment to nobody but you.")
            }
        };
        let main = view! {
            <h1>"Dev mailbox"</h1>
            <p class="lead">
                {count} " " <a href="">"Look again"</a>
            </p>
            <ol class="mailbox">{entries.iter().map(message).collect_view()}</ol>
        };
        developer_document("Dev mailbox", nonce, main.into_any())
    })
}

fn message(entry: &MailboxEntry) -> AnyView {
    let entry = entry.clone();
    let subject = entry
        .subject
        .unwrap_or_else(|| format!("Message by {}", entry.channel));
    // A message is made of what strangers typed: only web addresses become links.
    let link = entry
        .link
        .filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let shown_link = link.clone();
    let shown_at = entry.at.replacen('T', " ", 1);
    view! {
        <li>
            <h2>{subject}</h2>
            <p class="meta">
                <span>"To " <b>{entry.to}</b></span>
                <time datetime=entry.at>{shown_at}</time>
                <span>{entry.channel} " · " {entry.pool_id}</span>
            </p>
            {entry.code.map(|code| view! { <p class="message-code">{code}</p> }.into_any())}
            <pre tabindex="0">{entry.body}</pre>
            {link.map(|link| view! { <p><a href=link>{shown_link}</a></p> }.into_any())}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_its_code_and_its_link() {
        let entry = MailboxEntry {
            subject: Some("Your code".into()),
            code: Some("482913".into()),
            link: Some("http://localhost:8787/confirmUser".into()),
            ..MailboxEntry::default()
        };
        let html = render_mailbox(&[entry], "abc");
        assert!(html.contains("<h2>Your code</h2>") && html.contains(">482913</p>"));
        assert!(html.contains("<a href=\"http://localhost:8787/confirmUser\">"));
        assert!(html.contains("<style nonce=\"abc\">") && !html.contains("<script"));
    }

    #[test]
    fn what_strangers_sent_is_text() {
        let entry = MailboxEntry {
            body: "<script>alert(1)</script>".into(),
            link: Some("javascript:alert(1)".into()),
            ..MailboxEntry::default()
        };
        let html = render_mailbox(&[entry], "abc");
        assert!(!html.contains("<script") && !html.contains("javascript:"));
    }
}
