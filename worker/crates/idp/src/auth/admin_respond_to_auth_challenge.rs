//! `AdminRespondToAuthChallenge`: the next step of a sign-in on a user's behalf.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html>

use super::{
    answer::{Parameters, respond},
    client_in_pool,
};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{
    AdminRespondToAuthChallengeRequest, AdminRespondToAuthChallengeResponse,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminRespondToAuthChallengeRequest,
) -> Result<AdminRespondToAuthChallengeResponse> {
    let config = client_in_pool(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let responses = Parameters::new(input.challenge_responses);
    let session = input
        .session
        .as_ref()
        .map(|session| session.expose().as_str());
    let answer = respond(cx, &config, input.challenge_name, session, &responses).await?;
    Ok(AdminRespondToAuthChallengeResponse {
        challenge_name: answer.challenge_name,
        session: answer.session,
        challenge_parameters: answer.challenge_parameters,
        authentication_result: answer.authentication_result,
        available_challenges: answer.available_challenges,
    })
}
