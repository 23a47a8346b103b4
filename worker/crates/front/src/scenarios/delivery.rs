//! Messages that are sent, and sent again.

use vestibule_crypto::SecretString;
use vestibule_engine::{
    delivery::{deliver, deliver_due},
    ports::{
        LocalFuture,
        mail::{MailError, Mailer, Message},
    },
};
use vestibule_idp::fixtures::people::Fixture;
use vestibule_model::{channel::Channel, object_key::Class, pool::EmailSettings, time::Span};
use vestibule_store::{classes, params, wake};

#[test]
fn a_repeated_message_carries_the_same_key() {
    let fixture = Fixture::with_usernames();
    // The provider has the message, but we die before we note it: all later notes are lost with their transitions.
    fixture.sign_up("alice", &[("email", "jane@gmail.com")]);
    let first = fixture
        .world
        .mailbox
        .messages
        .borrow()
        .last()
        .unwrap()
        .clone();
    let home = fixture.world.objects.keys().into_iter().find(|key| {
        key.class == Class::Users && {
            let store = fixture.world.objects.store(key);
            let tx = vestibule_store::transition::Tx {
                sql: &*store,
                unicode: &vestibule_model::unicode::NativeUnicode,
                now: fixture.world.now(),
            };
            tx.first("SELECT 1 FROM users", &[]).unwrap().is_some()
        }
    });
    let store = fixture.world.objects.store(&home.unwrap());
    let tx = vestibule_store::transition::Tx {
        sql: &*store,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: fixture.world.now(),
    };
    assert!(
        tx.first("SELECT 1 FROM outbox", &[]).unwrap().is_none(),
        "a delivered message leaves the outbox"
    );
    let letter = vestibule_engine::delivery::Letter {
        channel: first.channel,
        to: first.to.clone(),
        from_name: first.from_name.clone(),
        email: first.email.clone(),
        subject: first.subject.clone(),
        body: first.body.expose().clone(),
        html: None,
        code: None,
        link: None,
        until: None,
    };
    let pool = fixture.pool();
    let ad = [pool.as_str(), &first.idempotency_key];
    let sealed = fixture
        .cx()
        .seal(vestibule_crypto::Purpose::Outbox, &ad, &letter)
        .unwrap();
    tx.exec(
        "INSERT INTO outbox (id, sealed, tries, next) VALUES (?1, ?2, 0, ?3)",
        params![&first.idempotency_key, sealed, tx.now],
    )
    .unwrap();
    fixture.deliver_due();
    let messages = fixture.world.mailbox.messages.borrow();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].idempotency_key, first.idempotency_key);
    assert_eq!(messages[1].body.expose(), first.body.expose());
}

#[test]
fn the_timer_is_set_until_the_outbox_is_empty() {
    let fixture = Fixture::with_usernames();
    fixture.world.mailbox.refusing.set(true);
    fixture
        .try_sign_up("alice", &[("email", "jane@gmail.com")])
        .unwrap_err();
    let woken = |fixture: &Fixture| {
        let keys = fixture.world.objects.keys();
        keys.iter()
            .filter(|key| key.class == Class::Users)
            .filter(|key| {
                let store = fixture.world.objects.store(key);
                wake::wake(
                    &vestibule_store::transition::Tx {
                        sql: &*store,
                        unicode: &vestibule_model::unicode::NativeUnicode,
                        now: fixture.world.now(),
                    },
                    classes::of(key.class),
                )
                .unwrap()
                .outbox
            })
            .count()
    };
    fixture.world.advance(Span::minutes(1));
    assert_eq!(woken(&fixture), 1);
    // The Worker was not reached: the timer asks again.
    fixture.world.advance(Span::seconds(30));
    assert_eq!(woken(&fixture), 1);
    fixture.world.mailbox.refusing.set(false);
    fixture.deliver_due();
    fixture.world.advance(Span::minutes(1));
    assert_eq!(woken(&fixture), 0);
    assert_eq!(fixture.world.mailbox.messages.borrow().len(), 1);
}

#[test]
fn why_a_message_was_not_delivered_is_in_the_log_and_to_whom_is_not() {
    struct Talkative;
    impl Mailer for Talkative {
        fn deliver<'a>(&'a self, message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
            let told = format!("550 <{}> has no mailbox here", message.to);
            Box::pin(async move { Err(MailError::Later(told)) })
        }
    }
    let fixture = Fixture::with_usernames();
    fixture.sign_up("alice", &[("email", "jane@gmail.com")]);
    let home = fixture.world.objects.keys();
    let home = home.iter().find(|key| key.class == Class::Users).unwrap();
    let message = Message {
        idempotency_key: "key".to_owned(),
        pool_id: fixture.pool(),
        channel: Channel::Email,
        to: "jane@gmail.com".to_owned(),
        from_name: "Pool".to_owned(),
        email: EmailSettings::default(),
        subject: "subject".to_owned(),
        body: SecretString::from("body"),
        html: None,
        code: None,
        link: None,
    };
    let mut cx = fixture.cx();
    cx.mailer = &Talkative;
    assert!(!fixture.run(deliver(&cx, home, &message)).unwrap());
    assert_eq!(
        cx.line.borrow().cause.as_deref(),
        Some("not taken: 550 <the recipient> has no mailbox here")
    );
}

#[test]
fn a_message_is_given_up_when_its_code_has_ended() {
    let fixture = Fixture::with_usernames();
    fixture.world.mailbox.refusing.set(true);
    fixture
        .try_sign_up("alice", &[("email", "jane@gmail.com")])
        .unwrap_err();
    fixture.world.mailbox.refusing.set(false);
    // The code lasts a day; nobody has tried again meanwhile.
    fixture.world.advance(Span::hours(24));
    let cx = fixture.cx();
    let homes = fixture.world.objects.keys();
    for home in homes.iter().filter(|key| key.class == Class::Users) {
        fixture.run(deliver_due(&cx, home)).unwrap();
    }
    assert!(fixture.world.mailbox.messages.borrow().is_empty());
    assert_eq!(
        cx.line.borrow().cause.as_deref(),
        Some("a message was given up: its code has ended")
    );
    fixture.world.advance(Span::hours(1));
    fixture.deliver_due();
    assert!(fixture.world.mailbox.messages.borrow().is_empty());
}
