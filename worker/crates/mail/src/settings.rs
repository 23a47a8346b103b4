//! Which senders a deployment has, by its settings. What is malformed is refused when the deployment starts, by the name of
//! its variable.

use crate::{
    aws,
    hook::Hook,
    ports::Security,
    smtp::{Login, Server},
    twilio,
};
use vestibule_crypto::{SecretString, sigv4::Credentials};
use vestibule_engine::{
    deployment::{MailSenders, split},
    http::is_loopback,
    ports::mail::Message,
};
use vestibule_model::mailbox::Mailbox;

/// The shortest secret that hooks are signed with, in bytes: an HMAC's own strength.
const SHORTEST_SECRET: usize = 32;

/// What the deployment sends by, for each kind of message; `None` where none is set.
#[derive(Clone, Debug, Default)]
pub struct Senders {
    pub(crate) mail: Option<MailBy>,
    pub(crate) sms: Option<SmsBy>,
    /// Whom pools' mails may be from: the deployment's own sender, and those that it names beside.
    allowed: MailSenders,
}

#[derive(Clone, Debug)]
pub(crate) enum MailBy {
    Smtp {
        server: Server,
        from: Mailbox,
    },
    Ses {
        account: aws::Account,
        from: Mailbox,
    },
    Hook {
        hook: Hook,
        from: Option<Mailbox>,
    },
    Binding {
        from: Mailbox,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum SmsBy {
    Sns {
        account: aws::Account,
        sender: Option<String>,
    },
    Twilio(twilio::Account),
    Hook(Hook),
}

/// Reads variables; an empty one counts as unset.
type Read<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Senders {
    /// Reads the settings.
    ///
    /// # Errors
    /// What is wrong, by the name of the variable.
    pub fn read(read: Read<'_>) -> Result<Self, String> {
        Ok(Self {
            mail: read("VESTIBULE_MAIL")
                .map(|mail| mail_by(read, mail.trim()))
                .transpose()?,
            sms: read("VESTIBULE_SMS")
                .map(|sms| sms_by(read, sms.trim()))
                .transpose()?,
            allowed: allowed(read)?,
        })
    }

    /// Whom pools' mails may be from; `None` where no mail leaves.
    pub fn mail_senders(&self) -> Option<&MailSenders> {
        self.mail.as_ref().map(|_| &self.allowed)
    }

    /// Whom this mail is from: the sender that its pool wants, while the deployment lets it, or else the deployment's own.
    pub(crate) fn from(&self, message: &Message, own: Option<&Mailbox>) -> Option<Mailbox> {
        let wanted = message.email.sender();
        wanted
            .filter(|from| self.allowed.let_send(&from.address))
            .or_else(|| own.cloned())
    }

    /// Whether Cloudflare's binding `EMAIL` is needed.
    pub fn uses_binding(&self) -> bool {
        matches!(self.mail, Some(MailBy::Binding { .. }))
    }
}

fn mail_by(read: Read<'_>, mail: &str) -> Result<MailBy, String> {
    let from = || from(read)?.ok_or_else(|| "VESTIBULE_MAIL_FROM is not set".to_owned());
    if mail == "binding" {
        return Ok(MailBy::Binding { from: from()? });
    }
    if let Some(region) = mail.strip_prefix("ses:") {
        let account = aws_account(read, "VESTIBULE_MAIL", "email", region)?;
        return Ok(MailBy::Ses {
            account,
            from: from()?,
        });
    }
    if is_web(mail) {
        return Ok(MailBy::Hook {
            hook: hook(read, "VESTIBULE_MAIL", mail)?,
            from: self::from(read)?,
        });
    }
    let server = server(read, mail)?.ok_or(
        "VESTIBULE_MAIL: expected smtps://HOST, smtp://HOST, ses:REGION, https://HOOK or binding",
    )?;
    Ok(MailBy::Smtp {
        server,
        from: from()?,
    })
}

fn sms_by(read: Read<'_>, sms: &str) -> Result<SmsBy, String> {
    let from = read("VESTIBULE_SMS_FROM");
    if let Some(region) = sms.strip_prefix("sns:") {
        return Ok(SmsBy::Sns {
            account: aws_account(read, "VESTIBULE_SMS", "sns", region)?,
            sender: from,
        });
    }
    if let Some(sid) = sms.strip_prefix("twilio:") {
        if !sid.starts_with("AC") || !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("VESTIBULE_SMS: expected twilio: and an account's sid, AC...".to_owned());
        }
        return Ok(SmsBy::Twilio(twilio::Account {
            sid: sid.to_owned(),
            token: secret(read, "VESTIBULE_SMS_TOKEN")?,
            from: from
                .ok_or("VESTIBULE_SMS_FROM is not set: a number, or a messaging service's sid")?,
            endpoint: endpoint(read, "VESTIBULE_SMS")?
                .unwrap_or_else(|| "https://api.twilio.com".to_owned()),
        }));
    }
    if is_web(sms) {
        return hook(read, "VESTIBULE_SMS", sms).map(SmsBy::Hook);
    }
    Err("VESTIBULE_SMS: expected sns:REGION, twilio:ACCOUNT or https://HOOK".to_owned())
}

fn allowed(read: Read<'_>) -> Result<MailSenders, String> {
    let mut allowed = match read("VESTIBULE_MAIL_SENDERS") {
        None => MailSenders::default(),
        Some(names) => MailSenders::parse(&names).ok_or(
            "VESTIBULE_MAIL_SENDERS: expected addresses and domains such as hello@example.com, example.org",
        )?,
    };
    if let Some(own) = from(read)? {
        allowed.add(&own.address);
    }
    Ok(allowed)
}

fn from(read: Read<'_>) -> Result<Option<Mailbox>, String> {
    let parsed = read("VESTIBULE_MAIL_FROM").map(|from| {
        Mailbox::parse(&from).ok_or_else(|| {
            "VESTIBULE_MAIL_FROM: expected no-reply@example.com or Name <no-reply@example.com>"
                .to_owned()
        })
    });
    parsed.transpose()
}

/// `smtps://HOST:PORT`, `smtp://HOST:PORT` for STARTTLS, `smtp+plain://` to this machine alone.
fn server(read: Read<'_>, mail: &str) -> Result<Option<Server>, String> {
    let Some((scheme, authority)) = mail.split_once("://") else {
        return Ok(None);
    };
    let (security, default_port) = match scheme {
        "smtps" => (Security::Implicit, 465),
        "smtp" => (Security::StartTls, 587),
        "smtp+plain" => (Security::None, 25),
        _ => return Ok(None),
    };
    let authority = authority.trim_end_matches('/');
    let malformed = || {
        format!(
            "VESTIBULE_MAIL: {scheme}://HOST or {scheme}://HOST:PORT; who logs in is VESTIBULE_MAIL_USERNAME"
        )
    };
    let (host, port) = host_and_port(authority, default_port).ok_or_else(malformed)?;
    if security == Security::None && !is_loopback(authority) {
        return Err(
            "VESTIBULE_MAIL: smtp+plain:// is in clear, and for this machine alone".to_owned(),
        );
    }
    let login = match (
        read("VESTIBULE_MAIL_USERNAME"),
        read("VESTIBULE_MAIL_PASSWORD"),
    ) {
        (None, None) => None,
        // NUL parts the two in AUTH PLAIN.
        (Some(user), Some(password)) if !user.contains('\0') && !password.contains('\0') => {
            Some(Login {
                user,
                password: SecretString::new(password),
            })
        }
        (Some(_), Some(_)) => {
            return Err("VESTIBULE_MAIL_USERNAME or VESTIBULE_MAIL_PASSWORD has a NUL".to_owned());
        }
        _ => {
            return Err(
                "of VESTIBULE_MAIL_USERNAME and VESTIBULE_MAIL_PASSWORD one is set and one is not"
                    .to_owned(),
            );
        }
    };
    Ok(Some(Server {
        host: host.to_owned(),
        port,
        security,
        login,
    }))
}

/// The host is a name or an address, an IPv6 one in brackets.
fn host_and_port(authority: &str, default_port: u16) -> Option<(&str, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            let digits = port.bytes().all(|byte| byte.is_ascii_digit());
            (host, digits.then(|| port.parse().ok()).flatten()?)
        }
        _ => (authority, default_port),
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
            !host.is_empty() && host.bytes().all(is_letter)
        }
    };
    (is_host && port != 0).then_some((host, port))
}

