//! Limits.

use tessera_engine as engine;

use crate::{
    convert::InvalidValue,
    offer::{Limit, Metric, Per, ReachedLimit, Window},
};

/// A campaign's limits, as the engine takes them.
///
/// # Errors
///
/// [`InvalidValue`] if there are too many, if two are of one kind, if one is beyond 2^53 − 1, or if
/// an attribute's name is none.
pub fn limits(limits: &[Limit]) -> Result<engine::Limits, InvalidValue> {
    let limits = limits.iter().enumerate().map(|(place, limit)| {
        let field = |name| format!("limits[{place}].{name}");
        engine::Count::new(limit.max).map_err(InvalidValue::of(&field("max")))?;
        Ok(engine::Limit {
            metric: limit.metric.into(),
            per: per(&limit.per).map_err(InvalidValue::of(&field("per")))?,
            window: limit.window.into(),
            max: limit.max,
        })
    });
    engine::Limits::new(limits.collect::<Result<_, _>>()?).map_err(InvalidValue::of("limits"))
}

fn per(per: &Per) -> Result<engine::Per, engine::ValueError> {
    Ok(match per {
        Per::Campaign => engine::Per::Campaign,
        Per::Customer => engine::Per::Customer,
        Per::Channel => engine::Per::Channel,
        Per::Attribute(name) => engine::Per::Attribute(engine::AttributeName::parse(name)?),
    })
}

impl From<&engine::Limit> for Limit {
    fn from(limit: &engine::Limit) -> Self {
        Self {
            metric: limit.metric.into(),
            per: limit.per.into(),
            window: limit.window.into(),
            max: limit.max,
        }
    }
}

impl From<engine::Limit> for ReachedLimit {
    fn from(limit: engine::Limit) -> Self {
        Self {
            metric: limit.metric.into(),
            per: limit.per.into(),
            window: limit.window.into(),
            max: Some(limit.max),
        }
    }
}

impl ReachedLimit {
    /// The campaign's budget of a metric: its limit per campaign and lifetime.
    #[must_use]
    pub fn budget(metric: engine::Metric) -> Self {
        Self {
            metric: metric.into(),
            per: Per::Campaign,
            window: Window::Lifetime,
            max: None,
        }
    }
}

impl From<engine::Per> for Per {
    fn from(per: engine::Per) -> Self {
        match per {
            engine::Per::Campaign => Self::Campaign,
            engine::Per::Customer => Self::Customer,
            engine::Per::Channel => Self::Channel,
            engine::Per::Attribute(name) => Self::Attribute(name.as_str().to_owned()),
        }
    }
}

impl From<Metric> for engine::Metric {
    fn from(metric: Metric) -> Self {
        match metric {
            Metric::Redemptions => Self::Redemptions,
            Metric::Discount => Self::Discount,
            Metric::OrderValue => Self::OrderValue,
        }
    }
}

impl From<engine::Metric> for Metric {
    fn from(metric: engine::Metric) -> Self {
        match metric {
            engine::Metric::Redemptions => Self::Redemptions,
            engine::Metric::Discount => Self::Discount,
            engine::Metric::OrderValue => Self::OrderValue,
        }
    }
}

impl From<Window> for engine::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Lifetime => Self::Lifetime,
            Window::Day => Self::Day,
            Window::Week => Self::Week,
            Window::Month => Self::Month,
        }
    }
}

impl From<engine::Window> for Window {
    fn from(window: engine::Window) -> Self {
        match window {
            engine::Window::Lifetime => Self::Lifetime,
            engine::Window::Day => Self::Day,
            engine::Window::Week => Self::Week,
            engine::Window::Month => Self::Month,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(json: &str) -> Limit {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn limits_keep_their_meaning() {
        for per in ["campaign", "customer", "channel", "attribute:store_7"] {
            for window in ["lifetime", "day", "week", "month"] {
                let json = format!(
                    r#"{{"metric":"order_value","per":"{per}","window":"{window}","max":7}}"#
                );
                let engine = limits(&[limit(&json)]).expect("limits");
                let back = engine.iter().map(Limit::from).collect::<Vec<_>>();
                assert_eq!(
                    serde_json::to_string(&back).expect("JSON"),
                    format!("[{json}]")
                );
            }
        }
    }

    #[test]
    fn limits_out_of_range_name_their_place() {
        let limit = |max, per: &str| {
            limit(&format!(
                r#"{{"metric":"discount","per":"{per}","window":"lifetime","max":{max}}}"#
            ))
        };
        let field = |given: &[Limit]| limits(given).expect_err("refused").field;
        assert_eq!(field(&[limit(1_u64 << 53, "campaign")]), "limits[0].max");
        assert_eq!(
            field(&[limit(1, "campaign"), limit(2, "campaign")]),
            "limits"
        );
        assert_eq!(
            field(&[limit(1, "campaign"), limit(2, "attribute:IP")]),
            "limits[1].per"
        );
        assert!(limits(&[limit(1, "campaign")]).is_ok());
    }
}
