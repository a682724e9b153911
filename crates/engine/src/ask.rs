//! What validating, holding and redeeming by code have in common: who asks what of which code.

use crate::{Asker, Cart, CodeFacts, Conflict, Context, Customer, Hold, OrderId, Redeem, Validate};

/// Who asks for what.
pub(crate) struct Ask<'a> {
    pub(crate) asker: Asker,
    pub(crate) code: &'a CodeFacts,
    /// `None` where the order has no id yet.
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) bought: Bought<'a>,
    /// What speaks against the code beside other codes of the order.
    pub(crate) conflict: Option<Conflict>,
}

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
        let (context, customer) = match asked.asker {
            Asker::Server => (Some(&asked.context), &asked.customer),
            Asker::Page => (None, &Customer::GUEST),
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
            ttl: _,
        } = asked;
        Self::by_server(code, order, (cart, context, customer))
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
        } = asked;
        Self::by_server(code, order, (cart, context, customer))
    }
}

impl<'a> Ask<'a> {
    fn by_server(
        code: &'a CodeFacts,
        order: &'a OrderId,
        (cart, context, customer): (&'a Cart, &'a Context, &'a Customer),
    ) -> Self {
        Self {
            asker: Asker::Server,
            code,
            order: Some(order),
            bought: Bought {
                cart,
                context: Some(context),
                customer,
            },
            // What an order takes together was asked before, when it was planned.
            conflict: None,
        }
    }
}
