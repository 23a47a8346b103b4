//! The table of contents: every operation of user pools that is built, who may call it, and where it is.

use crate::{
    auth, clients, devices, domains, extensions, groups, mfa,
    operation::{Failure, operation},
    passkeys, pools, resource_servers, sessions, users,
};
use vestibule_engine::{cx::Cx, retry::while_stale};
use vestibule_wire::{
    ErrorBody, Operation, Structured as _, idp::operations as op, schema::Structure,
};

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anyone.
    Public,
    /// A user, by an access token.
    User,
    /// An administrator, by a signature.
    Admin,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Built {
    pub name: &'static str,
    pub caller: Caller,
    /// Where its file is, below `src/`.
    pub module: &'static str,
}

macro_rules! operations {
    ($($name:ident => $($module:ident)::+, $caller:ident;)+) => {
        /// Every operation that is built.
        pub const OPERATIONS: &[Built] = &[$(
            Built { name: stringify!($name), caller: Caller::$caller, module: stringify!($($module)::+) },
        )+];

        /// What the model says of the input of an operation that is built. Here, and not in the service's own table: the Worker
        /// would carry the models of all that it doesn't answer.
        pub fn input(name: &str) -> Option<&'static Structure> {
            match name {
                $(stringify!($name) => Some(<op::$name as Operation>::Input::STRUCTURE),)+
                _ => None,
            }
        }

        async fn dispatch<'a>(cx: &'a Cx<'a>, name: &'static str, body: &'a [u8]) -> Result<Vec<u8>, Failure> {
            match name {
                $(stringify!($name) => {
                    operation::<op::$name, _>(cx, body, $($module)::+::handle).await
                })+
                _ => Err(Failure::NotBuilt(name)),
            }
        }
    };
}

operations! {
    AddCustomAttributes => pools::add_custom_attributes, Admin;
    AddUserPoolClientSecret => clients::add_user_pool_client_secret, Admin;
    AdminAddUserToGroup => groups::admin_add_user_to_group, Admin;
    AdminConfirmSignUp => users::admin_confirm_sign_up, Admin;
    AdminCreateUser => users::admin_create_user, Admin;
    AdminDeleteSoftwareToken => mfa::admin_delete_software_token, Admin;
    AdminDeleteUser => users::admin_delete_user, Admin;
    AdminDeleteUserAttributes => users::admin_delete_user_attributes, Admin;
    AdminDisableUser => users::admin_disable_user, Admin;
    AdminEnableUser => users::admin_enable_user, Admin;
    AdminForgetDevice => devices::admin_forget_device, Admin;
    AdminGetDevice => devices::admin_get_device, Admin;
    AdminGetUser => users::admin_get_user, Admin;
    AdminGetUserAuthFactors => mfa::admin_get_user_auth_factors, Admin;
    AdminInitiateAuth => auth::admin_initiate_auth, Admin;
    AdminListDevices => devices::admin_list_devices, Admin;
    AdminListGroupsForUser => groups::admin_list_groups_for_user, Admin;
    AdminListUserSessions => sessions::admin_list_user_sessions, Admin;
    AdminRemoveUserFromGroup => groups::admin_remove_user_from_group, Admin;
    AdminResetUserPassword => users::admin_reset_user_password, Admin;
    AdminRespondToAuthChallenge => auth::admin_respond_to_auth_challenge, Admin;
    AdminRevokeUserSession => sessions::admin_revoke_user_session, Admin;
    AdminSetUserMFAPreference => mfa::admin_set_user_mfa_preference, Admin;
    AdminSetUserPassword => users::admin_set_user_password, Admin;
    AdminSetUserSettings => mfa::admin_set_user_settings, Admin;
    AdminUpdateDeviceStatus => devices::admin_update_device_status, Admin;
    AdminUpdateUserAttributes => users::admin_update_user_attributes, Admin;
    AdminUserGlobalSignOut => auth::admin_user_global_sign_out, Admin;
    AssociateSoftwareToken => mfa::associate_software_token, Public;
    ChangePassword => users::change_password, User;
    CompleteWebAuthnRegistration => passkeys::complete_web_authn_registration, User;
    ConfirmDevice => devices::confirm_device, User;
    ConfirmForgotPassword => users::confirm_forgot_password, Public;
    ConfirmSignUp => users::confirm_sign_up, Public;
    CreateGroup => groups::create_group, Admin;
    CreateResourceServer => resource_servers::create_resource_server, Admin;
    CreateUserPool => pools::create_user_pool, Admin;
    CreateUserPoolClient => clients::create_user_pool_client, Admin;
    CreateUserPoolDomain => domains::create_user_pool_domain, Admin;
    DeleteGroup => groups::delete_group, Admin;
    DeleteResourceServer => resource_servers::delete_resource_server, Admin;
    DeleteUser => users::delete_user, User;
    DeleteUserAttributes => users::delete_user_attributes, User;
    DeleteUserPool => pools::delete_user_pool, Admin;
    DeleteUserPoolClient => clients::delete_user_pool_client, Admin;
    DeleteUserPoolClientSecret => clients::delete_user_pool_client_secret, Admin;
    DeleteUserPoolDomain => domains::delete_user_pool_domain, Admin;
    DeleteWebAuthnCredential => passkeys::delete_web_authn_credential, User;
    DescribeResourceServer => resource_servers::describe_resource_server, Admin;
    DescribeUserPool => pools::describe_user_pool, Admin;
    DescribeUserPoolClient => clients::describe_user_pool_client, Admin;
    DescribeUserPoolDomain => domains::describe_user_pool_domain, Admin;
    ForgetDevice => devices::forget_device, User;
    ForgotPassword => users::forgot_password, Public;
    GetClientToken => auth::get_client_token, Public;
    GetDerivedToken => auth::get_derived_token, Public;
    GetDevice => devices::get_device, User;
    GetGroup => groups::get_group, Admin;
    GetTokensFromRefreshToken => auth::get_tokens_from_refresh_token, Public;
    GetUser => users::get_user, User;
    GetUserAttributeVerificationCode => users::get_user_attribute_verification_code, User;
    GetUserAuthFactors => mfa::get_user_auth_factors, User;
    GetUserPoolClientSessionConfiguration => clients::get_user_pool_client_session_configuration, Admin;
    GetUserPoolMfaConfig => mfa::get_user_pool_mfa_config, Admin;
    GetUserPoolSessionConfiguration => pools::get_user_pool_session_configuration, Admin;
    GlobalSignOut => auth::global_sign_out, User;
    InitiateAuth => auth::initiate_auth, Public;
    ListDevices => devices::list_devices, User;
    ListGroups => groups::list_groups, Admin;
    ListResourceServers => resource_servers::list_resource_servers, Admin;
    ListUserPoolClientSecrets => clients::list_user_pool_client_secrets, Admin;
    ListUserPoolClients => clients::list_user_pool_clients, Admin;
    ListUserPools => pools::list_user_pools, Admin;
    ListUserSessions => sessions::list_user_sessions, User;
    ListUsers => users::list_users, Admin;
    ListUsersInGroup => groups::list_users_in_group, Admin;
    ListWebAuthnCredentials => passkeys::list_web_authn_credentials, User;
    ResendConfirmationCode => users::resend_confirmation_code, Public;
    RespondToAuthChallenge => auth::respond_to_auth_challenge, Public;
    RevokeToken => auth::revoke_token, Public;
    RevokeUserSession => sessions::revoke_user_session, User;
    SetUserMFAPreference => mfa::set_user_mfa_preference, User;
    SetUserPoolClientSessionConfiguration => clients::set_user_pool_client_session_configuration, Admin;
    SetUserPoolMfaConfig => mfa::set_user_pool_mfa_config, Admin;
    SetUserPoolSessionConfiguration => pools::set_user_pool_session_configuration, Admin;
    SetUserSettings => mfa::set_user_settings, User;
    SignUp => users::sign_up, Public;
    StartWebAuthnRegistration => passkeys::start_web_authn_registration, User;
    UpdateDeviceStatus => devices::update_device_status, User;
    UpdateGroup => groups::update_group, Admin;
    UpdateResourceServer => resource_servers::update_resource_server, Admin;
    UpdateUserAttributes => users::update_user_attributes, User;
    UpdateUserPool => pools::update_user_pool, Admin;
    UpdateUserPoolClient => clients::update_user_pool_client, Admin;
    UpdateUserPoolDomain => domains::update_user_pool_domain, Admin;
    VerifySoftwareToken => mfa::verify_software_token, Public;
    VerifyUserAttribute => users::verify_user_attribute, User;
}

