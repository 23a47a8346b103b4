use super::*;
use crate::testing::{Script, run};
use proptest::prelude::*;

const HELLO: &str =
    "250-mail.example\r\n250-AUTH LOGIN PLAIN\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 STARTTLS\r\n";
const OK: &str = "250 2.0.0 ok\r\n";

fn server(security: Security, login: bool) -> Server {
    Server {
        host: "mail.example".to_owned(),
        port: 587,
        security,
        login: login.then(|| Login {
            user: "user".to_owned(),
            password: SecretString::from("pass word"),
        }),
    }
}

fn send(script: &Script, server: &Server, to: &str, data: &str) -> Result<(), MailError> {
    let envelope = Envelope {
        own_name: "id.example",
        from: "no-reply@id.example",
        to,
        data: &|_| data.as_bytes().to_vec(),
    };
    run(deliver(script, server, &envelope))
}

fn to_jane(script: &Script, server: &Server) -> Result<(), MailError> {
    send(
        script,
        server,
        "jane@example.com",
        "Subject: x\r\n\r\nbody\r\n",
    )
}

#[test]
fn a_message_is_handed_over_by_tls_from_the_first_byte() {
    for piece in [1, 3, usize::MAX] {
        let mut script = Script::new([
            "220 mail.example ESMTP\r\n",
            HELLO,
            "235 2.7.0 welcome\r\n",
            OK,
            OK,
            "354 go on\r\n",
            OK,
        ]);
        script.piece = piece;
        to_jane(&script, &server(Security::Implicit, true)).unwrap();
        // base64 of NUL user NUL password.
        assert_eq!(
            script.heard(),
            "EHLO id.example\r\n\
             AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk\r\n\
             MAIL FROM:<no-reply@id.example>\r\n\
             RCPT TO:<jane@example.com>\r\n\
             DATA\r\n\
             Subject: x\r\n\r\nbody\r\n.\r\n\
             QUIT\r\n"
        );
        assert_eq!(script.in_clear.get(), Some(0));
    }
}

#[test]
fn by_starttls_only_the_greeting_is_in_clear() {
    let hello = "250-mail.example\r\n250 AUTH=LOGIN\r\n";
    let script = Script::new([
        "220 hi\r\n",
        HELLO,
        "220 go ahead\r\n",
        // What was said in clear doesn't count: this one knows neither PLAIN nor SMTPUTF8.
        hello,
        "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n",
        "235 welcome\r\n",
        OK,
        OK,
        "354 go on\r\n",
        OK,
    ]);
    to_jane(&script, &server(Security::StartTls, true)).unwrap();
    let heard = script.heard();
    let (in_clear, by_tls) = heard.split_at(script.in_clear.get().unwrap());
    assert_eq!(in_clear, "EHLO id.example\r\nSTARTTLS\r\n");
    assert!(
        by_tls
            .starts_with("EHLO id.example\r\nAUTH LOGIN\r\ndXNlcg==\r\ncGFzcyB3b3Jk\r\nMAIL FROM:"),
        "{by_tls}"
    );
}

#[test]
fn where_tls_is_asked_for_nothing_is_said_without_it() {
    let without = "250-mail.example\r\n250 AUTH PLAIN\r\n";
    for says in [
        vec!["220 hi\r\n", without],
        vec!["220 hi\r\n", HELLO, "454 not now\r\n"],
        vec!["220 hi\r\n", HELLO, "502 unknown\r\n"],
        // Said in clear, to be taken for what comes by TLS.
        vec![
            "220 hi\r\n",
            HELLO,
            "220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n",
        ],
        vec!["220 hi\r\n", HELLO, "220 go\r\n25"],
    ] {
        let script = Script::new(&says);
        let error = to_jane(&script, &server(Security::StartTls, true)).unwrap_err();
        assert!(matches!(error, MailError::Later(_)), "{error}");
        let heard = script.heard();
        assert!(
            !heard.contains("AUTH") && !heard.contains("MAIL"),
            "{heard}"
        );
        assert_eq!(script.in_clear.get(), None);
    }
}

