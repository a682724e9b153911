//! Profiles of customers: every rule of their fields.

use chrono::NaiveDate;
use tessera_engine as engine;

use super::{InvalidValue, checked_name, engine as to_engine};
use crate::customer::{Profile, PutCustomer, SuppressCustomer, ToldFacts};

/// The longest locale, in bytes.
pub const LOCALE_LEN_MAX: usize = 35;

impl PutCustomer {
    /// The profile, every field checked; what means the same is written the same.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the first field that breaks a rule.
    pub fn checked(self) -> Result<Profile, InvalidValue> {
        if let Some(zone) = &self.time_zone {
            to_engine::time_zone(zone)?;
        }
        let facts = ToldFacts {
            segments: self.segments,
            attributes: self.attributes,
            order_count: self.order_count,
            lifetime_value: self.lifetime_value,
        };
        let facts = facts.checked("")?;
        let name = self.name.map(|name| checked_name("name", &name));
        let email = self.email.map(|email| to_engine::email("email", &email));
        Ok(Profile {
            name: name.transpose()?,
            email: email.transpose()?,
            phone: self.phone.map(phone).transpose()?,
            locale: self.locale.map(locale).transpose()?,
            time_zone: self.time_zone,
            birthday: self.birthday.map(date).transpose()?,
            consent: self.consent.unwrap_or_default(),
            segments: facts.segments.unwrap_or_default(),
            attributes: facts.attributes.unwrap_or_default(),
            order_count: facts.order_count,
            lifetime_value: facts.lifetime_value,
        })
    }
}

impl ToldFacts {
    /// The same facts, every field checked; a segment that is repeated counts once.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for the first field that breaks a rule, with `of` before its name.
    pub fn checked(self, of: &str) -> Result<Self, InvalidValue> {
        let field = |name: &str| match of {
            "" => name.to_owned(),
            of => format!("{of}.{name}"),
        };
        let segments = self.segments.map(|segments| {
            let max = engine::Facts::SEGMENT_COUNT_MAX;
            let labels = to_engine::labels(&field("segments"), &segments, max)?;
            let text = |label: engine::Label| label.as_str().to_owned();
            Ok(labels.into_iter().map(text).collect())
        });
        if let Some(attributes) = &self.attributes {
            let max = engine::Facts::ATTRIBUTE_COUNT_MAX;
            to_engine::values(&field("attributes"), attributes, max)?;
        }
        if let Some(count) = self.order_count {
            engine::Count::new(count).map_err(InvalidValue::of(&field("order_count")))?;
        }
        if let Some(value) = self.lifetime_value {
            engine::MinorUnits::new(value).map_err(InvalidValue::of(&field("lifetime_value")))?;
        }
        Ok(Self {
            segments: segments.transpose()?,
            ..self
        })
    }
}

impl SuppressCustomer {
    /// Why, checked.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a reason that is empty, too long or holds control characters.
    pub fn checked(self) -> Result<Option<String>, InvalidValue> {
        let reason = self.reason.map(|reason| checked_name("reason", &reason));
        reason.transpose()
    }
}

fn phone(text: String) -> Result<String, InvalidValue> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let fits = (7..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    if fits {
        return Ok(text);
    }
    let detail = "must be a number as in E.164: +, the country and 7 to 15 digits in all";
    Err(InvalidValue::new("phone", detail))
}

fn locale(text: String) -> Result<String, InvalidValue> {
    let mut parts = text.split('-');
    let is_language = |part: &str| {
        (2..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphabetic())
    };
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|letter| letter.is_ascii_alphanumeric())
    };
    let fits = text.len() <= LOCALE_LEN_MAX
        && parts.next().is_some_and(is_language)
        && parts.all(is_subtag);
    if fits {
        return Ok(text);
    }
    let detail = "must be a language tag as in BCP 47, such as it or pt-BR";
    Err(InvalidValue::new("locale", detail))
}

