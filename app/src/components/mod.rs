//! What pages share.

mod choices;
mod document;
mod field;
mod form;
mod mark;
mod passkey;
mod remember;
mod resend;
mod way_back;

pub(crate) use self::{
    choices::{button_line, choices},
    document::{Document, developer_document, document, to_html},
    field::Field,
    form::{Form, after_form, link_line},
    passkey::{Ceremony, passkey_form},
    remember::remember,
    resend::{Sent, mailbox_link, resend_form, sent_lead},
    way_back::{lead_app, way_back},
};
