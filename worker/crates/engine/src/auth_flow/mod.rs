//! The one sign-in: `InitiateAuth` and `RespondToAuthChallenge`, their Admin forms and the hosted pages all drive it.
//!
//! ```text
//! password ──┬─ refused
//! srp start ─┤   └─ srp proof ──┬─ refused
//!            ├─ NEW_PASSWORD_REQUIRED ── new password ──┐
//!            └─ signed in ◄─────────────────────────────┘
//! device ask ── device start ── device proof ── signed in
//! ```

mod attempt;
pub mod auto_sign_in;
pub mod choice;
pub mod client_token;
pub mod device;
pub mod discoverable;
pub mod exchange;
mod new_address;
pub mod new_password;
mod next;
pub mod password;
mod progress;
mod proof;
pub mod refresh;
mod refusal;
mod requester;
pub mod revoke;
pub mod second_factor;
mod session;
pub mod set_up;
pub mod srp;
mod srp_proof;
mod step;
pub mod step_up;

pub use progress::Progress;
pub use proof::Proof;
pub use refusal::Refusal;
pub use requester::{Api, CodeRequest, Hosted, IssuedCode, IssuedTokens, Requester, code};
pub use step::{Challenge, Challenged, NewPasswordRequired, SignedIn, Step};
