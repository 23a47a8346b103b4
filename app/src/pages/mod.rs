//! The pages, one file each, and the way from a page to its document.

mod add_passkey;
mod awaiting_administrator;
mod choose_factor;
mod choose_first_factor;
mod confirm;
mod confirm_forgot_password;
mod confirm_user;
mod continue_as;
pub(crate) mod dev_mailbox;
mod enter_password;
mod error;
mod first_factor_code;
mod forgot_password;
mod login;
mod new_password;
mod second_factor;
mod set_up_address;
mod set_up_app;
mod sign_out;
mod sign_up;
mod signed_out;
pub(crate) mod start;

use crate::{
    components::{document, to_html},
    model::{Frame, Page},
};

/// The whole HTML document of `page` within `frame`.
///
/// It needs no other request but the deployment's own logo, background and font, and the islands' files when
/// `frame.assets` names them. Style and script carry `frame.nonce`.
pub fn render(page: &Page, frame: &Frame) -> String {
    to_html(|| {
        let page = match page {
            Page::Login(page) => login::page(frame, page),
            Page::ChooseFirstFactor(page) => choose_first_factor::page(frame, page),
            Page::EnterPassword(page) => enter_password::page(frame, page),
            Page::FirstFactorCode(page) => first_factor_code::page(frame, page),
            Page::ContinueAs(page) => continue_as::page(frame, page),
            Page::SignUp(page) => sign_up::page(frame, page),
            Page::Confirm(page) => confirm::page(frame, page),
            Page::AwaitingAdministrator(page) => awaiting_administrator::page(frame, page),
            Page::ForgotPassword(page) => forgot_password::page(frame, page),
            Page::ConfirmForgotPassword(page) => confirm_forgot_password::page(frame, page),
            Page::NewPassword(page) => new_password::page(frame, page),
            Page::SecondFactor(page) => second_factor::page(frame, page),
            Page::ChooseFactor(page) => choose_factor::page(frame, page),
            Page::SetUpApp(page) => set_up_app::page(frame, page),
            Page::SetUpAddress(page) => set_up_address::page(frame, page),
            Page::AddPasskey(page) => add_passkey::page(frame, page),
            Page::SignOut => sign_out::page(frame),
            Page::SignedOut => signed_out::page(frame),
            Page::ConfirmUser(data) => confirm_user::page(frame, *data),
            Page::Error(page) => error::page(frame, page),
        };
        document(frame, page)
    })
}

#[cfg(test)]
mod tests;
