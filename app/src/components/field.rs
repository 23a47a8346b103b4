//! One labelled field with its hint and its error.

use leptos::prelude::*;

use super::form::ways_in;
use crate::{
    i18n::Key,
    islands::{Check, CodeEntry, PasswordRules, ShowPassword},
    model::{Attribute, Frame, Identifier, PasswordPolicy},
};

/// Digits of a code that confirms an address or is a second factor.
const DIGITS: usize = 6;

/// A field of a form. All of them must be filled in, but for those that say that they need not.
pub(crate) struct Field {
    id: String,
    name: String,
    label: String,
    kind: Kind,
    autocomplete: &'static str,
    value: String,
    hint: Option<String>,
    optional: bool,
}

/// What is typed into a field.
pub(crate) enum Kind {
    Text,
    /// A name that is not prose: no capitals, no spelling.
    Identifier,
    /// An identifier that may be an email address, but need not be.
    IdentifierOrEmail,
    Email,
    PhoneNumber,
    Url,
    Date,
    /// A code, and whether it is all that the form asks for.
    Code {
        alone: bool,
        digits: usize,
    },
    Password,
    NewPassword(PasswordPolicy),
}

impl Field {
    /// What the person signs in with.
    pub(crate) fn identifier(frame: &Frame, identifier: Identifier, value: &str) -> Self {
        let (label, kind) = match identifier {
            Identifier::Username => (Key::IdentifierUsername, Kind::Identifier),
            Identifier::Email => (Key::IdentifierEmail, Kind::Email),
            Identifier::PhoneNumber => (Key::IdentifierPhoneNumber, Kind::PhoneNumber),
            Identifier::EmailOrPhoneNumber => {
                (Key::IdentifierEmailOrPhoneNumber, Kind::IdentifierOrEmail)
            }
            Identifier::UsernameOrEmail => {
                (Key::IdentifierUsernameOrEmail, Kind::IdentifierOrEmail)
            }
            Identifier::UsernameOrPhoneNumber => {
                (Key::IdentifierUsernameOrPhoneNumber, Kind::Identifier)
            }
            Identifier::Any => (Key::IdentifierAny, Kind::IdentifierOrEmail),
        };
        let phone = matches!(identifier, Identifier::PhoneNumber);
        Self {
            hint: phone.then(|| frame.texts.get(Key::AttributePhoneNumberHint).to_owned()),
            ..Self::new(
                frame,
                "signInFormUsername",
                "username",
                label,
                kind,
                "username",
            )
            .holding(value)
        }
    }

    /// Where passkeys are taken, the browser offers them among the names that it knows (HTML section 4.10.18.7).
    pub(crate) fn taking_passkeys(mut self, are_taken: bool) -> Self {
        if are_taken {
            self.autocomplete = "username webauthn";
        }
        self
    }

    pub(crate) fn current_password(frame: &Frame) -> Self {
        let label = Key::PasswordLabel;
        Self::new(
            frame,
            "signInFormPassword",
            "password",
            label,
            Kind::Password,
            "current-password",
        )
    }

    pub(crate) fn new_password(
        frame: &Frame,
        name: &str,
        label: Key,
        policy: &PasswordPolicy,
    ) -> Self {
        let kind = Kind::NewPassword(policy.clone());
        Self::new(frame, "new_password", name, label, kind, "new-password")
    }

    pub(crate) fn repeated_password(frame: &Frame) -> Self {
        let label = Key::PasswordRepeat;
        Self::new(
            frame,
            "confirm_password",
            "confirm_password",
            label,
            Kind::Password,
            "new-password",
        )
    }

    /// A code. Where it stands `alone` the form is sent when a whole code is pasted.
    pub(crate) fn code(frame: &Frame, alone: bool, value: &str) -> Self {
        let kind = Kind::Code {
            alone,
            digits: DIGITS,
        };
        let field = Self::new(
            frame,
            "verification_code",
            "code",
            Key::CodeLabel,
            kind,
            "one-time-code",
        );
        field.holding(value)
    }

