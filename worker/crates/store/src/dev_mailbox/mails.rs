//! Messages that aren't sent to people: developers read them on a page.

use crate::{
    params,
    sql::{Value, json},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{object_key::Class, time::Timestamp};

/// Messages kept; the oldest go first.
const KEPT: i64 = 2_000;

/// Keeps a message. One that comes again is kept again: that it did is what a developer wants to see.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeepMail {
    /// MAC of the address.
    pub recipient: String,
    pub sealed: String,
}

impl Transition for KeepMail {
    type Output = ();
    const CLASS: Class = Class::DevMailbox;
    const NAME: &'static str = "keep_mail";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec(
            "INSERT INTO mails (recipient, sealed, at) VALUES (?1, ?2, ?3)",
            params![self.recipient, self.sealed, tx.now],
        )?;
        tx.exec(
            "DELETE FROM mails WHERE number <= (SELECT MAX(number) FROM mails) - ?1",
            params![KEPT],
        )?;
        Ok(())
    }
}

/// Reads the newest messages.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListMail {
    /// MACs of the address whose messages are wanted, one under each accepted master secret; `None` for everyone's.
    pub recipients: Option<Vec<String>>,
    pub limit: u32,
}

impl Transition for ListMail {
    /// Sealed messages and when each came, newest first.
    type Output = Vec<(String, Timestamp)>;
    const CLASS: Class = Class::DevMailbox;
    const NAME: &'static str = "list_mail";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let recipients = self.recipients.as_ref().map(json).transpose()?;
        let rows = tx.exec(
            "SELECT sealed, at FROM mails \
             WHERE ?1 IS NULL OR recipient IN (SELECT value FROM json_each(?1)) \
             ORDER BY number DESC LIMIT ?2",
            params![recipients.unwrap_or(Value::Null), self.limit],
        )?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.text(0)?.to_owned(),
                    Timestamp::from_millis(row.integer(1)?),
                ))
            })
            .collect()
    }
}
