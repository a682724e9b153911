//! What validating, holding and redeeming by code have in common: who asks what of which code.

use crate::{
    Asker, Cart, CodeFacts, Conflict, Context, Customer, Facts, Hold, OrderId, Redeem, Validate,
};

/// Who asks for what.
pub(crate) struct Ask<'a> {
    pub(crate) asker: Asker,
    pub(crate) code: &'a CodeFacts,
    /// `None` where the order has no id yet.
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) bought: Bought<'a>,
    pub(crate) facts: &'a Facts,
    /// What speaks against the code beside other codes of the order.
    pub(crate) conflict: Option<Conflict>,
}

static NO_FACTS: Facts = Facts::UNKNOWN;

/// What is bought, from where, and by whom.
#[derive(Clone, Copy)]
pub(crate) struct Bought<'a> {
    pub(crate) cart: &'a Cart,
    /// `None` where a hold is redeemed as it was made, and where the asker's word does not count.
    pub(crate) context: Option<&'a Context>,
    pub(crate) customer: &'a Customer,
}

impl<'a> From<&'a Validate> for Ask<'a> {
    fn from(asked: &'a Validate) -> Self {
        // What a page says of whom it serves may be made up, and is not even compared.
        let (context, customer, facts) = match asked.asker {
            Asker::Server => (Some(&asked.context), &asked.customer, &asked.facts),
            Asker::Member => (None, &asked.customer, &asked.facts),
            Asker::Page => (None, &Customer::GUEST, &NO_FACTS),
        };
        Self {
            asker: asked.asker,
            code: &asked.code,
            order: asked.order.as_ref(),
            bought: Bought {
                cart: &asked.cart,
                context,
                customer,
            },
            facts,
            conflict: asked.conflict,
        }
    }
}

impl<'a> From<&'a Hold> for Ask<'a> {
    fn from(asked: &'a Hold) -> Self {
        let Hold {
            code,
            order,
            cart,
            context,
            customer,
            facts,
            ttl: _,
        } = asked;
        let context = Some(context);
        let bought = Bought {
            cart,
            context,
            customer,
        };
        Self::by_server(code, order, bought, facts)
    }
}

impl<'a> From<&'a Redeem> for Ask<'a> {
    fn from(asked: &'a Redeem) -> Self {
        let Redeem {
            code,
            order,
            cart,
            context,
            customer,
            facts,
        } = asked;
        let context = Some(context);
        let bought = Bought {
            cart,
            context,
            customer,
        };
        Self::by_server(code, order, bought, facts)
    }
}

impl<'a> Ask<'a> {
    fn by_server(
        code: &'a CodeFacts,
        order: &'a OrderId,
        bought: Bought<'a>,
        facts: &'a Facts,
    ) -> Self {
        Self {
            asker: Asker::Server,
            code,
            order: Some(order),
            bought,
            facts,
            // What an order takes together was asked before, when it was planned.
            conflict: None,
        }
    }
}
