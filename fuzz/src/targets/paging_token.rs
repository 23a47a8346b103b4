//! Where a listing goes on: a token is good for its own listing, and nobody else makes one.

use crate::deployment;
use vestibule_crypto::Purpose;
use vestibule_engine::cx::Cx;
use vestibule_front::fuzzing::position;

const POOL: &str = "local_AbCdEf123";

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    deployment::run(|cx| check(&cx, &text));
}

fn check(cx: &Cx<'_>, text: &str) {
    let listing = [POOL, "ListUsers", ""];
    assert!(position::<String>(cx, &listing, text).is_err());
    let token = cx
        .seal(Purpose::PagingCursor, &listing, &text)
        .expect("it is short");
    let found: Option<String> = position(cx, &listing, &token).expect("it is this listing's");
    assert_eq!(found.as_deref(), Some(text));
    let other = [POOL, "ListUsers", "email = \"a\""];
    assert!(position::<String>(cx, &other, &token).is_err());
}
