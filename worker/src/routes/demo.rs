//! `/demo/*`: plays the merchant's server for the demo shop, because a page may not hold a secret
//! key. It exists only where `TESSERA_DEMO` is 1.

use tessera_api::{
    convert::InvalidValue,
    demo::{
        Catalogue, Checkout, Config, LINES_MAX, Line, Placed, PricedLine, Product, QUANTITY_MAX,
    },
    key::{CreateKey, KeyKind},
    order::OrderRequest,
    redemption::Redeem,
};

use super::{keys, redemptions};
use crate::{
    auth,
    directory::Ask,
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    route::Demo,
};

/// What the shop sells, at prices in minor units of [`CURRENCY`].
const PRODUCTS: [Product; 6] = [
    product(
        "CUP-STONE",
        "Stoneware cup",
        "Thrown by hand, glazed in sand.",
        1800,
    ),
    product(
        "POT-MOKA",
        "Moka pot",
        "Three cups, aluminium, for every stove.",
        3900,
    ),
    product(
        "TOWEL-LINEN",
        "Linen towel",
        "Washed linen, 50 × 70 cm.",
        2400,
    ),
    product(
        "OIL-OLIVE",
        "Olive oil, 500 ml",
        "Cold pressed, harvested early.",
        1650,
    ),
    product(
        "CANDLE-FIG",
        "Fig candle",
        "Rapeseed wax, forty hours of light.",
        2900,
    ),
    product("BOARD-OAK", "Oak board", "One piece of oak, oiled.", 4500),
];

/// What the shop is paid in.
const CURRENCY: &str = "EUR";

/// Serves the demo shop.
pub(crate) async fn serve(
    edge: &Edge,
    incoming: &mut Incoming,
    route: Demo,
) -> Result<Reply, Failure> {
    if !edge.is_demo() {
        return Err(Failure::NotFound);
    }
    match route {
        Demo::Config => config(edge).await,
        Demo::Products => Reply::json(
            200,
            &Catalogue {
                currency: CURRENCY,
                products: &PRODUCTS,
            },
        ),
        Demo::Checkout => checkout(edge, incoming.json().await?).await,
    }
}

/// The publishable key that the shop's page validates with. It is made when it is first asked for.
async fn config(edge: &Edge) -> Result<Reply, Failure> {
    let request = CreateKey {
        kind: KeyKind::Publishable,
        name: "demo shop".into(),
        scopes: None,
        origins: Some(vec!["*".into()]),
    };
    let (proposal, text) = auth::new_key(&request, keys::parts(edge)?)?;
    let proposed = text.clone();
    let publishable_key: String = edge.directory(&Ask::DemoKey { proposal, text }).await?;
    if publishable_key == proposed {
        edge.refresh_after_change().await;
    }
    Reply::json(200, &Config { publishable_key })
}

/// Places an order, as a merchant's server would: prices are its own, the coupon is redeemed under
/// an id that belongs to the order, and without the coupon's discount nothing is ordered.
async fn checkout(edge: &Edge, checkout: Checkout) -> Result<Reply, Failure> {
    let lines = priced(&checkout.lines)?;
    let subtotal = lines
        .iter()
        .map(|line| line.total)
        .fold(0, u64::saturating_add);
    let currency = CURRENCY.to_owned();
    let order = OrderRequest {
        id: checkout.order_id.clone(),
        currency,
        subtotal,
        channel: None,
        attributes: None,
    };
    tessera_api::convert::engine::order_id(&order.id)
        .map_err(|error| InvalidValue::new("order_id", error.detail))?;
    let redemption = match checkout.code.filter(|code| !code.trim().is_empty()) {
        Some(code) => {
            let id = format!("demo/{}", checkout.order_id);
            let customer = None;
            let request = Redeem {
                code,
                order,
                customer,
            };
            Some(redemptions::redeem(edge, &id, request).await?.0)
        }
        None => None,
    };
    let discount = redemption
        .as_ref()
        .map_or(0, |redemption| redemption.discount);
    let placed = Placed {
        order_id: checkout.order_id,
        currency: CURRENCY,
        lines,
        subtotal,
        discount,
        total: subtotal.saturating_sub(discount),
        redemption_id: redemption.map(|redemption| redemption.id),
    };
    Reply::json(200, &placed)
}

fn priced(lines: &[Line]) -> Result<Vec<PricedLine>, InvalidValue> {
    if lines.is_empty() || lines.len() > LINES_MAX {
        return Err(InvalidValue::new(
            "lines",
            format!("must be 1 to {LINES_MAX}"),
        ));
    }
    let priced = lines.iter().enumerate().map(|(place, line)| {
        let product = PRODUCTS.iter().find(|product| product.sku == line.sku);
        let product = product.ok_or_else(|| {
            InvalidValue::new(&format!("lines[{place}].sku"), "there is no such product")
        })?;
        if !(1..=QUANTITY_MAX).contains(&line.quantity) {
            let detail = format!("must be 1 to {QUANTITY_MAX}");
            return Err(InvalidValue::new(
                &format!("lines[{place}].quantity"),
                detail,
            ));
        }
        let Product {
            sku,
            name,
            unit_price,
            description: _,
        } = *product;
        let quantity = line.quantity;
        let total = u64::from(unit_price).saturating_mul(u64::from(quantity));
        Ok(PricedLine {
            sku,
            name,
            quantity,
            unit_price,
            total,
        })
    });
    priced.collect()
}

const fn product(
    sku: &'static str,
    name: &'static str,
    description: &'static str,
    unit_price: u32,
) -> Product {
    Product {
        sku,
        name,
        description,
        unit_price,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sku: &str, quantity: u32) -> Line {
        Line {
            sku: sku.into(),
            quantity,
        }
    }

    #[test]
    fn prices_are_the_servers_own() {
        let priced = priced(&[line("POT-MOKA", 2), line("CUP-STONE", 1)]).expect("an order");
        assert_eq!(
            priced.iter().map(|line| line.total).collect::<Vec<_>>(),
            [7800, 1800]
        );
    }

    #[test]
    fn an_order_out_of_range_names_its_line() {
        let field = |lines: &[Line]| priced(lines).expect_err("refused").field;
        assert_eq!(field(&[]), "lines");
        assert_eq!(
            field(&[line("POT-MOKA", 1), line("NONE", 1)]),
            "lines[1].sku"
        );
        assert_eq!(field(&[line("POT-MOKA", 0)]), "lines[0].quantity");
        assert_eq!(
            field(&[line("POT-MOKA", QUANTITY_MAX + 1)]),
            "lines[0].quantity"
        );
    }
}
