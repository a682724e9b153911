//! A view and its commands in which everything is sound.

use alloc::vec;
use core::num::NonZeroU64;

use crate::{
    Account, AccountKey, Batch, Campaign, Cart, CodeFacts, CodeRow, Command, CommandId, CommandRow,
    Currency, Event, Issue, JournalRow, Keyed, Limit, Limits, Metadata, Metric, MinorUnits, Newest,
    Offer, OrderId, Per, Period, Pointed, Redeem, Redeemed, Seq, Serial, SerialRange, UnixMillis,
    Uses, Validate, View, Window,
};

/// The code was entered by the newest journal row, and one account has a budget of 300.
pub(super) fn view() -> View {
    let (per, window) = (Per::Campaign, Window::Lifetime);
    let limit = Limit {
        metric: Metric::Discount,
        per,
        window,
        max: 300,
    };
    View {
        campaign: Campaign {
            currency: Currency::parse("EUR").unwrap(),
            period: Period::ALWAYS,
            paused: false,
            offer: Offer::Amount(money(300)),
            limits: Limits::new(vec![limit]).unwrap(),
            serial_count: 256,
        },
        newest: Some(Newest {
            seq: seq(4),
            at: time(50),
        }),
        command: None,
        answer: None,
        batch: Some(Batch {
            serials: serials(10),
            expires_at: None,
            uses: Uses::SINGLE,
            metadata: Metadata::default(),
            revoked: false,
        }),
        code: Some(CodeRow {
            serial: serial(),
            revoked: false,
            uses: 0,
            redemption: None,
            last_seq: seq(4),
        }),
        redemption: None,
        accounts: vec![Account::empty(AccountKey::CAMPAIGN)],
    }
}

/// What a first validation sees.
pub(super) fn untouched() -> View {
    View {
        code: None,
        ..view()
    }
}

/// What an issue sees.
pub(super) fn last_batch() -> View {
    View {
        code: None,
        accounts: vec![],
        ..view()
    }
}

pub(super) fn redeem() -> Command {
    Command::Redeem(keyed())
}

pub(super) fn keyed() -> Keyed<Redeem> {
    let order = OrderId::parse("o").unwrap();
    let redeem = Redeem {
        code: facts(),
        order,
        cart: cart(),
    };
    Keyed::new(CommandId([1; 16]), redeem, |_| [0; 8])
}

pub(super) fn validate() -> Command {
    Command::Validate(Validate {
        code: facts(),
        order: None,
        cart: cart(),
    })
}

pub(super) fn issue() -> Command {
    let issue = Issue {
        count: NonZeroU64::new(5).unwrap(),
        expires_at: None,
        uses: Uses::SINGLE,
        metadata: Metadata::default(),
    };
    Command::Issue(Keyed::new(CommandId([1; 16]), issue, |_| [0; 8]))
}

pub(super) fn row() -> CommandRow {
    CommandRow::new(&keyed(), seq(2), time(20))
}

pub(super) fn redeemed_before() -> Pointed {
    let order = OrderId::parse("o").unwrap();
    let amounts = (money(2_000), money(300));
    let redeemed = Redeemed {
        serial: serial(),
        order,
        order_value: amounts.0,
        discount: amounts.1,
    };
    pointed(Event::Redeemed(redeemed))
}

pub(super) fn entered_before() -> Pointed {
    pointed(Event::Entered(serial()))
}

pub(super) fn pointed(event: Event) -> Pointed {
    let row = JournalRow {
        seq: seq(3),
        at: time(30),
        prev_seq: None,
        event,
    };
    Pointed {
        seq: row.seq,
        row: Some(row),
    }
}

pub(super) fn facts() -> CodeFacts {
    CodeFacts {
        serial: serial(),
        expires_at: None,
    }
}

pub(super) fn cart() -> Cart {
    Cart {
        currency: Currency::parse("EUR").unwrap(),
        subtotal: money(2_000),
    }
}

pub(super) fn serial() -> Serial {
    Serial::new(3).unwrap()
}

pub(super) fn serials(count: u64) -> SerialRange {
    SerialRange::new(Serial::new(0).unwrap(), count).unwrap()
}

pub(super) fn money(minor: u64) -> MinorUnits {
    MinorUnits::new(minor).unwrap()
}

pub(super) fn seq(seq: u64) -> Seq {
    Seq::new(seq).unwrap()
}

pub(super) fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}
