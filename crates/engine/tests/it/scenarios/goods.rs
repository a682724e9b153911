//! What is bought, and what is taken off it.

use tessera_engine::{
    BasisPoints, Cart, Currency, ItemOffer, Label, Labels, Line as Bought, MinorUnits, Offer,
    OfferKind, Quantity, Selection, Shipping, Split, Target, ValueError,
};

use super::ask::NoCommand;
use super::line::{Line, number};

/// The options that make an offer: of the first five one, and what belongs to it.
pub(crate) const KINDS: [&str; 5] = ["percent", "amount", "free_shipping", "gift", "cheapest"];
pub(crate) const DETAILS: [&str; 4] = ["max_discount", "on", "rate", "every"];

/// The offer that options make, if they do.
pub(crate) fn offer<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Result<Option<Offer>, NoCommand> {
    let kind = KINDS.iter().find_map(|kind| Some((*kind, get(kind)?)));
    let Some((kind, value)) = kind else {
        return Ok(None);
    };
    let kind = match kind {
        "percent" => OfferKind::Percent(rate(value)?),
        "amount" => OfferKind::Amount(money(value)?),
        "free_shipping" => OfferKind::FreeShipping,
        "gift" => {
            let (sku, quantity) = value.split_once('*').unwrap_or((value, "1"));
            let (sku, quantity) = (Label::parse(sku)?, self::quantity(quantity)?);
            OfferKind::Item(ItemOffer::Gift { sku, quantity })
        }
        _ => OfferKind::Item(ItemOffer::Cheapest {
            count: quantity(value)?,
            rate: rate(get("rate").unwrap_or("10000"))?,
            every: get("every").map(quantity).transpose()?,
        }),
    };
    let on = get("on").map(selection).transpose()?;
    Ok(Some(Offer {
        kind,
        on: on.map_or(Target::Order, Target::Items),
        max_discount: get("max_discount").map(money).transpose()?,
    }))
}

/// `category:shoes,!sku:boot`.
fn selection(text: &str) -> Result<Selection, NoCommand> {
    let mut selection = Selection::default();
    for word in text.split(',') {
        match word.strip_prefix('!') {
            Some(word) => name(&mut selection.exclude, word)?,
            None => name(&mut selection.include, word)?,
        }
    }
    Ok(selection)
}

fn name(labels: &mut Labels, word: &str) -> Result<(), NoCommand> {
    let (kind, word) = word.split_once(':').unwrap_or(("", word));
    let labels = match kind {
        "sku" => &mut labels.skus,
        "category" => &mut labels.categories,
        "collection" => &mut labels.collections,
        _ => return Err(NoCommand::Misspelt(format!("not a word for lines: {word}"))),
    };
    labels.push(Label::parse(word)?);
    Ok(())
}

/// `cart=`, `lines=` and `shipping=`, if the line says what is bought.
pub(crate) fn cart(line: &mut Line<'_>) -> Result<Option<Cart>, NoCommand> {
    let total = line.option("cart");
    let lines = line.option("lines");
    let shipping = line.option("shipping").map(money).transpose()?;
    let (subtotal, currency) = total.map_or(("", ""), split_currency);
    let currency = Currency::parse(if currency.is_empty() { "EUR" } else { currency })?;
    let cart = match (lines, subtotal) {
        (None, "") => return Ok(None),
        (None, subtotal) => Cart::of_subtotal(currency, money(subtotal)?),
        (Some(lines), _) => {
            let lines = lines.split(',').map(bought);
            Cart::of_lines(currency, lines.collect::<Result<_, NoCommand>>()?)?
        }
    };
    if !subtotal.is_empty() && money(subtotal)? != cart.subtotal() {
        return Err(NoCommand::Invalid);
    }
    let taken = MinorUnits::ZERO;
    Ok(Some(match shipping {
        Some(price) => cart.with_shipping(Shipping { price, taken })?,
        None => cart,
    }))
}

fn split_currency(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// `boot*2@5000/category:shoes/collection:winter`.
fn bought(text: &str) -> Result<Bought, NoCommand> {
    let mut words = text.split('/');
    let thing = words.next().unwrap_or_default();
    let (thing, unit_price) = thing
        .split_once('@')
        .ok_or_else(|| format!("a line reads SKU*QUANTITY@PRICE: {text}"))?;
    let (sku, quantity) = thing.split_once('*').unwrap_or((thing, "1"));
    let mut labels = Labels::default();
    for word in words {
        name(&mut labels, word)?;
    }
    Ok(Bought {
        sku: Label::parse(sku)?,
        categories: labels.categories,
        collections: labels.collections,
        quantity: self::quantity(quantity)?,
        unit_price: money(unit_price)?,
        taken: MinorUnits::ZERO,
    })
}

/// ` lines=300,0 shipping=490`: what a discount is made of, as far as it is told.
pub(crate) fn parts(split: &Split) -> String {
    let Split { lines, shipping } = split;
    let lines: Vec<_> = lines.iter().map(|part| part.value().to_string()).collect();
    let mut text = String::new();
    if !lines.is_empty() {
        text += &format!(" lines={}", lines.join(","));
    }
    if *shipping > MinorUnits::ZERO {
        text += &format!(" shipping={}", shipping.value());
    }
    text
}

fn rate(text: &str) -> Result<BasisPoints, NoCommand> {
    let rate = text
        .parse()
        .map_err(|_| format!("not basis points: {text}"))?;
    Ok(BasisPoints::new(rate)?)
}

fn quantity(text: &str) -> Result<Quantity, NoCommand> {
    let quantity = u32::try_from(number(text)?).map_err(|_| ValueError::Quantity)?;
    Ok(Quantity::new(quantity)?)
}

pub(crate) fn money(text: &str) -> Result<MinorUnits, NoCommand> {
    Ok(MinorUnits::new(number(text)?)?)
}
