//! The fields of each command as bytes, for its fingerprint.

use alloc::{vec, vec::Vec};

use crate::fingerprint::{Content, Field, Kind};
use crate::{
    Assign, AssignFrom, Cancel, Cart, CodeFacts, Context, Customer, End, Hold, Issue, Label,
    MinorUnits, Offer, OrderId, Pause, Pseudonym, Purpose, Redeem, RedeemHold, Release, Resume,
    Revoke, Rollback, RollbackAmount, RollbackMode, UnixMillis, Value,
};

type Fields = Vec<(Field, Vec<u8>)>;

impl Content for Issue {
    const KIND: Kind = Kind::Issue;

    fn fields(&self) -> Fields {
        vec![
            (Field::Count, number(self.count.get())),
            (Field::ExpiresAt, optional_time(self.expires_at)),
            (Field::Uses, self.uses.value().to_be_bytes().to_vec()),
            (Field::Metadata, self.metadata.as_str().into()),
            (Field::Purpose, purpose(self.purpose)),
        ]
    }
}

impl Content for Assign {
    const KIND: Kind = Kind::Assign;

    fn fields(&self) -> Fields {
        let (batch, expires_at, worth) = match &self.from {
            AssignFrom::Pool(first) => (number(first.value()), vec![], vec![]),
            AssignFrom::Fresh { expires_at, offer } => {
                let worth = offer.as_ref().map_or_else(Vec::new, self::offer);
                (vec![], optional_time(*expires_at), worth)
            }
        };
        vec![
            (Field::Source, self.source.0.into()),
            (Field::Customer, self.holder.0.into()),
            (Field::Batch, batch),
            (Field::ExpiresAt, expires_at),
            (Field::Offer, worth),
        ]
    }
}

impl Content for Hold {
    const KIND: Kind = Kind::Hold;

    fn fields(&self) -> Fields {
        let mut fields = order(&self.code, &self.order, &self.cart);
        fields.extend(who(&self.context, &self.customer));
        fields.push((Field::Ttl, number(self.ttl.millis())));
        fields.extend(goods(Some(&self.cart)));
        fields
    }
}

impl Content for Release {
    const KIND: Kind = Kind::Release;

    fn fields(&self) -> Fields {
        vec![(Field::Hold, number(self.hold.value()))]
    }
}

impl Content for Redeem {
    const KIND: Kind = Kind::Redeem;

    fn fields(&self) -> Fields {
        let mut fields = order(&self.code, &self.order, &self.cart);
        fields.extend(who(&self.context, &self.customer));
        fields.extend(goods(Some(&self.cart)));
        fields
    }
}

impl Content for RedeemHold {
    const KIND: Kind = Kind::RedeemHold;

    fn fields(&self) -> Fields {
        let mut fields = vec![(Field::Hold, number(self.hold.value()))];
        let nothing = Context::default();
        let (bought, context) = match &self.bought {
            Some((bought, context)) => (cart(bought), context),
            None => (
                [Field::Currency, Field::Subtotal].map(|field| (field, vec![])),
                &nothing,
            ),
        };
        fields.extend(bought);
        fields.extend(who(context, &self.customer));
        fields.extend(goods(self.bought.as_ref().map(|(cart, _)| cart)));
        fields
    }
}

impl Content for Rollback {
    const KIND: Kind = Kind::Rollback;

    fn fields(&self) -> Fields {
        let (discount, order_value) = match self.amount {
            RollbackAmount::All => (vec![], vec![]),
            RollbackAmount::Part(part) => (
                number(part.discount().value()),
                number(part.order_value().value()),
            ),
        };
        let mode = match self.mode {
            None => vec![],
            Some(RollbackMode::Restore) => b"restore".to_vec(),
            Some(RollbackMode::Consume) => b"consume".to_vec(),
        };
        vec![
            (Field::Redemption, number(self.redemption.value())),
            (Field::Discount, discount),
            (Field::OrderValue, order_value),
            (Field::Mode, mode),
        ]
    }
}

impl Content for Revoke {
    const KIND: Kind = Kind::Revoke;

    fn fields(&self) -> Fields {
        let mut fields = [Field::Code, Field::Batch, Field::Range].map(|field| (field, vec![]));
        let [(_, one), (_, batch), (_, range)] = &mut fields;
        match self {
            Self::Code(facts) => *one = code(facts),
            Self::Batch(first) => *batch = number(first.value()),
            Self::Range(serials) => {
                *range = number(serials.first().value());
                range.extend(number(serials.count()));
            }
        }
        fields.into()
    }
}

impl Content for Pause {
    const KIND: Kind = Kind::Pause;

    fn fields(&self) -> Fields {
        vec![]
    }
}

impl Content for Resume {
    const KIND: Kind = Kind::Resume;

    fn fields(&self) -> Fields {
        vec![]
    }
}

impl Content for End {
    const KIND: Kind = Kind::End;

    fn fields(&self) -> Fields {
        vec![(Field::VoidHolds, vec![u8::from(self.void_holds)])]
    }
}

