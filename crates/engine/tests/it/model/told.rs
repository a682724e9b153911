//! The model's things in words.

use std::fmt::{Display, Formatter, Result};

use super::{Event, Hold, Limit, Metric, Per, Sale, Window};

impl Display for Event {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} at {}", self.kind, self.at)?;
        if let Some(serial) = self.serial {
            write!(f, " of {serial}")?;
        }
        write!(f, ": {}", self.told)
    }
}

impl Display for Hold {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self {
            id,
            made_at,
            until,
            serial,
            order,
            discount,
            order_value,
            ..
        } = self;
        write!(f, "#{id} from {made_at} until {until}: ")?;
        write!(f, "{serial} for {order}, {discount} off {order_value}")
    }
}

impl Display for Sale {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self {
            serial,
            order,
            discount,
            order_value,
            hold,
            customer,
            ..
        } = self;
        write!(f, "{serial} for {order}, {discount} off {order_value}, ")?;
        write!(f, "holds{}, ", numbers(hold.as_slice()))?;
        write!(f, "customer {:?} {:?}", customer.id, customer.email)
    }
}

/// The numbers of events.
pub(crate) fn numbers(numbers: &[u64]) -> String {
    numbers.iter().map(|number| format!(" #{number}")).collect()
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (metric, window) = (self.metric.word(), self.window.word());
        let max = self.max;
        match &self.per {
            Per::Campaign => write!(f, "{metric} per campaign {window} {max}"),
            Per::Customer => write!(f, "{metric} per customer {window} {max}"),
            Per::Channel => write!(f, "{metric} per channel {window} {max}"),
            Per::Attribute(name) => write!(f, "{metric} per attribute {name} {window} {max}"),
        }
    }
}

impl Metric {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Metric::Redemptions => "redemptions",
            Metric::Discount => "discount",
            Metric::OrderValue => "order_value",
        }
    }
}

impl Window {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Window::Lifetime => "lifetime",
            Window::Day => "day",
            Window::Week => "week",
            Window::Month => "month",
        }
    }
}

impl Per {
    pub(crate) fn is_campaign(&self) -> bool {
        *self == Per::Campaign
    }
}
