//! Dates of the proleptic Gregorian calendar in UTC, as far as the wire formats here need them.

const SECONDS_PER_DAY: i64 = 86_400;

/// A second in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateTime {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: u8,
    /// 1 to 31.
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

impl DateTime {
    pub(crate) fn from_epoch_ms(ms: i64) -> Self {
        let seconds = ms.div_euclid(1000);
        let (year, month, day) = civil_from_days(seconds.div_euclid(SECONDS_PER_DAY));
        let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
        Self {
            year,
            month,
            day,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
        }
    }

    /// Milliseconds since the epoch; `None` for a date that doesn't exist. Leap seconds don't.
    pub(crate) fn epoch_ms(self) -> Option<i64> {
        let exists = (1..=9999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && self.day >= 1
            && self.hour < 24
            && self.minute < 60
            && self.second < 60;
        if !exists {
            return None;
        }
        let days = days_from_civil(self.year, self.month, self.day);
        if civil_from_days(days) != (self.year, self.month, self.day) {
            return None;
        }
        let of_day =
            i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        Some((days * SECONDS_PER_DAY + of_day) * 1000)
    }
}

/// A time in milliseconds, as RFC 3339 has it, in UTC: `2026-11-27T09:30:00.000Z`.
pub fn rfc_3339(epoch_ms: i64) -> String {
    let DateTime {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = DateTime::from_epoch_ms(epoch_ms);
    let millis = epoch_ms.rem_euclid(1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// The day of the week at a time: 0 is Sunday.
pub(crate) fn weekday(epoch_ms: i64) -> usize {
    // 1970-01-01 was a Thursday.
    (epoch_ms.div_euclid(SECONDS_PER_DAY * 1000) + 4).rem_euclid(7) as usize
}

/// A number written in ASCII digits alone.
pub(crate) fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    // `parse` alone would take a sign.
    text.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    text.parse().ok()
}

// Years are counted from March, so that the leap day ends a year; 400 of them are 146,097 days, and 719,468 lie
// between 0000-03-01 and 1970-01-01.
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (i64::from(month) + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(year: i64, month: u8, day: u8) -> DateTime {
        DateTime {
            year,
            month,
            day,
            hour: 0,
            minute: 0,
            second: 0,
        }
    }

    #[test]
    fn known_days_have_their_number() {
        assert_eq!(date(1970, 1, 1).epoch_ms(), Some(0));
        assert_eq!(date(2000, 2, 29).epoch_ms(), Some(951_782_400_000));
        assert_eq!(date(2015, 8, 30).epoch_ms(), Some(1_440_892_800_000));
        assert_eq!(date(1969, 12, 31).epoch_ms(), Some(-86_400_000));
    }

    #[test]
    fn times_are_written_to_the_millisecond() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_007, "2000-02-29T00:00:00.007Z"),
            (1_440_938_160_999, "2015-08-30T12:36:00.999Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc_3339(ms), text);
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for (year, month, day) in [
            (1900, 2, 29),
            (2025, 2, 29),
            (2025, 4, 31),
            (2025, 0, 1),
            (2025, 13, 1),
            (2025, 1, 0),
            (0, 1, 1),
        ] {
            assert_eq!(
                date(year, month, day).epoch_ms(),
                None,
                "{year}-{month}-{day}"
            );
        }
        let leap_second = DateTime {
            second: 60,
            ..date(2016, 12, 31)
        };
        assert_eq!(leap_second.epoch_ms(), None);
    }

    #[test]
    fn the_epoch_was_a_thursday_and_the_day_before_a_wednesday() {
        assert_eq!(weekday(0), 4);
        assert_eq!(weekday(-1), 3);
    }

    #[test]
    fn a_number_is_digits_only() {
        assert_eq!(decimal::<u8>("07"), Some(7));
        assert_eq!(decimal::<u8>("+7"), None);
        assert_eq!(decimal::<u8>("256"), None);
        assert_eq!(decimal::<u8>(""), None);
    }

    proptest! {
        #[test]
        fn a_time_survives_the_round_trip(seconds in -62_135_596_800i64..253_402_300_800) {
            prop_assert_eq!(DateTime::from_epoch_ms(seconds * 1000).epoch_ms(), Some(seconds * 1000));
        }

        #[test]
        fn a_day_follows_the_one_before(day in -1_000_000i64..3_000_000) {
            let (today, tomorrow) = (civil_from_days(day), civil_from_days(day + 1));
            prop_assert!(today < tomorrow);
        }
    }
}
