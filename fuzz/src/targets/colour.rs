//! Colours of a branding: written again they are the same, in one form.

use vestibule_app::theme::Colour;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(colour) = text.parse::<Colour>() else {
        return;
    };
    let written = colour.to_string();
    let is_hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    assert!(written.len() == 7 && written.strip_prefix('#').is_some_and(is_hex));
    assert_eq!(written.parse(), Ok(colour));
    if text.len() == 7 {
        assert_eq!(text.to_ascii_lowercase(), written);
    }
    let white: Colour = "#fff".parse().expect("it is white");
    let contrast = colour.contrast(white);
    assert!((1.0..=21.01).contains(&contrast), "{contrast}");
}
