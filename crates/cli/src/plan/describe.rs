//! A plan in words.

use std::fmt::Write as _;

use tessera_api::convert::code::epoch;
use tessera_api::time::Timestamp;
use tessera_code::{Expiry, ExpiryUnit, Format, Plan};

use crate::words;

/// What a campaign was said to need, if it was not said in widths.
pub(super) struct Wish {
    pub(super) max_codes: Option<u64>,
    pub(super) expires_latest: Option<Timestamp>,
}

/// What the bits of a code hold, what that promises, and how to mint such codes.
pub(super) fn describe(format: &Format, plan: &Plan, wish: &Wish) -> String {
    format!(
        "Codes like {}\n\n{}\n\
         How hard they are to guess\n{}\n\
         To mint them\n{}",
        format.pattern(),
        layout(format, wish),
        promise(plan),
        mint_command(format, wish),
    )
}

fn layout(format: &Format, wish: &Wish) -> String {
    let layout = format.layout();
    let asked_for = wish.max_codes.map_or_else(String::new, |max_codes| {
        format!(" ({} asked for)", words::count(max_codes))
    });
    let serials = words::codes(layout.serial_count());
    let parity = match layout.parity_symbols() {
        1 => "1 character that finds typing errors; from 14 # on, codes also tell which",
        2 => "2 characters that find typing errors and tell which one is wrong",
        _ => "3 characters that find typing errors and tell which one is wrong",
    };
    let bits = |width: u8| format!("{width} bits");
    let rows = [
        (
            "prefix",
            String::new(),
            format!("{} names the campaign", format.pattern().prefix()),
        ),
        (
            "tag",
            bits(layout.tag_bits()),
            "prove that a code is genuine; a guess must hit them all".to_owned(),
        ),
        (
            "serial",
            bits(layout.serial_bits()),
            format!("number {serials}{asked_for}"),
        ),
        ("expiry", bits(layout.expiry_bits()), expiry(format)),
        (
            "parity",
            bits(layout.parity_symbols() * 5),
            parity.to_owned(),
        ),
    ];
    rows.iter()
        .map(|(name, bits, meaning)| format!("  {name:<6}  {bits:>7}   {meaning}\n"))
        .collect()
}

fn expiry(format: &Format) -> String {
    // The greatest value means "no expiry"; the one before it is the latest instant.
    let greatest = (1_u32 << format.layout().expiry_bits()) - 1;
    let latest_ms = greatest
        .checked_sub(1)
        .filter(|&units| units > 0)
        .and_then(|units| u16::try_from(units).ok())
        .and_then(|units| format.expires_at_ms(Expiry::from_raw(units)));
    match latest_ms {
        None => "codes have no expiry of their own".to_owned(),
        Some(latest_ms) => format!(
            "count from {} by the {}, at most until {}",
            epoch(format.calendar()),
            unit(format),
            Timestamp::saturating_from_unix_ms(latest_ms)
        ),
    }
}

fn promise(plan: &Plan) -> String {
    let mut text = format!(
        "  Guessing one genuine code takes {}: {} at {} a second.\n  \
         That holds even against somebody who owns genuine codes.\n",
        words::guesses(plan),
        words::time_per_hit(plan),
        words::GUESSES_PER_SECOND,
    );
    if plan.is_weak() {
        text +=
            "  That is weak: a longer pattern, fewer codes or shorter expiries would do better.\n";
    }
    text
}

fn mint_command(format: &Format, wish: &Wish) -> String {
    let layout = format.layout();
    let mut command = format!(
        "  tessera mint --pattern {} --serial-bits {}",
        format.pattern(),
        layout.serial_bits()
    );
    // Writing to a string cannot fail.
    if layout.expiry_bits() > 0 {
        let _ = write!(
            command,
            " \\\n      --expiry-bits {} --expiry-unit {} --epoch {}",
            layout.expiry_bits(),
            unit(format),
            epoch(format.calendar())
        );
    }
    let count = wish.max_codes.unwrap_or(layout.serial_count());
    let _ = write!(command, " \\\n      --count {count}");
    if let Some(expires_latest) = wish.expires_latest {
        let _ = write!(command, " --expires {expires_latest}");
    }
    command + " --output codes.csv\n"
}

fn unit(format: &Format) -> &'static str {
    match format.calendar().unit() {
        ExpiryUnit::Hour => "hour",
        ExpiryUnit::Day => "day",
    }
}
