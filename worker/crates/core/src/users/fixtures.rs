//! A pool with a client, and people in it, for the tests of these operations.

use super::{
    admin_create_user, admin_set_user_password, confirm_forgot_password, confirm_sign_up,
    forgot_password, get_user, sign_up,
};
use crate::{
    auth::initiate_auth,
    clients::create_user_pool_client,
    cx::Cx,
    delivery, identifier,
    idp_error::{Error, Result},
    model::{object_key::Class, user::User},
    pools::create_user_pool,
    testing::World,
};
use serde_json::{Value, json};
use std::future::Future;
use vestibule_wire::{
    Structured,
    idp::{
        CodeDeliveryDetailsType, ConfirmForgotPasswordResponse, ConfirmSignUpResponse, ErrorCode,
        ForgotPasswordResponse, GetUserResponse, SignUpResponse,
    },
};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "Passw0rd!";

pub(crate) struct Fixture {
    pub(crate) world: World,
    pool: String,
    client: String,
}

impl Fixture {
    /// `pool` and `client` are members of CreateUserPool and CreateUserPoolClient, beside the usual ones.
    pub(crate) fn new(pool: Value, client: Value) -> Self {
        let world = World::new();
        let usual = json!({
            "PoolName": "people",
            "AutoVerifiedAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false},
            "Schema": [
                {"Name": "team", "AttributeDataType": "String", "Mutable": true},
                {"Name": "tenant", "AttributeDataType": "String", "Mutable": false},
            ],
        });
        let output = world
            .run(create_user_pool::handle(
                &world.cx(),
                request(merged(usual, pool)),
            ))
            .unwrap();
        let pool = output.user_pool.and_then(|pool| pool.id).unwrap();
        let fixture = Self {
            world,
            pool,
            client: String::new(),
        };
        let client = fixture.client(client);
        Self { client, ..fixture }
    }

    /// People have usernames; addresses are for messages only.
    pub(crate) fn with_usernames() -> Self {
        Self::new(json!({}), json!({}))
    }

    /// People have usernames, and sign in with verified addresses or preferred usernames too.
    pub(crate) fn with_email_aliases() -> Self {
        Self::new(
            json!({"AliasAttributes": ["email", "phone_number", "preferred_username"]}),
            json!({}),
        )
    }

    /// People sign in with an e-mail address and have no other name.
    pub(crate) fn with_emails() -> Self {
        Self::new(json!({"UsernameAttributes": ["email"]}), json!({}))
    }

