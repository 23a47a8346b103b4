//! `TIMESTAMP`, the time that a client signs beside its proof.

use super::SrpError;
use crate::calendar::{DateTime, decimal, weekday};

/// Parses `TIMESTAMP`, `EEE MMM d HH:mm:ss 'UTC' yyyy` in English, into milliseconds since the epoch.
///
/// Strict as Cognito is: the weekday must be that of the date, and a day below 10 has one digit.
pub fn parse_timestamp(text: &str) -> Result<i64, SrpError> {
    timestamp_ms(text)
        .filter(|ms| format_timestamp(*ms) == text)
        .ok_or(SrpError::Timestamp)
}

/// Writes a time (milliseconds since the epoch, cut to seconds) as `TIMESTAMP`.
pub fn format_timestamp(epoch_ms: i64) -> String {
    let at = DateTime::from_epoch_ms(epoch_ms);
    let weekday = WEEKDAYS.get(weekday(epoch_ms)).unwrap_or(&"");
    let month = MONTHS.get(usize::from(at.month) - 1).unwrap_or(&"");
    format!(
        "{weekday} {month} {} {:02}:{:02}:{:02} UTC {:04}",
        at.day, at.hour, at.minute, at.second, at.year
    )
}

fn timestamp_ms(text: &str) -> Option<i64> {
    let mut words = text.split(' ');
    let _weekday = words.next()?;
    let month = words.next()?;
    let day = decimal(words.next()?)?;
    let mut clock = words.next()?.split(':');
    let _utc = words.next()?;
    let year = decimal(words.next()?)?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    DateTime {
        year,
        month: u8::try_from(month).ok()?,
        day,
        hour: decimal(clock.next()?)?,
        minute: decimal(clock.next()?)?,
        second: decimal(clock.next()?)?,
    }
    .epoch_ms()
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn timestamps_are_read_as_clients_write_them() {
        assert_eq!(
            parse_timestamp("Sun Nov 2 09:05:07 UTC 2025"),
            Ok(1_762_074_307_000)
        );
        assert_eq!(
            parse_timestamp("Thu Sep 24 13:50:15 UTC 2026"),
            Ok(1_790_257_815_000)
        );
    }

    #[test]
    fn timestamps_of_another_form_are_refused() {
        for bad in [
            "",
            "Sun Nov 02 09:05:07 UTC 2025",
            "Sun Nov  2 09:05:07 UTC 2025",
            "Mon Nov 2 09:05:07 UTC 2025",
            "sun nov 2 09:05:07 UTC 2025",
            "Sun Nov 2 9:05:07 UTC 2025",
            "Sun Nov 2 09:05:07 GMT 2025",
            "Sun Nov 2 09:05:07 UTC 2025 ",
            "Sun Nov 2 09:05:07:00 UTC 2025",
            "Sun Nov 2 24:05:07 UTC 2025",
            "Sun Nov 2 09:60:07 UTC 2025",
            "Sun Nov 2 09:05:60 UTC 2025",
            "Sat Feb 29 09:05:07 UTC 2025",
            "Sun Nov 2 09:05:07 UTC 02025",
            "Sun Nov 2 09:05:07 UTC 25",
            "Sun Nov +2 09:05:07 UTC 2025",
            "2025-11-02T09:05:07Z",
        ] {
            assert_eq!(parse_timestamp(bad), Err(SrpError::Timestamp), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_timestamp_survives_the_round_trip(seconds in 0i64..253_402_300_800) {
            let text = format_timestamp(seconds * 1000);
            prop_assert_eq!(parse_timestamp(&text), Ok(seconds * 1000));
        }

        #[test]
        fn parsing_never_panics(
            text: String,
            shaped in "[A-Za-z]{3} [A-Z][a-z]{2} [0-9+-]{1,3} [0-9:]{5,9} UTC [0-9]{1,20}",
        ) {
            let _ = parse_timestamp(&text);
            let _ = parse_timestamp(&shaped);
        }
    }
}
