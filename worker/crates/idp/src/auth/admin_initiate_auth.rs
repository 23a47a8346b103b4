//! `AdminInitiateAuth`: begins a sign-in on a user's behalf, or refreshes one.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html>

use super::{
    answer::{Flow, Parameters, initiate},
    client_in_pool,
};
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::client::{AuthFlow, Client};
use vestibule_wire::idp::{AdminInitiateAuthRequest, AdminInitiateAuthResponse, AuthFlowType};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminInitiateAuthRequest,
) -> Result<AdminInitiateAuthResponse> {
    let config = client_in_pool(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let client = &config.client;
    let flow = flow(client, input.auth_flow)?;
    let session = input.session.as_ref();
    let session = session.map(|session| session.expose().as_str());
    let parameters = Parameters::new(input.auth_parameters);
    let answer = initiate(cx, &config, flow, session, &parameters).await?;
    Ok(AdminInitiateAuthResponse {
        challenge_name: answer.challenge_name,
        session: answer.session,
        challenge_parameters: answer.challenge_parameters,
        authentication_result: answer.authentication_result,
        available_challenges: answer.available_challenges,
    })
}

fn flow(client: &Client, flow: AuthFlowType) -> Result<Flow> {
    let (flow, needed) = match flow {
        AuthFlowType::AdminUserPasswordAuth | AuthFlowType::AdminNoSrpAuth => {
            (Flow::Password, AuthFlow::AdminUserPassword)
        }
        AuthFlowType::UserSrpAuth => (Flow::Srp, AuthFlow::UserSrp),
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => return Ok(Flow::Refresh),
        AuthFlowType::UserPasswordAuth => {
            return Err(Error::invalid_parameter(
                "Initiate Auth method not supported.",
            ));
        }
        AuthFlowType::CustomAuth => {
            return Err(Error::invalid_parameter(
                "Custom auth lambda trigger is not configured for the user pool.",
            ));
        }
        AuthFlowType::UserAuth => (Flow::Choice, AuthFlow::UserChoice),
    };
    if client.allows(needed) {
        Ok(flow)
    } else {
        Err(Error::invalid_parameter(
            "Auth flow not enabled for this client",
        ))
    }
}
