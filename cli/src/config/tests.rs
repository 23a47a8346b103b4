//! Each mistake that the file can have: its exact place and text.

mod sign_in;

use super::*;
use proptest::prelude::*;

const SHIPPED: &str = include_str!("../../../vestibule.toml");

/// A pool and a client without mistakes, to which a test adds one.
const POOL: &str = "[[pool]]\nname = \"demo\"\nsign_in_with = [\"email\"]\n";
const CLIENT: &str = "[[pool.client]]\nname = \"web\"\n";

fn parse_for(text: &str, public_url: &str) -> Result<Config, Vec<Mistake>> {
    parse(text, &Url::parse(public_url).unwrap())
}

/// The mistakes as `line:column: message`.
fn mistakes(text: &str) -> Vec<String> {
    match parse_for(text, "http://localhost:8787") {
        Ok(config) => panic!("there should be a mistake: {config:?}"),
        Err(mistakes) => mistakes
            .iter()
            .map(|mistake| format!("{}: {}", mistake.at, mistake.message))
            .collect(),
    }
}

#[test]
fn the_shipped_file_has_no_mistake() {
    let config = parse_for(SHIPPED, "https://id.example.com/").unwrap();
    let [pool] = config.pools.as_slice() else {
        panic!("one pool")
    };
    let callbacks: Vec<_> = pool
        .clients
        .iter()
        .flat_map(|client| &client.settings.callback_urls)
        .collect();
    assert_eq!(callbacks, ["https://id.example.com/demo/"]);
    assert_eq!(pool.extensions.demo_client.as_deref(), Some("demo app"));
    assert!(pool.extensions.hardening);
    assert!(pool.clients.iter().any(|client| client.settings.secret));
}

#[test]
fn an_unknown_setting_names_its_place_and_what_was_probably_meant() {
    let text = format!("{POOL}{CLIENT}  acess_token_validity = \"1h\"\n");
    let expected =
        "6:3: unknown setting \"acess_token_validity\"; did you mean \"access_token_validity\"?";
    assert_eq!(mistakes(&text), [expected]);
}

#[test]
fn an_unknown_setting_unlike_any_other_lists_what_there_is() {
    let text = format!("{POOL}[pool.password]\nfoo = 1\n");
    let expected = "5:1: unknown setting \"foo\"; password has min_length, require, history, temporary_valid_for";
    assert_eq!(mistakes(&text), [expected]);
}

#[test]
fn what_is_not_toml_says_so_and_where() {
    let found = mistakes("[[pool]]\nname = \"demo\nsign_in_with = []\n");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("2:13: this is not TOML: "),
        "{found:?}"
    );
}

#[test]
fn all_mistakes_are_reported_in_the_order_of_the_file() {
    let text = "[[pool]]\nname = 1\nsign_in_with = [\"emial\"]\nself_sign_up = \"yes\"\n";
    assert_eq!(
        mistakes(text),
        [
            "2:8: name: expected a text in quotes, found 1",
            "3:17: unknown way to sign in \"emial\"; did you mean \"email\"?",
            "4:16: self_sign_up: expected true or false, found \"yes\"",
        ]
    );
}

#[test]
fn columns_count_characters() {
    let text = format!("{POOL}branding = {{ name = \"日本語\", radus = 1 }}\n");
    assert_eq!(
        mistakes(&text),
        ["4:28: unknown setting \"radus\"; did you mean \"radius\"?"]
    );
}

#[test]
fn a_pool_says_what_it_needs() {
    assert_eq!(
        mistakes("[[pool]]\n"),
        [
            "1:1: a pool needs \"name\"; expected one such as \"customers\"",
            "1:1: a pool needs \"sign_in_with\"; expected [\"email\"], [\"phone_number\"], both, or [\"username\"]",
        ]
    );
}

#[test]
fn names_are_used_once() {
    let two = "[[pool]]\nname = \"demo\"\ndomain = \"d\"\nsign_in_with = [\"email\"]\n".repeat(2);
    assert_eq!(
        mistakes(&two),
        [
            "6:8: pool \"demo\" is already there in line 2; expected another name",
            "7:10: domain \"d\" is already there in line 3; expected another name",
        ]
    );
    let two = format!("{POOL}{CLIENT}{CLIENT}");
    assert_eq!(
        mistakes(&two),
        ["7:8: client \"web\" is already there in line 5; expected another name"]
    );
}

