//! Between the wire and `tessera-code`: layouts, calendars, formats and plans.

use tessera_code as code;

use super::InvalidValue;
use crate::{
    campaign::{CreateCampaign, ExpiryUnit},
    plan::{Layout, Odds, Plan, Planned},
    time::Timestamp,
};

/// What [`Plan`] and [`CreateCampaign`] say about a campaign's codes.
#[derive(Debug, Clone, Copy)]
pub struct FormatRequest<'r> {
    /// How codes are to look.
    pub pattern: &'r str,
    /// How their bits are divided.
    pub bits: BitsRequest,
    /// What one step of the expiry is; an hour by default.
    pub unit: Option<ExpiryUnit>,
    /// Where the expiry counts from; the unit that `now` lies in by default.
    pub epoch: Option<Timestamp>,
    /// Accepts codes that are easy to guess.
    pub allow_weak: bool,
    /// Which generation of keys makes the codes.
    pub key_version: u32,
}

/// How a campaign says how the bits of its codes are divided.
#[derive(Debug, Clone, Copy)]
pub enum BitsRequest {
    /// By what it needs.
    Planned {
        /// How many codes it will ever have.
        max_codes: u64,
        /// The latest instant at which any of them will expire.
        expires_latest: Option<Timestamp>,
    },
    /// By the widths.
    Explicit(code::FieldBits),
}

impl FormatRequest<'_> {
    /// The format, with the promise that it makes against guessing.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that has to change.
    pub fn resolve(&self, now: Timestamp) -> Result<(code::Format, code::Plan), InvalidValue> {
        let pattern = code::Pattern::parse(self.pattern).map_err(InvalidValue::of("pattern"))?;
        let unit = self.unit.unwrap_or(ExpiryUnit::Hour).into();
        let calendar = calendar(unit, self.epoch, now)?;
        let plan = match self.bits {
            BitsRequest::Planned {
                max_codes,
                expires_latest,
            } => {
                let longest_expiry_s = expires_latest
                    .map(|latest| lifetime_s(&calendar, latest))
                    .transpose()?;
                let allow_weak = self.allow_weak;
                let request = code::PlanRequest {
                    pattern,
                    max_codes,
                    longest_expiry_s,
                    unit,
                    allow_weak,
                };
                code::plan(&request).map_err(plan_error)?
            }
            BitsRequest::Explicit(bits) => {
                let layout =
                    code::Layout::new(&pattern, bits).map_err(InvalidValue::of("serial_bits"))?;
                code::Plan::of_layout(layout)
            }
        };
        if plan.is_weak() && !self.allow_weak {
            return Err(weak(&plan));
        }
        let layout = *plan.layout();
        let key_version = self.key_version;
        let parts = code::FormatParts {
            pattern,
            layout,
            calendar,
            key_version,
        };
        let format = code::Format::new(parts).map_err(InvalidValue::of("pattern"))?;
        Ok((format, plan))
    }
}

impl Plan {
    /// What is asked about the codes' format.
    #[must_use]
    pub fn format_request(&self) -> FormatRequest<'_> {
        let (max_codes, expires_latest) = (self.max_codes, self.expires_latest);
        FormatRequest {
            pattern: &self.pattern,
            bits: BitsRequest::Planned {
                max_codes,
                expires_latest,
            },
            unit: self.expiry_unit,
            epoch: self.epoch,
            allow_weak: self.allow_weak.unwrap_or_default(),
            key_version: 1,
        }
    }
}