    /// The code of a sign-in's factor.
    pub(crate) fn factor_code(frame: &Frame, alone: bool, is_of_app: bool) -> Self {
        let name = "authentication_code";
        let id = match is_of_app {
            true => "totpCodeInput",
            false => name,
        };
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            ..Self::code(frame, alone, "")
        }
    }

    /// A user attribute, as `requiredAttributes[name]`. An unknown one is labelled with its name.
    pub(crate) fn attribute(frame: &Frame, attribute: &Attribute) -> Self {
        let id = format!("attribute-{}", attribute.name);
        let (label, kind, autocomplete) = match attribute.name.as_str() {
            "address" => (Key::AttributeAddress, Kind::Text, "street-address"),
            "birthdate" => (Key::AttributeBirthdate, Kind::Date, "bday"),
            "email" => (Key::AttributeEmail, Kind::Email, "email"),
            "family_name" => (Key::AttributeFamilyName, Kind::Text, "family-name"),
            "gender" => (Key::AttributeGender, Kind::Text, "sex"),
            "given_name" => (Key::AttributeGivenName, Kind::Text, "given-name"),
            "locale" => (Key::AttributeLocale, Kind::Identifier, "language"),
            "middle_name" => (Key::AttributeMiddleName, Kind::Text, "additional-name"),
            "name" => (Key::AttributeName, Kind::Text, "name"),
            "nickname" => (Key::AttributeNickname, Kind::Text, "nickname"),
            "phone_number" => (Key::AttributePhoneNumber, Kind::PhoneNumber, "tel"),
            "picture" => (Key::AttributePicture, Kind::Url, "photo"),
            "preferred_username" => (
                Key::AttributePreferredUsername,
                Kind::Identifier,
                "nickname",
            ),
            "profile" => (Key::AttributeProfile, Kind::Url, "url"),
            "website" => (Key::AttributeWebsite, Kind::Url, "url"),
            "zoneinfo" => (Key::AttributeZoneinfo, Kind::Identifier, "off"),
            name => {
                let name = format!("requiredAttributes[{name}]");
                let field = Self::new(frame, &id, &name, Key::AttributeName, Kind::Text, "off");
                return Self {
                    label: custom_label(&attribute.name),
                    ..field.holding(&attribute.value)
                };
            }
        };
        let name = format!("requiredAttributes[{}]", attribute.name);
        let phone = attribute.name == "phone_number";
        Self {
            hint: phone.then(|| frame.texts.get(Key::AttributePhoneNumberHint).to_owned()),
            ..Self::new(frame, &id, &name, label, kind, autocomplete).holding(&attribute.value)
        }
    }

    fn new(
        frame: &Frame,
        id: &str,
        name: &str,
        label: Key,
        kind: Kind,
        autocomplete: &'static str,
    ) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            label: frame.texts.get(label).to_owned(),
            kind,
            autocomplete,
            value: String::new(),
            hint: None,
            optional: false,
        }
    }

    /// The field of a longer code.
    #[must_use]
    pub(crate) fn of_digits(mut self, count: usize) -> Self {
        if let Kind::Code { digits, .. } = &mut self.kind {
            *digits = count;
        }
        self
    }

    /// The field, which may be left empty: what that means.
    #[must_use]
    pub(crate) fn optional(mut self, frame: &Frame, hint: Key) -> Self {
        self.optional = true;
        self.hint = Some(frame.texts.get(hint).to_owned());
        self
    }

    fn holding(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn is_refused(&self, frame: &Frame) -> bool {
        frame.around.field_errors.contains_key(&self.name)
    }

    /// The field with its label, hint and error, and the islands that belong to it; `noticed` when the sentence above
    /// the form describes it too.
    pub(super) fn view(self, frame: &Frame, autofocus: bool, noticed: bool) -> AnyView {
        match &self.kind {
            Kind::Code { .. } => {
                let content = self.content(frame, autofocus, noticed, None);
                view! { <CodeEntry>{content}</CodeEntry> }.into_any()
            }
            Kind::NewPassword(policy) => {
                let rules_id = format!("{}-rules", self.id);
                let rules = rules(frame, policy, &rules_id);
                let content = self.content(frame, autofocus, noticed, Some(&rules_id));
                view! {
                    <PasswordRules>
                        {content}
                        {rules}
                    </PasswordRules>
                }
                .into_any()
            }
            _ => self.content(frame, autofocus, noticed, None),
        }
    }

    fn content(
        self,
        frame: &Frame,
        autofocus: bool,
        noticed: bool,
        rules: Option<&str>,
    ) -> AnyView {
        let refused = frame.around.field_errors.get(&self.name);
        let error = refused.map(|message| frame.texts.say(message));
        let ways_in = refused.and_then(|message| ways_in(frame, message));
        let hint_id = format!("{}-hint", self.id);
        let error_id = format!("{}-error", self.id);
        let described_by: Vec<_> = [
            noticed.then_some("notice"),
            error.is_some().then_some(error_id.as_str()),
            self.hint.is_some().then_some(hint_id.as_str()),
            rules,
        ]
        .into_iter()
        .flatten()
        .collect();
        let described_by = (!described_by.is_empty()).then(|| described_by.join(" "));
        let (input_type, inputmode) = self.kind.input();
        let prose = matches!(self.kind, Kind::Text);
        let (alone, digits) = match self.kind {
            Kind::Code { alone, digits } => (alone.then_some(""), Some(digits.to_string())),
            _ => (None, None),
        };
        let reveal = matches!(self.kind, Kind::Password | Kind::NewPassword(_)).then(|| {
            let button = reveal_button(frame, self.id.clone());
            view! { <ShowPassword>{button}</ShowPassword> }.into_any()
        });
        view! {
            <div class="field">
                <label for=self.id.clone()>{self.label}</label>
                <div class="control">
                    <input
                        id=self.id
                        name=self.name
                        type=input_type
                        inputmode=inputmode
                        autocomplete=self.autocomplete
                        autocapitalize=(!prose).then_some("none")
                        spellcheck=(!prose).then_some("false")
                        value=(!self.value.is_empty()).then_some(self.value)
                        required=!self.optional
                        autofocus=autofocus
                        aria-invalid=error.is_some().then_some("true")
                        aria-describedby=described_by
                        data-alone=alone
                        data-digits=digits
                    />
                    {reveal}
                </div>
                {error
                    .map(|error| {
                        view! {
                            <p class="error" id=error_id>
                                {error}
                            </p>
                        }.into_any()
                    })}
                {ways_in}
                {self
                    .hint
                    .map(|hint| {
                        view! {
                            <p class="hint" id=hint_id>
                                {hint}
                            </p>
                        }.into_any()
                    })}
            </div>
        }
        .into_any()
    }
}

