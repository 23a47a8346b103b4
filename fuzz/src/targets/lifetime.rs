//! Lengths of time as people write them: shown again they are the same.

use vestibule_cli::fuzzing::read_lifetime;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some((seconds, shown)) = read_lifetime(&text) {
        assert_eq!(read_lifetime(&shown), Some((seconds, shown.clone())));
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || b"dhms".contains(&byte))
        );
    }
}
