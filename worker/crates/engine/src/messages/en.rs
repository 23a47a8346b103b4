//! English.

use super::words::{Language, LinkWords, Words};

pub(super) static ENGLISH: Language = Language {
    tag: "en",
    sign_up: Words {
        subject: "Confirm your {name} account",
        heading: "Confirm your account",
        lead: "Enter this code to confirm your account at {name}.",
        lasts: "The code is valid for {span}.",
        not_you: "If this wasn't you, you can ignore this message: without the code nothing happens.",
        sms: "Your {name} confirmation code is {####}",
    },
    attribute: Words {
        subject: "Verify your address for {name}",
        heading: "Verify your address",
        lead: "Enter this code to verify this address for your account at {name}.",
        lasts: "The code is valid for {span}.",
        not_you: "If this wasn't you, you can ignore this message: without the code nothing happens.",
        sms: "Your {name} verification code is {####}",
    },
    forgotten_password: Words {
        subject: "Reset your {name} password",
        heading: "Reset your password",
        lead: "Enter this code to choose a new password for your account at {name}.",
        lasts: "The code is valid for {span}.",
        not_you: "If this wasn't you, you can ignore this message: your password stays as it is.",
        sms: "Your {name} password reset code is {####}",
    },
    invitation: Words {
        subject: "Your invitation to {name}",
        heading: "Welcome to {name}",
        lead: "An account was made for you. Your username is {username}, and this is your temporary password.",
        lasts: "It is valid for {span}. When you first sign in you choose one of your own.",
        not_you: "If you don't know what this is about, you can ignore this message.",
        sms: "Your {name} username is {username} and temporary password is {####}",
    },
    second_factor: Words {
        subject: "Your {name} sign-in code",
        heading: "Finish signing in",
        lead: "Enter this code to finish signing in to {name}.",
        lasts: "The code is valid for {span}.",
        not_you: "If this wasn't you, somebody knows your password: choose another one, and tell nobody this code.",
        sms: "Your {name} authentication code is {####}",
    },
    sign_in: Words {
        subject: "Sign in to {name}",
        heading: "Sign in",
        lead: "Enter this code to sign in to {name}.",
        lasts: "The code is valid for {span}.",
        not_you: "If this wasn't you, you can ignore this message. Tell nobody this code.",
        sms: "Your {name} sign-in code is {####}",
    },
    lock_notice: Words {
        subject: "Wrong passwords for your {name} account",
        heading: "Wrong passwords for your account",
        lead: "Wrong passwords were tried for your account at {name}, so signing in is held up for some minutes, but not in \
               browsers in which you have signed in before.",
        lasts: "",
        not_you: "If it was not you, and your password is easy to guess or used elsewhere, choose another.",
        sms: "Wrong passwords were tried for your {name} account. If it was not you, and yours is easy to guess, choose another.",
    },
    link: LinkWords {
        lead: "Follow this link to confirm your address for {name}.",
        label: "Confirm address",
        lasts: "The link is valid for {span}.",
        not_you: "If this wasn't you, you can ignore this message: unless the link is followed nothing happens.",
    },
    minutes: ["minute", "minutes"],
    hours: ["hour", "hours"],
    days: ["day", "days"],
};
