//! What the fuzz targets look at that is nobody's business outside.
//!
//! Only with the feature `fuzzing`, which no build has that is deployed.

use crate::theme::Theme;

/// What a theme puts into the `<style>` element.
pub fn css(theme: &Theme) -> &str {
    theme.css()
}
