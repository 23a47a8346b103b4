//! The keys of `[[pool.client]]`.

use super::{Flag, Key, Needed, Section, Time, Words};
use crate::lifetime::Lifetime;

/// The scopes that every pool has.
pub(crate) const STANDARD_SCOPES: [&str; 5] = [
    "openid",
    "email",
    "phone",
    "profile",
    "aws.cognito.signin.user.admin",
];

pub(crate) static SECTION: Section = Section {
    heading: "[[pool.client]]",
    what: "a client",
    about: "An app that signs people in, or a program that signs in as itself. The first kind comes back from the hosted \
            pages (`flows = [\"code\"]`), or shows forms of its own and asks the API (`auth_flows`). An app that runs in \
            a browser or on a phone can keep no secret; a program needs one.",
    example: r#"# A browser app.
[[pool.client]]
name = "web app"
flows = ["code"]
scopes = ["openid", "email", "api/read"]
callback_urls = ["https://app.example.com/callback"]
logout_urls = ["https://app.example.com/"]

# A program that signs in as itself.
[[pool.client]]
name = "nightly report"
secret = true
flows = ["client_credentials"]
scopes = ["api/read"]
access_token_validity = "15m"
"#,
    keys: &[
        &NAME,
        &SECRET,
        &FLOWS,
        &SCOPES,
        &CALLBACK_URLS,
        &LOGOUT_URLS,
        &AUTH_FLOWS,
        &ACCESS_TOKEN_VALIDITY,
        &ID_TOKEN_VALIDITY,
        &REFRESH_TOKEN_VALIDITY,
        &REFRESH_TOKEN_ROTATION,
        &REFRESH_TOKEN_GRACE,
        &AUTH_SESSION_VALIDITY,
        &SSO_SESSION,
        &PREVENT_USER_EXISTENCE_ERRORS,
        &TOKEN_REVOCATION,
        &READ_ATTRIBUTES,
        &WRITE_ATTRIBUTES,
    ],
};

pub(crate) static NAME: Key<Needed> = Key::new(
    "name",
    Needed {
        values: "1 to 128 letters, digits, spaces and any of `_+=,.@-`",
        example: "one such as \"web app\"",
    },
    "What the client is called, once in its pool.",
)
.naming();

pub(crate) static SECRET: Key<Flag> = Key::new(
    "secret",
    Flag(false),
    "Whether the service makes a secret that the client has to know.",
)
.fixed();

pub(crate) static FLOWS: Key<Words> = Key::new(
    "flows",
    Words {
        of: &["code", "client_credentials"],
        not_built: &["implicit"],
        others: "",
        example: "[\"code\"]",
        default: "none",
    },
    "OAuth flows. `code` brings a person back from the hosted pages with a code that is exchanged for tokens; \
     `client_credentials` gives a program with a secret a token of its own, and stands alone.",
);

pub(crate) static SCOPES: Key<Words> = Key::new(
    "scopes",
    Words {
        of: &STANDARD_SCOPES,
        not_built: &[],
        others: "and those of the pool's resource servers, such as `api/read`",
        example: "[\"openid\", \"email\"]",
        default: "none",
    },
    "What the client may ask for; needed beside `flows`, at most 50. A program gets scopes of resource servers alone.",
);

pub(crate) static CALLBACK_URLS: Key<Words> = Key::new(
    "callback_urls",
    urls(),
    "Where people may be sent back to once they are signed in; needed beside `code`, at most 100.",
);

pub(crate) static LOGOUT_URLS: Key<Words> = Key::new(
    "logout_urls",
    urls(),
    "Where people may be sent back to once they are signed out; at most 100.",
);

pub(crate) static AUTH_FLOWS: Key<Words> = Key::new(
    "auth_flows",
    Words {
        of: &[
            "user_srp",
            "user_password",
            "admin_user_password",
            "user",
            "custom",
            "refresh_token",
            "client_token",
            "token_exchange_delegation",
            "token_exchange_impersonation",
        ],
        not_built: &[],
        others: "",
        example: "[\"user_srp\", \"refresh_token\"]",
        default: "`[\"user_srp\", \"refresh_token\"]`, without the second where refresh tokens rotate",
    },
    "Ways to sign in through the API, without the hosted pages: by SRP, which sends no password; by a password, from \
     the client or from an administrator's server; by whichever of the pool's `first_factors` the person chooses; by \
     challenges of your own; by a refresh token. `client_token`, which stands alone, gives a client with a secret tokens of \
     its own; the other two let it ask for tokens that act for a person.",
);