impl CreateCampaign {
    /// What is asked about the codes' format.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] if it says neither what the layout must hold nor its widths, or both.
    pub fn format_request(&self, key_version: u32) -> Result<FormatRequest<'_>, InvalidValue> {
        let bits = match (self.max_codes, self.serial_bits) {
            (Some(max_codes), None) => match self.expiry_bits {
                None => BitsRequest::Planned {
                    max_codes,
                    expires_latest: self.expires_latest,
                },
                Some(_) => return Err(both("expiry_bits", "max_codes")),
            },
            (None, Some(serial_bits)) => match self.expires_latest {
                None => {
                    let expiry_bits = self.expiry_bits.unwrap_or_default();
                    BitsRequest::Explicit(code::FieldBits {
                        serial_bits,
                        expiry_bits,
                    })
                }
                Some(_) => return Err(both("expires_latest", "serial_bits")),
            },
            (Some(_), Some(_)) => return Err(both("serial_bits", "max_codes")),
            (None, None) => {
                let detail = "say how many codes there will ever be, or give serial_bits";
                return Err(InvalidValue::new("max_codes", detail));
            }
        };
        Ok(FormatRequest {
            pattern: &self.pattern,
            bits,
            unit: self.expiry_unit,
            epoch: self.epoch,
            allow_weak: self.allow_weak.unwrap_or_default(),
            key_version,
        })
    }
}

impl Planned {
    /// A format and its promise, as they cross the wire.
    #[must_use]
    pub fn new(format: &code::Format, plan: &code::Plan) -> Self {
        Self {
            pattern: format.pattern().as_str().to_owned(),
            prefix: format.pattern().prefix().as_str().to_owned(),
            layout: format.layout().into(),
            expiry_unit: format.calendar().unit().into(),
            epoch: epoch(format.calendar()),
            serials: format.layout().serial_count(),
            odds: Odds {
                guesses_per_hit_log2: plan.guesses_per_hit_log2(),
                guesses_per_hit: f64::from(plan.guesses_per_hit_log2()).exp2(),
                seconds_at_100_per_second: f64::from(plan.guesses_per_hit_log2()).exp2() / 100.0,
            },
        }
    }
}

impl From<&code::Layout> for Layout {
    fn from(layout: &code::Layout) -> Self {
        Self {
            symbols: layout.symbols(),
            serial_bits: layout.serial_bits(),
            expiry_bits: layout.expiry_bits(),
            tag_bits: layout.tag_bits(),
            parity_symbols: layout.parity_symbols(),
        }
    }
}

impl From<ExpiryUnit> for code::ExpiryUnit {
    fn from(unit: ExpiryUnit) -> Self {
        match unit {
            ExpiryUnit::Hour => Self::Hour,
            ExpiryUnit::Day => Self::Day,
        }
    }
}

impl From<code::ExpiryUnit> for ExpiryUnit {
    fn from(unit: code::ExpiryUnit) -> Self {
        match unit {
            code::ExpiryUnit::Hour => Self::Hour,
            code::ExpiryUnit::Day => Self::Day,
        }
    }
}

/// Where a calendar counts from.
#[must_use]
pub fn epoch(calendar: &code::Calendar) -> Timestamp {
    Timestamp::saturating_from_unix_ms(calendar.epoch_s().saturating_mul(1000))
}

fn calendar(
    unit: code::ExpiryUnit,
    epoch: Option<Timestamp>,
    now: Timestamp,
) -> Result<code::Calendar, InvalidValue> {
    let now_s = now.unix_ms().wrapping_div(1000);
    let epoch_s = match epoch {
        Some(epoch) if epoch.unix_ms() % 1000 == 0 => epoch.unix_ms().wrapping_div(1000),
        Some(_) => {
            return Err(InvalidValue::new(
                "epoch",
                "must be a whole number of seconds",
            ));
        }
        None => now_s.saturating_sub(now_s.checked_rem(unit.seconds()).unwrap_or_default()),
    };
    code::Calendar::new(unit, epoch_s).map_err(InvalidValue::of("epoch"))
}

/// Seconds from the calendar's epoch to `latest`, rounded up.
fn lifetime_s(calendar: &code::Calendar, latest: Timestamp) -> Result<u64, InvalidValue> {
    let latest_s = latest.unix_ms().div_ceil(1000);
    latest_s
        .checked_sub(calendar.epoch_s())
        .filter(|&lifetime_s| lifetime_s > 0)
        .ok_or_else(|| {
            let epoch = epoch(calendar);
            InvalidValue::new(
                "expires_latest",
                format!("must be after the epoch, {epoch}"),
            )
        })
}

fn plan_error(error: code::PlanError) -> InvalidValue {
    let field = match error {
        code::PlanError::MaxCodes(_) => "max_codes",
        code::PlanError::LongestExpiry { .. } => "expires_latest",
        code::PlanError::TooShort { .. } => "pattern",
    };
    InvalidValue::of(field)(error)
}

