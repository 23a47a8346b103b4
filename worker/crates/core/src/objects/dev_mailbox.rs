//! `DevMailbox`: the messages of a deployment whose mailbox is a page, for developers.

use crate::store::dev_mailbox::{KeepMail, ListMail};

crate::transitions![KeepMail, ListMail];
