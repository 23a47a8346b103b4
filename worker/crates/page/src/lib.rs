//! What the hosted pages show, as plain data: whoever runs a flow fills it, and whoever draws pages reads it.
//!
//! It knows no texts, no theme and no platform.

mod message;
mod surroundings;

pub use self::{
    message::{Message, Notice, PasswordProblem, Tone},
    surroundings::{App, Links, Surroundings},
};
use serde::{Deserialize, Serialize};

/// A page, with what is particular to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/login`: fields `username`, `password`, `cognitoAsfData`; button `signInSubmitButton`. Where a sign-in can begin with
    /// more than a password, the name alone. A form of its own for passkeys: fields `passkey` and `credential`.
    Login(Login),
    /// With what a sign-in begins, inside `/login`: a button `factor` for each, with its name.
    ChooseFirstFactor(ChooseFirstFactor),
    /// The password of whoever was named, inside `/login`: fields as the login page's; buttons `signInSubmitButton` and
    /// `another`.
    EnterPassword(EnterPassword),
    /// A code in place of a password, inside `/login`: field `authentication_code`; buttons `verify`, `resend` and
    /// `another`.
    FirstFactorCode(FirstFactorCode),
    /// `/login` while a session lives: button `continue`.
    ContinueAs(ContinueAs),
    /// `/signup`: fields `username`, `requiredAttributes[..]`, `password`, `cognitoAsfData`; button `signUpButton`.
    SignUp(SignUp),
    /// `/confirm`: fields `username`, `sub`, `destination`, `deliveryMedium`, `code`, `cognitoAsfData`; button
    /// `confirm`. Where a link confirms, no form but the one for another; where the name isn't known either, that is the page's:
    /// field `username`, button `resend`.
    Confirm(Confirm),
    /// `/forgotPassword`: fields `username`, `cognitoAsfData`; button `reset_my_password`.
    ForgotPassword(ForgotPassword),
    /// After `/signup` where the pool verifies nothing: an administrator has to confirm the account. No form.
    AwaitingAdministrator(AwaitingAdministrator),
    /// `/confirmforgotPassword`: fields `username`, `destination`, `deliveryMedium`, `code`, `password`, which is
    /// asked for once and can be shown; button `reset_password`.
    ConfirmForgotPassword(ConfirmForgotPassword),
    /// The forced change inside `/login`: fields `new_password`, `confirm_password`, `requiredAttributes[..]`;
    /// button `change_password`.
    NewPassword(NewPassword),
    /// A second factor inside `/login`: fields `authentication_code` and `remember`; buttons `verify`, `resend`, `change` and
    /// `another`.
    SecondFactor(SecondFactor),
    /// Which second factor, inside `/login`: a button `factor` for each, with its name.
    ChooseFactor(ChooseFactor),
    /// An authenticator app is set up inside `/login`: fields `authentication_code` and `remember`; buttons `set_up` and
    /// `another`.
    SetUpApp(SetUpApp),
    /// An address is set up inside `/login`: field `requiredAttributes[..]`; buttons `set_up` and `another`.
    SetUpAddress(SetUpAddress),
    /// `/passkeys/add`: field `credential`; button `skip`.
    AddPasskey(AddPasskey),
    /// `/logout` where the person has to be asked: button `sign_out`.
    SignOut,
    SignedOut,
    /// `/confirmUser`, where a mail's link leads: button `confirm_user` where the person is asked.
    ConfirmUser(ConfirmUser),
    /// Answered with status 400.
    Error(ErrorPage),
}

/// What a link does, or has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmUser {
    /// Nothing before the person agrees: programs follow links, too.
    Ask,
    Done,
    /// It was used, has expired, or is none of ours.
    Refused,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    pub identifier: Identifier,
    /// What stands in the field already: `login_hint`, or what was typed before.
    pub username: String,
    /// Whether the name is all that is asked for, and what follows is the person's choice.
    pub name_alone: bool,
    /// Where the person can begin with a passkey.
    pub passkey: Option<Passkey>,
}

