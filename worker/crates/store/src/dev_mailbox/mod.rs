//! The object that keeps mail for developers.

pub mod class;
pub mod mails;
