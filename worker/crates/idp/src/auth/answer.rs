//! What `InitiateAuth` and `RespondToAuthChallenge` answer, and what they are given: the same for the Admin forms.

use crate::{
    error::{Error, Result},
    users::refusals,
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_engine::{
    auth_flow::{
        self, Api, Challenge, Challenged, IssuedTokens, NewPasswordRequired, Progress, Refusal,
        SignedIn, Step, auto_sign_in,
        choice::{self, Begun, Choice, Chosen},
        device, new_password,
        refresh::ShownDevice,
        second_factor::{self, Place},
        set_up, srp,
        step_up::{self, Shown},
    },
    config::ClientConfig,
    cx::Cx,
    error::ProofPlace,
    find_user,
    log::Outcome,
    messages::Contact,
    secret_hash, tokens,
};
use vestibule_model::{
    channel::Channel,
    client::{AuthFlow, Client},
    contact::ContactAttribute,
    device::SessionDevice,
    factor::Factor,
    pool::Tier,
    session::Session,
    short,
    time::Span,
    user::User,
};
use vestibule_wire::{
    Sensitive,
    idp::{
        AuthenticationResultType, ChallengeNameType, ErrorCode, InitiateAuthResponse,
        NewDeviceMetadataType,
    },
};

/// The parameters of a step, by name.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn new(parameters: Option<Sensitive<BTreeMap<String, String>>>) -> Self {
        Self(parameters.map(Sensitive::into_inner).unwrap_or_default())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// # Errors
    /// InvalidParameterException when the parameter is missing.
    pub(super) fn required(&self, name: &str) -> Result<&str> {
        self.get(name)
            .ok_or_else(|| Error::invalid_parameter(format!("Missing required parameter {name}")))
    }

    /// Who asks, on which device.
    fn api(&self) -> Api {
        Api {
            device: self.get("DEVICE_KEY").map(str::to_owned),
            has_to_know_device: false,
        }
    }

    pub(super) fn password(&self, name: &str) -> Result<SecretString> {
        self.required(name)
            .map(|password| SecretString::from(password.to_owned()))
    }

    /// What is chosen to begin with.
    ///
    /// # Errors
    /// InvalidParameterException when the proof of a password lacks its first value.
    fn chosen<'a>(
        &'a self,
        choice: Option<Choice>,
        password: Option<&'a SecretString>,
    ) -> Result<Chosen<'a>> {
        let srp_a = match choice {
            Some(Choice::PasswordSrp) => Some(self.required("SRP_A")?),
            _ => None,
        };
        Ok(Chosen {
            choice,
            password,
            srp_a,
        })
    }

    /// How long ago, at most, the person has proven who they are.
    ///
    /// # Errors
    /// InvalidParameterException for what is no number of seconds.
    fn max_age(&self) -> Result<Option<Span>> {
        let seconds = self.get("MAX_AGE").map(str::parse::<u32>).transpose();
        let seconds =
            seconds.map_err(|_| Error::invalid_parameter("MAX_AGE is no number of seconds."))?;
        Ok(seconds.map(|seconds| Span::seconds(seconds.into())))
    }

    /// The parameters whose names begin with `prefix`, without it.
    pub(super) fn under(&self, prefix: &str) -> BTreeMap<String, String> {
        short::map(self.0.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
        }))
    }
}

/// One flow of `InitiateAuth`, after the checks that depend on who calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Choice,
    Password,
    Refresh,
    Srp,
}

