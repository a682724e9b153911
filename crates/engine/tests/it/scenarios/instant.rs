//! Times: counted from where every scenario begins, or as a calendar says them.

use chrono::DateTime;
use tessera_engine::UnixMillis;

/// 2026-01-01T00:00:00Z, where every scenario begins: a Thursday.
const START_MS: u64 = 1_767_225_600_000;

const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// `2d`, `1h30m`, `-1ms` after the start, or a time of RFC 3339.
pub(crate) fn instant(text: &str) -> Result<UnixMillis, String> {
    let wrong = || format!("not a time: {text}");
    let millis = if text.contains('T') {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?;
        u64::try_from(time.timestamp_millis()).ok()
    } else if let Some(before) = text.strip_prefix('-') {
        START_MS.checked_sub(duration(before)?)
    } else {
        START_MS.checked_add(duration(text)?)
    };
    let millis = millis.ok_or_else(wrong)?;
    UnixMillis::new(millis).map_err(|error| error.to_string())
}

/// `1d2h3m4s5ms`, each part at most once and from the longest on; or `0`.
pub(crate) fn duration(text: &str) -> Result<u64, String> {
    let wrong = || format!("not a duration: {text}");
    let (mut rest, mut millis) = (text, 0);
    let mut units = UNITS.iter();
    while !rest.is_empty() && text != "0" {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (count, unit) = rest.split_at(digits);
        let end = unit
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(unit.len());
        let (unit, after) = unit.split_at(end);
        let factor = units.find(|(name, _)| *name == unit).ok_or_else(wrong)?.1;
        let count: u64 = count.parse().map_err(|_| wrong())?;
        millis += count * factor;
        rest = after;
    }
    Ok(millis)
}

/// As it is read back, in the one way in which answers say it.
pub(crate) fn text(at: UnixMillis) -> String {
    let (sign, mut left) = match at.value().checked_sub(START_MS) {
        Some(after) => ("", after),
        None => ("-", START_MS - at.value()),
    };
    if left == 0 {
        return "0".into();
    }
    let mut text = sign.to_owned();
    for (name, factor) in UNITS {
        if left >= factor {
            text += &format!("{}{name}", left / factor);
            left %= factor;
        }
    }
    text
}

/// An expected answer with single spaces, and its times as answers say them.
pub(crate) fn normalised(expected: &str) -> Result<String, String> {
    let word = |word: &str| match word.split_once('=') {
        Some((key @ ("until" | "frees" | "start"), time)) => {
            Ok(format!("{key}={}", text(instant(time)?)))
        }
        _ => Ok(word.into()),
    };
    let words: Result<Vec<String>, String> = expected.split_whitespace().map(word).collect();
    Ok(words?.join(" "))
}

#[test]
fn times_are_read_and_written() {
    for same in ["0", "15m", "1d2h3m4s5ms", "-10d", "-1ms", "400d"] {
        assert_eq!(text(instant(same).unwrap()), same);
    }
    let cases = [
        ("90m", "1h30m"),
        ("2026-01-02T00:00:00.001Z", "1d1ms"),
        ("2026-01-01T01:00:00+02:00", "-1h"),
    ];
    for (other, canonical) in cases {
        assert_eq!(text(instant(other).unwrap()), canonical);
    }
    for wrong in ["", "5", "5x", "1m1h", "1h1h", "2026-01-01T00:00"] {
        assert!(wrong.is_empty() || instant(wrong).is_err(), "{wrong}");
    }
}