#[test]
fn mistakes_of_a_pool() {
    for (line, expected) in [
        (
            "name_ = 1",
            "4:1: unknown setting \"name_\"; did you mean \"name\"?",
        ),
        (
            "domain = \"My Pool\"",
            "4:10: domain: expected 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end, found \"My Pool\"",
        ),
        (
            "domain = \"my-cognito\"",
            "4:10: domain: expected one without \"cognito\", which is reserved, found \"my-cognito\"",
        ),
        (
            "domain = \"id.example.com\"",
            "4:10: domain: expected a single word such as \"demo\", found \"id.example.com\" (a domain of your own has no setting yet)",
        ),
        (
            "password = { min_length = 5 }",
            "4:27: min_length: expected a whole number from 6 to 99, found 5",
        ),
        (
            "password = { min_length = 99999999999999999999 }",
            "4:27: min_length: expected a whole number from 6 to 99, found 99999999999999999999",
        ),
        (
            "password = { require = [\"digits\"] }",
            "4:25: unknown kind of character \"digits\"; expected one of \"lowercase\", \"uppercase\", \"numbers\", \"symbols\"",
        ),
        (
            "password = { temporary_valid_for = \"36h\" }",
            "4:36: temporary_valid_for: expected whole days from \"1d\" to \"365d\", found \"36h\"",
        ),
        (
            "verify = [\"phone\"]",
            "4:11: unknown attribute to verify \"phone\"; expected one of \"email\", \"phone_number\"",
        ),
        (
            "aliases = [\"email\"]",
            "4:1: aliases are other names for a username; expected sign_in_with = [\"username\"], or no aliases",
        ),
        (
            "required_attributes = [\"emial\"]",
            "4:24: unknown attribute \"emial\"; did you mean \"email\"?",
        ),
        (
            "required_attributes = [\"name\", \"name\"]",
            "4:32: \"name\" stands in required_attributes twice",
        ),
        (
            "custom_attributes = { \"custom:team\" = {} }",
            "4:23: the \"custom:\" is put there for you; expected the name alone",
        ),
        (
            "custom_attributes = { email = {} }",
            "4:23: every pool has an attribute \"email\"; expected another name",
        ),
        (
            "custom_attributes = { team = { min = 3, max = 2 } }",
            "4:32: min is greater than max (3 > 2)",
        ),
        (
            "custom_attributes = { team = { type = \"boolean\", max = 2 } }",
            "4:50: max is for type = \"string\" (its length) or \"number\" (its value)",
        ),
        (
            "demo_client = \"demo\"",
            "4:15: demo_client: unknown client \"demo\"; there is none",
        ),
        (
            "branding = { light = { primary = \"blue\" } }",
            "4:34: primary: expected a colour such as \"#3a5ccc\", found \"blue\"",
        ),
        (
            "branding = { logo = \"logo.svg\" }",
            "4:21: logo: expected a path such as \"/logo.svg\" or an https URL, found \"logo.svg\"",
        ),
        (
            "branding = { logo = \"//elsewhere/l.svg\" }",
            "4:21: logo: expected a path such as \"/logo.svg\" or an https URL, found \"//elsewhere/l.svg\"",
        ),
        (
            "branding = { logo_dark = \"/d.svg\" }",
            "4:14: logo_dark takes the place of logo on dark pages; expected logo too",
        ),
        (
            "branding = { radius = 99 }",
            "4:23: radius: expected a whole number from 0 to 32, found 99",
        ),
        (
            "branding = { custom_css = \"</style>\" }",
            "4:27: custom_css: expected rules that restyle the pages and do nothing else; this sheet must not hold \"</\" or \"<!\"",
        ),
        (
            "branding.custom_css = '@import \"x.css\";'",
            "4:23: custom_css: expected rules that restyle the pages and do nothing else; this sheet must not use @import",
        ),
        (
            "branding.custom_css = 'a { background: url(https://elsewhere.example/x) }'",
            "4:23: custom_css: expected rules that restyle the pages and do nothing else; this sheet must not load \"https://elsewhere.example/x\"",
        ),
        (
            "branding.texts.en.login.haeding = \"Hi\"",
            "4:25: unknown text \"login.haeding\"; did you mean \"login.heading\"?",
        ),
        (
            "branding.texts.en.login.heading = \"Hi {name}\"",
            "4:35: login.heading has no {name} to fill in; expected none",
        ),
        (
            "branding.texts.English = { }",
            "4:16: unknown language \"English\"; expected one of \"de\", \"en\"",
        ),
    ] {
        assert_eq!(mistakes(&format!("{POOL}{line}\n")), [expected], "{line}");
    }
}

