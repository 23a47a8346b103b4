//! What people do about their accounts, whoever asks for them: by the API, or by a page.

pub(crate) mod discretion;
pub(crate) mod naming;
pub(crate) mod update_attributes;
