//! `EmailConfiguration` of CreateUserPool, UpdateUserPool and DescribeUserPool.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EmailConfigurationType.html>

use crate::error::{Error, Result};
use vestibule_engine::deployment::MailSenders;
use vestibule_model::{
    mailbox::{Mailbox, is_sendable},
    pool::EmailSettings,
};
use vestibule_wire::idp::{EmailConfigurationType, EmailSendingAccountType, ErrorCode};

/// The settings that are given. `senders`: whom the deployment lets pools' mails be from; `None`: anybody, since none leave.
///
/// # Errors
/// InvalidParameterException for what can't be, InvalidEmailRoleAccessPolicyException for a sender that isn't the pool's to
/// use.
pub(super) fn read(
    given: Option<EmailConfigurationType>,
    senders: Option<&MailSenders>,
) -> Result<EmailSettings> {
    let EmailConfigurationType {
        source_arn,
        reply_to_email_address,
        email_sending_account,
        from,
        configuration_set,
    } = given.unwrap_or_default();
    let developer = email_sending_account == Some(EmailSendingAccountType::Developer);
    if developer && source_arn.is_none() {
        return Err(Error::invalid_parameter(
            "Source ARN is required to use DEVELOPER email sending owner",
        ));
    }
    if let Some(from) = &from {
        check_from(from, developer, senders)?;
    }
    // The model's pattern lets through what would be two addresses, or a comment.
    if reply_to_email_address
        .as_deref()
        .is_some_and(|address| !is_sendable(address))
    {
        return Err(Error::invalid_parameter(
            "EmailConfiguration.ReplyToEmailAddress must be one address.",
        ));
    }
    // By whose leave AWS would send changes nothing: mail leaves by the deployment's own sender.
    Ok(EmailSettings {
        developer,
        source_arn,
        from,
        reply_to: reply_to_email_address,
        configuration_set,
    })
}

fn check_from(from: &str, developer: bool, senders: Option<&MailSenders>) -> Result<()> {
    if !developer {
        return Err(Error::invalid_parameter(
            "Cannot configure From email address for default email configuration",
        ));
    }
    let from = Mailbox::parse(from).ok_or_else(|| {
        Error::invalid_parameter(
            "EmailConfiguration.From must be an address, or a name and an address in angle brackets.",
        )
    })?;
    match senders.is_none_or(|senders| senders.let_send(&from.address)) {
        true => Ok(()),
        false => Err(Error::new(
            ErrorCode::InvalidEmailRoleAccessPolicyException,
            "Cognito is not allowed to use your email identity",
        )),
    }
}

/// The settings as they are returned.
pub(super) fn shown(settings: &EmailSettings) -> EmailConfigurationType {
    EmailConfigurationType {
        email_sending_account: Some(match settings.developer {
            true => EmailSendingAccountType::Developer,
            false => EmailSendingAccountType::CognitoDefault,
        }),
        source_arn: settings.source_arn.clone(),
        reply_to_email_address: settings.reply_to.clone(),
        from: settings.from.clone(),
        configuration_set: settings.configuration_set.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{
        api::{Api, refused},
        refusal,
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;

    const ARN: &str = "arn:aws:ses:us-east-1:000000000000:identity/acme.example";

    fn given(members: Value) -> Result<EmailSettings> {
        let senders = MailSenders::parse("acme.example").unwrap();
        let given = serde_json::from_value(members).unwrap();
        read(Some(given), Some(&senders))
    }

    fn developer(member: &str, value: &str) -> Value {
        json!({"EmailSendingAccount": "DEVELOPER", "SourceArn": ARN, member: value})
    }

    #[test]
    fn sending_as_the_developer_needs_a_source_arn() {
        let (code, text) = refusal(given(json!({"EmailSendingAccount": "DEVELOPER"})));
        assert_eq!(code, ErrorCode::InvalidParameterException);
        assert_eq!(
            text,
            "Source ARN is required to use DEVELOPER email sending owner"
        );
        assert!(given(json!({"EmailSendingAccount": "COGNITO_DEFAULT"})).is_ok());
    }

    #[test]
    fn the_default_account_has_no_from_of_a_pools_own() {
        for members in [
            json!({"From": "hello@acme.example"}),
            json!({"From": "hello@acme.example", "EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": ARN}),
        ] {
            let (code, text) = refusal(given(members));
            assert_eq!(code, ErrorCode::InvalidParameterException);
            assert_eq!(
                text,
                "Cannot configure From email address for default email configuration"
            );
        }
    }

    #[test]
    fn a_pool_sends_as_whom_the_deployment_names() {
        for from in ["hello@acme.example", "Acme, Inc. <hello@acme.example>"] {
            let settings = given(developer("From", from)).unwrap();
            assert_eq!(settings.from.as_deref(), Some(from));
        }
        for from in [
            "service@bank.example",
            "hello@acme.example <service@bank.example>",
            "hello@id.acme.example",
        ] {
            let (code, text) = refusal(given(developer("From", from)));
            assert_eq!(code, ErrorCode::InvalidEmailRoleAccessPolicyException);
            assert_eq!(text, "Cognito is not allowed to use your email identity");
        }
        // Where no mail leaves nobody is taken for somebody else.
        let anybody = developer("From", "service@bank.example");
        let anybody = serde_json::from_value(anybody).unwrap();
        assert!(read(Some(anybody), None).is_ok());
    }

    #[test]
    fn what_could_add_to_a_mails_head_is_refused() {
        for address in [
            "a@acme.example,b@acme.example",
            "a@acme.example>\r\nBcc:<b@c",
            "a@acme.example\r\nBcc: b@c",
            "(a)b@acme.example",
            "\"a\"@acme.example",
        ] {
            for member in ["From", "ReplyToEmailAddress"] {
                let (code, text) = refusal(given(developer(member, address)));
                assert_eq!(code, ErrorCode::InvalidParameterException);
                assert!(text.starts_with(&format!("EmailConfiguration.{member} ")));
            }
        }
        let name = developer("From", "Acme\r\nBcc: b@c <a@acme.example>");
        let (code, _) = refusal(given(name));
        assert_eq!(code, ErrorCode::InvalidParameterException);
        assert!(given(json!({"ReplyToEmailAddress": "help@elsewhere.example"})).is_ok());
    }

    #[test]
    fn both_operations_ask_the_deployment() {
        let mut world = World::new();
        world.deployment.mail_senders = MailSenders::parse("acme.example");
        let api = Api::within(world, json!({}), json!({}));
        let of = |from: &str| developer("From", from);
        let update = |email: Value| {
            api.call(
                "UpdateUserPool",
                json!({"UserPoolId": api.pool, "EmailConfiguration": email}),
            )
        };
        let not_allowed = refused(
            "InvalidEmailRoleAccessPolicyException",
            "Cognito is not allowed to use your email identity",
        );
        assert_eq!(update(of("service@bank.example")), Err(not_allowed.clone()));
        let create = json!({"PoolName": "b", "EmailConfiguration": of("service@bank.example")});
        assert_eq!(api.call("CreateUserPool", create), Err(not_allowed));
        let all = json!({
            "EmailSendingAccount": "DEVELOPER", "SourceArn": ARN, "From": "Acme <hello@acme.example>",
            "ReplyToEmailAddress": "help@acme.example", "ConfigurationSet": "bounces",
        });
        update(all.clone()).unwrap();
        let described = api.ok("DescribeUserPool", json!({"UserPoolId": api.pool}));
        assert_eq!(described["UserPool"]["EmailConfiguration"], all);
    }
}