pub(super) async fn initiate(
    cx: &Cx<'_>,
    config: &ClientConfig,
    flow: Flow,
    session: Option<&str>,
    parameters: &Parameters,
) -> Result<InitiateAuthResponse> {
    let client = &config.client;
    let api = parameters.api();
    match flow {
        Flow::Password => {
            let username = parameters.required("USERNAME")?;
            let password = parameters.password("PASSWORD")?;
            check_secret_hash(cx, client, parameters, username)?;
            check_name(cx, client, username)?;
            let step = auth_flow::password::sign_in(cx, config, username, &password, &api).await?;
            answer(cx, config, step).await
        }
        Flow::Srp => {
            let username = parameters.required("USERNAME")?;
            let srp_a = parameters.required("SRP_A")?;
            check_secret_hash(cx, client, parameters, username)?;
            check_name(cx, client, username)?;
            Ok(password_verifier(
                cx,
                auth_flow::srp::start(cx, config, username, srp_a).await?,
            ))
        }
        Flow::Choice => {
            let username = parameters.required("USERNAME")?;
            check_secret_hash(cx, client, parameters, username)?;
            check_name(cx, client, username)?;
            let progress = sought(config, parameters)?;
            let max_age = parameters.max_age()?;
            if let Some(session) = session {
                let place = place(Some(session), username)?;
                let step = auto_sign_in::complete(cx, config, place, &progress, &api).await?;
                return answer(cx, config, step).await;
            }
            let preferred = parameters
                .get("PREFERRED_CHALLENGE")
                .and_then(Choice::parse);
            let password = parameters.password("PASSWORD").ok();
            let chosen = parameters.chosen(preferred, password.as_ref())?;
            let begins = match parameters.get("ACCESS_TOKEN") {
                Some(access_token) => {
                    let shown = Shown {
                        access_token,
                        max_age,
                    };
                    step_up::begin(cx, config, username, (shown, progress), chosen, &api).await?
                }
                None => choice::begin_towards(cx, config, username, chosen, progress, &api).await?,
            };
            begun(cx, config, begins).await
        }
        Flow::Refresh => {
            if !client.allows(AuthFlow::RefreshToken) && client.rotates().is_none() {
                return Err(Error::invalid_parameter(
                    "Auth flow not enabled for this client",
                ));
            }
            if client.rotates().is_some() {
                return Err(Error::new(
                    vestibule_wire::idp::ErrorCode::UnsupportedOperationException,
                    "This API does not support refresh token rotation",
                ));
            }
            let token = parameters.required("REFRESH_TOKEN")?;
            if parameters.get("SECRET_HASH").is_none() {
                check_secret_hash(cx, client, parameters, "")?;
            }
            let device = match parameters.get("DEVICE_KEY") {
                Some(key) => ShownDevice::Key(key.to_owned()),
                None => ShownDevice::Nothing,
            };
            // The hash is over the user's own name, which the token leads to.
            let refreshed = auth_flow::refresh::refresh(cx, config, token, device).await?;
            check_secret_hash(cx, client, parameters, &refreshed.user.username)?;
            let result = result(cx, config, &refreshed.user, &refreshed.session, None).await?;
            Ok(success(result))
        }
    }
}

/// The levels that are sought, `TARGET_ACR_VALUES`.
///
/// # Errors
/// FeatureUnavailableInTierException; InvalidParameterException where the pool has none of them, and for an access token
/// without any.
fn sought(config: &ClientConfig, parameters: &Parameters) -> Result<Progress> {
    let settings = &config.pool.settings;
    match parameters.get("TARGET_ACR_VALUES") {
        None if parameters.get("ACCESS_TOKEN").is_some() => Err(Error::invalid_parameter(
            "ACCESS_TOKEN requires TARGET_ACR_VALUES.",
        )),
        None => Ok(Progress::default()),
        Some(_) if settings.tier == Tier::Lite => Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: Step-Up Authentication",
        )),
        Some(names) => Progress::towards(settings, names)
            .ok_or_else(|| Error::invalid_parameter("TARGET_ACR_VALUES has no valid value.")),
    }
}

/// `PASSWORD_VERIFIER`
fn password_verifier(cx: &Cx<'_>, challenge: srp::Challenge) -> InitiateAuthResponse {
    cx.note(|line| line.outcome = Some(Outcome::Challenged));
    InitiateAuthResponse {
        challenge_name: Some(ChallengeNameType::PasswordVerifier),
        challenge_parameters: Some(short::map([
            ("SALT".to_owned(), challenge.salt),
            ("SECRET_BLOCK".to_owned(), challenge.secret_block),
            ("SRP_B".to_owned(), challenge.srp_b),
            ("USERNAME".to_owned(), challenge.username.clone()),
            ("USER_ID_FOR_SRP".to_owned(), challenge.username),
        ])),
        ..InitiateAuthResponse::default()
    }
}

async fn begun(
    cx: &Cx<'_>,
    config: &ClientConfig,
    begun: Begun<IssuedTokens>,
) -> Result<InitiateAuthResponse> {
    match begun {
        Begun::Step(step) => answer(cx, config, step).await,
        Begun::Srp(challenge) => Ok(password_verifier(cx, challenge)),
    }
}

/// A confidential client's proof, over the name that it sends in the same call.
fn check_secret_hash(
    cx: &Cx<'_>,
    client: &Client,
    parameters: &Parameters,
    username: &str,
) -> Result<()> {
    let hash = parameters.get("SECRET_HASH");
    Ok(secret_hash::check(
        cx,
        client,
        hash,
        username,
        ProofPlace::Parameter,
    )?)
}

