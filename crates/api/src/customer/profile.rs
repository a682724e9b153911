//! What a merchant knows about a customer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Suppression;
#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{fact::FactValue, time::Timestamp};

/// `PUT /v1/customers/{id}`: the whole profile. What is left out is not known any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutCustomer {
    /// How the customer is called.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Name>))]
    pub name: Option<String>,
    /// The customer's e-mail address.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Email>))]
    pub email: Option<String>,
    /// The customer's telephone number.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Phone>))]
    pub phone: Option<String>,
    /// The language that the customer reads.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Locale>))]
    pub locale: Option<String>,
    /// Where the customer's clock stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::TimeZone>))]
    pub time_zone: Option<String>,
    /// When the customer was born.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Date>))]
    pub birthday: Option<String>,
    /// What the customer has agreed to be sent; nothing, if nothing is said.
    pub consent: Option<Consent>,
    /// All segments that the customer is in; none, if nothing is said.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<value::Label>>, max_items = 100))]
    pub segments: Option<Vec<String>>,
    /// What else rules can ask about.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::FactValues>))]
    pub attributes: Option<BTreeMap<String, FactValue>>,
    /// How many orders the customer has paid.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub order_count: Option<u64>,
    /// What the customer has paid in all, in minor units of the shop's currency.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Amount>))]
    pub lifetime_value: Option<u64>,
}

/// What a customer has agreed to be sent, channel by channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Consent {
    /// E-mails.
    pub email: bool,
    /// Text messages.
    pub sms: bool,
    /// Push messages.
    pub push: bool,
}

/// A profile whose every field was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Profile {
    /// How the customer is called; `null` if that is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Name>))]
    pub name: Option<String>,
    /// The customer's e-mail address in small letters; `null` if it is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Email>))]
    pub email: Option<String>,
    /// The customer's telephone number; `null` if it is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Phone>))]
    pub phone: Option<String>,
    /// The language that the customer reads; `null` if it is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Locale>))]
    pub locale: Option<String>,
    /// Where the customer's clock stands; `null` if that is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::TimeZone>))]
    pub time_zone: Option<String>,
    /// When the customer was born; `null` if that is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Date>))]
    pub birthday: Option<String>,
    /// What the customer has agreed to be sent.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub consent: Consent,
    /// All segments that the customer is in.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Vec<value::Label>))]
    pub segments: Vec<String>,
    /// What else rules can ask about.
    #[cfg_attr(feature = "openapi", schema(required, value_type = value::FactValues))]
    pub attributes: BTreeMap<String, FactValue>,
    /// How many orders the customer has paid; `null` if that is not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Count>))]
    pub order_count: Option<u64>,
    /// What the customer has paid in all, in minor units of the shop's currency; `null` if that is
    /// not known.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Amount>))]
    pub lifetime_value: Option<u64>,
}

/// A customer with a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerProfile {
    /// The merchant's id of the customer.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CustomerId))]
    pub id: String,
    /// What is known.
    #[serde(flatten)]
    pub profile: Profile,
    /// Since when the customer never gets a discount, and why; `null` for everybody else.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub suppression: Option<Suppression>,
    /// When there was a profile first.
    pub created_at: Timestamp,
    /// When it was written last.
    pub updated_at: Timestamp,
}
