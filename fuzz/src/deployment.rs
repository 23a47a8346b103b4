//! The deployment that the targets meet: made once, by its own operations and pages, and after each run as it was before.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use vestibule_app::theme;
use vestibule_crypto::{SeededRng, srp::ModPow};
use vestibule_engine::{config::cache::Cache, cx::Cx, testing::World};
use vestibule_idp::fixtures::{
    PASSWORD,
    api::{at_once, part, text},
};
use vestibule_model::{client::Client, pool::Pool};
use vestibule_web::fixtures::{House, REDIRECT_URI, VERIFIER, body};

/// The pool's own host.
pub(crate) const HOST: &str = "demo.id.example.com";
/// Who is signed in.
const ALICE: &str = "alice@example.com";
/// Who has a temporary password.
const BOB: &str = "bob@example.com";
const TEMPORARY: &str = "Temp0rary-1";

thread_local! {
    static DEPLOYMENT: Deployment = Deployment::new();
}

/// One pool, whose users sign in with an e-mail address, with one custom attribute of each kind, a client without a secret
/// that signs people in, and one with a secret that acts for itself.
pub(crate) struct Deployment {
    house: House,
    pool: Pool,
    client: Client,
    /// What an input says for what is made anew: with the braces around it, and what it stands for.
    words: Vec<(String, String)>,
}

/// Two, to whatever power: the real one takes too long to be run as often.
pub(crate) struct Two;

/// Shows the deployment to whatever wants to see it.
pub(crate) fn with<T>(look: impl FnOnce(&Deployment) -> T) -> T {
    DEPLOYMENT.with(look)
}