impl Content for Cancel {
    const KIND: Kind = Kind::Cancel;

    fn fields(&self) -> Fields {
        vec![(Field::Order, self.order.as_str().into())]
    }
}

/// Nothing for what batches were for before they could be for more.
fn purpose(purpose: Purpose) -> Vec<u8> {
    match purpose {
        Purpose::Export => vec![],
        Purpose::Assigning => b"assigning".to_vec(),
    }
}

fn offer(offer: &Offer) -> Vec<u8> {
    match offer {
        Offer::Amount(amount) => [&b"a"[..], &amount.value().to_be_bytes()].concat(),
        Offer::Percent { rate, max_discount } => {
            let max = max_discount.map_or_else(Vec::new, |max| number(max.value()));
            [&b"p"[..], &rate.value().to_be_bytes(), &max].concat()
        }
    }
}

fn order(facts: &CodeFacts, order: &OrderId, bought: &Cart) -> Fields {
    let mut fields = vec![
        (Field::Code, code(facts)),
        (Field::Order, order.as_str().into()),
    ];
    fields.extend(cart(bought));
    fields
}

fn cart(cart: &Cart) -> [(Field, Vec<u8>); 2] {
    [
        (Field::Currency, cart.currency().as_str().into()),
        (Field::Subtotal, number(cart.subtotal().value())),
    ]
}

/// What else is told of a cart. It is nothing for most carts, and stands last, because commands
/// were stored before there was more to tell than a subtotal.
fn goods(cart: Option<&Cart>) -> [(Field, Vec<u8>); 4] {
    let mut lines = vec![];
    for line in cart.and_then(Cart::lines).unwrap_or_default() {
        label(&mut lines, &line.sku);
        for words in [&line.categories, &line.collections] {
            lines.extend(number(u64::try_from(words.len()).unwrap_or(u64::MAX)));
            words.iter().for_each(|word| label(&mut lines, word));
        }
        lines.extend(line.quantity.value().to_be_bytes());
        lines.extend(number(line.unit_price.value()));
        lines.extend(number(line.taken.value()));
    }
    let shipping = cart.and_then(Cart::shipping).map_or_else(Vec::new, |cost| {
        [number(cost.price.value()), number(cost.taken.value())].concat()
    });
    let mut metadata = vec![];
    for (name, value) in cart.map(Cart::metadata).unwrap_or_default() {
        label(&mut metadata, name);
        metadata.extend(fact(value));
    }
    let most = cart.and_then(Cart::discount_max);
    let taken = cart.map(Cart::taken).unwrap_or_default();
    let mut planned = most.map_or_else(Vec::new, |most| number(most.value()));
    if taken != MinorUnits::ZERO {
        planned.extend(number(taken.value()));
    }
    [
        (Field::Lines, lines),
        (Field::Shipping, shipping),
        (Field::OrderMetadata, metadata),
        (Field::DiscountMax, planned),
    ]
}

/// Labels hold no zero, so no two lists of them read the same.
fn label(bytes: &mut Vec<u8>, label: &Label) {
    bytes.extend_from_slice(label.as_str().as_bytes());
    bytes.push(0);
}

/// A value after its kind and, for a text, its length.
fn fact(value: &Value) -> Vec<u8> {
    match value {
        Value::Flag(flag) => vec![b'f', u8::from(*flag)],
        Value::Number(number) => [&b"n"[..], &number.value().to_be_bytes()].concat(),
        Value::Text(text) => {
            let len = u16::try_from(text.as_str().len()).unwrap_or(u16::MAX);
            [&b"t"[..], &len.to_be_bytes(), text.as_str().as_bytes()].concat()
        }
    }
}

fn who(context: &Context, customer: &Customer) -> [(Field, Vec<u8>); 3] {
    let channel = context.channel();
    let channel = channel.map_or_else(Vec::new, |channel| channel.as_str().into());
    let mut attributes = vec![];
    for (name, entity) in context.attributes() {
        // Names hold no zero and lengths fit two bytes, so no two lists read the same.
        let len = u16::try_from(entity.as_bytes().len()).unwrap_or(u16::MAX);
        attributes.extend_from_slice(name.as_str().as_bytes());
        attributes.push(0);
        attributes.extend(len.to_be_bytes());
        attributes.extend_from_slice(entity.as_bytes());
    }
    let part =
        |tag: u8, name: Option<Pseudonym>| name.map(|name| core::iter::once(tag).chain(name.0));
    let parts = [part(b'i', customer.id), part(b'e', customer.email)];
    let customer = parts.into_iter().flatten().flatten().collect();
    [
        (Field::Channel, channel),
        (Field::Attributes, attributes),
        (Field::Customer, customer),
    ]
}

fn code(code: &CodeFacts) -> Vec<u8> {
    let mut bytes = number(code.serial.value());
    bytes.extend(optional_time(code.expires_at));
    bytes
}

fn number(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

/// Empty for none, so that it differs from every time.
fn optional_time(time: Option<UnixMillis>) -> Vec<u8> {
    time.map_or_else(Vec::new, |time| number(time.value()))
}
