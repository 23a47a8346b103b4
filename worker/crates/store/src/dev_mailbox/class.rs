//! `DevMailbox`: the messages of a deployment whose mailbox is a page, for developers.

use super::mails::{KeepMail, ListMail};
use crate::object::ObjectClass;
use vestibule_model::object_key::Class;

pub const DEV_MAILBOX: ObjectClass = ObjectClass {
    class: Class::DevMailbox,
    schema: &[include_str!("../schema/dev_mailbox_1.sql")],
    transitions: TRANSITIONS,
    dispatch,
    timers: &[],
    expiring: &["outcomes"],
    before_sweep: None,
    wiped: &[],
};

crate::transitions![KeepMail, ListMail];