#[test]
fn an_answer_decides_what_becomes_of_the_message() {
    let refused = |cause: &str| Err(MailError::Refused(cause.to_owned()));
    let later = |cause: &str| Err(MailError::Later(format!("smtp: {cause}")));
    let go = "354 go on\r\n";
    let cases: Vec<(Vec<&str>, Result<(), MailError>)> = vec![
        (
            vec!["220 hi\r\n", HELLO, OK, "251 forwarded\r\n", go, OK],
            Ok(()),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "550 5.1.1 <jane@example.com>\r\n"],
            refused("550 5.1.1 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "550 no such user\r\n"],
            refused("550 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "552 5.2.2 full\r\n"],
            refused("552 5.2.2 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, go, "554 5.6.0 spam\r\n"],
            later("354 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "552 5.2.2 full\r\n"],
            refused("552 5.2.2 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "550 5.1.1 nobody\r\n"],
            refused("550 5.1.1 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "552 5.3.4 too big\r\n"],
            refused("552 5.3.4 to the message"),
        ),
        (
            vec![
                "220 hi\r\n",
                HELLO,
                OK,
                OK,
                go,
                "554 5.6.0 no such kind\r\n",
            ],
            refused("554 5.6.0 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "552 too big\r\n"],
            refused("552 to the message"),
        ),
        // About the sender, or a policy. The first is Amazon SES's.
        (
            vec![
                "220 hi\r\n",
                HELLO,
                OK,
                OK,
                go,
                "554 Message rejected: Email address is not verified.\r\n",
            ],
            later("554 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "550 5.7.1 spam\r\n"],
            later("550 5.7.1 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "552 5.7.0 not taken\r\n"],
            later("552 5.7.0 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "550 not wanted\r\n"],
            later("550 to the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "550 5.1.8 your domain\r\n"],
            later("550 5.1.8 to the message"),
        ),
        // About the sender, or about all recipients.
        (
            vec!["220 hi\r\n", HELLO, OK, "550 5.1.8 your domain\r\n"],
            later("550 5.1.8 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "554 5.7.1 relay access denied\r\n"],
            later("554 5.7.1 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "530 log in\r\n"],
            later("530 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "503 5.5.1 bad order\r\n"],
            later("503 5.5.1 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, "450 4.2.0 greylisted\r\n"],
            later("450 4.2.0 to RCPT"),
        ),
        (
            vec!["220 hi\r\n", HELLO, "550 5.7.1 not you\r\n"],
            later("550 5.7.1 to MAIL"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, "250 what?\r\n"],
            later("250 to DATA"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "452 4.3.1 full\r\n"],
            later("452 4.3.1 to the message"),
        ),
        // Whether it has the message, nobody knows.
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, ""],
            later("it hung up at the message"),
        ),
        (
            vec!["220 hi\r\n", HELLO, OK, OK, go, "garbage\r\n"],
            later("no reply of SMTP in answer to the message"),
        ),
        (vec!["554 no service\r\n"], later("554 to the greeting")),
        (vec!["421 busy\r\n"], later("421 to the greeting")),
        (vec![""], later("it hung up at greeting")),
        (
            vec!["HTTP/1.1 400 Bad Request\r\n"],
            later("no reply of SMTP in answer to greeting"),
        ),
        (vec!["220 hi\r\n", "500 what?\r\n"], later("500 to EHLO")),
        // It answers what wasn't asked.
        (
            vec!["220 hi\r\n250 ok\r\n"],
            later("it answered before EHLO"),
        ),
        (
            vec!["220 hi\r\n", HELLO, "250 ok\r\n250 ok\r\n"],
            later("it answered before RCPT"),
        ),
    ];
    for (says, expected) in cases {
        let script = Script::new(&says);
        let result = to_jane(&script, &server(Security::Implicit, false));
        assert_eq!(result, expected, "{says:?}");
        if let Err(error) = result {
            assert!(!error.to_string().contains('@'), "{error}");
        }
    }
}

#[test]
fn a_login_that_fails_is_for_later_and_sends_nothing() {
    for (hello, says) in [
        (HELLO, vec!["535 5.7.8 wrong\r\n"]),
        (HELLO, vec!["334 more?\r\n"]),
        (
            "250-x\r\n250 AUTH LOGIN\r\n",
            vec!["334 a\r\n", "334 b\r\n", "535 no\r\n"],
        ),
        ("250-x\r\n250 AUTH LOGIN\r\n", vec!["535 no\r\n"]),
        ("250-x\r\n250 AUTH CRAM-MD5 PLAINER\r\n", vec![]),
        ("250 x\r\n", vec![]),
    ] {
        let script = Script::new(["220 hi\r\n", hello].iter().chain(&says));
        let error = to_jane(&script, &server(Security::Implicit, true)).unwrap_err();
        assert!(matches!(error, MailError::Later(_)), "{error}");
        assert!(!script.heard().contains("MAIL"), "{hello}");
    }
}

#[test]
fn what_has_more_than_ascii_is_announced() {
    let says = ["220 hi\r\n", HELLO, OK, OK, "354 go\r\n", OK];
    let script = Script::new(says);
    let plain = server(Security::None, false);
    send(
        &script,
        &plain,
        "jörg@müller.example",
        "To: <jörg@müller.example>\r\n\r\nx\r\n",
    )
    .unwrap();
    let heard = script.heard();
    assert!(
        heard.contains("MAIL FROM:<no-reply@id.example> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<jörg@müller.example>\r\n"),
        "{heard}"
    );
    let without = Script::new([
        "220 hi\r\n",
        "250-x\r\n250 SIZE 100\r\n",
        OK,
        OK,
        "354 go\r\n",
        OK,
    ]);
    let error = send(&without, &plain, "jörg@müller.example", "x\r\n").unwrap_err();
    assert!(matches!(error, MailError::Refused(_)), "{error}");
    let sized = Script::new([
        "220 hi\r\n",
        "250-x\r\n250 SIZE 100\r\n",
        OK,
        OK,
        "354 go\r\n",
        OK,
    ]);
    send(&sized, &plain, "jane@example.com", "x\r\n").unwrap();
    assert!(sized.heard().contains("<no-reply@id.example> SIZE=3\r\n"));
}

#[test]
fn a_head_beyond_ascii_is_announced_and_where_it_can_not_be_is_written_in_ascii() {
    let data = |head: Head| -> Vec<u8> {
        match head {
            Head::Utf8 => "Reply-To: <jörg@acme.example>\r\n\r\nx\r\n".into(),
            Head::Ascii => "Subject: x\r\n\r\nx\r\n".into(),
        }
    };
    let envelope = Envelope {
        own_name: "id.example",
        from: "no-reply@id.example",
        to: "jane@example.com",
        data: &data,
    };
    let without = "250-mail.example\r\n250 8BITMIME\r\n";
    for (hello, mail, begins) in [
        (HELLO, " BODY=8BITMIME SMTPUTF8", "Reply-To: "),
        (without, "", "Subject: "),
    ] {
        let script = Script::new(["220 hi\r\n", hello, OK, OK, "354 go\r\n", OK]);
        run(deliver(&script, &server(Security::None, false), &envelope)).unwrap();
        let heard = script.heard();
        let mail = format!("MAIL FROM:<no-reply@id.example>{mail}\r\n");
        assert!(heard.contains(&mail), "{heard}");
        assert!(heard.contains(&format!("DATA\r\n{begins}")), "{heard}");
    }
    // A body alone asks for no more than its own letters.
    let script = Script::new(["220 hi\r\n", HELLO, OK, OK, "354 go\r\n", OK]);
    let data = "Subject: x\r\n\r\nGrüße\r\n";
    let plain = server(Security::None, false);
    send(&script, &plain, "jane@example.com", data).unwrap();
    let mail = "MAIL FROM:<no-reply@id.example> BODY=8BITMIME\r\n";
    assert!(script.heard().contains(mail));
}

#[test]
fn an_address_that_would_be_a_command_opens_no_connection() {
    for to in ["jane@example.com>\r\nRCPT TO:<john@example.com", "", "jane"] {
        let script = Script::new([""; 0]);
        let error = send(&script, &server(Security::Implicit, false), to, "x\r\n").unwrap_err();
        assert!(matches!(error, MailError::Refused(_)), "{error}");
        assert!(script.heard().is_empty());
    }
}

proptest! {
    #[test]
    fn no_line_of_a_message_ends_it(data in "([.]{0,3}[a-z]{0,3}(\r\n)?){0,12}") {
        let sent = stuffed(data.as_bytes());
        let sent = std::str::from_utf8(&sent).unwrap();
        let end = sent.find("\r\n.\r\n").map_or(0, |at| at + 2);
        // An empty message is its end alone.
        let body = if sent == "\r\n.\r\n" { "\r\n" } else { &sent[..end] };
        prop_assert_eq!(sent.len(), body.len() + 3, "{:?}", sent);
        let unstuffed: String = body
            .split_inclusive('\n')
            .map(|line| line.strip_prefix('.').unwrap_or(line))
            .collect();
        prop_assert_eq!(unstuffed.trim_end_matches("\r\n"), data.trim_end_matches("\r\n"));
    }

    #[test]
    fn no_server_is_too_strange(
        says in prop::collection::vec(
            prop_oneof![
                "[ -~\\r\\n]{0,40}",
                "(220|235|250|334|354|421|550)[ -][a-zA-Z0-9 ]{0,10}\r\n",
                Just(HELLO.to_owned()),
            ],
            0..9,
        ),
        piece in 1usize..20,
        start_tls: bool,
        login: bool,
    ) {
        let security = if start_tls { Security::StartTls } else { Security::Implicit };
        let mut script = Script::new(&says);
        script.piece = piece;
        let taken = to_jane(&script, &server(security, login));
        if taken.is_ok() {
            prop_assert!(script.heard().contains("\r\n.\r\n"));
            prop_assert!(script.in_clear.get().is_some());
        }
    }
}
