//! What people do about their accounts: they sign up, confirm, ask for codes, set a forgotten password anew, change what
//! is known of them.
//!
//! The one engine behind the API's operations and the hosted pages. What goes in is typed and was read by [`input`], so
//! that both have the same limits. What comes out where something can't be done is a refusal that says which field it is
//! about and why; the words are those of whoever asks. Before they come here, callers have counted the request against
//! its budget and know the app client.

pub mod confirm_sign_up;
pub mod discretion;
pub mod forgot_password;
pub mod input;
pub mod naming;
pub mod outcomes;
pub mod resend_code;
pub mod reset_password;
pub mod sign_up;
pub mod update_attributes;
