//! How much is allowed in which time.

/// So many units in so many seconds, counted by a rate-limit binding: for each Cloudflare location by
/// itself, and approximately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    /// Its name in the `RateLimit` fields.
    pub(crate) name: &'static str,
    /// The binding in `wrangler.toml`, which states the same numbers: the runtime does not tell them.
    pub(crate) binding: &'static str,
    /// How many units.
    pub(crate) units: u32,
    /// In how many seconds: 10 or 60, as the runtime allows.
    pub(crate) period_s: u32,
}

/// The codes that the pages of one address may have validated. A shopper asks once for a whole code;
/// offices and mobile networks have many shoppers behind one address.
pub(crate) const VALIDATIONS: Quota = Quota {
    name: "validations",
    binding: "VALIDATIONS",
    units: 120,
    period_s: 60,
};

/// What the failures of one address may cost, in one campaign: see [`failure_cost`].
pub(crate) const FAILURES_BY_ADDRESS: Quota = Quota {
    name: "failures",
    binding: "FAILURES_BY_ADDRESS",
    units: 12,
    period_s: 60,
};

/// The failures of one secret key, which cost one each. A merchant's server passes on what its own
/// shoppers send, so this is wide: it makes true that codes are guessed at 100 a second and not faster,
/// which is what `plan` promises with.
pub(crate) const FAILURES_BY_KEY: Quota = Quota {
    name: "failures",
    binding: "FAILURES_BY_KEY",
    units: 1000,
    period_s: 10,
};

/// What a failure costs an address, by the number of parity symbols in the code.
///
/// More parity lets fewer typing errors through: a shopper's error gets past one symbol about once in
/// 1,400 redemptions, past two once in 250,000. So of codes with one symbol an address has 12 failures
/// a minute, with two it has 4, with three it has 3.
pub(crate) fn failure_cost(parity_symbols: u8) -> u32 {
    match parity_symbols {
        0 | 1 => 1,
        2 => 3,
        _ => 4,
    }
}

impl Quota {
    /// When what begins now ends.
    pub(crate) fn end_ms(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add(u64::from(self.period_s).saturating_mul(1000))
    }

    /// The `RateLimit-Policy` field.
    pub(crate) fn policy(&self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.units, self.period_s)
    }

    /// The `RateLimit` field when nothing is left. The runtime does not tell when its window ends, so
    /// this says when it has ended at the latest.
    pub(crate) fn nothing_left(&self) -> String {
        format!("\"{}\";r=0;t={}", self.name, self.period_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_as_the_draft_says() {
        assert_eq!(VALIDATIONS.policy(), "\"validations\";q=120;w=60");
        assert_eq!(VALIDATIONS.nothing_left(), "\"validations\";r=0;t=60");
    }

    #[test]
    fn more_parity_makes_failures_dearer() {
        let allowed = |parity| FAILURES_BY_ADDRESS.units / failure_cost(parity);
        assert_eq!([1, 2, 3].map(allowed), [12, 4, 3]);
    }

    #[test]
    fn the_configuration_says_the_same() {
        let configuration = include_str!("../../../wrangler.toml");
        let blocks = configuration.split("[[ratelimits]]").skip(1);
        let mut stated = blocks.map(|block| {
            let value = |key: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(key));
                line.expect(key).trim_start_matches([' ', '=']).to_owned()
            };
            (value("name"), value("simple"))
        });
        let quotas = [VALIDATIONS, FAILURES_BY_ADDRESS, FAILURES_BY_KEY];
        for quota in quotas {
            let simple = format!("{{ limit = {}, period = {} }}", quota.units, quota.period_s);
            let expected = (format!("\"{}\"", quota.binding), simple);
            assert_eq!(stated.next(), Some(expected));
        }
        assert_eq!(stated.next(), None);
    }
}
