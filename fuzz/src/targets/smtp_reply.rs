//! A mail server's replies: however they are cut, they are the same, and what is told of them names nobody.

use vestibule_mail::fuzzing::{Replies, Reply};

pub fn run(input: &[u8]) {
    let whole = replies([input]);
    let by_bytes = replies(input.chunks(1));
    // What is too much is told of at another point, and told of.
    assert_eq!(whole.1, by_bytes.1);
    if whole.1 {
        assert_eq!(whole.0, by_bytes.0);
    }
    for reply in whole.0 {
        assert!((200..=559).contains(&reply.code));
        assert!(!reply.lines.is_empty());
        assert!(reply.lines.iter().all(|line| !line.contains('\n')));
        let named = reply.named();
        assert!(named.starts_with(&reply.code.to_string()));
        assert!(
            named
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b". ".contains(&byte))
        );
        let _ = (reply.extension("AUTH"), reply.extension("STARTTLS"));
    }
}

/// All that are whole, and whether nothing was wrong with what came.
fn replies<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Reply>, bool) {
    let mut parser = Replies::default();
    let mut all = Vec::new();
    for piece in pieces {
        if parser.push(piece).is_err() {
            return (all, false);
        }
        loop {
            match parser.next_reply() {
                Ok(Some(reply)) => all.push(reply),
                Ok(None) => break,
                Err(_) => return (all, false),
            }
        }
    }
    (all, true)
}