fn aws_account(
    read: Read<'_>,
    variable: &str,
    service: &str,
    region: &str,
) -> Result<aws::Account, String> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if region.is_empty() || !region.bytes().all(is_letter) {
        return Err(format!(
            "{variable}: expected a region of AWS's such as eu-central-1, found {region:?}"
        ));
    }
    let endpoint = endpoint(read, variable)?;
    Ok(aws::Account {
        credentials: Credentials {
            access_key_id: read("VESTIBULE_AWS_ACCESS_KEY_ID")
                .ok_or("VESTIBULE_AWS_ACCESS_KEY_ID is not set")?,
            secret_access_key: secret(read, "VESTIBULE_AWS_SECRET_ACCESS_KEY")?,
            session_token: read("VESTIBULE_AWS_SESSION_TOKEN").map(SecretString::new),
        },
        region: region.to_owned(),
        endpoint: endpoint.unwrap_or_else(|| format!("https://{service}.{region}.amazonaws.com")),
    })
}

/// Where a provider's API is instead: scheme and authority.
fn endpoint(read: Read<'_>, variable: &str) -> Result<Option<String>, String> {
    let variable = format!("{variable}_ENDPOINT");
    let Some(endpoint) = read(&variable) else {
        return Ok(None);
    };
    let endpoint = checked_web(&variable, endpoint.trim().trim_end_matches('/'))?;
    let (_, authority) = split(&endpoint);
    if !endpoint.ends_with(&format!("://{authority}")) {
        return Err(format!("{variable}: expected https://HOST, without a path"));
    }
    Ok(Some(endpoint))
}

fn hook(read: Read<'_>, variable: &str, url: &str) -> Result<Hook, String> {
    let secret = secret(read, "VESTIBULE_HOOK_SECRET")?;
    if secret.expose().len() < SHORTEST_SECRET {
        return Err(format!(
            "VESTIBULE_HOOK_SECRET has fewer than {SHORTEST_SECRET} bytes"
        ));
    }
    Ok(Hook {
        url: checked_web(variable, url)?,
        secret,
    })
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// By https, or by http to this machine.
fn checked_web(variable: &str, url: &str) -> Result<String, String> {
    let (scheme, authority) = split(url);
    let authority = authority.split(['?', '#']).next().unwrap_or_default();
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains('#');
    if !is_web(url) || !is_plain || host_and_port(authority, 1).is_none() {
        return Err(format!(
            "{variable}: expected a URL such as https://example.com/"
        ));
    }
    if scheme == "http" && !is_loopback(authority) {
        return Err(format!(
            "{variable}: http:// is in clear, and for this machine alone"
        ));
    }
    Ok(url.to_owned())
}

fn secret(read: Read<'_>, variable: &str) -> Result<SecretString, String> {
    let secret = read(variable).ok_or_else(|| format!("{variable} is not set"))?;
    Ok(SecretString::new(secret))
}

#[cfg(test)]
mod tests;