/// Nobody can have a name that is too long: it costs no hop.
///
/// # Errors
/// What is said of a name that nobody has.
fn check_name(cx: &Cx<'_>, client: &Client, name: &str) -> Result<()> {
    if name.chars().count() <= find_user::LONGEST {
        return Ok(());
    }
    cx.spend(client.id.as_str())?;
    Err(Refusal::NoSuchUser.told(client.hides_users()).into())
}

pub(super) async fn respond(
    cx: &Cx<'_>,
    config: &ClientConfig,
    challenge: ChallengeNameType,
    session: Option<&str>,
    responses: &Parameters,
) -> Result<InitiateAuthResponse> {
    let username = responses.required("USERNAME")?;
    check_secret_hash(cx, &config.client, responses, username)?;
    let api = responses.api();
    let step = match challenge {
        ChallengeNameType::DeviceSrpAuth => {
            let answer = device::Answer {
                session: required_session(session)?,
                username,
                key: responses.required("DEVICE_KEY")?,
                srp_a: responses.required("SRP_A")?,
            };
            let challenge = device::start(cx, config, &answer).await?;
            cx.note(|line| line.outcome = Some(Outcome::Challenged));
            return Ok(InitiateAuthResponse {
                challenge_name: Some(ChallengeNameType::DevicePasswordVerifier),
                challenge_parameters: Some(short::map([
                    ("DEVICE_KEY".to_owned(), answer.key.to_owned()),
                    ("SALT".to_owned(), challenge.salt),
                    ("SECRET_BLOCK".to_owned(), challenge.secret_block),
                    ("SRP_B".to_owned(), challenge.srp_b),
                    ("USERNAME".to_owned(), username.to_owned()),
                ])),
                ..InitiateAuthResponse::default()
            });
        }
        ChallengeNameType::DevicePasswordVerifier => {
            let proof = device::Proof {
                username,
                key: responses.required("DEVICE_KEY")?,
                secret_block: responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?,
                timestamp: responses.required("TIMESTAMP")?,
                signature: responses.required("PASSWORD_CLAIM_SIGNATURE")?,
            };
            device::prove(cx, config, &proof, &api).await?
        }
        ChallengeNameType::PasswordVerifier => {
            let proof = auth_flow::srp::Proof {
                username,
                secret_block: responses.required("PASSWORD_CLAIM_SECRET_BLOCK")?,
                timestamp: responses.required("TIMESTAMP")?,
                signature: responses.required("PASSWORD_CLAIM_SIGNATURE")?,
            };
            // Clients repeat this one without the device that they are told of.
            let api = Api {
                has_to_know_device: true,
                ..api
            };
            auth_flow::srp::prove(cx, config, &proof, &api).await?
        }
        ChallengeNameType::NewPasswordRequired => {
            let password = responses.password("NEW_PASSWORD")?;
            let answer = new_password::Answer {
                session: required_session(session)?,
                username: Some(username),
                password: &password,
                attributes: responses.under("userAttributes."),
            };
            new_password::complete(cx, config, answer, &api)
                .await
                .map_err(refusals::new_password)?
        }
        ChallengeNameType::SelectChallenge => {
            let chosen = Choice::parse(responses.required("ANSWER")?);
            let place = place(session, username)?;
            if let (Some(Choice::WebAuthn), Some(credential)) =
                (chosen, responses.get("CREDENTIAL"))
            {
                let step = choice::answer_passkey(cx, config, place, credential, &api).await?;
                return answer(cx, config, step).await;
            }
            let password = responses.password("PASSWORD").ok();
            let chosen = responses.chosen(chosen, password.as_ref())?;
            let selected = choice::select(cx, config, place, chosen, &api).await?;
            return begun(cx, config, selected).await;
        }
        ChallengeNameType::Password | ChallengeNameType::PasswordSrp => {
            let password = match challenge {
                ChallengeNameType::Password => Some(responses.password("PASSWORD")?),
                _ => None,
            };
            let chosen = responses.chosen(Choice::parse(challenge.as_str()), password.as_ref())?;
            let place = place(session, username)?;
            let selected = choice::select(cx, config, place, chosen, &api).await?;
            return begun(cx, config, selected).await;
        }
        ChallengeNameType::SmsOtp => {
            let code = responses.password("SMS_OTP_CODE")?;
            let place = place(session, username)?;
            choice::answer_code(cx, config, place, Choice::SmsOtp, &code, &api).await?
        }
        ChallengeNameType::WebAuthn => {
            let credential = responses.required("CREDENTIAL")?;
            let place = place(session, username)?;
            choice::answer_passkey(cx, config, place, credential, &api).await?
        }
        ChallengeNameType::EmailOtp => {
            let code = responses.password("EMAIL_OTP_CODE")?;
            let place = place(session, username)?;
            choice::answer_mailed(cx, config, place, &code, &api).await?
        }
        ChallengeNameType::SmsMfa | ChallengeNameType::SoftwareTokenMfa => {
            let factor = Factor::parse(challenge.as_str())
                .ok_or_else(|| Error::internal("a challenge without a factor"))?;
            let code = responses.password(&format!("{}_CODE", factor.as_str()))?;
            let place = place(session, username)?;
            second_factor::answer(cx, config, place, factor, &code, &api).await?
        }
        ChallengeNameType::SelectMfaType => {
            let factor = Factor::parse(responses.required("ANSWER")?);
            second_factor::select(cx, config, place(session, username)?, factor, &api).await?
        }
        ChallengeNameType::MfaSetup => {
            let place = place(session, username)?;
            let email = responses.get("EMAIL");
            let phone = responses.get("PHONE_NUMBER");
            let email = email.map(|to| (ContactAttribute::Email, to));
            match email.or(phone.map(|to| (ContactAttribute::PhoneNumber, to))) {
                Some(address) => set_up::address(cx, config, place, address, &api)
                    .await
                    .map_err(refusals::not_set_up)?,
                None => set_up::complete(cx, config, place, &api).await?,
            }
        }
        other => return Err(Error::not_built(&format!("The challenge {other}"))),
    };
    answer(cx, config, step).await
}

