//! Numbers in words that a marketer and a security engineer both understand.

use indicatif::HumanCount;
use tessera_code::Plan;

/// The rate that the promise against guessing is told at. Far more than a shop with rate limits answers.
pub(crate) const GUESSES_PER_SECOND: u64 = 100;

/// A number with its thousands set off: `1,048,576`.
pub(crate) fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A number and what it counts: `1 code`, `2 codes`.
pub(crate) fn codes(number: u64) -> String {
    let noun = if number == 1 { "code" } else { "codes" };
    format!("{} {noun}", count(number))
}

/// A number to two or three digits: `275 billion`.
pub(crate) fn about(number: f64) -> String {
    const SCALES: [&str; 9] = [
        "",
        " thousand",
        " million",
        " billion",
        " trillion",
        " quadrillion",
        " quintillion",
        " sextillion",
        " septillion",
    ];
    let mut scaled = number;
    let mut scales = SCALES.iter();
    let mut scale = scales.next();
    // 999.5 would be rounded to a thousand of its scale.
    while scaled >= 999.5
        && let Some(next) = scales.next()
    {
        scaled /= 1000.0;
        scale = Some(next);
    }
    let decimals = usize::from(scaled < 9.95 && scaled.fract() != 0.0);
    format!("{scaled:.decimals$}{}", scale.unwrap_or(&""))
}

/// A time in its largest unit: `87 years`.
pub(crate) fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 5] = [
        (31_556_952.0, "years"),
        (86_400.0, "days"),
        (3_600.0, "hours"),
        (60.0, "minutes"),
        (1.0, "seconds"),
    ];
    let (length, unit) = UNITS
        .into_iter()
        .find(|(length, _)| seconds >= *length)
        .unwrap_or((1.0, "seconds"));
    format!("{} {unit}", about(seconds / length))
}

/// How many guesses a hit takes: `275 billion guesses (2^38)`.
pub(crate) fn guesses(plan: &Plan) -> String {
    let log2 = plan.guesses_per_hit_log2();
    format!("{} guesses (2^{log2})", about(f64::from(log2).exp2()))
}

/// How long a hit takes at [`GUESSES_PER_SECOND`].
pub(crate) fn time_per_hit(plan: &Plan) -> String {
    duration(f64::from(plan.guesses_per_hit_log2()).exp2() / GUESSES_PER_SECOND as f64)
}

/// A text from outside, fit for a terminal: at most 64 characters, none of which moves the cursor,
/// changes colours or hides.
pub(crate) fn printable(text: &str) -> String {
    const LONGEST: usize = 64;
    let mut printed = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(LONGEST) {
        match character {
            '"' | '\'' | '\\' => printed.push(character),
            other => printed.extend(other.escape_debug()),
        }
    }
    if characters.next().is_some() {
        printed.push('…');
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_say_them() {
        assert_eq!(about(2_f64.powi(38)), "275 billion");
        assert_eq!(about(2_f64.powi(32)), "4.3 billion");
        assert_eq!(about(2_f64.powi(77)), "151 sextillion");
        assert_eq!(about(999.6), "1.0 thousand");
        assert_eq!(about(3.0), "3");
        assert_eq!(about(9.97), "10");
        assert_eq!(codes(1), "1 code");
        assert_eq!(codes(1_048_576), "1,048,576 codes");
    }

    #[test]
    fn times_of_the_format_document() {
        let at_100 = |bits: i32| duration(2_f64.powi(bits) / 100.0);
        assert_eq!(at_100(32), "1.4 years");
        assert_eq!(at_100(36), "22 years");
        assert_eq!(at_100(38), "87 years");
        assert_eq!(duration(7_200.0), "2 hours");
        assert_eq!(duration(0.5), "0.5 seconds");
    }

    #[test]
    fn a_text_cannot_command_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}"), r"a\u{1b}[2Jb\u{202e}");
        assert_eq!(printable(r#"it's "é" \"#), r#"it's "é" \"#);
        assert_eq!(printable(&"x".repeat(65)).chars().count(), 65);
        assert!(printable(&"x".repeat(65)).ends_with("x…"));
        assert_eq!(printable(&"x".repeat(64)), "x".repeat(64));
    }
}
