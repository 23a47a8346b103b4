//! `/confirmUser`: confirms a sign-up by the link in its mail, for whoever follows it, in whichever browser.
//!
//! Programs follow links, too: in pools with `hardening` a GET only asks, and the page's button confirms.

use super::{csrf, refusals::held_up};
use crate::{
    answer::Answer,
    app,
    cookies::Jar,
    oauth::{
        error::{PageError, Stop},
        request::client,
    },
    parameters::Parameters,
    site::Site,
    view::{ConfirmUser, Message, Notice, Page, View},
};
use vestibule_engine::{
    accounts::{
        confirm_sign_up::{Input, Refusal, confirm_sign_up},
        discretion::Discretion,
        input::{TypedCode, Username},
    },
    aliases::IfHeld,
    config::ClientConfig,
    cx::Cx,
    http::Request,
    log::Outcome,
};

pub(crate) async fn answer(cx: &Cx<'_>, site: &Site, http: &Request) -> Result<Answer, Stop> {
    if http.body.len() > Parameters::LARGEST {
        return Err(PageError::InvalidRequest.into());
    }
    let query = Parameters::parse(http.query.as_bytes());
    let config = client(cx, site, &query).await?;
    let (Some(name), Some(code)) = (query.get("user_name"), query.get("confirmation_code")) else {
        return Err(PageError::InvalidRequest.into());
    };
    let jar = Jar::of(cx.deployment, http);
    let page = |what| page(cx, site, http, &jar, &config, what);
    let form = Parameters::parse(&http.body);
    let asks = match http.method.as_str() {
        "POST" => {
            if csrf::is_forged(cx, site, http, &jar, &form) {
                cx.note(|line| line.outcome = Some(Outcome::Forged));
                let asked = page(ConfirmUser::Ask).saying(Notice::danger(Message::PageExpired));
                return Ok(asked.with_status(403).into());
            }
            false
        }
        "GET" => config.pool.extensions.hardening,
        _ => true,
    };
    if asks {
        cx.note(|line| line.outcome = Some(Outcome::Shown));
        return Ok(page(ConfirmUser::Ask).into());
    }
    match confirm(cx, &config, name, code).await {
        Ok(()) => {
            cx.note(|line| line.outcome = Some(Outcome::Confirmed));
            Ok(page(ConfirmUser::Done).into())
        }
        Err(Refusal::Failed(error)) => Ok(held_up(page(ConfirmUser::Ask), error)?.into()),
        // One answer: whether there is such an account, and how it stands, is nobody's who only has an address of ours.
        Err(_) => {
            cx.note(|line| line.outcome = Some(Outcome::WrongCode));
            Ok(page(ConfirmUser::Refused).with_status(400).into())
        }
    }
}

async fn confirm(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    code: &str,
) -> Result<(), Refusal> {
    let input = Input {
        username: Username::parse(name)?,
        code: TypedCode::parse(code)?,
        if_held: IfHeld::Refuse,
        discretion: Discretion::of_page(false),
    };
    cx.spend(config.client.id.as_str())?;
    confirm_sign_up(cx, config, input).await?;
    Ok(())
}

/// The page, whose form posts to the address of the request.
fn page(
    cx: &Cx<'_>,
    site: &Site,
    http: &Request,
    jar: &Jar<'_>,
    config: &std::rc::Rc<ClientConfig>,
    what: ConfirmUser,
) -> View {
    let token = csrf::Token::of(cx, site, jar);
    let mut view = View::new(cx, http, Page::ConfirmUser(what)).of_config(config);
    if token.is_new {
        view.cookies.push(jar.set(csrf::COOKIE, &token.text, None));
    }
    view.around.csrf = token.text;
    view.around.links.login = app::login(config);
    view
}

#[cfg(test)]
mod tests;
