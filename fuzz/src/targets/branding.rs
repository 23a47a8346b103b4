//! Branding: what is kept is read again as it is, and what is drawn of it can't leave its style sheet.

use crate::css::assert_harmless;
use vestibule_app::theme::{self, Theme};
use vestibule_front::fuzzing;
use vestibule_idp::extensions::branding::Branding;

pub fn run(input: &[u8]) {
    let Ok(put) = serde_json::from_slice::<Branding>(input) else {
        return;
    };
    let Ok(kept) = fuzzing::branding(put) else {
        return;
    };
    let again: Branding = serde_json::from_value(kept.clone()).expect("what is kept can be read");
    assert_eq!(fuzzing::branding(again).ok().as_ref(), Some(&kept));
    assert!(kept.to_string().len() <= 64 * 1024);

    let Ok(shown) = serde_json::from_value::<theme::Branding>(kept) else {
        return;
    };
    if let Ok(theme) = Theme::new(&shown) {
        let addresses: Vec<&str> = theme.image_sources().chain(theme.font_sources()).collect();
        assert_harmless(vestibule_app::fuzzing::css(&theme), &addresses);
    }
}
