//! One alarm for everything that is to happen later.

use super::*;
use crate::{
    classes,
    object::Shell,
    testing::{BEGINNING, MemorySql, Store, test_keyring},
    timers::outbox_by,
    users::class::USERS,
};
use vestibule_crypto::SeededRng;
use vestibule_model::object_key::{Class, ObjectKey};

fn put(tx: &Tx<'_>, id: &str, expires: Timestamp) {
    tx.exec(
        "INSERT INTO spent (id, expires) VALUES (?1, ?2)",
        params![id, expires],
    )
    .unwrap();
    sweep_by(tx, expires).unwrap();
}

fn spent(store: &Store) -> usize {
    store.tx().exec("SELECT 1 FROM spent", &[]).unwrap().len()
}

#[test]
fn the_alarm_is_that_of_the_earliest_timer_and_never_moves_back() {
    let store = Store::open(Class::Users);
    let tx = store.tx();
    assert_eq!(earliest(&tx).unwrap(), None);
    sweep_by(&tx, tx.now + Span::seconds(9)).unwrap();
    outbox_by(&tx, tx.now + Span::seconds(5)).unwrap();
    assert_eq!(earliest(&tx).unwrap(), Some(tx.now + Span::seconds(5)));
    outbox_by(&tx, tx.now + Span::seconds(20)).unwrap();
    sweep_by(&tx, tx.now + Span::seconds(30)).unwrap();
    assert_eq!(earliest(&tx).unwrap(), Some(tx.now + Span::seconds(5)));
    sweep_by(&tx, tx.now + Span::seconds(1)).unwrap();
    assert_eq!(earliest(&tx).unwrap(), Some(tx.now + Span::seconds(1)));
}

#[test]
fn what_has_expired_is_swept_and_the_next_sweep_is_set() {
    let mut store = Store::open(Class::Users);
    let end = store.tx().now;
    put(&store.tx(), "soon", end + Span::seconds(1));
    put(&store.tx(), "later", end + Span::seconds(60));
    store.advance(Span::seconds(1));
    let woken = wake(&store.tx(), &USERS).unwrap();
    assert_eq!(spent(&store), 1);
    assert_eq!(
        woken,
        Woken {
            next: Some(end + Span::seconds(60)),
            ..Woken::default()
        }
    );
    store.advance(Span::seconds(59));
    assert_eq!(wake(&store.tx(), &USERS).unwrap(), Woken::default());
    assert_eq!(spent(&store), 0);
}

#[test]
fn a_sweep_is_bounded_and_goes_on_soon() {
    let store = Store::open(Class::Users);
    for number in 0..BATCH + 1 {
        put(&store.tx(), &number.to_string(), store.tx().now);
    }
    let woken = wake(&store.tx(), &USERS).unwrap();
    assert_eq!(spent(&store), 1);
    assert_eq!(woken.next, Some(store.tx().now + NEXT_BATCH));
}

#[test]
fn what_expires_one_after_the_other_is_swept_together() {
    let mut store = Store::open(Class::Users);
    let now = store.tx().now;
    for millis in 0..100 {
        put(&store.tx(), &millis.to_string(), now + Span::millis(millis));
    }
    assert_eq!(
        wake(&store.tx(), &USERS).unwrap().next,
        Some(now + NEXT_SWEEP)
    );
    assert_eq!(spent(&store), 99);
    store.advance(NEXT_SWEEP);
    assert_eq!(wake(&store.tx(), &USERS).unwrap(), Woken::default());
    assert_eq!(spent(&store), 0);
}

#[test]
fn what_is_not_due_stays() {
    let store = Store::open(Class::Users);
    put(&store.tx(), "later", store.tx().now + Span::millis(1));
    wake(&store.tx(), &USERS).unwrap();
    assert_eq!(spent(&store), 1);
    assert_eq!(
        earliest(&store.tx()).unwrap(),
        Some(store.tx().now + Span::millis(1))
    );
}

#[test]
fn every_table_that_ends_is_swept() {
    for class in [
        Class::Registry,
        Class::Pool,
        Class::Users,
        Class::DevMailbox,
    ] {
        let store = Store::open(class);
        let tables = store
            .tx()
            .exec("SELECT name FROM sqlite_schema WHERE type = 'table'", &[])
            .unwrap();
        for table in tables.iter().map(|row| row.text(0).unwrap()) {
            let columns = store
                .tx()
                .exec(
                    &format!("SELECT name FROM pragma_table_info('{table}')"),
                    &[],
                )
                .unwrap();
            let ends = columns.iter().any(|row| row.text(0) == Ok("expires"));
            // Reservations are not only deleted: they are counted.
            let swept = table == "reservations" || classes::of(class).expiring.contains(&table);
            assert_eq!(ends, swept, "{table}");
        }
    }
}

#[test]
fn a_timer_of_a_later_release_waits_for_it_and_holds_up_no_other() {
    let store = Store::open(Class::Users);
    let now = store.tx().now;
    put(&store.tx(), "expired", now);
    set_by(&store.tx(), "unheard-of", now).unwrap();
    let woken = wake(&store.tx(), &USERS).unwrap();
    assert_eq!(spent(&store), 0);
    assert_eq!(
        woken,
        Woken {
            next: Some(now + Span::hours(1)),
            ..Woken::default()
        }
    );
}

#[test]
fn a_wake_that_fails_changes_nothing_and_is_tried_again() {
    let sql = MemorySql::new();
    let key = ObjectKey {
        class: Class::Users,
        name: "test".to_owned(),
    };
    let (keyring, rng) = (test_keyring(), SeededRng::new([1; 32]));
    let shell = Shell {
        key: &key,
        sql: &sql,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: BEGINNING,
        keyring: &keyring,
        rng: &rng,
    };
    shell.open().unwrap();
    let tx = Tx {
        sql: &sql,
        unicode: &vestibule_model::unicode::NativeUnicode,
        now: BEGINNING,
    };
    put(&tx, "expired", BEGINNING);
    outbox_by(&tx, BEGINNING).unwrap();
    tx.exec(
        "CREATE TRIGGER broken BEFORE DELETE ON spent BEGIN SELECT RAISE(ABORT, 'broken'); END",
        &[],
    )
    .unwrap();
    let woken = shell.wake();
    assert_eq!(
        woken,
        Woken {
            next: Some(BEGINNING + Span::seconds(30)),
            ..Woken::default()
        }
    );
    assert_eq!(tx.exec("SELECT 1 FROM spent", &[]).unwrap().len(), 1);
    assert_eq!(tx.exec("SELECT 1 FROM due", &[]).unwrap().len(), 2);
}