#[test]
fn a_file_without_a_pool_is_a_mistake() {
    let expected = "1:1: there is no pool; expected a table that begins with [[pool]]";
    assert_eq!(mistakes(""), [expected]);
    assert_eq!(
        mistakes("pool = 3\n[clinet]\n"),
        [
            "1:8: pool: expected tables that begin with [[pool]], found 3",
            "2:2: unknown setting \"clinet\"; the file has pool",
        ]
    );
}

#[test]
fn fonts_are_families_or_a_file() {
    let font = |font: &str| {
        parse_for(
            &format!("{POOL}branding.font = '{font}'\n"),
            "http://localhost",
        )
    };
    for good in [
        "Inter, sans-serif",
        "\"Source Sans 3\", serif",
        "/font.woff2",
        "https://cdn.example/f.woff2?v=1",
    ] {
        assert!(font(good).is_ok(), "{good}");
    }
    let long = format!("/{}.woff2", "f".repeat(1024));
    for bad in [
        "",
        "a;b",
        "a, ,b",
        "url(x)",
        "//cdn.example/f.woff2",
        "https://cdn.example/f.ttf",
        long.as_str(),
    ] {
        assert!(font(bad).is_err(), "{bad}");
    }
}

#[test]
fn mistakes_of_a_client() {
    const CODE: &str = "flows = [\"code\"]\nscopes = [\"openid\"]\n";
    for (lines, expected) in [
        (
            "flows = [\"code\"]\nscopes = [\"openid\"]",
            "6:1: these flows lead back to an app; expected callback_urls = [\"https://...\"]",
        ),
        (
            "flows = [\"code\"]\ncallback_urls = [\"https://a.example\"]",
            "6:1: flows give out scopes; expected scopes = [\"openid\", ...]",
        ),
        (
            "callback_urls = [\"https://a.example\"]",
            "6:1: callback_urls does nothing without flows; expected flows = [\"code\"]",
        ),
        (
            "flows = [\"client_credentials\"]\nscopes = [\"api/read\"]",
            "6:1: client_credentials needs a client with a secret; expected secret = true",
        ),
        (
            "access_token_validity = \"1 hour\"",
            "6:25: access_token_validity: expected a length of time such as \"90s\", \"15m\", \"1h\" or \"30d\", found \"1 hour\"",
        ),
        (
            "access_token_validity = \"1m\"",
            "6:25: access_token_validity: expected 5m to 1d, found 1m",
        ),
        (
            "access_token_validity = 3600",
            "6:25: access_token_validity: expected a text in quotes, found 3600",
        ),
        (
            "access_token_validity = \"2h\"\nrefresh_token_validity = \"1h\"",
            "6:1: access_token_validity is longer than refresh_token_validity (2h > 1h)",
        ),
        (
            "auth_session_validity = \"200s\"",
            "6:1: auth_session_validity: expected whole minutes, found 3m20s",
        ),
        (
            "refresh_token_grace = \"10s\"",
            "6:1: refresh_token_grace does nothing by itself; expected refresh_token_rotation = true",
        ),
        (
            "refresh_token_rotation = true\nauth_flows = [\"refresh_token\"]",
            "7:15: \"refresh_token\" can't stand beside refresh_token_rotation; expected one of the two",
        ),
        (
            "auth_flows = []",
            "6:1: auth_flows is empty; expected at least one, or no such setting",
        ),
        (
            "auth_flows = [\"srp\"]",
            "6:15: unknown auth flow \"srp\"; expected one of \"user_srp\", \"user_password\", \"admin_user_password\", \"user\", \"custom\", \"refresh_token\", \"client_token\", \"token_exchange_delegation\", \"token_exchange_impersonation\"",
        ),
        (
            "auth_flows = [\"client_token\", \"user_srp\"]",
            "6:1: \"client_token\" can't stand beside other ways; expected it alone, or two clients",
        ),
        (
            "sso_session = \"8h\"",
            "6:1: sso_session does nothing where sessions aren't tracked; expected track = true in [pool.sessions]",
        ),
        (
            "flows = [\"implicit\"]",
            "6:10: flow \"implicit\" is not built yet; expected one of \"code\", \"client_credentials\"",
        ),
        (
            "read_attributes = [\"custom:team\"]",
            "6:20: unknown attribute \"custom:team\"; expected one of",
        ),
        (
            "read_attributes = []",
            "6:1: read_attributes is empty; expected at least one, or no such setting",
        ),
        (
            "write_attributes = [\"email_verified\"]",
            "6:21: the service alone sets \"email_verified\"; expected attributes that a person gives",
        ),
    ] {
        let api = "[[pool.resource_server]]\nidentifier = \"api\"\nscopes = { read = \"Read\" }\n";
        let found = mistakes(&format!("{POOL}{CLIENT}{lines}\n{api}"));
        assert_eq!(found.len(), 1, "{lines}: {found:?}");
        assert!(found[0].starts_with(expected), "{lines}: {found:?}");
    }
    for (url, problem) in [
        (
            "not a url",
            "is not a URL; expected one such as \"https://app.example.com/callback\"",
        ),
        (
            "/callback",
            "is not a URL; expected one such as \"https://app.example.com/callback\"",
        ),
        (
            "https://a.example/#x",
            "has a fragment; expected a URL without \"#\"",
        ),
        (
            "http://a.example/",
            "is plain http; expected https (http is for localhost only)",
        ),
        (
            "http://app.localhost/",
            "is plain http; expected https (http is for localhost only)",
        ),
        (
            "http://jane@localhost/",
            "is plain http; expected https (http is for localhost only)",
        ),
        (
            "https://a.example/a b",
            "can't contain ' '; expected it percent-encoded",
        ),
        (
            "https://a.example@b.example/",
            "names somebody before the host; expected the host alone",
        ),
        (
            "https:a.example",
            "is not a URL; expected one such as \"https://app.example.com/callback\"",
        ),
        (
            "javascript:alert(1)",
            "can't be returned to; expected https, or an app's own scheme",
        ),
        (
            "File:///etc/passwd",
            "can't be returned to; expected https, or an app's own scheme",
        ),
        (
            "view-source:https://a.example",
            "can't be returned to; expected https, or an app's own scheme",
        ),
    ] {
        let text = format!("{POOL}{CLIENT}{CODE}callback_urls = [\"{url}\"]\n");
        assert_eq!(mistakes(&text), [format!("8:18: {url:?} {problem}")]);
    }
    let text = format!("{POOL}{CLIENT}{CODE}callback_urls = ['https://a.example\\@b.example/']\n");
    let found = mistakes(&text);
    assert!(found[0].contains(r"can't contain '\\'"), "{found:?}");
}

