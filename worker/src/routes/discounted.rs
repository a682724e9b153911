//! What a valid code takes off an order, line by line.

use tessera_api::validation::{Discounted, DiscountedLine, DiscountedShipping};

use crate::campaign::{CartFacts, LineFacts, Validated};

/// What the order that was asked about gets. An order that has redeemed the code already may have had
/// other lines then: what was taken off those says nothing about these.
pub(super) fn discounted(asked: &CartFacts, validated: Validated) -> Discounted {
    let Validated {
        order,
        discount,
        split,
        why,
        existing,
        provisional,
    } = validated;
    let is_same =
        !existing || asked.subtotal == order.subtotal && asked.lines.len() == split.lines.len();
    let lines = if is_same { asked.lines.as_slice() } else { &[] };
    let parts = split.lines.iter().copied();
    let whys = why.into_iter().map(Some).chain(std::iter::repeat(None));
    let lines = (0_u32..).zip(lines).zip(parts.zip(whys));
    let lines = lines.map(|((index, line), (discount, why))| DiscountedLine {
        index,
        sku: line.sku.clone(),
        discount,
        total: left(line).saturating_sub(discount),
        why,
    });
    Discounted {
        lines: lines.collect(),
        shipping: asked
            .shipping
            .filter(|_| is_same)
            .map(|shipping| DiscountedShipping {
                price: shipping.price,
                discount: split.shipping,
            }),
        total: split.total(order.subtotal.saturating_sub(taken(asked)), discount),
        currency: order.currency,
        discount,
        existing,
        provisional,
    }
}

/// What a line costs after what other codes have taken.
fn left(line: &LineFacts) -> u64 {
    let price = line.unit_price.saturating_mul(line.quantity.into());
    price.saturating_sub(line.taken)
}

/// What other codes have taken off the goods.
fn taken(cart: &CartFacts) -> u64 {
    let lines = cart.lines.iter().map(|line| line.taken);
    lines.fold(cart.taken, u64::saturating_add)
}
