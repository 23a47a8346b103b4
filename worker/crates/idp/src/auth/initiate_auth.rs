//! `InitiateAuth`: begins a sign-in, or refreshes one.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html>

use super::answer::{Flow, Parameters, initiate};
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::client::{AuthFlow, Client};
use vestibule_wire::idp::{AuthFlowType, InitiateAuthRequest, InitiateAuthResponse};

pub async fn handle(cx: &Cx<'_>, input: InitiateAuthRequest) -> Result<InitiateAuthResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = &config.client;
    let flow = flow(client, input.auth_flow)?;
    let session = input.session.as_ref();
    let session = session.map(|session| session.expose().as_str());
    let parameters = Parameters::new(input.auth_parameters);
    initiate(cx, &config, flow, session, &parameters).await
}

fn flow(client: &Client, flow: AuthFlowType) -> Result<Flow> {
    let (flow, needed, refusal) = match flow {
        AuthFlowType::UserPasswordAuth => (
            Flow::Password,
            AuthFlow::UserPassword,
            "USER_PASSWORD_AUTH flow not enabled for this client",
        ),
        AuthFlowType::UserSrpAuth => (
            Flow::Srp,
            AuthFlow::UserSrp,
            "USER_SRP_AUTH is not enabled for the client.",
        ),
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => return Ok(Flow::Refresh),
        AuthFlowType::AdminNoSrpAuth | AuthFlowType::AdminUserPasswordAuth => {
            return Err(Error::invalid_parameter(
                "Initiate Auth method not supported.",
            ));
        }
        AuthFlowType::CustomAuth => {
            return Err(Error::invalid_parameter(
                "Custom auth lambda trigger is not configured for the user pool.",
            ));
        }
        AuthFlowType::UserAuth => (
            Flow::Choice,
            AuthFlow::UserChoice,
            "USER_AUTH flow not enabled for this client",
        ),
    };
    if client.allows(needed) {
        Ok(flow)
    } else {
        Err(Error::invalid_parameter(refusal))
    }
}

#[cfg(test)]
mod tests;
