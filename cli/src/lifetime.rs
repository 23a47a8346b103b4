//! How long something lives, written as people write it: `90s`, `15m`, `1h30m`, `30d`.

use std::fmt;
use std::str::FromStr;

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lifetime {
    seconds: u64,
}

impl Lifetime {
    pub(crate) const fn from_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    pub(crate) const fn from_minutes(minutes: u64) -> Self {
        Self {
            seconds: minutes * 60,
        }
    }

    pub(crate) const fn from_hours(hours: u64) -> Self {
        Self {
            seconds: hours * 3_600,
        }
    }

    pub(crate) const fn from_days(days: u64) -> Self {
        Self {
            seconds: days * 86_400,
        }
    }

    pub(crate) const fn seconds(self) -> u64 {
        self.seconds
    }
}

impl FromStr for Lifetime {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut rest = text;
        let mut units = UNITS.iter();
        let mut seconds = 0_u64;
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = rest.split_at(digits);
            let number: u64 = number.parse().map_err(|_| ())?;
            let symbol = tail.chars().next().ok_or(())?;
            // Taking each unit from the same iterator keeps them in order and single: no `1m1h`, no `1h1h`.
            let (_, length) = units.find(|(unit, _)| *unit == symbol).ok_or(())?;
            seconds = number
                .checked_mul(*length)
                .and_then(|part| seconds.checked_add(part))
                .ok_or(())?;
            rest = &tail[symbol.len_utf8()..];
        }
        if text.is_empty() {
            Err(())
        } else {
            Ok(Self { seconds })
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.seconds;
        for (unit, length) in UNITS {
            if rest >= length {
                write!(f, "{}{unit}", rest / length)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_write() {
        for (text, seconds) in [
            ("90s", 90),
            ("15m", 900),
            ("1h", 3_600),
            ("1h30m", 5_400),
            ("30d", 2_592_000),
            ("0s", 0),
        ] {
            assert_eq!(text.parse(), Ok(Lifetime::from_seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn refuses_what_could_mean_two_things() {
        for text in [
            "",
            "1",
            "h",
            "1 h",
            "-1h",
            "1.5h",
            "1w",
            "1h1h",
            "1m1h",
            "99999999999999999999d",
            "300000000000000d",
        ] {
            assert_eq!(text.parse::<Lifetime>(), Err(()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(seconds in any::<u64>()) {
            let lifetime = Lifetime::from_seconds(seconds);
            prop_assert_eq!(lifetime.to_string().parse(), Ok(lifetime));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Lifetime>();
        }
    }
}
