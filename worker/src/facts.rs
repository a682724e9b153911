//! What is known about a customer, as it travels between the worker and the objects.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tessera_api::{customer::ToldFacts, fact::FactValue};
use tessera_engine::{Facts, Label, MinorUnits, NumberValue, TextValue, Value, ValueError};

/// Facts about a customer. What is not known is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct KnownFacts {
    /// All segments that the customer is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) segments: Option<Vec<String>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, FactValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) order_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lifetime_value: Option<u64>,
    /// Whether the customer stands on the list of those who never get a discount.
    pub(crate) suppressed: bool,
}

impl KnownFacts {
    /// What is known when somebody whose word counts tells more: it wins field by field, and among
    /// attributes name by name. Nobody takes a customer off the list by saying so.
    pub(crate) fn overridden_by(mut self, told: Self) -> Self {
        self.attributes.extend(told.attributes);
        Self {
            segments: told.segments.or(self.segments),
            attributes: self.attributes,
            order_count: told.order_count.or(self.order_count),
            lifetime_value: told.lifetime_value.or(self.lifetime_value),
            suppressed: told.suppressed || self.suppressed,
        }
    }

    /// What the engine's rules look at.
    ///
    /// # Errors
    ///
    /// [`ValueError`] for a value that no request could have brought.
    pub(crate) fn to_engine(&self) -> Result<Facts, ValueError> {
        let segments = self.segments.as_ref().map(|segments| {
            let labels = segments.iter().map(|segment| Label::parse(segment));
            labels.collect::<Result<_, _>>()
        });
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, fact)| Ok((Label::parse(name)?, value(fact)?)));
        Ok(Facts {
            segments: segments.transpose()?,
            attributes: attributes.collect::<Result<_, ValueError>>()?,
            order_count: self.order_count,
            lifetime_value: self.lifetime_value.map(MinorUnits::new).transpose()?,
            suppressed: self.suppressed,
        })
    }
}

impl From<ToldFacts> for KnownFacts {
    fn from(told: ToldFacts) -> Self {
        Self {
            segments: told.segments,
            attributes: told.attributes.unwrap_or_default(),
            order_count: told.order_count,
            lifetime_value: told.lifetime_value,
            suppressed: false,
        }
    }
}

fn value(fact: &FactValue) -> Result<Value, ValueError> {
    Ok(match fact {
        FactValue::Text(text) => Value::Text(TextValue::new(text.clone())?),
        FactValue::Number(number) => Value::Number(NumberValue::new(*number)?),
        FactValue::Flag(flag) => Value::Flag(*flag),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(json: &str) -> KnownFacts {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn what_is_told_wins_field_by_field() {
        let profile = facts(
            r#"{"segments":["vip"],"attributes":{"city":"Rome","tier":2},"order_count":7,
                "lifetime_value":100}"#,
        );
        assert_eq!(
            profile.clone().overridden_by(KnownFacts::default()),
            profile,
            "nothing told, nothing changed"
        );
        let told = r#"{"segments":[],"attributes":{"tier":3,"new":true},"order_count":0}"#;
        assert_eq!(
            profile.overridden_by(facts(told)),
            facts(
                r#"{"segments":[],"attributes":{"city":"Rome","tier":3,"new":true},
                    "order_count":0,"lifetime_value":100}"#
            )
        );
    }

    #[test]
    fn nobody_is_talked_off_the_list() {
        let (listed, not) = (facts(r#"{"suppressed":true}"#), facts("{}"));
        assert!(listed.clone().overridden_by(not.clone()).suppressed);
        assert!(not.overridden_by(listed).suppressed);
    }

    #[test]
    fn the_engine_gets_what_is_known_and_nothing_else() {
        let known = facts(r#"{"segments":["vip"],"attributes":{"tier":2},"lifetime_value":5}"#);
        let engine = known.to_engine().expect("valid");
        let label = |text| Label::parse(text).expect("a label");
        assert_eq!(engine.segments, Some(vec![label("vip")]));
        let two = Value::Number(NumberValue::new(2).expect("a number"));
        assert_eq!(engine.attribute(&label("tier")), Some(&two));
        assert_eq!((engine.order_count, engine.suppressed), (None, false));
        assert_eq!(KnownFacts::default().to_engine(), Ok(Facts::UNKNOWN));
        let of_nobody = facts(r#"{"segments":[""]}"#).to_engine();
        assert_eq!(of_nobody, Err(ValueError::Label));
    }

    #[test]
    fn what_crosses_is_pinned() {
        let known = r#"{"segments":[],"attributes":{"a":-1},"order_count":0,"lifetime_value":1,"suppressed":true}"#;
        assert_eq!(serde_json::to_string(&facts(known)).expect("JSON"), known);
        let none = serde_json::to_string(&KnownFacts::default()).expect("JSON");
        assert_eq!(none, r#"{"suppressed":false}"#);
    }
}
