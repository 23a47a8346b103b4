//! `vestibule.toml`: every mistake stands where it says, and a file without one declares something.

use url::Url;
use vestibule_cli::fuzzing::read_config;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let public_url = Url::parse("https://id.example.com").expect("it is a URL");
    match read_config(&text, &public_url) {
        Ok(requests) => {
            assert!(requests.len() >= 2, "a pool, and its extensions");
            for request in requests {
                assert!(request.is_object(), "{request}");
            }
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            assert!(mistakes.is_sorted_by_key(|mistake| (mistake.line, mistake.column)));
            let lines: Vec<&str> = text.split('\n').collect();
            for mistake in mistakes {
                let line = lines.get(mistake.line - 1).expect("the file has the line");
                assert!(mistake.column <= line.chars().count() + 1);
                assert!(!mistake.message.is_empty());
            }
        }
    }
}