    /// People have usernames, and the client does not tell who is there.
    pub(crate) fn hiding_users() -> Self {
        Self::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}))
    }

    /// Makes another client in the pool.
    pub(crate) fn client(&self, members: Value) -> String {
        let usual = json!({
            "UserPoolId": self.pool,
            "ClientName": "web",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        });
        let input = request(merged(usual, members));
        let output = self
            .run(create_user_pool_client::handle(&self.cx(), input))
            .unwrap();
        output
            .user_pool_client
            .and_then(|client| client.client_id)
            .unwrap()
            .into_inner()
    }

    pub(crate) fn pool(&self) -> String {
        self.pool.clone()
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client
    }

    pub(crate) fn cx(&self) -> Cx<'_> {
        self.world.cx()
    }

    pub(crate) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.world.run(future)
    }

    pub(crate) fn find(&self, username: &str) -> Option<User> {
        let cx = self.cx();
        self.run(async {
            let config = cx.pool(&self.pool).await?;
            identifier::find_named(&cx, &config, username).await
        })
        .unwrap()
    }

    pub(crate) fn user(&self, username: &str) -> User {
        self.find(username).unwrap()
    }

    pub(crate) fn try_sign_up(
        &self,
        username: &str,
        attributes: &[(&str, &str)],
    ) -> Result<SignUpResponse> {
        let input = json!({
            "ClientId": self.client, "Username": username, "Password": PASSWORD, "UserAttributes": members(attributes),
        });
        self.run(sign_up::handle(&self.cx(), request(input)))
    }

    pub(crate) fn sign_up(&self, username: &str, attributes: &[(&str, &str)]) -> SignUpResponse {
        self.try_sign_up(username, attributes).unwrap()
    }

    pub(crate) fn confirm(&self, username: &str, code: &str) -> Result<ConfirmSignUpResponse> {
        let input =
            json!({"ClientId": self.client, "Username": username, "ConfirmationCode": code});
        self.run(confirm_sign_up::handle(&self.cx(), request(input)))
    }

    pub(crate) fn forgot_password(&self, username: &str) -> Result<ForgotPasswordResponse> {
        let input = json!({"ClientId": self.client, "Username": username});
        self.run(forgot_password::handle(&self.cx(), request(input)))
    }

    pub(crate) fn confirm_forgot_password(
        &self,
        username: &str,
        code: &str,
        password: &str,
    ) -> Result<ConfirmForgotPasswordResponse> {
        let input = json!({
            "ClientId": self.client, "Username": username, "ConfirmationCode": code, "Password": password,
        });
        self.run(confirm_forgot_password::handle(&self.cx(), request(input)))
    }

    /// Makes a user by an administrator, without a message.
    pub(crate) fn try_create_user(
        &self,
        username: &str,
        attributes: &[(&str, &str)],
    ) -> Result<()> {
        let input = json!({
            "UserPoolId": self.pool, "Username": username, "MessageAction": "SUPPRESS",
            "UserAttributes": members(attributes),
        });
        self.run(admin_create_user::handle(&self.cx(), request(input)))
            .map(drop)
    }

    pub(crate) fn create_user(&self, username: &str, attributes: &[(&str, &str)]) {
        self.try_create_user(username, attributes).unwrap();
    }

    /// Makes a user with [`PASSWORD`] and the verified address `USERNAME@example.com`.
    pub(crate) fn confirmed_user(&self, username: &str) {
        let email = format!("{username}@example.com");
        self.create_user(username, &[("email", &email), ("email_verified", "true")]);
        self.set_password(username);
    }

    /// Makes a user with [`PASSWORD`] in a pool whose users sign in with an address.
    pub(crate) fn confirmed_address(&self, email: &str) {
        self.create_user(email, &[("email_verified", "true")]);
        self.set_password(email);
    }

    fn set_password(&self, username: &str) {
        let input = json!({
            "UserPoolId": self.pool, "Username": username, "Password": PASSWORD, "Permanent": true,
        });
        self.run(admin_set_user_password::handle(&self.cx(), request(input)))
            .unwrap();
    }

    /// Makes a user as [`Self::confirmed_user`] does, and signs in.
    pub(crate) fn signed_in_user(&self, username: &str) -> String {
        self.confirmed_user(username);
        self.sign_in(username, PASSWORD).unwrap()
    }

    /// An access token.
    pub(crate) fn sign_in(&self, username: &str, password: &str) -> Result<String> {
        self.sign_in_at(&self.client, username, password)
    }

    pub(crate) fn sign_in_at(
        &self,
        client: &str,
        username: &str,
        password: &str,
    ) -> Result<String> {
        let input = json!({
            "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": username, "PASSWORD": password},
        });
        let output = self.run(initiate_auth::handle(&self.cx(), request(input)))?;
        let result = output
            .authentication_result
            .ok_or_else(|| Error::internal("a challenge"))?;
        Ok(result.access_token.unwrap().into_inner())
    }

    pub(crate) fn get_user(&self, token: &str) -> Result<GetUserResponse> {
        self.run(get_user::handle(
            &self.cx(),
            request(json!({"AccessToken": token})),
        ))
    }

    /// The code in the newest message to an address.
    pub(crate) fn code(&self, to: &str) -> String {
        self.world.mailbox.code_for(to).unwrap()
    }

    /// What the timers of all `Users` objects do about messages.
    pub(crate) fn deliver_due(&self) {
        for object in self
            .world
            .objects
            .keys()
            .into_iter()
            .filter(|key| key.class == Class::Users)
        {
            self.run(delivery::deliver_due(&self.cx(), &object))
                .unwrap();
        }
    }
}

/// A request, as it comes over the wire.
pub(crate) fn request<T: Structured>(members: Value) -> T {
    vestibule_wire::operation::parse(members.to_string().as_bytes()).unwrap()
}

/// `[{"Name": .., "Value": ..}]`
pub(crate) fn members(attributes: &[(&str, &str)]) -> Value {
    attributes
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect()
}

/// An error's code and text.
pub(crate) fn code_of(error: &Error) -> (ErrorCode, &str) {
    match error {
        Error::Service(error) => (error.code, error.message.as_deref().unwrap_or_default()),
        other => panic!("{other}"),
    }
}

/// A wrong code.
pub(crate) fn not(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// Where a code went: medium, attribute, masked address.
pub(crate) fn delivery_of(details: Option<CodeDeliveryDetailsType>) -> (String, String, String) {
    let details = details.unwrap();
    (
        details.delivery_medium.unwrap().as_str().to_owned(),
        details.attribute_name.unwrap(),
        details.destination.unwrap(),
    )
}

fn merged(mut usual: Value, given: Value) -> Value {
    usual
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    usual
}