/// The session of a challenge, which has to come with its answer.
fn place<'a>(session: Option<&'a str>, username: &'a str) -> Result<Place<'a>> {
    Ok(Place {
        session: required_session(session)?,
        username: Some(username),
    })
}

fn required_session(session: Option<&str>) -> Result<&str> {
    session.ok_or_else(|| Error::invalid_parameter("Missing required parameter Session"))
}

async fn answer(
    cx: &Cx<'_>,
    config: &ClientConfig,
    step: Step<IssuedTokens>,
) -> Result<InitiateAuthResponse> {
    let client = &config.client;
    match step.noted(cx) {
        Step::Refused(refusal) => Err(refusal.told(client.hides_users()).into()),
        Step::NewPasswordRequired(required) => new_password_required(client, &required),
        Step::Challenged(challenged) => challenge(*challenged),
        Step::Unconfirmed(_) => Err(Refusal::Unconfirmed.told(client.hides_users()).into()),
        Step::SignedIn(signed_in) => {
            let SignedIn { user, issued } = *signed_in;
            let token = Some(issued.refresh_token);
            let mut result = result(cx, config, &user, &issued.session, token).await?;
            result.new_device_metadata = issued.session.device.and_then(new_device);
            Ok(success(result))
        }
    }
}

fn challenge(challenged: Challenged) -> Result<InitiateAuthResponse> {
    let Challenged {
        session,
        username,
        challenge,
        others: _,
        available,
    } = challenged;
    let list = |factors: &[Factor]| {
        let names: Vec<_> = factors.iter().map(|factor| factor.as_str()).collect();
        serde_json::to_string(&names).map_err(Error::internal)
    };
    let mut parameters = match challenge {
        Challenge::Device | Challenge::Choice => BTreeMap::new(),
        _ => short::map([("USER_ID_FOR_SRP".to_owned(), username)]),
    };
    let mut tell = |name: &str, value: String| {
        parameters.insert(name.to_owned(), value);
    };
    let name = match challenge {
        Challenge::FirstCode { choice, contact } => {
            tell_contact(&mut tell, &contact);
            challenge_name(choice)
        }
        Challenge::Choice => ChallengeNameType::SelectChallenge,
        Challenge::Password => ChallengeNameType::Password,
        Challenge::Passkey { options } => {
            tell("CREDENTIAL_REQUEST_OPTIONS", options);
            ChallengeNameType::WebAuthn
        }
        Challenge::Code { factor, contact } => {
            tell_contact(&mut tell, &contact);
            match factor {
                Factor::EmailOtp => ChallengeNameType::EmailOtp,
                Factor::SmsMfa | Factor::SoftwareTokenMfa => ChallengeNameType::SmsMfa,
            }
        }
        Challenge::SoftwareToken { name } => {
            if let Some(name) = name {
                tell("FRIENDLY_DEVICE_NAME", name);
            }
            ChallengeNameType::SoftwareTokenMfa
        }
        Challenge::Selection { factors } => {
            tell("MFAS_CAN_CHOOSE", list(&factors)?);
            ChallengeNameType::SelectMfaType
        }
        Challenge::SetUp { factors } => {
            tell("MFAS_CAN_SETUP", list(&factors)?);
            ChallengeNameType::MfaSetup
        }
        Challenge::Device => ChallengeNameType::DeviceSrpAuth,
    };
    Ok(InitiateAuthResponse {
        challenge_name: Some(name),
        session: Some(Sensitive::new(session)),
        challenge_parameters: Some(parameters),
        available_challenges: available_challenges(&available),
        ..InitiateAuthResponse::default()
    })
}

