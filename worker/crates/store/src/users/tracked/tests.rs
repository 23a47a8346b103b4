use super::*;
use crate::{
    testing::Store,
    users::sessions::{RevokeRefreshToken, start},
};
use vestibule_model::{
    ids::ClientId,
    session::{KeptToken, NewSession},
    time::Span,
};

fn sub() -> Sub {
    Sub::from_stored("jane")
}

fn usage() -> Usage {
    Usage {
        device: "Firefox, Linux".to_owned(),
        address: Some("192.0.2.1".to_owned()),
    }
}

fn tracked(id: &str, most: u32) -> Option<Tracked> {
    Some(Tracked {
        id: id.to_owned(),
        usage: usage(),
        most,
    })
}

fn client() -> ClientId {
    serde_json::from_str("\"l3d5m7qtr9gup8cz1ezzgkasxc\"").unwrap()
}

/// Begins the session of tokens `tkn NAME`, whose family is `NAME`.
fn begin_tokens(store: &Store, name: &str, most: u32, origin: Option<&str>) {
    let new = NewSession {
        session: Session {
            origin_jti: format!("jti {name}"),
            client: client(),
            auth_time: store.tx().now,
            event_id: String::new(),
            scope: String::new(),
            oauth: false,
            nonce: None,
            device: None,
            acr: None,
            methods: vestibule_model::assurance::Methods::default(),
            expires: store.tx().now + Span::days(30),
        },
        refresh: KeptToken {
            hash: format!("hash {name}"),
            family: name.to_owned(),
        },
        tracked: tracked(&format!("tkn {name}"), most),
    };
    start(&store.tx(), &sub(), &new, origin).unwrap();
}

fn begin_in_browser(store: &Store, name: &str, most: u32) {
    let browser = BrowserSession {
        id: name.to_owned(),
        auth_time: store.tx().now,
        event_id: String::new(),
        expires: store.tx().now + Span::hours(1),
        tracked: tracked(&format!("sso {name}"), most),
    };
    let tx = store.tx();
    tx.exec(
        "INSERT INTO browser_sessions (id, sub, auth_time, event_id, expires) VALUES (?1, ?2, ?3, '', ?4)",
        params![&browser.id, &sub(), browser.auth_time, browser.expires],
    )
    .unwrap();
    begin_browser(&tx, &sub(), &browser, client().as_str()).unwrap();
}

fn listed(store: &Store) -> Vec<String> {
    let (sub, asks) = (sub(), None);
    let listed = ListSessions { sub, asks }.apply(&store.tx()).unwrap();
    listed.into_iter().map(|session| session.id).collect()
}

fn revoke(store: &Store, id: &str, linked: bool) -> RevokedSession {
    let (sub, id) = (sub(), id.to_owned());
    let asks = Some("jti own".to_owned());
    RevokeSession {
        sub,
        id,
        linked,
        asks,
    }
    .apply(&store.tx())
    .unwrap()
}

#[test]
fn the_least_recently_used_sessions_beyond_the_limit_end() {
    let mut store = Store::open(Class::Users);
    for name in ["a", "b", "c"] {
        begin_tokens(&store, name, 3, None);
        store.advance(Span::seconds(1));
    }
    note_used(&store.tx(), "a", &usage()).unwrap();
    store.advance(Span::seconds(1));
    begin_tokens(&store, "d", 3, None);
    assert_eq!(listed(&store), ["tkn d", "tkn a", "tkn c"]);
    store.advance(Span::seconds(1));
    begin_tokens(&store, "e", 1, None);
    assert_eq!(listed(&store), ["tkn e"], "a lower limit");
    let kept = store
        .tx()
        .exec("SELECT 1 FROM sessions WHERE address IS NOT NULL", &[]);
    assert_eq!(
        kept.unwrap().len(),
        1,
        "no address of those that have ended"
    );
}

#[test]
fn browsers_have_a_limit_of_their_own() {
    let mut store = Store::open(Class::Users);
    begin_tokens(&store, "a", 1, None);
    for name in ["a", "b", "c"] {
        store.advance(Span::seconds(1));
        begin_in_browser(&store, name, 2);
    }
    assert_eq!(listed(&store), ["sso c", "sso b", "tkn a"]);
}

