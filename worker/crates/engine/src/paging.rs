//! `NextToken`: where a listing goes on, sealed and bound to the listing.

use crate::{
    cx::Cx,
    error::{Refusal, Result},
};
use serde::{Serialize, de::DeserializeOwned};
use vestibule_crypto::Purpose;

impl Cx<'_> {
    /// The token with which `listing` goes on after `position`.
    pub fn next_token<T: Serialize>(&self, listing: &[&str], position: &T) -> Result<String> {
        self.seal(Purpose::PagingCursor, listing, position)
    }

    /// The position in a token that a caller sent.
    ///
    /// # Errors
    /// [`Refusal::BadPagingToken`] when it is no token of this listing.
    pub fn position<T: DeserializeOwned>(
        &self,
        listing: &[&str],
        token: Option<&str>,
    ) -> Result<Option<T>> {
        token
            .map(|token| {
                self.open(Purpose::PagingCursor, listing, token)
                    .ok_or_else(|| Refusal::BadPagingToken.into())
            })
            .transpose()
    }
}

/// The page's length that was asked for; the longest when none was.
pub fn page_length(asked: Option<i32>, longest: u32) -> u32 {
    asked
        .and_then(|asked| u32::try_from(asked).ok())
        .unwrap_or(longest)
        .clamp(1, longest)
}

#[cfg(test)]
mod tests {
    use crate::{
        error::{Error, Refusal},
        testing::World,
    };

    #[test]
    fn a_token_goes_on_where_it_was_made_and_nowhere_else() {
        let world = World::new();
        let cx = world.cx();
        let token = cx
            .next_token(&["ListUserPoolClients", "local_1"], &"abc")
            .unwrap();
        let opaque = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        assert!(
            token.bytes().all(opaque) && !token.contains("abc"),
            "{token}"
        );
        let position: Option<String> = cx
            .position(&["ListUserPoolClients", "local_1"], Some(&token))
            .unwrap();
        assert_eq!(position.as_deref(), Some("abc"));
        for token in [token.as_str(), "garbage", ""] {
            let other = cx
                .position::<String>(&["ListUserPoolClients", "local_2"], Some(token))
                .unwrap_err();
            assert!(matches!(other, Error::Refused(Refusal::BadPagingToken)));
        }
    }
}
