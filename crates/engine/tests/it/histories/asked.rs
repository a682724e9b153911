//! The model's plain asks as the engine's commands.

use std::num::NonZeroU64;

use tessera_engine::{
    Asker, Assign, AssignFrom, AttributeName, BasisPoints, Campaign, Cancel, Cart, Change, Channel,
    CodeFacts, Command, Context, Currency, Customer, End, Entity, Facts, Hold, HoldTtl, Issue,
    Keyed, Limit, Limits, Metadata, Metric, MinorUnits, Offer, OnExhausted, OrderId, Pause, Per,
    Period, Pseudonym, Purpose, Redeem, RedeemHold, Release, Resume, Revoke, Rollback,
    RollbackAmount, RollbackMode, RollbackPart, Seq, Serial, SerialRange, Settings, Stacking,
    TimeZone, UnixMillis, Uses, Validate, Window,
};

use crate::model::{self, Ask, Fixed, Terms, Wish};
use crate::store::{command_id, hash, source_id};

pub(crate) fn campaign(fixed: &Fixed, terms: &Terms, version: u64) -> Campaign {
    Campaign {
        currency: currency(&fixed.currency),
        time_zone: TimeZone::parse(&fixed.zone).unwrap(),
        serial_count: fixed.serials,
        settings: settings(terms),
        paused: false,
        version,
    }
}

pub(crate) fn settings(terms: &Terms) -> Settings {
    Settings {
        period: Period::new(terms.start.map(time), terms.end.map(time)).unwrap(),
        offer: offer(&terms.offer),
        limits: Limits::new(terms.limits.iter().map(limit).collect()).unwrap(),
        on_exhausted: if terms.cap {
            OnExhausted::Cap
        } else {
            OnExhausted::Reject
        },
        rollback: mode(terms.rollback),
        rules: None,
        suppress: None,
        stacking: Stacking::default(),
    }
}

pub(crate) fn command(ask: &Ask) -> Command {
    // Those that have no id do not look at it.
    let id = command_id(ask.id.as_deref().unwrap_or_default());
    match &ask.wish {
        Wish::Issue(issue) => Command::Issue(Keyed::new(id, self::issue(issue), hash)),
        Wish::Assign(asked) => Command::Assign(Keyed::new(id, assign(asked), hash)),
        Wish::Validate { page, checkout } => Command::Validate(Validate {
            asker: if *page { Asker::Page } else { Asker::Server },
            code: code(&checkout.code),
            order: checkout.order.as_deref().map(order),
            cart: cart(&checkout.cart),
            context: context(&checkout.cart),
            customer: customer(&checkout.customer),
            facts: Facts::UNKNOWN,
            conflict: None,
        }),
        Wish::Hold { checkout, ttl } => Command::Hold(Keyed::new(id, hold(checkout, *ttl), hash)),
        Wish::Release { hold } => {
            Command::Release(Keyed::new(id, Release { hold: seq(*hold) }, hash))
        }
        Wish::Redeem(checkout) => Command::Redeem(Keyed::new(id, redeem(checkout), hash)),
        Wish::RedeemHold {
            hold,
            cart: bought,
            customer: buyer,
        } => {
            let redeem = RedeemHold {
                hold: seq(*hold),
                bought: bought
                    .as_ref()
                    .map(|bought| (cart(bought), context(bought))),
                customer: customer(buyer),
            };
            Command::RedeemHold(Keyed::new(id, redeem, hash))
        }
        Wish::Rollback {
            redemption,
            part,
            mode: how,
        } => {
            let part =
                part.map(|(discount, value)| RollbackPart::new(money(discount), money(value)));
            let rollback = Rollback {
                redemption: seq(*redemption),
                amount: part.map_or(RollbackAmount::All, |part| {
                    RollbackAmount::Part(part.unwrap())
                }),
                mode: how.map(mode),
            };
            Command::Rollback(Keyed::new(id, rollback, hash))
        }
        Wish::Revoke(codes) => Command::Revoke(Keyed::new(id, revoke(codes), hash)),
        Wish::Pause => Command::Pause(Keyed::new(id, Pause, hash)),
        Wish::Resume => Command::Resume(Keyed::new(id, Resume, hash)),
        Wish::End { void_holds } => Command::End(Keyed::new(
            id,
            End {
                void_holds: *void_holds,
            },
            hash,
        )),
        Wish::Change { terms, version } => Command::Change(Change {
            version: *version,
            settings: settings(terms),
        }),
        Wish::Cancel { order: closed } => Command::Cancel(Keyed::new(
            id,
            Cancel {
                order: order(closed),
            },
            hash,
        )),
    }
}

pub(crate) fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}

