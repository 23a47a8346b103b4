//! The colours of a page in one scheme: a few that a deployment sets, the others derived from them.

use std::fmt;

use super::{
    Colours,
    colour::{Colour, InvalidColour},
};

/// Text must reach this contrast, and the edges of fields [`LEAST_FOR_EDGES`] (WCAG 2.2, 1.4.3 and 1.4.11).
const LEAST_FOR_TEXT: f64 = 4.5;
const LEAST_FOR_EDGES: f64 = 3.0;

#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    primary: Colour,
    on_primary: Colour,
    pub(super) background: Colour,
    surface: Colour,
    text: Colour,
    muted: Colour,
    border: Colour,
    danger: Colour,
    success: Colour,
    link: Option<Colour>,
}

impl Palette {
    pub(super) const fn light() -> Self {
        Self {
            primary: Colour::rgb(0x1b5a54),
            on_primary: Colour::WHITE,
            background: Colour::rgb(0xf4f1ea),
            surface: Colour::WHITE,
            text: Colour::rgb(0x1b2322),
            muted: Colour::rgb(0x5a6563),
            border: Colour::rgb(0xe3ded3),
            danger: Colour::rgb(0xb3261e),
            success: Colour::rgb(0x1d6b3c),
            link: None,
        }
    }

    pub(super) const fn dark() -> Self {
        Self {
            primary: Colour::rgb(0x8ad2c5),
            on_primary: Colour::rgb(0x06211d),
            background: Colour::rgb(0x0e1413),
            surface: Colour::rgb(0x171f1e),
            text: Colour::rgb(0xe8eeec),
            muted: Colour::rgb(0xa3b0ad),
            border: Colour::rgb(0x2b3634),
            danger: Colour::rgb(0xff9a8f),
            success: Colour::rgb(0x86d6a2),
            link: None,
        }
    }

    /// This palette with a deployment's colours in place of ours. The error names the member.
    pub(super) fn with(mut self, own: &Colours) -> Result<Self, (&'static str, InvalidColour)> {
        let set = |slot: &mut Colour, text: &Option<String>, name| match text {
            Some(text) => text
                .parse()
                .map(|colour| *slot = colour)
                .map_err(|error| (name, error)),
            None => Ok(()),
        };
        set(&mut self.primary, &own.primary, "Primary")?;
        set(&mut self.on_primary, &own.on_primary, "OnPrimary")?;
        set(&mut self.background, &own.background, "Background")?;
        set(&mut self.surface, &own.surface, "Surface")?;
        set(&mut self.text, &own.text, "Text")?;
        set(&mut self.muted, &own.muted, "Muted")?;
        set(&mut self.border, &own.border, "Border")?;
        set(&mut self.danger, &own.danger, "Danger")?;
        set(&mut self.success, &own.success, "Success")?;
        if own.link.is_some() {
            let mut link = self.primary;
            set(&mut link, &own.link, "Link")?;
            self.link = Some(link);
        }
        Ok(self)
    }
}

/// Custom properties, separated by semicolons. Colours that could not be read are moved until they can.
impl fmt::Display for Palette {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            primary,
            background,
            surface,
            border,
            ..
        } = *self;
        let reads = |colour: Colour, on: &[Colour]| colour.readable_on(on, LEAST_FOR_TEXT);
        let on_primary = if self.on_primary.contrast(primary) < LEAST_FOR_TEXT {
            primary.ink()
        } else {
            self.on_primary
        };
        // Away from the ink, so that the label reads better, not worse.
        let away = if on_primary.contrast(Colour::BLACK) > on_primary.contrast(Colour::WHITE) {
            Colour::BLACK
        } else {
            Colour::WHITE
        };
        let primary_hover = primary.mix(away, 0.14);
        let danger_soft = surface.mix(self.danger, 0.08);
        let success_soft = surface.mix(self.success, 0.08);
        let pairs = [
            ("primary", primary),
            ("primary-hover", primary_hover),
            ("on-primary", on_primary),
            ("background", background),
            ("arch-1", background.mix(primary, 0.03)),
            ("arch-2", background.mix(primary, 0.065)),
            ("arch-3", background.mix(primary, 0.105)),
            ("arch-deep", background.mix(primary, 0.15)),
            ("surface", surface),
            ("text", reads(self.text, &[surface, background])),
            ("muted", reads(self.muted, &[surface, background])),
            ("border", border),
            ("edge", border.readable_on(&[surface], LEAST_FOR_EDGES)),
            ("ring", primary.readable_on(&[surface], LEAST_FOR_EDGES)),
            ("danger", reads(self.danger, &[surface, danger_soft])),
            ("danger-soft", danger_soft),
            ("success", reads(self.success, &[surface, success_soft])),
            ("success-soft", success_soft),
            (
                "link",
                reads(self.link.unwrap_or(primary), &[surface, background]),
            ),
        ];
        for (index, (name, colour)) in pairs.into_iter().enumerate() {
            let separator = if index == 0 { "" } else { ";" };
            write!(f, "{separator}--{name}:{colour}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_palettes_read_as_they_are() {
        for palette in [Palette::light(), Palette::dark()] {
            let css = palette.to_string();
            for (name, ours) in [
                ("on-primary", palette.on_primary),
                ("text", palette.text),
                ("muted", palette.muted),
                ("danger", palette.danger),
                ("success", palette.success),
                ("link", palette.primary),
            ] {
                assert!(
                    css.contains(&format!("--{name}:{ours}")),
                    "{name} was moved in {css}"
                );
            }
        }
    }

    #[test]
    fn a_label_that_cannot_be_read_becomes_black_or_white() {
        let css = with(|colours| {
            colours.primary = Some("#ffd400".into());
            colours.on_primary = Some("#ffffff".into());
        });
        assert!(css.contains("--on-primary:#000000"), "{css}");
    }

    #[test]
    fn a_link_that_cannot_be_read_is_moved() {
        let css = with(|colours| colours.link = Some("#ffe680".into()));
        let link = css.split("--link:").nth(1).unwrap()[..7]
            .parse::<Colour>()
            .unwrap();
        assert!(link.contrast(Colour::WHITE) >= 4.5);
    }

    fn with(set: impl FnOnce(&mut Colours)) -> String {
        let mut colours = Colours::default();
        set(&mut colours);
        Palette::light().with(&colours).unwrap().to_string()
    }
}