impl Kind {
    /// The attributes `type` and `inputmode`.
    fn input(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text | Self::Identifier => ("text", None),
            // Browsers take no `ö` before the `@` of `type=email`, and write another domain than was typed.
            Self::IdentifierOrEmail | Self::Email => ("text", Some("email")),
            // `type=number` would drop leading zeros.
            Self::Code { .. } => ("text", Some("numeric")),
            Self::PhoneNumber => ("tel", None),
            Self::Url => ("url", None),
            Self::Date => ("date", None),
            Self::Password | Self::NewPassword(_) => ("password", None),
        }
    }
}

/// `custom:cost_centre` as `Cost centre`.
fn custom_label(name: &str) -> String {
    let words = name
        .strip_prefix("custom:")
        .unwrap_or(name)
        .replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn reveal_button(frame: &Frame, field: String) -> AnyView {
    let label = frame.texts.get(Key::PasswordShow).to_owned();
    view! {
        <button type="button" class="reveal" aria-label=label aria-controls=field aria-pressed="false" hidden>
            <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z" />
                <circle cx="12" cy="12" r="3" />
                <path class="strike" d="M4 20 20 4" />
            </svg>
        </button>
    }
    .into_any()
}

/// The list of what a new password must hold; see [`PasswordRules`].
fn rules(frame: &Frame, policy: &PasswordPolicy, id: &str) -> AnyView {
    let count = policy.min_length.to_string();
    let rules = [
        (
            policy.min_length > 0,
            Check::Length(policy.min_length),
            Key::PasswordMinLength,
        ),
        (policy.lowercase, Check::Lowercase, Key::PasswordLowercase),
        (policy.uppercase, Check::Uppercase, Key::PasswordUppercase),
        (policy.numbers, Check::Number, Key::PasswordNumber),
        (policy.symbols, Check::Symbol, Key::PasswordSymbol),
    ];
    let items = rules
        .into_iter()
        .filter(|(wanted, ..)| *wanted)
        .map(|(_, check, key)| {
            let text = frame.texts.fill(key, &[("count", &count)]);
            view! {
                <li data-check=check.attribute()>
                    <span>{text}</span>
                    <span class="aside"></span>
                </li>
            }
            .into_any()
        });
    let words = |key| format!(" ({})", frame.texts.get(key));
    let label = frame.texts.get(Key::PasswordRules).to_owned();
    view! {
        <ul
            class="rules"
            id=id.to_owned()
            aria-label=label
            data-met=words(Key::PasswordMet)
            data-unmet=words(Key::PasswordNotMet)
        >
            {items.collect_view()}
        </ul>
    }
    .into_any()
}