pub(crate) fn per(per: &model::Per) -> Per {
    match per {
        model::Per::Campaign => Per::Campaign,
        model::Per::Customer => Per::Customer,
        model::Per::Channel => Per::Channel,
        model::Per::Attribute(name) => Per::Attribute(AttributeName::parse(name).unwrap()),
    }
}

pub(crate) fn window(window: model::Window) -> Window {
    match window {
        model::Window::Lifetime => Window::Lifetime,
        model::Window::Day => Window::Day,
        model::Window::Week => Window::Week,
        model::Window::Month => Window::Month,
    }
}

pub(crate) fn serial(serial: u64) -> Serial {
    Serial::new(serial).unwrap()
}

fn issue(issue: &model::Issue) -> Issue {
    Issue {
        count: NonZeroU64::new(issue.count).unwrap(),
        expires_at: issue.expires.map(time),
        uses: Uses::new(issue.uses as u32).unwrap(),
        metadata: Metadata::new(issue.note.clone()).unwrap(),
        purpose: match issue.pool {
            false => Purpose::Export,
            true => Purpose::Assigning,
        },
    }
}

fn assign(assign: &model::Assign) -> Assign {
    Assign {
        source: source_id(&assign.source),
        holder: pseudonym(&assign.holder),
        from: match assign.pool {
            Some(first) => AssignFrom::Pool(serial(first)),
            None => AssignFrom::Fresh {
                expires_at: assign.expires.map(time),
                offer: None,
            },
        },
    }
}

fn hold(checkout: &model::Checkout, ttl: u64) -> Hold {
    let Redeem {
        code,
        order,
        cart,
        context,
        customer,
        facts,
    } = redeem(checkout);
    Hold {
        code,
        order,
        cart,
        context,
        customer,
        facts,
        ttl: HoldTtl::from_millis(ttl).unwrap(),
    }
}

fn redeem(checkout: &model::Checkout) -> Redeem {
    Redeem {
        code: code(&checkout.code),
        order: order(checkout.order.as_deref().unwrap()),
        cart: cart(&checkout.cart),
        context: context(&checkout.cart),
        customer: customer(&checkout.customer),
        facts: Facts::UNKNOWN,
    }
}

fn revoke(codes: &model::Codes) -> Revoke {
    match codes {
        model::Codes::One(one) => Revoke::Code(code(one)),
        model::Codes::Batch(first) => Revoke::Batch(serial(*first)),
        model::Codes::Range { first, count } => {
            Revoke::Range(SerialRange::new(serial(*first), *count).unwrap())
        }
    }
}

fn code(code: &model::Code) -> CodeFacts {
    CodeFacts {
        serial: serial(code.serial),
        expires_at: code.expires.map(time),
    }
}

fn cart(cart: &model::Cart) -> Cart {
    Cart::of_subtotal(currency(&cart.currency), money(cart.subtotal))
}

fn context(cart: &model::Cart) -> Context {
    let channel = cart
        .channel
        .as_deref()
        .map(|text| Channel::parse(text).unwrap());
    let attribute = |(name, value): (&String, &String)| {
        let entity = Entity::new(value.clone().into_bytes()).unwrap();
        (AttributeName::parse(name).unwrap(), entity)
    };
    Context::new(channel, cart.attributes.iter().map(attribute).collect()).unwrap()
}

pub(crate) fn customer(customer: &model::Customer) -> Customer {
    Customer {
        id: customer.id.as_deref().map(pseudonym),
        email: customer.email.as_deref().map(pseudonym),
    }
}

fn pseudonym(name: &str) -> Pseudonym {
    Pseudonym([name.as_bytes()[0]; 16])
}

fn order(text: &str) -> OrderId {
    OrderId::parse(text).unwrap()
}

fn seq(number: u64) -> Seq {
    Seq::new(number).unwrap()
}

fn money(amount: u64) -> MinorUnits {
    MinorUnits::new(amount).unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn offer(offer: &model::Offer) -> Offer {
    match *offer {
        model::Offer::Amount(amount) => Offer::Amount(money(amount)),
        model::Offer::Percent(rate, most) => Offer::Percent {
            rate: BasisPoints::new(rate as u16).unwrap(),
            max_discount: most.map(money),
        },
    }
}

fn limit(limit: &model::Limit) -> Limit {
    Limit {
        metric: match limit.metric {
            model::Metric::Redemptions => Metric::Redemptions,
            model::Metric::Discount => Metric::Discount,
            model::Metric::OrderValue => Metric::OrderValue,
        },
        per: per(&limit.per),
        window: window(limit.window),
        max: limit.max,
    }
}

fn mode(mode: model::Mode) -> RollbackMode {
    match mode {
        model::Mode::Restore => RollbackMode::Restore,
        model::Mode::Consume => RollbackMode::Consume,
    }
}