fn tell_contact(tell: &mut impl FnMut(&str, String), contact: &Contact) {
    let medium = match contact.channel {
        Channel::Email => "EMAIL",
        Channel::Sms => "SMS",
    };
    tell("CODE_DELIVERY_DELIVERY_MEDIUM", medium.to_owned());
    tell("CODE_DELIVERY_DESTINATION", contact.masked());
}

fn available_challenges(available: &[Choice]) -> Option<Vec<ChallengeNameType>> {
    (!available.is_empty()).then(|| available.iter().copied().map(challenge_name).collect())
}

const fn challenge_name(choice: Choice) -> ChallengeNameType {
    match choice {
        Choice::PasswordSrp => ChallengeNameType::PasswordSrp,
        Choice::Password => ChallengeNameType::Password,
        Choice::EmailOtp => ChallengeNameType::EmailOtp,
        Choice::SmsOtp => ChallengeNameType::SmsOtp,
        Choice::WebAuthn => ChallengeNameType::WebAuthn,
    }
}

fn new_password_required(
    client: &Client,
    required: &NewPasswordRequired,
) -> Result<InitiateAuthResponse> {
    let attributes = required.user.attributes.iter();
    let attributes = short::map(attributes.filter(|(name, _)| client.may_read(name)));
    let missing: Vec<_> = required
        .missing_attributes
        .iter()
        .map(|name| format!("userAttributes.{name}"))
        .collect();
    Ok(InitiateAuthResponse {
        challenge_name: Some(ChallengeNameType::NewPasswordRequired),
        session: Some(required.session.as_str().into()),
        challenge_parameters: Some(short::map([
            ("USER_ID_FOR_SRP".to_owned(), required.user.username.clone()),
            (
                "requiredAttributes".to_owned(),
                serde_json::to_string(&missing).map_err(Error::internal)?,
            ),
            (
                "userAttributes".to_owned(),
                serde_json::to_string(&attributes).map_err(Error::internal)?,
            ),
        ])),
        ..InitiateAuthResponse::default()
    })
}

/// The tokens of an answer.
pub(super) async fn result(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    session: &Session,
    refresh_token: Option<SecretString>,
) -> Result<AuthenticationResultType> {
    let tokens = tokens::sign(cx, config, user, session).await?;
    let sensitive = |secret: &SecretString| Sensitive::new(secret.expose().clone());
    Ok(AuthenticationResultType {
        access_token: Some(sensitive(&tokens.access)),
        expires_in: i32::try_from(tokens.expires_in.as_seconds()).ok(),
        id_token: tokens.id.as_ref().map(sensitive),
        refresh_token: refresh_token.as_ref().map(sensitive),
        token_type: Some("Bearer".to_owned()),
        new_device_metadata: None,
    })
}

/// The keys of a device that can be confirmed.
fn new_device(device: SessionDevice) -> Option<NewDeviceMetadataType> {
    match device {
        SessionDevice::New { key, group } => Some(NewDeviceMetadataType {
            device_key: Some(key),
            device_group_key: Some(group),
        }),
        SessionDevice::Known { .. } | SessionDevice::Forgotten { .. } => None,
    }
}

fn success(result: AuthenticationResultType) -> InitiateAuthResponse {
    InitiateAuthResponse {
        authentication_result: Some(result),
        challenge_parameters: Some(BTreeMap::new()),
        ..InitiateAuthResponse::default()
    }
}
