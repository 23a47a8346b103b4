//! Passkeys: the relying party's part of [Web Authentication, level 3](https://www.w3.org/TR/webauthn-3/), as pure functions.
//!
//! What a browser's `toJSON()` gives is parsed ([`Registration`], [`Authentication`]) and verified against what was asked for
//! ([`Expected`]). Signatures are checked by the platform's own cryptography, through [`Signatures`].
//!
//! Attestation tells nothing here: none is asked for, and no trust anchors are kept. A statement that comes all the same must
//! hold by itself: of the format `none`, empty; of `packed`, signed by the credential's own key, or by that of a certificate
//! which meets section 8.2.1. It is as good as none then. Other formats are refused.

mod attestation;
mod authentication;
mod authenticator_data;
mod cbor;
mod certificate;
mod client_data;
mod der;
mod json;
mod key;
mod registration;

pub use self::authentication::{Authentication, Used};
pub use self::client_data::is_origin_of;
pub use self::key::{Algorithm, PublicKey, Signatures};
pub use self::registration::{Registered, Registration};

/// What a ceremony was begun with.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub challenge: &'a [u8],
    /// The relying party's id: a domain.
    pub relying_party: &'a str,
    /// Whether the person has to have shown the authenticator who they are.
    pub user_verification: bool,
    /// Whether the ceremony may have run in a frame within a page of another origin.
    pub framed: bool,
}

/// Why a response isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this is not a credential in the form of a browser's toJSON()")]
    Malformed,
    #[error("the client data is of another ceremony")]
    OtherCeremony,
    #[error("the challenge is another")]
    Challenge,
    #[error("the origin is not one of the relying party's")]
    Origin,
    #[error("the ceremony ran in another origin's page")]
    Framed,
    #[error("the credential is for another relying party")]
    RelyingParty,
    #[error("nobody was present")]
    NotPresent,
    #[error("the authenticator did not verify the person")]
    NotVerified,
    #[error("the public key is of no kind that was asked for")]
    Key,
    #[error("attestation in this format is not supported")]
    Format,
    #[error("the attestation does not hold")]
    Attestation,
    #[error("the credential is another")]
    OtherCredential,
    #[error("the signature is not the credential's")]
    Signature,
    #[error("the signature counter did not grow: the authenticator may have been cloned")]
    Counter,
}
