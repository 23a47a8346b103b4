//! What a request's `User-Agent` tells of the device, coarsely: enough for a person to know their own again.

/// Browsers, apps and SDKs, and what of the header each is known by. The first that fits: most browsers name those that
/// they descend from as well.
const PROGRAMS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("amplify-flutter", "Amplify"),
    ("aws-amplify", "Amplify"),
    ("aws-cli/", "AWS CLI"),
    ("Boto3/", "AWS SDK"),
    ("Botocore/", "AWS SDK"),
    ("aws-sdk-", "AWS SDK"),
    ("okhttp/", "OkHttp"),
    ("CFNetwork/", "App"),
    ("Dart/", "App"),
    ("curl/", "curl"),
];

/// Operating systems, likewise.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Darwin/", "iOS"),
    ("iOS/", "iOS"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("macOS", "macOS"),
    ("macos", "macOS"),
    ("Linux", "Linux"),
    ("linux", "Linux"),
];

/// How much of the header is looked at, in bytes.
const LONGEST: usize = 1024;

/// `PROGRAM, SYSTEM`, of which one may be missing; `Unknown` where both are.
pub fn device(user_agent: &str) -> String {
    let seen = user_agent
        .char_indices()
        .take_while(|(at, letter)| at + letter.len_utf8() <= LONGEST)
        .last()
        .and_then(|(at, letter)| user_agent.get(..at + letter.len_utf8()))
        .unwrap_or_default();
    let find = |table: &[(&str, &'static str)]| {
        let known = table.iter().find(|(sign, _)| seen.contains(sign));
        known.map(|(_, name)| *name)
    };
    match (find(PROGRAMS), find(SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn browsers_apps_and_sdks_are_named_with_their_system() {
        for (user_agent, named) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/26.1 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 CriOS/142.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome, iOS",
            ),
            ("Notes/7 CFNetwork/3826.600.41 Darwin/24.6.0", "App, iOS"),
            ("okhttp/4.12.0", "OkHttp"),
            (
                "Boto3/1.44.8 md/Botocore#1.44.8 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13",
                "AWS SDK, Linux",
            ),
            ("", "Unknown"),
            ("something else", "Unknown"),
        ] {
            assert_eq!(device(user_agent), named, "{user_agent}");
        }
    }

    #[test]
    fn what_stands_far_behind_is_not_looked_at() {
        let long = format!("{}Firefox/1", "é".repeat(LONGEST));
        assert_eq!(device(&long), "Unknown");
    }

    proptest! {
        #[test]
        fn any_header_is_named_by_a_name_of_ours(user_agent: String) {
            let named = device(&user_agent);
            prop_assert!(named.len() < 40 && named.is_ascii());
        }
    }
}