pub(crate) static ACCESS_TOKEN_VALIDITY: Key<Time> = Key::new(
    "access_token_validity",
    token(),
    "How long an access token is accepted; at most as long as the refresh token.",
);

pub(crate) static ID_TOKEN_VALIDITY: Key<Time> = Key::new(
    "id_token_validity",
    token(),
    "How long an ID token is accepted; at most as long as the refresh token.",
);

pub(crate) static REFRESH_TOKEN_VALIDITY: Key<Time> = Key::new(
    "refresh_token_validity",
    Time {
        range: Lifetime::from_hours(1)..=Lifetime::from_days(3_650),
        default: Lifetime::from_days(30),
    },
    "How long somebody stays signed in without typing a password again.",
);

pub(crate) static REFRESH_TOKEN_ROTATION: Key<Flag> = Key::new(
    "refresh_token_rotation",
    Flag(false),
    "Whether each refresh answers with a new refresh token, and the old one ends. Then `auth_flows` can't hold \
     `refresh_token`: clients call GetTokensFromRefreshToken.",
);

pub(crate) static REFRESH_TOKEN_GRACE: Key<Time> = Key::new(
    "refresh_token_grace",
    Time {
        range: Lifetime::from_seconds(0)..=Lifetime::from_seconds(60),
        default: Lifetime::from_seconds(0),
    },
    "How long the old one still works, for a client that didn't get the answer. Beside `refresh_token_rotation` alone.",
);

pub(crate) static AUTH_SESSION_VALIDITY: Key<Time> = Key::new(
    "auth_session_validity",
    Time {
        range: Lifetime::from_minutes(3)..=Lifetime::from_minutes(15),
        default: Lifetime::from_minutes(3),
    },
    "How long a sign-in through the API may stand between two of its steps, in whole minutes.",
);

pub(crate) static SSO_SESSION: Key<Time> = Key::new(
    "sso_session",
    Time {
        range: Lifetime::from_minutes(0)..=Lifetime::from_days(90),
        default: Lifetime::from_hours(1),
    },
    "For how long the pages take somebody who has signed in for signed in, in whole minutes. Where `[pool.sessions]` tracks \
     them.",
);

pub(crate) static PREVENT_USER_EXISTENCE_ERRORS: Key<Flag> = Key::new(
    "prevent_user_existence_errors",
    Flag(true),
    "Whether a name that nobody has gets the answer of a wrong password, so that nobody learns who has an account.",
);

pub(crate) static TOKEN_REVOCATION: Key<Flag> = Key::new(
    "token_revocation",
    Flag(true),
    "Whether a refresh token can be revoked, and its access tokens with it.",
);

pub(crate) static READ_ATTRIBUTES: Key<Words> = Key::new(
    "read_attributes",
    attributes("attributes, and `email_verified`, `phone_number_verified` and `sub`"),
    "The attributes of a user that the client is shown.",
);

pub(crate) static WRITE_ATTRIBUTES: Key<Words> = Key::new(
    "write_attributes",
    attributes("attributes"),
    "The attributes of a user that the client may set; those that are required among them.",
);

const fn token() -> Time {
    Time {
        range: Lifetime::from_minutes(5)..=Lifetime::from_days(1),
        default: Lifetime::from_hours(1),
    }
}

const fn urls() -> Words {
    Words {
        of: &[],
        not_built: &[],
        others: "`https` URLs, `http` ones of `localhost`, or an app's own scheme",
        example: "[\"https://app.example.com/callback\"]",
        default: "none",
    }
}

const fn attributes(others: &'static str) -> Words {
    Words {
        of: &[],
        not_built: &[],
        others,
        example: "[\"email\", \"name\"]",
        default: "all",
    }
}
