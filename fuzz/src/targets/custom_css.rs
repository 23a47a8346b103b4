//! Custom CSS: what passes stays in its `<style>` element, and neither loads other sheets nor tells other origins
//! anything.

use crate::css::assert_harmless;
use vestibule_app::{
    fuzzing,
    theme::{Branding, Logo, Theme},
};

const LOGO: &str = "https://cdn.example.com/logo.svg";

pub fn run(input: &[u8]) {
    let css = String::from_utf8_lossy(input);
    let branding = Branding {
        logo: Some(Logo {
            light: LOGO.to_owned(),
            dark: None,
        }),
        custom_css: Some(css.clone().into_owned()),
        ..Branding::default()
    };
    let Ok(theme) = Theme::new(&branding) else {
        return;
    };
    let whole = fuzzing::css(&theme);
    assert!(whole.ends_with(&*css), "it comes last, as it is");
    assert_harmless(whole, &[LOGO]);
}
