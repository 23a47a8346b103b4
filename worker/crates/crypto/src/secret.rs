//! Values that must not be printed, outlive their use in memory, or be compared in variable time.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A secret text: a password, a client secret, a token.
pub type SecretString = Secret<String>;
/// Secret bytes: a key, a seed, an opened sealed value.
pub type SecretBytes = Secret<Vec<u8>>;

/// Holds a secret: `Debug` redacts it, `==` takes constant time, and its memory is wiped when it is dropped.
///
/// It has neither `Display` nor serde traits, so that a secret leaves only through [`Secret::expose`].
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The secret itself. Each call is a place where it can leak.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

/// Compares in time that depends on the lengths alone.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for SecretString {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<&[u8]> for SecretBytes {
    fn from(value: &[u8]) -> Self {
        Self(value.to_vec())
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0.as_ref(), other.0.as_ref())
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn debug_shows_nothing_of_a_secret() {
        let secret = SecretString::from("hunter2");
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(format!("{:?}", Some(secret)), "Some([secret])");
    }

    #[test]
    fn equality_holds_for_equal_bytes_only() {
        assert_eq!(SecretString::from("same"), SecretString::from("same"));
        assert_ne!(SecretString::from("same"), SecretString::from("sane"));
        assert_ne!(SecretString::from("same"), SecretString::from("same "));
        assert!(constant_time_eq(b"", b""));
    }

    #[test]
    fn dropping_a_secret_wipes_it() {
        struct Probe<'a>(&'a Cell<bool>);
        impl Zeroize for Probe<'_> {
            fn zeroize(&mut self) {
                self.0.set(true);
            }
        }
        let wiped = Cell::new(false);
        drop(Secret::new(Probe(&wiped)));
        assert!(wiped.get());
    }
}