#[test]
fn browsers_are_sent_back_to_https_to_this_machine_or_to_an_app() {
    for url in [
        "https://a.example/callback?x=1",
        "http://localhost:3000/callback",
        "http://127.0.0.1/callback",
        "http://[::1]:8080/callback",
        "myapp://callback",
        "com.example.app:/callback",
    ] {
        let text = format!(
            "{POOL}{CLIENT}flows = [\"code\"]\nscopes = [\"openid\"]\ncallback_urls = [\"{url}\"]\n"
        );
        assert!(parse_for(&text, "http://localhost").is_ok(), "{url}");
    }
}

#[test]
fn a_client_can_write_what_a_new_user_has_to_give() {
    let text =
        format!("{POOL}required_attributes = [\"name\"]\n{CLIENT}write_attributes = [\"email\"]\n");
    let expected = "7:1: write_attributes lacks \"name\" of required_attributes; expected it too";
    assert_eq!(mistakes(&text), [expected]);
}

#[test]
fn a_client_has_fifty_scopes_at_most() {
    let names: Vec<String> = (0..51).map(|number| format!("s{number}")).collect();
    let asked: Vec<String> = names.iter().map(|name| format!("api/{name}")).collect();
    let declared: Vec<String> = names.iter().map(|name| format!("{name} = \"x\"")).collect();
    let text = format!(
        "{POOL}{CLIENT}flows = [\"code\"]\ncallback_urls = [\"https://a.example/\"]\nscopes = {asked:?}\n\
         [[pool.resource_server]]\nidentifier = \"api\"\nscopes = {{ {} }}\n",
        declared.join(", ")
    );
    assert_eq!(
        mistakes(&text),
        ["8:1: scopes has 51 entries; expected at most 50"]
    );
}

#[test]
fn scopes_are_those_of_every_pool_and_of_its_own_resource_servers() {
    let with_scope = |scope: &str| {
        format!(
            "{POOL}{CLIENT}flows = [\"code\"]\ncallback_urls = [\"myapp://back\"]\nscopes = [\"{scope}\"]\n\
             [[pool.resource_server]]\nidentifier = \"api\"\nscopes = {{ read = \"Read\" }}\n"
        )
    };
    for good in ["openid", "api/read"] {
        assert!(
            parse_for(&with_scope(good), "http://localhost").is_ok(),
            "{good}"
        );
    }
    assert_eq!(
        mistakes(&with_scope("api/raed")),
        ["8:11: unknown scope \"api/raed\"; did you mean \"api/read\"?"]
    );
    assert_eq!(
        mistakes(&with_scope("profil")),
        ["8:11: unknown scope \"profil\"; did you mean \"profile\"?"]
    );
}

