//! Who buys, as far as the caller's word counts.

use tessera_api::{
    convert::{self, InvalidValue, engine::CustomerText},
    customer::Customer,
};

use crate::{edge::Edge, facts::KnownFacts, failure::Failure};

/// Who buys and what was told about them, every field checked. What else is known about them is
/// asked when it is clear that there is something to decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Buyer {
    customer: CustomerText,
    told: KnownFacts,
    /// Whether a token vouches for a page's customer.
    is_vouched: bool,
}

impl Buyer {
    /// As a server tells it: its word counts.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a field that breaks a rule, and for a token, which is for pages.
    pub(super) fn by_server(customer: Option<Customer>) -> Result<Self, InvalidValue> {
        if customer
            .as_ref()
            .is_some_and(|customer| customer.token.is_some())
        {
            let detail = "only pages send tokens: a server names the customer itself";
            return Err(InvalidValue::new("customer.token", detail));
        }
        let (customer, told) = convert::engine::customer(customer)?;
        Ok(Self {
            customer,
            told: told.into(),
            is_vouched: false,
        })
    }

    /// As a page tells it: nothing counts but what a token says.
    ///
    /// # Errors
    ///
    /// [`Failure::InvalidCustomerToken`] for a token that is not accepted: whoever sends one never
    /// becomes a guest. [`Failure::InvalidValue`] for a field that breaks a rule, although it would not
    /// count.
    pub(super) fn by_page(edge: &Edge, customer: Option<Customer>) -> Result<Self, Failure> {
        let token = customer
            .as_ref()
            .and_then(|customer| customer.token.clone());
        convert::engine::customer(customer)?;
        let Some(token) = token else {
            return Ok(Self::default());
        };
        let vouched = edge.vouched(&token)?;
        Ok(Self {
            customer: CustomerText {
                id: Some(vouched.customer_id),
                email: None,
            },
            told: vouched.facts,
            is_vouched: true,
        })
    }

    /// Whether a token vouches for a page's customer.
    pub(super) const fn is_vouched(&self) -> bool {
        self.is_vouched
    }

    /// Who it is, for the campaign's pseudonyms.
    pub(super) fn customer(&self) -> CustomerText {
        self.customer.clone()
    }

    /// What is known about them: as the customer's object says at this moment, overridden by what was
    /// told. One call for whoever has an id, none for others.
    ///
    /// # Errors
    ///
    /// [`Failure::Unavailable`] if the object does not answer.
    pub(super) async fn facts(&self, edge: &Edge) -> Result<KnownFacts, Failure> {
        match &self.customer.id {
            None => Ok(self.told.clone()),
            Some(id) => Ok(edge.facts(id).await?.overridden_by(self.told.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_server(json: &str) -> Result<Buyer, InvalidValue> {
        Buyer::by_server(serde_json::from_str(json).expect(json))
    }

    #[test]
    fn a_servers_word_counts_and_it_sends_no_token() {
        let ann = by_server(r#"{"id":"ann","email":"Ann@example.org","order_count":3}"#);
        let ann = ann.expect("valid");
        assert_eq!(ann.customer().id.as_deref(), Some("ann"));
        assert_eq!(ann.customer().email.as_deref(), Some("ann@example.org"));
        assert_eq!((ann.told.order_count, ann.is_vouched()), (Some(3), false));
        assert_eq!(by_server("null"), Ok(Buyer::default()));
        let token = by_server(r#"{"id":"ann","token":"x.y.z"}"#);
        assert_eq!(token.expect_err("a page's").field, "customer.token");
    }
}
