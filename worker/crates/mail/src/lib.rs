//! How messages leave: one [`Sender`] behind the engine's port `Mailer`, over whichever provider the deployment names.
//!
//! Everything here is formats and dialogues, tested natively; connections are [`ports`], which the Worker implements. A
//! sender decides of each answer which of three it is: taken, refused for good, or worth another try. What it says of that is
//! for the log, and repeats nothing that a server has written but numbers and names of errors.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod address;
mod aws;
mod binding;
mod hook;
mod mime;
pub mod ports;
mod sender;
mod ses;
pub mod settings;
mod smtp;
mod sns;
#[cfg(test)]
mod testing;
mod twilio;

pub use sender::Sender;
pub use settings::Senders;

/// What the fuzz targets run.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    use crate::{hook, ports::Answer, ses, sns, twilio};
    use vestibule_engine::ports::mail::MailError;

    pub use crate::smtp::reply::{Replies, Reply};

    /// What each provider's answer comes to.
    pub fn outcomes(answer: &Answer) -> [Result<(), MailError>; 4] {
        [ses::outcome, sns::outcome, twilio::outcome, hook::outcome].map(|outcome| outcome(answer))
    }
}
