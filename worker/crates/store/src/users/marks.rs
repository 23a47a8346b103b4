//! Marks of browsers in which a user has signed in before: attempts from there are counted apart from strangers', each mark's
//! under a lock of its own. So strangers can't keep a person out of a browser that knows them, and whoever steals a mark gains
//! no more guesses than any one subject has. A device that is remembered is such a mark by its key.

use super::{devices, verifications::subject_of};
use crate::{params, sql::SqlError, timers, transition::Tx};
use vestibule_model::{ids::Sub, time::Span};

/// How many marks a user has at most: with one more the oldest goes.
const MOST: i64 = 10;
/// How long a mark lasts.
pub const LIFE: Span = Span::days(180);
/// What the subject begins with that a mark's attempts are counted against. The rest is the mark's id.
const SUBJECT: &str = "mark:";

/// The subject that an attempt from a browser with this mark counts against, if the mark is `owner`'s.
pub(crate) fn subject(tx: &Tx<'_>, mark: &str, owner: &str) -> Result<Option<String>, SqlError> {
    let known = tx.first(
        "SELECT 1 FROM marks WHERE id = ?1 AND subject = ?2 AND expires > ?3 UNION ALL \
         SELECT 1 FROM devices WHERE key = ?1 AND 'user:' || sub = ?2 AND json_extract(document, '$.remembered')",
        params![mark, owner, tx.now],
    )?;
    Ok(known.map(|_| format!("{SUBJECT}{mark}")))
}

/// The mark whose attempts are counted against a subject; `None` for a user's or nobody's.
pub(crate) fn of_subject(subject: &str) -> Option<&str> {
    subject.strip_prefix(SUBJECT)
}

/// Keeps a new mark.
pub(crate) fn keep(tx: &Tx<'_>, sub: &Sub, mark: &str) -> Result<(), SqlError> {
    let (subject, expires) = (subject_of(sub), tx.now + LIFE);
    tx.exec(
        "INSERT INTO marks (id, subject, expires) VALUES (?1, ?2, ?3)",
        params![mark, &subject, expires],
    )?;
    tx.exec(
        "DELETE FROM marks WHERE subject = ?1 AND id NOT IN \
         (SELECT id FROM marks WHERE subject = ?1 ORDER BY expires DESC, rowid DESC LIMIT ?2)",
        params![subject, MOST],
    )?;
    timers::sweep_by(tx, expires)
}

/// Ends a mark: its browser has signed in, and is given another.
pub(crate) fn end(tx: &Tx<'_>, mark: &str) -> Result<(), SqlError> {
    tx.exec("DELETE FROM marks WHERE id = ?1", params![mark])?;
    Ok(())
}

/// Ends every mark of a user, and forgets the browsers that stand for a second factor.
pub(crate) fn end_all(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    devices::forget_browsers(tx, sub)?;
    tx.exec(
        "DELETE FROM marks WHERE subject = ?1",
        params![subject_of(sub)],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;
    use vestibule_model::object_key::Class;

    fn sub(text: &str) -> Sub {
        Sub::from_stored(text)
    }

    fn is_known(store: &Store, mark: &str, owner: &str) -> bool {
        let subject = subject(&store.tx(), mark, &subject_of(&sub(owner))).unwrap();
        subject.is_some_and(|subject| of_subject(&subject) == Some(mark))
    }

    #[test]
    fn a_user_has_ten_and_the_oldest_goes() {
        let store = Store::open(Class::Users);
        keep(&store.tx(), &sub("bob"), "bobs").unwrap();
        let marks: Vec<String> = (0..11).map(|number| format!("m{number}")).collect();
        for mark in &marks {
            keep(&store.tx(), &sub("jane"), mark).unwrap();
        }
        assert!(!is_known(&store, &marks[0], "jane"));
        assert!(marks[1..].iter().all(|mark| is_known(&store, mark, "jane")));
        assert!(is_known(&store, "bobs", "bob"));
    }

    #[test]
    fn a_mark_is_one_users_until_it_ends() {
        let mut store = Store::open(Class::Users);
        for (owner, mark) in [("jane", "a"), ("jane", "b"), ("jane", "c"), ("bob", "d")] {
            keep(&store.tx(), &sub(owner), mark).unwrap();
        }
        assert!(!is_known(&store, "a", "bob"));
        end(&store.tx(), "a").unwrap();
        assert!(!is_known(&store, "a", "jane") && is_known(&store, "b", "jane"));
        end_all(&store.tx(), &sub("jane")).unwrap();
        assert!(!is_known(&store, "b", "jane") && is_known(&store, "d", "bob"));
        store.advance(LIFE);
        assert!(!is_known(&store, "d", "bob"));
    }

    #[test]
    fn a_device_is_its_users_mark_while_it_is_remembered() {
        let store = Store::open(Class::Users);
        for (key, remembered) in [("hers", "true"), ("forgotten", "false")] {
            let document = format!(r#"{{"remembered": {remembered}}}"#);
            let insert = "INSERT INTO devices (key, sub, document) VALUES (?1, 'jane', ?2)";
            store.tx().exec(insert, params![key, document]).unwrap();
        }
        assert!(is_known(&store, "hers", "jane") && !is_known(&store, "hers", "bob"));
        assert!(!is_known(&store, "forgotten", "jane"));
    }

    #[test]
    fn users_and_nobody_are_no_marks() {
        assert_eq!(of_subject(&subject_of(&sub("mark:jane"))), None);
        assert_eq!(of_subject("name:0a1b"), None);
    }
}
