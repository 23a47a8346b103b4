//! The only code that becomes browser WASM: one file an island. Each enhances markup that works without it.
//!
//! An island's children are rendered by the server, texts and settings included (in `data-` attributes), and its
//! code reads them there. Props would pull a JSON parser into the browser, a third of all the WASM.

pub mod code_entry;
pub mod passkey;
pub mod password_rules;
pub mod resend_timer;
pub mod show_password;

#[cfg(feature = "ssr")]
pub(crate) use self::{
    code_entry::CodeEntry,
    passkey::Passkey,
    password_rules::{Check, PasswordRules},
    resend_timer::ResendTimer,
    show_password::ShowPassword,
};
