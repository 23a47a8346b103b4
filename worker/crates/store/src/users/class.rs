//! `Users`: a share of a pool's users, with their aliases, sessions, grants, codes and messages.

#[cfg(feature = "bench")]
use super::seed;
use super::{
    aliases, attempts, change, codes, config_version, create, devices, drop, factors, list,
    memberships, outbox, passkeys, prove, quotas, read, refresh_secrets, sessions, sign_in,
    tracked, verifications, verifiers,
};
use crate::object::ObjectClass;
use vestibule_model::object_key::Class;

pub const USERS: ObjectClass = ObjectClass {
    class: Class::Users,
    schema: &[
        include_str!("../schema/users_1.sql"),
        include_str!("../schema/users_2.sql"),
        include_str!("../schema/users_3.sql"),
        include_str!("../schema/users_4.sql"),
        include_str!("../schema/users_5.sql"),
        include_str!("../schema/users_6.sql"),
        include_str!("../schema/users_7.sql"),
        include_str!("../schema/users_8.sql"),
        include_str!("../schema/users_9.sql"),
        include_str!("../schema/users_10.sql"),
    ],
    transitions: TRANSITIONS,
    dispatch,
    timers: &[
        ("claims", |tx, woken| {
            woken.claims = aliases::rearm(tx)?;
            Ok(())
        }),
        ("outbox", |tx, woken| {
            woken.outbox = outbox::rearm(tx)?;
            Ok(())
        }),
    ],
    expiring: &[
        "attempts",
        "browser_sessions",
        "codes",
        "marks",
        "outbox",
        "outcomes",
        "passkey_challenges",
        "quotas",
        "sessions",
        "spent",
        "verifications",
        "void_claims",
    ],
    before_sweep: Some(attempts::count_abandoned),
    wiped: drop::TABLES,
};

crate::transitions![
    config_version::RaiseLowestConfig,
    config_version::ConfirmConfig,
    attempts::ReserveAttempt,
    attempts::RecordFailure,
    attempts::WithdrawAttempt,
    sign_in::RecordSignIn,
    sign_in::CompleteNewPassword,
    sign_in::IssueCode,
    sign_in::ReadBrowser,
    sign_in::CloseBrowser,
    factors::AnswerFactor,
    factors::SendSignInCode,
    factors::ChangeFactors,
    codes::ConsumeCode,
    sessions::RotateRefreshToken,
    sessions::RevokeRefreshToken,
    sessions::SignOutEverywhere,
    sessions::CheckAccess,
    tracked::ListSessions,
    tracked::RevokeSession,
    aliases::ReserveAlias,
    aliases::OwnAlias,
    aliases::FreeAlias,
    aliases::SettleClaim,
    aliases::YieldAlias,
    aliases::ReadUnsettled,
    aliases::NoteReleased,
    quotas::TakeQuota,
    verifications::JudgeGuess,
    verifications::ReadDestination,
    outbox::LeaseMessages,
    outbox::NoteDelivered,
    outbox::NoteFailed,
    passkeys::ReadPasskeys,
    passkeys::ChangePasskeys,
    create::CreateUser,
    create::DeleteUser,
    read::ReadUser,
    list::ListUsers,
    #[cfg(feature = "bench")]
    seed::SeedUsers,
    list::CountUsers,
    memberships::ChangeMembership,
    devices::ReadDevices,
    devices::ChangeDevice,
    change::UpdateAttributes,
    change::SetPassword,
    change::Reinvite,
    change::SetEnabled,
    change::RequireReset,
    prove::IssueVerification,
    prove::ConfirmUser,
    prove::VerifyAttribute,
    prove::ResetPassword,
    drop::DropPool,
    verifiers::ListVerifiers,
    verifiers::ResealVerifiers,
    refresh_secrets::ListRefreshSecrets,
    refresh_secrets::ResealRefreshSecrets,
];
