//! Instants on the wire: RFC 3339 in and out, Unix milliseconds inside.

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The last instant that is accepted: 9999-12-31T23:59:59.999Z, in Unix milliseconds.
const LAST_UNIX_MS: u64 = 253_402_300_799_999;

/// An instant from 1970 to 9999, to the millisecond.
///
/// Any UTC offset is accepted; answers are always in UTC (`2026-03-01T00:00:00Z`). What is finer
/// than a millisecond is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    unix_ms: u64,
}

impl Timestamp {
    /// The instant so many milliseconds after 1970-01-01T00:00:00Z; `None` after the year 9999.
    #[must_use]
    pub const fn from_unix_ms(unix_ms: u64) -> Option<Self> {
        if unix_ms <= LAST_UNIX_MS {
            Some(Self { unix_ms })
        } else {
            None
        }
    }

    /// As [`from_unix_ms`](Self::from_unix_ms), with everything later held at the year 9999.
    ///
    /// For answers: an instant that a campaign's calendar can express but RFC 3339 cannot is told
    /// as the last one that RFC 3339 can.
    #[must_use]
    pub const fn saturating_from_unix_ms(unix_ms: u64) -> Self {
        let unix_ms = if unix_ms <= LAST_UNIX_MS {
            unix_ms
        } else {
            LAST_UNIX_MS
        };
        Self { unix_ms }
    }

    /// Reads RFC 3339 text.
    ///
    /// # Errors
    ///
    /// [`NotATimestamp`] if the text is not RFC 3339, or lies outside 1970 to 9999.
    pub fn parse(text: &str) -> Result<Self, NotATimestamp> {
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| NotATimestamp)?;
        let unix_ms = u64::try_from(parsed.timestamp_millis()).map_err(|_| NotATimestamp)?;
        Self::from_unix_ms(unix_ms).ok_or(NotATimestamp)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.unix_ms
    }
}

impl core::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Both conversions hold for every value of the type: at most the year 9999.
        let instant = i64::try_from(self.unix_ms)
            .ok()
            .and_then(DateTime::from_timestamp_millis);
        let instant = instant.unwrap_or(DateTime::UNIX_EPOCH);
        f.write_str(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// The text is not an instant that the API accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant between 1970 and 9999, such as 2026-03-01T00:00:00Z")]
pub struct NotATimestamp;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_offset_and_writes_utc() {
        for (text, unix_ms, written) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            (
                "2026-03-01T01:00:00+01:00",
                1_772_323_200_000,
                "2026-03-01T00:00:00Z",
            ),
            (
                "2026-03-01T00:00:00.1239Z",
                1_772_323_200_123,
                "2026-03-01T00:00:00.123Z",
            ),
            (
                "9999-12-31T23:59:59.999Z",
                LAST_UNIX_MS,
                "9999-12-31T23:59:59.999Z",
            ),
        ] {
            let instant = Timestamp::parse(text).expect(text);
            assert_eq!(instant.unix_ms(), unix_ms, "{text}");
            assert_eq!(instant.to_string(), written);
        }
    }

    #[test]
    fn refuses_what_is_not_an_instant() {
        for text in [
            "",
            "2026-03-01",
            "1969-12-31T23:59:59Z",
            "2026-02-30T00:00:00Z",
            "tomorrow",
        ] {
            assert_eq!(Timestamp::parse(text), Err(NotATimestamp), "{text}");
        }
        assert_eq!(Timestamp::from_unix_ms(LAST_UNIX_MS + 1), None);
    }

    #[test]
    fn what_is_too_late_is_told_as_the_last_instant() {
        let last = Timestamp::saturating_from_unix_ms(u64::MAX);
        assert_eq!(last.to_string(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::saturating_from_unix_ms(5).unix_ms(), 5);
    }
}
