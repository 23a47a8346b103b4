//! sRGB colours, and the contrast between them as WCAG 2.2 defines it.

use std::{fmt, str::FromStr};

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    pub(super) const BLACK: Self = Self::rgb(0x00_00_00);
    pub(super) const WHITE: Self = Self::rgb(0xff_ff_ff);

    /// The colour written `#rrggbb`.
    pub(super) const fn rgb(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// The contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever is easier to read on this colour. One of them always reaches 4.5.
    pub(super) fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// `share` (0 to 1) of `other` mixed in.
    pub(super) fn mix(self, other: Self, share: f64) -> Self {
        // The weighted mean of two bytes is itself a byte.
        let mix =
            |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// This colour, moved toward the ink of the first background until its contrast with each is `least`.
    pub(super) fn readable_on(self, backgrounds: &[Self], least: f64) -> Self {
        let ink = backgrounds
            .first()
            .map_or(Self::BLACK, |background| background.ink());
        let reads = |colour: &Self| {
            backgrounds
                .iter()
                .all(|background| colour.contrast(*background) >= least)
        };
        (0..=20)
            .map(|step| self.mix(ink, f64::from(step) / 20.0))
            .find(reads)
            .unwrap_or(ink)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl FromStr for Colour {
    type Err = InvalidColour;

    /// Reads `#rgb` and `#rrggbb`.
    fn from_str(text: &str) -> Result<Self, InvalidColour> {
        let invalid = || InvalidColour(text.chars().take(32).collect());
        let digits = text.strip_prefix('#').ok_or_else(invalid)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(invalid());
        }
        let hex = u32::from_str_radix(digits, 16).map_err(|_| invalid())?;
        match digits.len() {
            3 => Ok(Self::rgb(
                (hex >> 8 & 0xf) * 0x11_00_00 + (hex >> 4 & 0xf) * 0x11_00 + (hex & 0xf) * 0x11,
            )),
            6 => Ok(Self::rgb(hex)),
            _ => Err(invalid()),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// A text that is not `#rgb` or `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidColour(String);

impl fmt::Display for InvalidColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a colour such as #1b5a54", self.0)
    }
}

impl std::error::Error for InvalidColour {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        assert_eq!("#1b5a54".parse(), Ok(Colour::rgb(0x1b5a54)));
        assert_eq!("#F0a".parse(), Ok(Colour::rgb(0xff00aa)));
        assert_eq!(Colour::rgb(0x0b0a00).to_string(), "#0b0a00");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "#",
            "red",
            "#12",
            "#1234",
            "#12345g",
            "1b5a54",
            "#+12",
            "#é12",
            "#1b5a54ff",
            "#fff;}",
        ] {
            assert!(text.parse::<Colour>().is_err(), "{text}");
        }
    }

    #[test]
    fn contrast_is_wcags() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        // The grey that WCAG's own understanding documents name as the lightest that passes on white.
        assert!(Colour::rgb(0x767676).contrast(Colour::WHITE) >= 4.5);
        assert!(Colour::rgb(0x777777).contrast(Colour::WHITE) < 4.5);
    }

    #[test]
    fn ink_is_readable_on_every_grey_and_on_the_primaries() {
        for grey in 0..=0xff_u32 {
            for background in [grey * 0x010101, grey << 16, grey << 8, grey] {
                let background = Colour::rgb(background);
                assert!(background.contrast(background.ink()) >= 4.5, "{background}");
            }
        }
    }

    #[test]
    fn a_pale_colour_is_moved_until_it_reads() {
        let white = [Colour::WHITE];
        let moved = Colour::rgb(0xffd000).readable_on(&white, 4.5);
        assert!(moved.contrast(Colour::WHITE) >= 4.5);
        let dark = Colour::rgb(0x123456);
        assert_eq!(dark.readable_on(&white, 4.5), dark);
    }
}
