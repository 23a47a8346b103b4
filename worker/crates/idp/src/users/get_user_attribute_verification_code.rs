//! `GetUserAttributeVerificationCode`: another code for an address, the one that waits for it before the present one.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>

use super::{answer::code_delivery, refusals};
use crate::error::{Error, Result};
use vestibule_engine::{
    access_token,
    cx::Cx,
    delivery::When,
    messages::Contact,
    verification::{self, NewCode, NotSent},
};
use vestibule_model::{alias::Alias, contact::ContactAttribute, user::User};
use vestibule_store::users::{
    quotas::Quota,
    verifications::{Purpose, ReadDestination},
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
    let purpose = Purpose::Attribute(input.attribute_name.clone());
    let read = ReadDestination {
        sub: user.sub.clone(),
        purpose: purpose.clone(),
    };
    let waiting = cx
        .decide(config, &config.object_of(&user.sub), read)
        .await?;
    let Some(contact) = contact(user, &input.attribute_name, waiting) else {
        return Err(Error::invalid_parameter(format!(
            "User has no {} to verify.",
            input.attribute_name
        )));
    };
    let new = NewCode {
        purpose,
        quota: Quota::AttributeCode,
        when: When::Now,
    };
    match verification::issue(cx, config, user, &contact, new).await {
        Ok(()) => Ok(GetUserAttributeVerificationCodeResponse {
            code_delivery_details: Some(code_delivery(&contact)),
        }),
        Err(NotSent::NoUser) => Err(Error::user_not_found()),
        Err(why) => Err(refusals::not_sent(why)),
    }
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
