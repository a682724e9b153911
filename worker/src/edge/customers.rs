//! The customers' objects, as handlers ask them.

use serde::de::DeserializeOwned;

use super::Edge;
use crate::{
    customers::{Ask, WalletCode, shard_of},
    facts::KnownFacts,
    failure::Failure,
};

impl Edge {
    /// Asks the shard that a customer is in.
    pub(crate) async fn customer<R: DeserializeOwned>(
        &self,
        customer_id: &str,
        ask: &Ask,
    ) -> Result<R, Failure> {
        self.customers(shard_of(customer_id), ask).await
    }

    /// Asks a shard of the customers.
    pub(crate) async fn customers<R: DeserializeOwned>(
        &self,
        shard: u8,
        ask: &Ask,
    ) -> Result<R, Failure> {
        self.call("CUSTOMERS", &format!("customers/{shard}"), ask)
            .await
    }

    /// What is known about a customer: from the profile, and from the list of those who never get a
    /// discount. Both come with one call.
    ///
    /// # Errors
    ///
    /// [`Failure::Unavailable`] if nobody can say: a decision without the facts would be a guess.
    pub(crate) async fn facts(&self, customer_id: &str) -> Result<KnownFacts, Failure> {
        let customer = customer_id.to_owned();
        let facts = self.customer(customer_id, &Ask::Facts { customer }).await;
        facts.map_err(|failure: Failure| {
            let detail = failure.log_line().unwrap_or("the customers did not answer");
            Failure::Unavailable(detail.to_owned())
        })
    }

    /// Adds a code to a customer's wallet; one that is there already stays as it is. The customer
    /// needs no profile.
    pub(crate) async fn add_to_wallet(
        &self,
        customer_id: &str,
        code: WalletCode,
    ) -> Result<(), Failure> {
        let customer = customer_id.to_owned();
        self.customer(customer_id, &Ask::AddToWallet { customer, code })
            .await
    }

    /// The codes in a customer's wallet after a prefix and a serial, in their order.
    pub(crate) async fn wallet(
        &self,
        customer_id: &str,
        after: Option<(String, u64)>,
        limit: u32,
    ) -> Result<Vec<WalletCode>, Failure> {
        let ask = Ask::Wallet {
            customer: customer_id.to_owned(),
            after,
            limit,
        };
        self.customer(customer_id, &ask).await
    }
}
