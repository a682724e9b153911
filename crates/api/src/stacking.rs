//! How a campaign's codes get on with other codes on one order.

use serde::{Deserialize, Serialize};
use tessera_engine as engine;

use crate::convert::{InvalidValue, engine::label};
#[cfg(feature = "openapi")]
use crate::openapi::value;

/// How a campaign's codes get on with other codes on one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Stacking {
    /// Whether they combine with others at all.
    pub mode: StackMode,
    /// Of the codes of one group an order takes one, whichever campaigns they are of; none if left
    /// out.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Label>))]
    pub group: Option<String>,
    /// Where they stand among the codes of an order: the lower, the earlier. Each code's discount is
    /// taken off what the ones before have left. 0 if left out.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = -1000, maximum = 1000))]
    pub priority: i32,
}

/// Whether codes combine with others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StackMode {
    /// An order that takes one takes no other code.
    #[default]
    Exclusive,
    /// They combine with other codes that do.
    Stackable,
}

impl Stacking {
    /// What the engine makes of it.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a group that is no short text, and for a priority beyond ±1000.
    pub fn to_engine(&self) -> Result<engine::Stacking, InvalidValue> {
        let group = self.group.as_deref();
        // What does not fit 16 bits is beyond the range as well: the same rule refuses it.
        let priority = i16::try_from(self.priority).unwrap_or(i16::MAX);
        Ok(engine::Stacking {
            mode: match self.mode {
                StackMode::Exclusive => engine::StackMode::Exclusive,
                StackMode::Stackable => engine::StackMode::Stackable,
            },
            group: group
                .map(|group| label("stacking.group", group))
                .transpose()?,
            priority: engine::Priority::new(priority)
                .map_err(InvalidValue::of("stacking.priority"))?,
        })
    }
}

impl From<&engine::Stacking> for Stacking {
    fn from(stacking: &engine::Stacking) -> Self {
        let group = stacking.group.as_ref();
        Self {
            mode: match stacking.mode {
                engine::StackMode::Exclusive => StackMode::Exclusive,
                engine::StackMode::Stackable => StackMode::Stackable,
            },
            group: group.map(|group| group.as_str().to_owned()),
            priority: stacking.priority.value().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stacking(json: &str) -> Result<engine::Stacking, String> {
        let stacking = serde_json::from_str::<Stacking>(json).expect(json);
        stacking.to_engine().map_err(|invalid| invalid.field)
    }

    #[test]
    fn a_policy_keeps_its_meaning() {
        let json = r#"{"mode":"stackable","group":"welcome","priority":-3}"#;
        let policy = stacking(json).expect("a policy");
        assert_eq!(policy.priority.value(), -3);
        let wire = Stacking::from(&policy);
        assert_eq!(serde_json::to_string(&wire).expect("serialisable"), json);
        let alone = stacking(r#"{"mode":"exclusive"}"#);
        assert_eq!(alone, Ok(engine::Stacking::default()));
    }

    #[test]
    fn a_policy_out_of_range_names_its_field() {
        for (json, field) in [
            (r#"{"mode":"stackable","group":""}"#, "stacking.group"),
            (
                r#"{"mode":"stackable","priority":1001}"#,
                "stacking.priority",
            ),
            (
                r#"{"mode":"stackable","priority":-65536}"#,
                "stacking.priority",
            ),
        ] {
            assert_eq!(stacking(json), Err(field.to_owned()), "{json}");
        }
    }
}
