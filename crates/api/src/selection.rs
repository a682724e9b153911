//! Which lines of an order an offer or a rule is about.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;

/// Lines of an order: those that are in any of what is named, or all if nothing is, and in none of
/// what is excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// SKUs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub skus: Vec<String>,
    /// Categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub categories: Vec<String>,
    /// Collections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub collections: Vec<String>,
    /// Lines that are left out, whatever else they are in.
    #[serde(default, skip_serializing_if = "Exclusion::is_empty")]
    pub exclude: Exclusion,
}

/// Lines of an order that a selection leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// SKUs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub skus: Vec<String>,
    /// Categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub categories: Vec<String>,
    /// Collections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 200))]
    pub collections: Vec<String>,
}

impl Exclusion {
    fn is_empty(&self) -> bool {
        let Self {
            skus,
            categories,
            collections,
        } = self;
        skus.is_empty() && categories.is_empty() && collections.is_empty()
    }
}
