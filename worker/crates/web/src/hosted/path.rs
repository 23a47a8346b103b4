//! The pages that have a path of their own.

/// A page of an authorization request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Login,
    SignUp,
    Confirm,
    ResendCode,
    ForgotPassword,
    ConfirmForgotPassword,
    AddPasskey,
}
