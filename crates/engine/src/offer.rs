//! What a code is worth on an order.
//!
//! An offer is priced in three steps: what it is taken off (the *base*: of the goods each line, or
//! shipping), how much of it, rounded once, and how that sum is shared among the lines. All of it is
//! computed on what other codes have left.

mod allocate;
mod item;
mod misfit;
mod priced;
mod why;

use alloc::vec::Vec;

pub use item::ItemOffer;
pub use misfit::Misfit;
pub use priced::{Priced, Split};
pub use why::Why;

use crate::{BasisPoints, Cart, Line, MinorUnits, Selection};
use allocate::{allocate, share_half_up, sum};

/// What a campaign, or some of its codes, take off an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is taken off.
    pub kind: OfferKind,
    /// What it is about. Free shipping and a gift are for whoever buys some of it.
    pub on: Target,
    /// The discount never passes it.
    pub max_discount: Option<MinorUnits>,
}

/// What an offer takes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// A share of what the goods cost, rounded half-up once.
    Percent(BasisPoints),
    /// A fixed sum, once for all the goods together and never more than they cost.
    Amount(MinorUnits),
    /// What shipping costs.
    FreeShipping,
    /// Something that is bought.
    Item(ItemOffer),
}

/// Which goods an offer is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// All of them.
    #[default]
    Order,
    /// The lines that are selected.
    Items(Selection),
}

impl Offer {
    /// A fixed sum off the order.
    pub const fn amount(amount: MinorUnits) -> Self {
        Self::on_order(OfferKind::Amount(amount))
    }

    /// A share of the order.
    pub const fn percent(rate: BasisPoints) -> Self {
        Self::on_order(OfferKind::Percent(rate))
    }

    /// Something off the whole order, without a maximum.
    pub const fn on_order(kind: OfferKind) -> Self {
        Self {
            kind,
            on: Target::Order,
            max_discount: None,
        }
    }

    /// The discount on this order, and how it is shared among its lines. It is never more than other
    /// codes have left of what it is taken off, nor than the cart's own maximum.
    ///
    /// ```
    /// # use tessera_engine::{BasisPoints, Cart, Currency, MinorUnits, Offer, ValueError};
    /// let offer = Offer {
    ///     max_discount: Some(MinorUnits::new(500)?),
    ///     ..Offer::percent(BasisPoints::new(1_250)?) // 12.5 %
    /// };
    /// let discount = |subtotal| {
    ///     let cart = Cart::of_subtotal(Currency::parse("EUR")?, MinorUnits::new(subtotal)?);
    ///     Ok::<_, ValueError>(offer.price(&cart).map(|priced| priced.total.value()))
    /// };
    /// assert_eq!(discount(1_996)?, Ok(250)); // 249.5, rounded half-up
    /// assert_eq!(discount(9_999)?, Ok(500)); // capped
    /// # Ok::<(), ValueError>(())
    /// ```
    ///
    /// # Errors
    /// [`Misfit`] if the offer cannot be applied to this order at all. A discount of nothing is a
    /// discount.
    pub fn price(&self, cart: &Cart) -> Result<Priced, Misfit> {
        let (base, rate) = match &self.kind {
            OfferKind::FreeShipping => return self.free_shipping(cart),
            OfferKind::Percent(rate) => (self.goods(cart)?, Some(*rate)),
            OfferKind::Amount(_) => (self.goods(cart)?, None),
            OfferKind::Item(item) => (Base::Lines(self.items(cart, item)?), item.rate()),
        };
        let whole = base.sum();
        let share = rate.map_or(whole, |rate| share_half_up(whole, rate));
        let share = match self.kind {
            OfferKind::Amount(amount) => share.min(amount),
            OfferKind::Percent(_) | OfferKind::FreeShipping | OfferKind::Item(_) => share,
        };
        let total = self.at_most(cart, share);
        let lines = match base {
            Base::Lines(weights) => allocate(total, &weights),
            Base::Subtotal(_) => Vec::new(),
        };
        let shipping = MinorUnits::ZERO;
        let split = Split { lines, shipping };
        Ok(Priced { total, split })
    }

    /// Whether it may be given in part where a budget has too little left: shipping that is half free
    /// and half a gift are none.
    pub const fn may_shrink(&self) -> bool {
        match &self.kind {
            OfferKind::Percent(_) | OfferKind::Amount(_) => true,
            OfferKind::Item(ItemOffer::Cheapest { .. }) => true,
            OfferKind::FreeShipping | OfferKind::Item(ItemOffer::Gift { .. }) => false,
        }
    }

    fn free_shipping(&self, cart: &Cart) -> Result<Priced, Misfit> {
        self.is_earned(cart, |_| true)?;
        let shipping = cart.shipping().ok_or(Misfit::ShippingUnknown)?;
        let total = self.at_most(cart, shipping.left());
        let lines = cart.lines().unwrap_or_default();
        let split = Split {
            lines: lines.iter().map(|_| MinorUnits::ZERO).collect(),
            shipping: total,
        };
        Ok(Priced { total, split })
    }

    /// What is left of the goods that the offer is about.
    fn goods(&self, cart: &Cart) -> Result<Base, Misfit> {
        match (&self.on, cart.lines()) {
            (Target::Order, None) => Ok(Base::Subtotal(cart.left())),
            (Target::Items(_), None) => Err(Misfit::LinesUnknown),
            (on, Some(lines)) => {
                let selected = |line: &Line| on.selects(line).then(|| line.left());
                let lefts: Vec<_> = lines.iter().map(selected).collect();
                if lefts.iter().all(Option::is_none) {
                    return Err(Misfit::NoMatchingItems);
                }
                let lefts = lefts.into_iter().map(Option::unwrap_or_default);
                Ok(Base::Lines(lefts.collect()))
            }
        }
    }

    /// Whether something is bought that the offer is given for, among the lines that count.
    fn is_earned(&self, cart: &Cart, counts: impl Fn(&Line) -> bool) -> Result<(), Misfit> {
        let Target::Items(selection) = &self.on else {
            return Ok(());
        };
        let lines = cart.lines().ok_or(Misfit::LinesUnknown)?;
        let mut earning = lines.iter().filter(|line| counts(line));
        let is_earned = earning.any(|line| selection.selects(line));
        is_earned.then_some(()).ok_or(Misfit::NoMatchingItems)
    }

    fn at_most(&self, cart: &Cart, discount: MinorUnits) -> MinorUnits {
        let caps = [self.max_discount, cart.discount_max()];
        caps.into_iter().flatten().fold(discount, MinorUnits::min)
    }
}

impl Target {
    /// Whether it is about this line.
    pub fn selects(&self, line: &Line) -> bool {
        match self {
            Self::Order => true,
            Self::Items(selection) => selection.selects(line),
        }
    }
}

/// What goods a discount is taken off.
enum Base {
    /// Of each line so much.
    Lines(Vec<MinorUnits>),
    /// Of an order that does not tell its lines.
    Subtotal(MinorUnits),
}

impl Base {
    fn sum(&self) -> MinorUnits {
        match self {
            Self::Lines(weights) => sum(weights),
            Self::Subtotal(left) => *left,
        }
    }
}