/// One call of an operation, or of an extension, from its body to its answer. It starts again when what it was decided
/// under has changed meanwhile.
///
/// # Errors
/// What the caller is told.
pub async fn call(cx: &Cx<'_>, name: &'static str, body: &[u8]) -> Result<Vec<u8>, ErrorBody> {
    let is_stale = |failure: &Failure| matches!(failure, Failure::StaleConfig);
    let result = while_stale(cx, is_stale, async || {
        match extensions::call(cx, name, body).await {
            Ok(None) => dispatch(cx, name, body).await,
            Ok(Some(answer)) => Ok(answer),
            Err(error) => Err(error.into()),
        }
    });
    result.await.map_err(|failure| failure.into_body(cx, name))
}

/// How much of the three services is built: (service, built, of).
pub fn coverage() -> [(&'static str, usize, usize); 3] {
    [
        ("cognito-idp", OPERATIONS.len(), op::ALL.len()),
        (
            "cognito-identity",
            0,
            vestibule_wire::identity::operations::ALL.len(),
        ),
        (
            "cognito-sync",
            0,
            vestibule_wire::sync::operations::ALL.len(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_wire::Auth;

    #[test]
    fn the_table_is_sorted_and_each_line_is_an_operation_of_the_model() {
        assert!(OPERATIONS.is_sorted_by(|a, b| a.name < b.name));
        for line in OPERATIONS {
            let spec = op::by_name(line.name)
                .unwrap_or_else(|| panic!("{} is not in the model", line.name));
            assert_eq!(
                line.caller == Caller::Admin,
                spec.auth == Auth::SigV4,
                "{}",
                line.name
            );
        }
    }

    #[test]
    fn the_readme_says_how_much_is_built() {
        let readme =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../README.md"))
                .unwrap();
        for (service, built, of) in coverage() {
            let line = readme
                .lines()
                .find(|line| line.contains(&format!("(`{service}`)")))
                .unwrap();
            assert!(
                line.ends_with(&format!("| {of} | {built} |")),
                "{line}: {built} of {of} are built"
            );
        }
    }

    #[test]
    fn an_operation_is_in_the_file_of_its_name() {
        for line in OPERATIONS {
            let file = line.module.replace(' ', "").replace("::", "/");
            let stem = file.rsplit('/').next().unwrap_or_default().replace('_', "");
            assert_eq!(stem, line.name.to_lowercase());
        }
    }
}
