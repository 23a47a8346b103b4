//! Branding: what is drawn of it can't leave its style sheet.

use crate::css::assert_harmless;
use vestibule_app::theme::{Branding, Theme};

pub fn run(input: &[u8]) {
    let Ok(branding) = vestibule_model::json::read::<Branding>(input) else {
        return;
    };
    if let Ok(theme) = Theme::new(&branding) {
        let addresses: Vec<&str> = theme.image_sources().chain(theme.font_sources()).collect();
        assert_harmless(vestibule_app::fuzzing::css(&theme), &addresses);
    }
}
