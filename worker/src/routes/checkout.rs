//! What holding and redeeming have in common: a code, an order, a customer, a command's id.

use sha2::{Digest, Sha256};
use tessera_api::{
    convert::{self, InvalidValue, engine::ContextText},
    customer::Customer,
    order::{Bought, OrderRequest},
};

use super::buyer::Buyer;
use crate::{
    campaign::{CartFacts, Checkout},
    edge::Edge,
    facts::KnownFacts,
    failure::{Failure, Refusal},
    snapshot::{GenuineCode, Judged, Loaded},
};

/// An order and who buys, every field checked. They are checked before the code is looked at, so
/// that a bad order never tells about the code.
#[derive(Clone)]
pub(super) struct CheckedOrder {
    id: String,
    order: CartFacts,
    context: ContextText,
    buyer: Buyer,
}

impl CheckedOrder {
    pub(super) fn new(
        order: OrderRequest,
        customer: Option<Customer>,
    ) -> Result<Self, InvalidValue> {
        convert::engine::order_id(&order.id)?;
        let id = order.id.clone();
        let bought = Bought::from(order);
        Ok(Self {
            id,
            order: CartFacts::from(&bought.cart()?),
            context: convert::engine::context(bought.channel, bought.attributes)?,
            buyer: Buyer::by_server(customer)?,
        })
    }

    /// What the code's campaign is asked, under an idempotency key. What is known about the customer
    /// is asked for here: only once the code is genuine.
    pub(super) async fn checkout(
        self,
        edge: &Edge,
        idempotency_key: &str,
        genuine: &GenuineCode<'_>,
    ) -> Result<Checkout, Failure> {
        let facts = self.facts(edge).await?;
        self.knowing(facts, idempotency_key, genuine)
    }

    /// What is known about the customer.
    pub(super) async fn facts(&self, edge: &Edge) -> Result<KnownFacts, Failure> {
        self.buyer.facts(edge).await
    }

    /// The same as [`Self::checkout`] where it is known already.
    pub(super) fn knowing(
        self,
        facts: KnownFacts,
        idempotency_key: &str,
        genuine: &GenuineCode<'_>,
    ) -> Result<Checkout, Failure> {
        let pseudonyms = genuine.campaign.pseudonyms()?;
        Ok(Checkout {
            id: command_id(idempotency_key),
            code: genuine.facts,
            order_id: self.id,
            order: self.order,
            context: pseudonyms.context(self.context),
            customer: pseudonyms.customer(self.buyer.customer()),
            facts,
        })
    }
}

/// A genuine code.
///
/// # Errors
///
/// The one refusal of everything that is not.
pub(super) fn genuine<'l>(
    edge: &Edge,
    loaded: &'l Loaded,
    text: &str,
) -> Result<GenuineCode<'l>, Failure> {
    match edge.judge(loaded, text)? {
        Judged::Genuine(genuine) => Ok(genuine),
        Judged::NotGenuine { .. } => Err(Failure::Refused(Refusal::invalid_code())),
    }
}

/// The id of a command, from the caller's. Its scope is the object that decides.
pub(super) fn command_id(idempotency_key: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(idempotency_key.as_bytes()).into();
    digest.first_chunk().copied().unwrap_or_default()
}