#[test]
fn all_that_a_user_can_have_is_on_one_list() {
    let mut store = Store::open(Class::Users);
    for number in 0..105 {
        let name = format!("{number}");
        begin_tokens(&store, &name, MOST_TOKEN_SESSIONS, None);
        begin_in_browser(&store, &name, MOST_BROWSER_SESSIONS);
        store.advance(Span::seconds(1));
    }
    assert_eq!(listed(&store).len(), 125);
    for table in ["sessions", "browser_sessions"] {
        let tracked = format!("SELECT 1 FROM {table} WHERE session_id IS NOT NULL");
        let tracked = store.tx().exec(&tracked, &[]).unwrap().len();
        assert_eq!(
            tracked,
            if table == "sessions" { 100 } else { 25 },
            "none unlisted"
        );
    }
}

#[test]
fn what_has_expired_is_not_listed_and_counts_no_more() {
    let mut store = Store::open(Class::Users);
    begin_tokens(&store, "a", 2, None);
    begin_in_browser(&store, "b", 2);
    store.advance(Span::hours(1));
    assert_eq!(listed(&store), ["tkn a"]);
    assert_eq!(revoke(&store, "sso b", false), RevokedSession::Unknown);
    store.advance(Span::days(30));
    begin_tokens(&store, "c", 2, None);
    store.advance(Span::hours(1));
    assert_eq!(listed(&store), ["tkn c"]);
    // Its access tokens may live on for a day.
    assert_eq!(revoke(&store, "tkn a", false), RevokedSession::Revoked);
    store.advance(Span::days(31));
    assert_eq!(revoke(&store, "tkn c", false), RevokedSession::Unknown);
}

#[test]
fn the_end_of_a_session_takes_along_what_is_linked_to_it_if_it_is_to() {
    let begin = || {
        let store = Store::open(Class::Users);
        begin_in_browser(&store, "b", 25);
        begin_tokens(&store, "one", 20, Some("sso b"));
        begin_tokens(&store, "two", 20, Some("sso b"));
        begin_tokens(&store, "own", 20, None);
        store
    };
    let left_after = |id: &str, linked: bool| {
        let store = begin();
        assert_eq!(revoke(&store, id, linked), RevokedSession::Revoked);
        let mut left = listed(&store);
        left.sort();
        left
    };
    assert_eq!(
        left_after("sso b", false),
        ["tkn one", "tkn own", "tkn two"]
    );
    assert_eq!(left_after("sso b", true), ["tkn own"]);
    assert_eq!(
        left_after("tkn one", false),
        ["sso b", "tkn own", "tkn two"]
    );
    assert_eq!(left_after("tkn one", true), ["tkn own", "tkn two"]);

    let store = begin();
    assert_eq!(revoke(&store, "tkn own", true), RevokedSession::Asks);
    assert_eq!(revoke(&store, "tkn none", true), RevokedSession::Unknown);
    let revoke_token = RevokeRefreshToken {
        family: "one".to_owned(),
        client: client(),
        linked: true,
    };
    revoke_token.apply(&store.tx()).unwrap();
    assert_eq!(listed(&store), ["tkn own", "tkn two"]);
    let other = RevokeSession {
        sub: Sub::from_stored("john"),
        id: "tkn two".to_owned(),
        linked: false,
        asks: None,
    };
    assert_eq!(other.apply(&store.tx()), Ok(RevokedSession::Unknown));
}

/// Else who signs in ten thousand times makes every list longer.
#[test]
fn sessions_that_have_ended_are_not_looked_at() {
    let store = Store::open(Class::Users);
    for query in [
        "SELECT origin_jti FROM sessions WHERE sub = 's' AND session_id IS NOT NULL AND expires > 5 \
         ORDER BY used DESC, rowid DESC LIMIT 100",
        "SELECT id FROM browser_sessions WHERE sub = 's' AND session_id IS NOT NULL AND expires > 5 \
         ORDER BY used DESC, rowid DESC LIMIT 25",
    ] {
        let plan = store
            .tx()
            .exec(&format!("EXPLAIN QUERY PLAN {query}"), &[])
            .unwrap();
        let plan: Vec<_> = plan.iter().map(|row| row.text(3).unwrap()).collect();
        assert!(plan[0].contains("sessions_by_use (sub=?)"), "{plan:?}");
        assert_eq!(plan.len(), 1, "{plan:?}");
    }
}