fn date(text: String) -> Result<String, InvalidValue> {
    // What is read must be what would be written: `1990-2-28` is read, too.
    let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok();
    let is_day = date.is_some_and(|date| date.format("%Y-%m-%d").to_string() == text);
    if is_day && text.len() == 10 {
        return Ok(text);
    }
    let detail = "must be a day of the calendar, such as 1990-02-28";
    Err(InvalidValue::new("birthday", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> Result<Profile, InvalidValue> {
        crate::json::parse::<PutCustomer>(json.as_bytes())
            .expect(json)
            .checked()
    }

    #[test]
    fn what_means_the_same_is_written_the_same() {
        let profile = checked(
            r#"{"name":" Ann ","email":" Ann@Example.ORG","phone":"+390612345678",
                "locale":"it-IT","time_zone":"Europe/Rome","birthday":"1988-02-29",
                "consent":{"email":true},"segments":["vip","vip","staff"],
                "attributes":{"city":"Rome","tier":2,"beta":false},"order_count":0,
                "lifetime_value":9007199254740991}"#,
        )
        .expect("valid");
        assert_eq!(
            serde_json::to_string(&profile).expect("JSON"),
            r#"{"name":"Ann","email":"ann@example.org","phone":"+390612345678","locale":"it-IT","time_zone":"Europe/Rome","birthday":"1988-02-29","consent":{"email":true,"sms":false,"push":false},"segments":["vip","staff"],"attributes":{"beta":false,"city":"Rome","tier":2},"order_count":0,"lifetime_value":9007199254740991}"#
        );
        assert_eq!(checked("{}"), Ok(Profile::default()));
    }

    #[test]
    fn a_field_that_breaks_a_rule_is_named() {
        let many = |item: &str| vec![item; 101].join(",");
        let attributes = (0..101).map(|n| format!(r#""a{n}":1"#));
        let attributes = attributes.collect::<Vec<_>>().join(",");
        for (json, field) in [
            (r#"{"name":" "}"#.to_owned(), "name"),
            (format!(r#"{{"name":"{}"}}"#, "x".repeat(101)), "name"),
            (r#"{"email":"ann"}"#.into(), "email"),
            (r#"{"phone":"0612345678"}"#.into(), "phone"),
            (r#"{"phone":"+0612345678"}"#.into(), "phone"),
            (r#"{"phone":"+39061234567890123"}"#.into(), "phone"),
            (r#"{"locale":"i"}"#.into(), "locale"),
            (r#"{"locale":"it_IT"}"#.into(), "locale"),
            (r#"{"locale":"it-"}"#.into(), "locale"),
            (r#"{"time_zone":"Rome"}"#.into(), "time_zone"),
            (r#"{"birthday":"1990-02-29"}"#.into(), "birthday"),
            (r#"{"birthday":"1990-2-28"}"#.into(), "birthday"),
            (r#"{"birthday":"+90-02-28"}"#.into(), "birthday"),
            (r#"{"birthday":"10000-02-28"}"#.into(), "birthday"),
            (r#"{"segments":["vip",""]}"#.into(), "segments[1]"),
            (
                format!(r#"{{"segments":[{}]}}"#, many(r#""x""#)),
                "segments",
            ),
            (
                r#"{"attributes":{"tier":9007199254740992}}"#.into(),
                "attributes.tier",
            ),
            (
                format!(r#"{{"attributes":{{{attributes}}}}}"#),
                "attributes",
            ),
            (r#"{"order_count":9007199254740992}"#.into(), "order_count"),
            (
                r#"{"lifetime_value":9007199254740992}"#.into(),
                "lifetime_value",
            ),
        ] {
            assert_eq!(checked(&json).expect_err(&json).field, field, "{json}");
        }
    }

    #[test]
    fn fields_that_nobody_knows_are_refused_at_every_depth() {
        for (json, field) in [
            (r#"{"segment":[]}"#, "segment"),
            (r#"{"consent":{"fax":true}}"#, "consent.fax"),
            (r#"{"attributes":{"a":1.5}}"#, "attributes.a"),
        ] {
            let error = crate::json::parse::<PutCustomer>(json.as_bytes()).expect_err(json);
            assert_eq!(error.field.as_deref(), Some(field), "{json}");
        }
    }

    #[test]
    fn a_reason_is_optional_and_bounded() {
        let of = |reason: Option<&str>| {
            let reason = reason.map(str::to_owned);
            SuppressCustomer { reason }.checked()
        };
        assert_eq!(of(None), Ok(None));
        assert_eq!(of(Some(" staff ")), Ok(Some("staff".into())));
        assert_eq!(of(Some("")).expect_err("empty").field, "reason");
    }
}
