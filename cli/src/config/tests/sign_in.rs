//! Mistakes in how people prove who they are, and in what they are sent.

use super::*;

#[test]
fn mistakes_of_signing_in_and_of_messages() {
    for (line, expected) in [
        (
            "first_factors = [\"passkey\"]",
            "4:1: first_factors lacks \"password\", which every pool has; expected it too",
        ),
        (
            "first_factors = [\"password\", \"web_authn\"]",
            "4:30: unknown first factor \"web_authn\"; expected one of \"password\", \"email_otp\", \"sms_otp\", \"passkey\"",
        ),
        (
            "mfa = { mode = \"maybe\" }",
            "4:16: mode: unknown mode \"maybe\"; expected one of \"off\", \"optional\", \"on\"",
        ),
        (
            "mfa = { mode = \"on\" }",
            "4:9: mode \"on\" needs a second factor; expected factors = [\"app\"]",
        ),
        (
            "mfa = { factors = [\"app\"] }",
            "4:9: factors do nothing while nobody is asked for one; expected mode = \"optional\" or \"on\"",
        ),
        (
            "mfa = { mode = \"on\", factors = [\"totp\"] }",
            "4:33: unknown second factor \"totp\"; expected one of \"app\", \"email\", \"sms\"",
        ),
        (
            "mfa = { mode = \"on\", factors = [\"sms\"] }",
            "4:22: \"sms\" alone needs phone numbers that are verified; expected verify with \"phone_number\", or another factor too",
        ),
        (
            "mfa = { mode = \"on\", factors = [\"app\"], email_subject = \"Code\" }",
            "4:41: email_subject does nothing without the factor; expected factors with \"email\"",
        ),
        (
            "mfa = { mode = \"on\", factors = [\"email\"], email_text = \"Hello!\" }",
            "4:56: email_text: expected \"{####}\" in it, which is filled in",
        ),
        (
            "passkeys = { relying_party = \"https://example.com\" }",
            "4:30: relying_party: expected a domain in lower case such as \"example.com\", found \"https://example.com\"",
        ),
        (
            "passkeys = { relying_party = \"127.0.0.1\" }",
            "4:30: relying_party: expected a domain in lower case such as \"example.com\", found \"127.0.0.1\"",
        ),
        (
            "passkeys = { user_verification = \"discouraged\" }",
            "4:34: user_verification: unknown user verification \"discouraged\"; expected one of \"preferred\", \"required\"",
        ),
        (
            "devices = { remember = \"ask\" }",
            "4:24: remember: unknown way to remember \"ask\"; expected one of \"never\", \"always\", \"when_asked\"",
        ),
        (
            "devices = { second_factor = true }",
            "4:13: second_factor does nothing while no device is remembered; expected remember = \"always\" or \"when_asked\"",
        ),
        (
            "sessions = { max_per_user = 101 }",
            "4:29: max_per_user: expected a whole number from 1 to 100, found 101",
        ),
        (
            "email = { from = \"Acme\" }",
            "4:18: from: expected \"no-reply@example.com\" or \"Acme <no-reply@example.com>\", found \"Acme\"",
        ),
        (
            "email = { from = \"a@b.example>\\r\\nBcc: <c@d.example>\" }",
            "4:18: from: expected \"no-reply@example.com\" or \"Acme <no-reply@example.com>\", found \"a@b.example>\\r\\nBcc: <c@d.example>\"",
        ),
        (
            "email = { reply_to = \"Help <help@example.com>\" }",
            "4:22: reply_to: expected an address such as \"help@example.com\", found \"Help <help@example.com>\"",
        ),
        (
            "email = { configuration_set = \"a b\" }",
            "4:31: configuration_set: expected 1 to 64 letters, digits, \"_\" and \"-\", found \"a b\"",
        ),
        (
            "messages = { confirm_by = \"mail\" }",
            "4:27: confirm_by: unknown way to confirm \"mail\"; expected one of \"code\", \"link\"",
        ),
        (
            "messages = { code_sms = \"Code: {###}\" }",
            "4:25: code_sms: expected \"{####}\" in it, which is filled in",
        ),
        (
            "messages = { link_email = \"Follow {####}\" }",
            "4:27: link_email: expected \"{##text##}\" in it, which is filled in",
        ),
        (
            "messages = { invitation_email = \"Code {####}\" }",
            "4:33: invitation_email: expected \"{username}\" in it, which is filled in",
        ),
        (
            "messages = { in = { de = { code_email = \"Hallo du\" } } }",
            "4:41: code_email: expected \"{####}\" in it, which is filled in",
        ),
        (
            "messages = { in = { German = {} } }",
            "4:21: expected a language such as \"de\" or \"pt-br\", found \"German\"",
        ),
        (
            "messages = { code_email = \"Hi\" }",
            "4:27: code_email: expected 6 to 20000 characters, or none for the service's own text, found 2",
        ),
        (
            "group = [{ name = \"the staff\" }]",
            "4:19: name has to have 1 to 128 characters and no space",
        ),
        (
            "group = [{ description = \"x\" }]",
            "4:10: a group needs \"name\"; expected one such as \"staff\"",
        ),
        (
            "group = [{ name = \"a\" }, { name = \"a\" }]",
            "4:35: group \"a\" is already there in line 4; expected another name",
        ),
        (
            "group = [{ name = \"a\", precedence = -1 }]",
            "4:37: precedence: expected a whole number from 0 to 2147483647, found -1",
        ),
        (
            "group = [{ name = \"a\", role = \"staff\" }]",
            "4:31: role: expected a role such as \"arn:aws:iam::000000000000:role/staff\", found \"staff\"",
        ),
    ] {
        assert_eq!(mistakes(&format!("{POOL}{line}\n")), [expected], "{line}");
    }
}