/// Does something in a request's context, and undoes what it changed.
pub(crate) fn run<T>(act: impl FnOnce(Cx<'_>) -> T) -> T {
    with(|deployment| deployment.run(act))
}

impl Deployment {
    pub(crate) fn world(&self) -> &World {
        &self.house.world
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// The one that signs people in.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// What a word of an input stands for.
    pub(crate) fn meaning(&self, word: &str) -> &str {
        let meant = self.words.iter().find(|(known, _)| known == word);
        meant.map(|(_, meaning)| &**meaning).expect("it is a word")
    }

    /// Reads an input: `{pool}` and the other words stand for what they say, and what is between `<<` and `>>` for the same
    /// in base64url, as in a token.
    pub(crate) fn read(&self, input: &[u8]) -> Vec<u8> {
        let mut read = Vec::with_capacity(input.len());
        let mut rest = input;
        while let Some((first, after)) = rest.split_first() {
            let mut words = self.words.iter();
            if let Some((word, meaning)) =
                words.find(|(word, _)| *first == b'{' && rest.starts_with(word.as_bytes()))
            {
                read.extend_from_slice(meaning.as_bytes());
                rest = &rest[word.len()..];
                continue;
            }
            read.push(*first);
            rest = after;
        }
        encoded(&read)
    }

    /// Does something in a request's context, and undoes what it changed.
    pub(crate) fn run<T>(&self, act: impl FnOnce(Cx<'_>) -> T) -> T {
        let (cache, rng) = (Cache::default(), SeededRng::new([2; 32]));
        self.world().undone(|| {
            act(Cx {
                rng: &rng,
                modpow: &Two,
                cache: &cache,
                request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
                ..self.world().cx()
            })
        })
    }

    /// Whether objects were asked for this in the run that goes on.
    pub(crate) fn asked(&self, transition: &str) -> bool {
        let sent = self.world().objects.sent.borrow();
        sent.iter().any(|name| name == transition)
    }

    /// Whether objects were asked for anything in the run that goes on.
    pub(crate) fn asked_anything(&self) -> bool {
        !self.world().objects.sent.borrow().is_empty()
    }

    fn new() -> Self {
        let flows = [
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
        ];
        let pool = json!({"UsernameConfiguration": {"CaseSensitive": false}, "Schema": schema()});
        let mut house = House::with(pool, json!({"ExplicitAuthFlows": flows}));
        house.resource_server();
        let machine = json!({
            "GenerateSecret": true, "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["api/read"],
            "CallbackURLs": [], "LogoutURLs": [],
        });
        let (server, secret) = house.client(machine);
        let secret = secret.expect("it has one");
        let input = json!({"UserPoolId": house.pool, "Domain": "demo"});
        house.ok("CreateUserPoolDomain", input);
        house.add_user(ALICE);
        house.invite(BOB, TEMPORARY);
        house.harden();
        let mut words = vec![
            ("pool", house.pool.clone()),
            ("web", house.client.clone()),
            ("basic", STANDARD.encode(format!("{server}:{secret}"))),
            ("server", server),
            ("server_secret", secret),
        ];
        words.extend(of_the_pages(&house));
        let code = house.browser().sign_in(ALICE);
        // The browser without scripts that was used so far keeps to loopback.
        "https://id.example.com".clone_into(&mut house.world.deployment.public_url);
        house.world.deployment.check_branding = check_branding;
        words.extend(of_the_api(&house));
        words.push(("openid_token", of_the_endpoint(&house, &code)));
        words.push(("csrf", of_a_form(&house)));
        house.world.objects.sent.take();

        let world = &house.world;
        let config = at_once(world.cx().client(&house.client)).expect("there is one");
        let (pool, client) = (config.pool.clone(), config.client.clone());
        let words = words
            .into_iter()
            .map(|(word, meaning)| (format!("{{{word}}}"), meaning))
            .collect();
        Self {
            pool,
            client,
            words,
            house,
        }
    }
}

impl ModPow for Two {
    fn modpow(&self, _base: &[u8], _exponent: &[u8], _modulus: &[u8]) -> Vec<u8> {
        vec![2]
    }
}

/// What a browser and its app are given: a code, and what is kept in cookies and in a form.
fn of_the_pages(house: &House) -> [(&'static str, String); 4] {
    let browser = house.browser();
    let code = browser.sign_in(ALICE);
    let cookie = |name: &str| browser.cookies.borrow()[name].clone();
    let signed_in = cookie(&house.session_cookie());
    browser.sign_up("carol@example.com");
    let other = house.browser();
    let form = [("username", BOB), ("password", TEMPORARY)];
    let asked = other.post(&house.at("/login"), &form);
    [
        ("code", code),
        ("browser", signed_in),
        ("signing_up", cookie("vestibule-sign-up")),
        ("state", asked.hidden("state")),
    ]
}

/// What callers of the API are given.
fn of_the_api(house: &House) -> Vec<(&'static str, String)> {
    let tokens = house.sign_in(ALICE, PASSWORD).expect("it is hers");
    let tokens = &tokens["AuthenticationResult"];
    let challenge = house.sign_in(BOB, TEMPORARY).expect("it is his");
    let key = |token: &str| text(&part(&tokens[token], 0)["kid"]);
    vec![
        ("sub", text(&part(&tokens["IdToken"], 1)["sub"])),
        ("access_key", key("AccessToken")),
        ("id_key", key("IdToken")),
        ("access_token", text(&tokens["AccessToken"])),
        ("id_token", text(&tokens["IdToken"])),
        ("refresh_token", text(&tokens["RefreshToken"])),
        ("session", text(&challenge["Session"])),
    ]
}

/// An access token for what OpenID Connect has.
fn of_the_endpoint(house: &House, code: &str) -> String {
    let asked = [
        ("grant_type", "authorization_code"),
        ("client_id", &house.client),
        ("redirect_uri", REDIRECT_URI),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    let given = house.form("/oauth2/token", &[("host", HOST)], &asked);
    text(&body(&given)["access_token"])
}

/// What the pool's pages put into their forms and a cookie.
fn of_a_form(house: &House) -> String {
    let page = house.send("GET", &house.at("/login"), &[("host", HOST)], "");
    page.view().around.csrf.clone()
}

fn schema() -> Value {
    let text = |name: &str, shortest: &str, longest: &str| {
        json!({
            "Name": name, "AttributeDataType": "String", "Mutable": true,
            "StringAttributeConstraints": {"MinLength": shortest, "MaxLength": longest},
        })
    };
    let level = json!({"MinValue": "-5", "MaxValue": "5"});
    json!([
        {"Name": "email", "AttributeDataType": "String", "Required": true, "Mutable": true},
        text("team", "1", "8"),
        {"Name": "level", "AttributeDataType": "Number", "Mutable": true, "NumberAttributeConstraints": level},
        {"Name": "flag", "AttributeDataType": "Boolean", "Mutable": true},
        {"Name": "when", "AttributeDataType": "DateTime", "Mutable": true},
        {"Name": "fixed", "AttributeDataType": "String", "Mutable": false},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ])
}

/// As the Worker checks it.
fn check_branding(branding: &Value) -> Result<(), String> {
    let branding = branding.to_string();
    let branding: theme::Branding =
        vestibule_model::json::read(branding.as_bytes()).map_err(|error| error.to_string())?;
    theme::Theme::new(&branding)
        .map(drop)
        .map_err(|error| error.to_string())
}

fn encoded(input: &[u8]) -> Vec<u8> {
    let find = |bytes: &[u8], pair: &[u8; 2]| bytes.windows(2).position(|at| at == pair);
    let Some(start) = find(input, b"<<") else {
        return input.to_vec();
    };
    let (before, after) = (&input[..start], &input[start + 2..]);
    let Some(end) = find(after, b">>") else {
        return input.to_vec();
    };
    let inside = URL_SAFE_NO_PAD.encode(&after[..end]);
    [before, inside.as_bytes(), &encoded(&after[end + 2..])].concat()
}
