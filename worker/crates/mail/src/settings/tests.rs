use super::*;

const FROM: (&str, &str) = ("VESTIBULE_MAIL_FROM", "no-reply@id.example");
const KEYS: [(&str, &str); 2] = [
    ("VESTIBULE_AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("VESTIBULE_AWS_SECRET_ACCESS_KEY", "secret"),
];
const SECRET: (&str, &str) = ("VESTIBULE_HOOK_SECRET", "0123456789abcdef0123456789abcdef");

fn read(set: &[(&str, &str)]) -> Result<Senders, String> {
    Senders::read(&|name| {
        let found = set.iter().find(|(it, _)| *it == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn with(mail: &str, more: &[(&str, &str)]) -> Result<Senders, String> {
    let name = if mail.starts_with("sns") || mail.starts_with("twilio") {
        "VESTIBULE_SMS"
    } else {
        "VESTIBULE_MAIL"
    };
    read(&[&[(name, mail)], more].concat())
}

fn smtp(mail: &str, more: &[(&str, &str)]) -> Server {
    match with(mail, &[&[FROM], more].concat()).unwrap().mail {
        Some(MailBy::Smtp { server, .. }) => server,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_settings_there_is_no_sender() {
    let senders = read(&[]).unwrap();
    assert!(senders.mail.is_none() && senders.sms.is_none() && !senders.uses_binding());
}

#[test]
fn a_mail_server_has_its_usual_port_unless_one_is_given() {
    for (mail, host, port, security) in [
        (
            "smtps://mail.example",
            "mail.example",
            465,
            Security::Implicit,
        ),
        (
            "smtps://mail.example:8465/",
            "mail.example",
            8465,
            Security::Implicit,
        ),
        (
            "smtp://mail.example",
            "mail.example",
            587,
            Security::StartTls,
        ),
        (
            "smtp://[2001:db8::1]:2525",
            "[2001:db8::1]",
            2525,
            Security::StartTls,
        ),
        (
            "smtp+plain://localhost:1025",
            "localhost",
            1025,
            Security::None,
        ),
        ("smtp+plain://127.0.0.1", "127.0.0.1", 25, Security::None),
    ] {
        let server = smtp(mail, &[]);
        assert_eq!(
            (
                server.host.as_str(),
                server.port,
                server.security,
                server.login
            ),
            (host, port, security, None),
            "{mail}"
        );
    }
    let login = [
        ("VESTIBULE_MAIL_USERNAME", "u"),
        ("VESTIBULE_MAIL_PASSWORD", "p"),
    ];
    let login = smtp("smtps://mail.example", &login).login.unwrap();
    assert_eq!(
        (login.user.as_str(), login.password.expose().as_str()),
        ("u", "p")
    );
}

#[test]
fn every_provider_can_be_named() {
    assert!(with("binding", &[FROM]).unwrap().uses_binding());
    let ses = with("ses:eu-central-1", &[&KEYS[..], &[FROM]].concat()).unwrap();
    let Some(MailBy::Ses { account, .. }) = ses.mail else {
        panic!()
    };
    assert_eq!(account.endpoint, "https://email.eu-central-1.amazonaws.com");
    let sns = with("sns:us-east-1", &KEYS).unwrap();
    let Some(SmsBy::Sns {
        account,
        sender: None,
    }) = sns.sms
    else {
        panic!()
    };
    assert_eq!(account.endpoint, "https://sns.us-east-1.amazonaws.com");
    let elsewhere = [("VESTIBULE_SMS_ENDPOINT", "http://127.0.0.1:4566/")];
    let sns = with("sns:us-east-1", &[&KEYS[..], &elsewhere].concat()).unwrap();
    let Some(SmsBy::Sns { account, .. }) = sns.sms else {
        panic!()
    };
    assert_eq!(account.endpoint, "http://127.0.0.1:4566");
    let twilio = [
        ("VESTIBULE_SMS_TOKEN", "t"),
        ("VESTIBULE_SMS_FROM", "+15005550006"),
    ];
    let twilio = with("twilio:AC123", &twilio).unwrap();
    assert!(matches!(twilio.sms, Some(SmsBy::Twilio(_))));
    for hook in [
        "https://hooks.example/mail?x=1",
        "http://localhost:9000/mail",
    ] {
        let hook = with(hook, &[SECRET]).unwrap();
        assert!(matches!(hook.mail, Some(MailBy::Hook { from: None, .. })));
    }
}

#[test]
fn what_is_malformed_or_missing_is_refused_by_its_name() {
    let twilio_token = ("VESTIBULE_SMS_TOKEN", "t");
    for (mail, more, told) in [
        (
            "mail.example",
            vec![FROM],
            "VESTIBULE_MAIL: expected smtps://",
        ),
        (
            "ftp://mail.example",
            vec![FROM],
            "VESTIBULE_MAIL: expected smtps://",
        ),
        ("smtps://", vec![FROM], "VESTIBULE_MAIL: smtps://HOST"),
        (
            "smtps://user:password@mail.example",
            vec![FROM],
            "VESTIBULE_MAIL_USERNAME",
        ),
        (
            "smtps://mail.example/path",
            vec![FROM],
            "VESTIBULE_MAIL: smtps://HOST",
        ),
        (
            "smtps://mail.example:0",
            vec![FROM],
            "VESTIBULE_MAIL: smtps://HOST",
        ),
        (
            "smtps://mail.example:+25",
            vec![FROM],
            "VESTIBULE_MAIL: smtps://HOST",
        ),
        (
            "smtps://mail.example:99999",
            vec![FROM],
            "VESTIBULE_MAIL: smtps://HOST",
        ),
        (
            "smtps://mail.exam\r\nple",
            vec![FROM],
            "VESTIBULE_MAIL: smtps://HOST",
        ),
        ("smtps://[mail]", vec![FROM], "VESTIBULE_MAIL: smtps://HOST"),
        ("smtp+plain://mail.example", vec![FROM], "in clear"),
        ("smtp+plain://10.0.0.1", vec![FROM], "in clear"),
        (
            "smtps://mail.example",
            vec![],
            "VESTIBULE_MAIL_FROM is not set",
        ),
        (
            "smtps://mail.example",
            vec![("VESTIBULE_MAIL_FROM", "me")],
            "VESTIBULE_MAIL_FROM: expected",
        ),
        (
            "smtps://mail.example",
            vec![FROM, ("VESTIBULE_MAIL_USERNAME", "u")],
            "VESTIBULE_MAIL_PASSWORD",
        ),
        ("binding", vec![], "VESTIBULE_MAIL_FROM is not set"),
        ("ses:", vec![FROM], "VESTIBULE_MAIL: expected a region"),
        (
            "ses:eu/../x",
            vec![FROM],
            "VESTIBULE_MAIL: expected a region",
        ),
        (
            "ses:eu-central-1",
            vec![FROM],
            "VESTIBULE_AWS_ACCESS_KEY_ID is not set",
        ),
        (
            "ses:eu-central-1",
            vec![FROM, KEYS[0]],
            "VESTIBULE_AWS_SECRET_ACCESS_KEY is not set",
        ),
        (
            "ses:eu-central-1",
            vec![KEYS[0], KEYS[1]],
            "VESTIBULE_MAIL_FROM is not set",
        ),
        (
            "ses:eu-central-1",
            vec![
                FROM,
                KEYS[0],
                KEYS[1],
                ("VESTIBULE_MAIL_ENDPOINT", "http://10.0.0.1"),
            ],
            "VESTIBULE_MAIL_ENDPOINT: http:// is in clear",
        ),
        (
            "ses:eu-central-1",
            vec![
                FROM,
                KEYS[0],
                KEYS[1],
                ("VESTIBULE_MAIL_ENDPOINT", "https://x.example/path"),
            ],
            "VESTIBULE_MAIL_ENDPOINT: expected https://HOST",
        ),
        (
            "https://hooks.example",
            vec![],
            "VESTIBULE_HOOK_SECRET is not set",
        ),
        (
            "https://hooks.example",
            vec![("VESTIBULE_HOOK_SECRET", "short")],
            "VESTIBULE_HOOK_SECRET has fewer than 32",
        ),
        ("http://hooks.example", vec![SECRET], "in clear"),
        (
            "https://u:p@hooks.example",
            vec![SECRET],
            "VESTIBULE_MAIL: expected a URL",
        ),
        ("https://", vec![SECRET], "VESTIBULE_MAIL: expected a URL"),
        (
            "sns:x y",
            vec![KEYS[0], KEYS[1]],
            "VESTIBULE_SMS: expected a region",
        ),
        ("twilio:SM123", vec![], "VESTIBULE_SMS: expected twilio:"),
        ("twilio:AC1/..", vec![], "VESTIBULE_SMS: expected twilio:"),
        ("twilio:AC123", vec![], "VESTIBULE_SMS_TOKEN is not set"),
        (
            "twilio:AC123",
            vec![twilio_token],
            "VESTIBULE_SMS_FROM is not set",
        ),
    ] {
        let error = with(mail, &more).map(drop).unwrap_err();
        assert!(error.contains(told), "{mail}: {error}");
        assert!(!error.contains("password@"), "{error}");
    }
    let error = read(&[("VESTIBULE_SMS", "smoke")]).map(drop).unwrap_err();
    assert!(
        error.starts_with("VESTIBULE_SMS: expected sns:REGION"),
        "{error}"
    );
}

#[test]
fn secrets_do_not_show() {
    let login = [
        ("VESTIBULE_MAIL_USERNAME", "u"),
        ("VESTIBULE_MAIL_PASSWORD", "hunter2"),
    ];
    let shown = format!(
        "{:?}",
        with("smtps://mail.example", &[&login[..], &[FROM]].concat())
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn pools_send_as_the_deployment_itself_and_as_whom_it_names() {
    let senders = |set: &[(&str, &str)]| {
        let senders = with("smtps://mail.example", &[&[FROM], set].concat())?;
        Ok::<_, String>(senders.mail_senders().unwrap().clone())
    };
    let own = senders(&[]).unwrap();
    assert!(own.let_send("no-reply@id.example"));
    assert!(!own.let_send("other@id.example"));
    let more = senders(&[("VESTIBULE_MAIL_SENDERS", "acme.example")]).unwrap();
    assert!(more.let_send("no-reply@id.example") && more.let_send("hello@acme.example"));
    let malformed = senders(&[("VESTIBULE_MAIL_SENDERS", "Acme <hello@acme.example>")]);
    assert!(
        malformed
            .unwrap_err()
            .starts_with("VESTIBULE_MAIL_SENDERS: ")
    );
    // No mail leaves, so that nobody is taken for anybody.
    assert!(read(&[FROM]).unwrap().mail_senders().is_none());
}
