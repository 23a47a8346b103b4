//! The domains of pools.

/// Whether a pool's domain may be called so: `^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`.
pub fn is_prefix(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
