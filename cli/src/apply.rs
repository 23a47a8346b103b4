//! `vestibule apply`: shows the plan, then carries it out.

use std::collections::BTreeMap;
use std::io;

use serde_json::json;

use crate::api::{Api, ApiError, text_at};
use crate::config::{Config, Mistake};
use crate::plan::{Action, Plan, PoolPlan, Step, Subject, Write};
use crate::state::State;

#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Only show the plan.
    pub(crate) dry_run: bool,
    /// The deployment's address, for the commands that are shown.
    pub(crate) endpoint: String,
    pub(crate) region: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The file asks for what can't be had; nothing has been changed.
    #[error("the file can't be applied to this deployment")]
    Conflicts(Vec<Mistake>),
    /// The deployment couldn't be read; nothing has been changed.
    #[error("{0}")]
    Read(ApiError),
    /// The person didn't agree to what would be taken away; nothing has been changed.
    #[error(
        "nothing was changed: taking things away has to be agreed to, by answering y or with --yes"
    )]
    NotAgreed,
    #[error("{error}")]
    Write {
        error: ApiError,
        /// What was changed before.
        done: Vec<String>,
        /// The step that failed, and those after it.
        not_done: Vec<String>,
    },
    #[error("the output can't be written: {0}")]
    Output(#[from] io::Error),
}

/// Applies the file. `agree` is asked before anything is taken away, with the list of it.
pub(crate) fn apply(
    api: &dyn Api,
    config: &Config,
    options: &Options,
    agree: &mut dyn FnMut(&[String]) -> io::Result<bool>,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    let state = State::read(api, config).map_err(Failure::Read)?;
    let plan = Plan::compute(config, &state).map_err(Failure::Conflicts)?;
    write!(out, "{plan}")?;
    if options.dry_run {
        writeln!(out, "Nothing was changed: this was a dry run.")?;
        return Ok(());
    }
    let removals = plan.removals();
    if !removals.is_empty() && !agree(&removals)? {
        return Err(Failure::NotAgreed);
    }
    let nothing_to_do = plan.is_empty();
    if !nothing_to_do {
        writeln!(out)?;
    }
    let ids = carry_out(api, &plan, out)?;
    writeln!(
        out,
        "{}",
        if nothing_to_do {
            "Everything is as the file says."
        } else {
            "Done."
        }
    )?;
    show_ids(config, &ids, options, out)
}

/// The ids that a person needs to use what the file declares.
struct Ids {
    pool: String,
    /// By the client's name.
    clients: BTreeMap<String, String>,
}

fn carry_out(api: &dyn Api, plan: &Plan, out: &mut dyn io::Write) -> Result<Vec<Ids>, Failure> {
    let mut done = Vec::new();
    let mut all_ids = Vec::new();
    for (index, pool) in plan.pools.iter().enumerate() {
        let mut ids = Ids {
            pool: pool.id.clone().unwrap_or_default(),
            clients: pool.client_ids.clone(),
        };
        for (step_index, step) in pool.steps.iter().enumerate() {
            let Some((word, write)) = change(step) else {
                continue;
            };
            if let Err(error) = carry_out_step(api, step, write, &mut ids) {
                let rest = pool
                    .steps
                    .iter()
                    .skip(step_index)
                    .chain(later_steps(&plan.pools, index));
                let not_done = rest
                    .filter(|step| change(step).is_some())
                    .map(|step| step.subject.to_string())
                    .collect();
                return Err(Failure::Write {
                    error,
                    done,
                    not_done,
                });
            }
            writeln!(out, "  {word} {}", step.subject)?;
            done.push(format!("{word} {}", step.subject));
        }
        all_ids.push(ids);
    }
    Ok(all_ids)
}

fn later_steps(pools: &[PoolPlan], index: usize) -> impl Iterator<Item = &Step> {
    pools.iter().skip(index + 1).flat_map(|pool| &pool.steps)
}

/// What the step does, and the call that does it; nothing for what stays as it is.
fn change(step: &Step) -> Option<(&'static str, &Write)> {
    match &step.action {
        Action::Keep => None,
        Action::Create(write) => Some(("created", write)),
        Action::Update(_, write) => Some(("updated", write)),
        Action::Remove(write) => Some(("removed", write)),
    }
}

fn carry_out_step(
    api: &dyn Api,
    step: &Step,
    write: &Write,
    ids: &mut Ids,
) -> Result<(), ApiError> {
    let operation = write.target.operation;
    let makes_pool = operation == "CreateUserPool";
    let mut body = write.body.clone();
    if !makes_pool {
        body["UserPoolId"] = json!(ids.pool);
    }
    if let Some((member, client)) = &write.client {
        body[*member] = json!(ids.clients.get(client));
    }
    let answer = api.call(write.target, &body)?;
    if makes_pool {
        ids.pool = text_at(&answer, operation, "/UserPool/Id")?;
    }
    if let (Subject::Client(name), "CreateUserPoolClient") = (&step.subject, operation) {
        ids.clients.insert(
            name.clone(),
            text_at(&answer, operation, "/UserPoolClient/ClientId")?,
        );
    }
    Ok(())
}

fn show_ids(
    config: &Config,
    all_ids: &[Ids],
    options: &Options,
    out: &mut dyn io::Write,
) -> Result<(), Failure> {
    for (pool, ids) in config.pools.iter().zip(all_ids) {
        writeln!(out)?;
        writeln!(out, "  pool {:?}: {}", pool.settings.name, ids.pool)?;
        for client in &pool.clients {
            let name = &client.settings.name;
            let Some(id) = ids.clients.get(name) else {
                continue;
            };
            writeln!(out, "    client {name:?}: {id}")?;
            if client.settings.secret {
                let (pool_id, endpoint, region) = (&ids.pool, &options.endpoint, &options.region);
                writeln!(
                    out,
                    "      its secret: aws cognito-idp describe-user-pool-client --endpoint-url {endpoint} \\"
                )?;
                writeln!(
                    out,
                    "        --region {region} --user-pool-id {pool_id} --client-id {id} --query UserPoolClient.ClientSecret"
                )?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod convergence;
#[cfg(test)]
mod tests;