fn weak(plan: &code::Plan) -> InvalidValue {
    let tag_bits = plan.guesses_per_hit_log2();
    let strong = code::STRONG_TAG_BITS;
    InvalidValue::new(
        "serial_bits",
        format!(
            "leaves {tag_bits} bits against guessing where {strong} are asked for: take narrower \
             fields or a longer pattern, or say allow_weak"
        ),
    )
}

fn both(field: &str, other: &str) -> InvalidValue {
    InvalidValue::new(
        field,
        format!("cannot be combined with {other}: give one of the two"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::parse("2026-01-01T00:30:00Z").expect("an instant")
    }

    fn create(json: &str) -> Result<code::Format, InvalidValue> {
        let rest = r#""name":"N","currency":"EUR","offer":{"type":"amount","amount":500}"#;
        let request: CreateCampaign =
            serde_json::from_str(&format!("{{{json},{rest}}}")).expect(json);
        request
            .format_request(1)?
            .resolve(now())
            .map(|(format, _)| format)
    }

    #[test]
    fn plans_the_example_of_the_format_document() {
        let plan: Plan = serde_json::from_str(
            r#"{"pattern":"SUM-####-####-####-####","max_codes":1000000,
                "expires_latest":"2026-06-20T00:00:00Z"}"#,
        )
        .expect("a plan");
        let (format, plan) = plan.format_request().resolve(now()).expect("it fits");
        let planned = Planned::new(&format, &plan);
        assert_eq!(
            serde_json::to_string(&planned).expect("serialisable"),
            r#"{"pattern":"SUM-####-####-####-####","prefix":"SUM","layout":{"symbols":16,"serial_bits":20,"expiry_bits":12,"tag_bits":38,"parity_symbols":2},"expiry_unit":"hour","epoch":"2026-01-01T00:00:00Z","serials":1048576,"odds":{"guesses_per_hit_log2":38,"guesses_per_hit":274877906944.0,"seconds_at_100_per_second":2748779069.44}}"#
        );
    }

    #[test]
    fn a_layout_is_planned_or_given() {
        let planned = create(r#""pattern":"SUM-####-####-####-####","max_codes":1000"#);
        assert_eq!(planned.map(|format| format.layout().serial_bits()), Ok(10));
        let given = create(
            r#""pattern":"SUM-####-####-####-####","serial_bits":24,"expiry_bits":10,
               "expiry_unit":"day","epoch":"2026-01-01T00:00:00Z""#,
        );
        assert_eq!(given.map(|format| format.layout().expiry_bits()), Ok(10));
    }

    #[test]
    fn names_the_field_that_has_to_change() {
        for (json, field) in [
            (
                r#""pattern":"sum-####-####-####","max_codes":10"#,
                "pattern",
            ),
            (r#""pattern":"SUM-####-####-####-####""#, "max_codes"),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":0"#,
                "max_codes",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":9,"serial_bits":9"#,
                "serial_bits",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":9,"expiry_bits":9"#,
                "expiry_bits",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","serial_bits":41"#,
                "serial_bits",
            ),
            (
                r#""pattern":"SUM-####-####-####","max_codes":1000000000"#,
                "pattern",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","serial_bits":38"#,
                "serial_bits",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":9,"epoch":"2026-01-01T00:01:00Z""#,
                "epoch",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":9,"epoch":"2026-01-01T00:00:00.5Z""#,
                "epoch",
            ),
            (
                r#""pattern":"SUM-####-####-####-####","max_codes":9,
                   "expires_latest":"2025-01-01T00:00:00Z""#,
                "expires_latest",
            ),
        ] {
            assert_eq!(create(json).expect_err(json).field, field, "{json}");
        }
    }

    #[test]
    fn weak_codes_must_be_asked_for() {
        let json = r#""pattern":"SUM-####-####-####-####","serial_bits":38"#;
        assert!(create(json).is_err());
        assert!(create(&format!(r#"{json},"allow_weak":true"#)).is_ok());
    }
}
