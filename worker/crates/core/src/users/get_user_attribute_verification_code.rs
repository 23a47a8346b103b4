//! `GetUserAttributeVerificationCode`: another code for an address.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html>

use crate::{
    access_token,
    cx::Cx,
    delivery::When,
    error::{Error, Result},
    messages::Contact,
    store::{
        quotas::Quota,
        users::{IssueVerification, Issued},
        verifications::Purpose,
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
    let Some(contact) = Contact::of(user, &input.attribute_name) else {
        return Err(Error::invalid_parameter(format!(
            "User has no {} to verify.",
            input.attribute_name
        )));
    };
    let code = Code::new(
        cx,
        config,
        user,
        Purpose::Attribute(input.attribute_name),
        &contact,
        When::Now,
    )?;
    let home = config.object_of(&user.sub);
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
    }
    code.outgoing.send(cx, &home).await?;
    Ok(GetUserAttributeVerificationCodeResponse {
        code_delivery_details: Some(contact.details()),
    })
}

#[cfg(test)]
mod tests;
