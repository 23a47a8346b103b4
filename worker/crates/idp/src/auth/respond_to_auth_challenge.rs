//! `RespondToAuthChallenge`: the next step of a sign-in.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use super::answer::{Parameters, respond};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{RespondToAuthChallengeRequest, RespondToAuthChallengeResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: RespondToAuthChallengeRequest,
) -> Result<RespondToAuthChallengeResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let responses = Parameters::new(input.challenge_responses);
    let session = input
        .session
        .as_ref()
        .map(|session| session.expose().as_str());
    let answer = respond(cx, &config, input.challenge_name, session, &responses).await?;
    Ok(RespondToAuthChallengeResponse {
        challenge_name: answer.challenge_name,
        session: answer.session,
        challenge_parameters: answer.challenge_parameters,
        authentication_result: answer.authentication_result,
        available_challenges: answer.available_challenges,
    })
}

#[cfg(test)]
mod tests;