#[test]
fn a_resource_server_keeps_to_cognitos_characters() {
    let server = |lines: &str| format!("{POOL}[[pool.resource_server]]\n{lines}\n");
    assert_eq!(
        mistakes(&server("identifier = \"a b\"")),
        ["5:14: identifier can't contain ' '"]
    );
    assert_eq!(
        mistakes(&server(
            "identifier = \"a\"\nscopes = { \"r/w\" = \"x\", empty = \"\" }"
        )),
        [
            "6:12: the scope's name can't contain '/'",
            "6:33: the scope's description has to have 1 to 256 characters"
        ]
    );
    let url = "identifier = \"https://api.example.com\"";
    assert_eq!(
        mistakes(&server(url)),
        [
            "5:14: without a name beside it the identifier is the name, which can't contain ':'; expected letters, digits, spaces and any of _+=,.@-"
        ]
    );
    let named = server(&format!("{url}\nname = \"API\""));
    assert!(parse_for(&named, "http://localhost").is_ok());
}

#[test]
fn the_demos_client_has_no_secret() {
    let text = format!("{POOL}demo_client = \"web\"\n{CLIENT}secret = true\n");
    let expected = "4:15: demo_client: \"web\" can't be the demo's; expected a client with flows = [\"code\"] and without a secret";
    assert_eq!(mistakes(&text), [expected]);
}

#[test]
fn the_demo_signs_in_to_one_pool() {
    let pool = |name: &str| {
        format!(
            "[[pool]]\nname = \"{name}\"\nsign_in_with = [\"email\"]\ndemo_client = \"web\"\n{CLIENT}\
             flows = [\"code\"]\nscopes = [\"openid\"]\ncallback_urls = [\"{{public_url}}/demo/\"]\n"
        )
    };
    assert_eq!(
        mistakes(&(pool("a") + &pool("b"))),
        ["13:15: the demo app signs in to the pool of line 4; expected no demo_client here"]
    );
}

#[test]
fn a_style_sheet_can_show_the_brandings_own_pictures() {
    let text = format!(
        "{POOL}branding.logo = \"https://cdn.example/l.svg\"\n\
         branding.custom_css = 'a {{ background: url(https://cdn.example/l.svg) }}'\n"
    );
    assert!(parse_for(&text, "http://localhost").is_ok());
}

#[test]
fn a_place_is_that_of_the_setting_or_else_of_its_table() {
    let text = "[[pool]]\nname = \"demo\"\nsign_in_with = [\n  \"email\",\n]\n\
                [pool.custom_attributes]\nlevel = { type = \"number\" }\n\
                [pool.custom_attributes.team]\nmutable = false\n\
                [[pool.client]]\nname = \"web\"\nsecret = true\n";
    let config = parse_for(text, "http://localhost").unwrap();
    let pool = &config.pools[0];
    for (places, setting, line) in [
        (&pool.places, "sign_in_with", 3),
        (&pool.places, "aliases", 1),
        (&pool.places, "custom_attributes", 6),
        (&pool.places, "custom_attributes.other", 6),
        (&pool.places, "custom_attributes.level.max", 7),
        (&pool.places, "custom_attributes.team", 8),
        (&pool.places, "custom_attributes.team.mutable", 9),
        (&pool.clients[0].places, "secret", 12),
        (&pool.clients[0].places, "flows", 10),
    ] {
        assert_eq!(places.of(setting).line, line, "{setting}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".*") {
        let _ = parse_for(&text, "http://localhost");
    }

    /// A file with one character changed is either fine or has a mistake that lies in it.
    #[test]
    fn no_slip_of_a_finger_panics(at in 0..SHIPPED.len(), typed in any::<char>()) {
        let mut text: Vec<char> = SHIPPED.chars().collect();
        let at = at % text.len();
        text[at] = typed;
        let text: String = text.into_iter().collect();
        if let Err(mistakes) = parse_for(&text, "http://localhost") {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                prop_assert!(mistake.at.line <= text.split('\n').count(), "{:?}", mistake);
            }
        }
    }
}