/// What a browser is asked for, to sign in with a passkey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passkey {
    /// `PublicKeyCredentialRequestOptionsJSON`
    pub options: String,
    /// Sealed, for the answer.
    pub session: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddPasskey {
    /// `PublicKeyCredentialCreationOptionsJSON`; `None` where the person can have no more.
    pub options: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChooseFirstFactor {
    pub username: String,
    /// The value of each one's button, and what it is.
    pub factors: Vec<(String, FirstFactorKind)>,
    /// Where a passkey is among them.
    pub passkey: Option<Passkey>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnterPassword {
    pub identifier: Identifier,
    pub username: String,
    /// Whether the person could begin with something else.
    pub has_others: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstFactorCode {
    pub username: String,
    /// Where a code went, if there is such an account.
    pub delivery: Delivery,
    /// Of the code.
    pub digits: usize,
    /// Whether the person could begin with something else.
    pub has_others: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContinueAs {
    /// The name that the session's user knows themselves by.
    pub user: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUp {
    pub identifier: Identifier,
    /// What was typed before.
    pub username: String,
    /// Required attributes besides the identifier.
    pub attributes: Vec<Attribute>,
    pub policy: PasswordPolicy,
    /// What confirms the account, so that no code is promised that is never sent.
    pub confirmed_by: ConfirmedBy,
    /// Whether the password may be left out, and codes take its place.
    pub password_is_optional: bool,
}

/// What confirms a new account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfirmedBy {
    /// A code or a link that the person is sent.
    #[default]
    Code,
    /// An administrator: the pool verifies nothing.
    Administrator,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwaitingAdministrator {
    /// What the person signed up as, when it is known.
    pub username: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirm {
    /// Asked for when it is not known, as when the page was opened by hand.
    pub username: Option<String>,
    /// The person's own address in full, for the browser that typed it; shown instead of the masked one.
    pub typed: Option<String>,
    pub identifier: Identifier,
    pub sub: Option<String>,
    pub delivery: Option<Delivery>,
    /// Whether the message has a link that confirms, and no code to be typed.
    pub by_link: bool,
    /// Seconds until another code may be asked for.
    pub resend_after_seconds: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForgotPassword {
    pub identifier: Identifier,
    /// What was typed before.
    pub username: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfirmForgotPassword {
    /// Asked for when it is not known.
    pub username: Option<String>,
    /// What the person typed to be found, in full, for the browser that typed it. Whether there is such an account
    /// is not told.
    pub typed: Option<String>,
    pub identifier: Identifier,
    pub delivery: Option<Delivery>,
    /// The code that was typed before: it stays when only the password is refused.
    pub code: String,
    pub policy: PasswordPolicy,
    /// Seconds until another code may be asked for.
    pub resend_after_seconds: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPassword {
    pub username: String,
    /// Required attributes that the user does not have yet.
    pub attributes: Vec<Attribute>,
    pub policy: PasswordPolicy,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    pub username: String,
    pub factor: Factor,
    /// Whether its address was typed just now, and can be typed again.
    pub is_new: bool,
    /// Whether the person could prove another one.
    pub has_others: bool,
    /// Where the person is asked whether this browser is to be remembered: what was said before.
    pub remember: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChooseFactor {
    pub username: String,
    /// Whether it is to be set up, not proven.
    pub sets_up: bool,
    /// The value of each one's button, and what it is.
    pub factors: Vec<(String, FactorKind)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetUpApp {
    pub username: String,
    /// Base32.
    pub secret: String,
    /// `otpauth://`, as the picture holds it.
    pub uri: String,
    /// Whether the person could set up another one.
    pub has_others: bool,
    /// As in [`SecondFactor::remember`].
    pub remember: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetUpAddress {
    pub username: String,
    /// Which address is asked for.
    pub attribute: Attribute,
    /// Whether the person could set up another one.
    pub has_others: bool,
}

/// A second factor that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Factor {
    /// A code that was sent there.
    Code(Delivery),
    /// The code that an app shows; the name that the person gave it.
    App(Option<String>),
}

/// A second factor that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorKind {
    Email,
    Sms,
    App,
}

/// A first factor that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstFactorKind {
    Password,
    Email,
    Sms,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorPage {
    /// The protocol's code, such as `redirect_mismatch`.
    pub code: String,
    /// Whether nothing is wrong but the address.
    pub nothing_here: bool,
    /// On a loopback deployment, for the developer in front of it: what did not match.
    pub redirect: Option<RedirectMismatch>,
}

/// A redirect URI that a client does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RedirectMismatch {
    pub asked_for: String,
    pub registered: Vec<String>,
}

/// What people sign in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Identifier {
    #[default]
    Username,
    Email,
    PhoneNumber,
    EmailOrPhoneNumber,
    UsernameOrEmail,
    UsernameOrPhoneNumber,
    Any,
}

/// Where a code went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Masked, such as `j***@e***`.
    pub destination: String,
    pub medium: Medium,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Medium {
    Email,
    Sms,
}

impl Medium {
    /// The value of the field `deliveryMedium`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }
}

/// A user attribute that a form asks for, in the field `requiredAttributes[name]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribute {
    /// Such as `given_name` or `custom:team`.
    pub name: String,
    /// What was typed before.
    pub value: String,
}

/// What a new password must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    pub min_length: u32,
    pub lowercase: bool,
    pub uppercase: bool,
    pub numbers: bool,
    pub symbols: bool,
}
