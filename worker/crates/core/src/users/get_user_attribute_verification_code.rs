//! `GetUserAttributeVerificationCode`: another code for an address, the one that waits for it before the present one.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>

use crate::{
    access_token,
    config::ContactAttribute,
    cx::Cx,
    delivery::When,
    error::{Error, Result},
    messages::Contact,
    store::{
        quotas::Quota,
        users::{Alias, IssueVerification, Issued, User},
        verifications::{Purpose, ReadDestination},
    },
    verification::Code,
};
use vestibule_wire::idp::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetUserAttributeVerificationCodeRequest,
) -> Result<GetUserAttributeVerificationCodeResponse> {
    let caller = access_token::resolve(cx, input.access_token.expose()).await?;
    let (config, user) = (&caller.config, &caller.user);
    let home = config.object_of(&user.sub);
    let purpose = Purpose::Attribute(input.attribute_name.clone());
    let read = ReadDestination {
        sub: user.sub.clone(),
        purpose: purpose.clone(),
    };
    let waiting = cx.decide(config, &home, read).await?;
    let Some(contact) = contact(user, &input.attribute_name, waiting) else {
        return Err(Error::invalid_parameter(format!(
            "User has no {} to verify.",
            input.attribute_name
        )));
    };
    let code = Code::new(cx, config, user, purpose, &contact, When::Now)?;
    let issue = IssueVerification {
        sub: user.sub.clone(),
        quota: Quota::AttributeCode,
        verification: code.verification,
        message: code.outgoing.row(),
    };
    match cx.decide(config, &home, issue).await? {
        Issued::Issued => {}
        Issued::Nobody => return Err(Error::user_not_found()),
        Issued::Exhausted => return Err(Error::attempt_limit()),
        Issued::Moved => return Err(Error::rate_exceeded()),
    }
    code.outgoing.send(cx, &home).await?;
    Ok(GetUserAttributeVerificationCodeResponse {
        code_delivery_details: Some(contact.details()),
    })
}

/// Where the code goes. A pool can hold a new address back until it is verified; its last code says which it is.
fn contact(user: &User, attribute: &str, waiting: Option<Alias>) -> Option<Contact> {
    let contact = ContactAttribute::parse(attribute)?;
    let Some(waiting) = waiting else {
        return Contact::of(user, contact);
    };
    let mut after = user.clone();
    after
        .attributes
        .insert(attribute.to_owned(), waiting.value().to_owned());
    Contact::of(&after, contact)
}

#[cfg(test)]
mod tests;
