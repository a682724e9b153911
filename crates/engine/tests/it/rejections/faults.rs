//! A campaign in which everything is fine, and one way for each refusal to make it wrong.

use std::num::NonZeroU64;

use tessera_engine::{
    BasisPoints, Campaign, Cart, CodeFacts, Command, Currency, Decision, Issue, Keyed, Limit,
    Limits, Metadata, Metric, MinorUnits, Offer, OrderId, Per, Period, Redeem, Serial, UnixMillis,
    Uses, Validate, Window,
};

use crate::store::{Store, command_id, hash};

const NOW: u64 = 1_000;
const EXPIRES: u64 = 2_000;
/// The serial that is asked for, and one that an earlier command used.
const ASKED: u64 = 0;
const EARLIER: u64 = 1;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Asker {
    Issue,
    Validate,
    Redeem,
}

/// In order of precedence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    KeyUsed,
    WrongExpiry,
    Paused,
    NotStarted,
    Ended,
    OutsideBatches,
    BatchRevoked,
    CodeRevoked,
    Spent,
    Expired,
    Dollars,
    Budget,
    ExpiryPassed,
    Full,
}

impl Fault {
    pub(crate) const ALL: [Self; 14] = [
        Self::KeyUsed,
        Self::WrongExpiry,
        Self::Paused,
        Self::NotStarted,
        Self::Ended,
        Self::OutsideBatches,
        Self::BatchRevoked,
        Self::CodeRevoked,
        Self::Spent,
        Self::Expired,
        Self::Dollars,
        Self::Budget,
        Self::ExpiryPassed,
        Self::Full,
    ];

    /// The refusal that it leads to.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::KeyUsed => "idempotency_conflict",
            Self::WrongExpiry => "invalid_code",
            Self::Paused => "campaign_paused",
            Self::NotStarted => "campaign_not_started",
            Self::Ended => "campaign_ended",
            Self::OutsideBatches => "not_issued",
            Self::BatchRevoked | Self::CodeRevoked => "revoked",
            Self::Spent => "already_redeemed",
            Self::Expired => "expired",
            Self::Dollars => "currency_mismatch",
            Self::Budget => "budget_exhausted",
            Self::ExpiryPassed => "expiry_passed",
            Self::Full => "campaign_full",
        }
    }

    fn concerns(self, asker: Asker) -> bool {
        match self {
            Self::KeyUsed => asker != Asker::Validate,
            Self::Ended => true,
            Self::ExpiryPassed | Self::Full => asker == Asker::Issue,
            Self::WrongExpiry
            | Self::Paused
            | Self::NotStarted
            | Self::OutsideBatches
            | Self::BatchRevoked
            | Self::CodeRevoked
            | Self::Spent
            | Self::Expired
            | Self::Dollars
            | Self::Budget => asker != Asker::Issue,
        }
    }

    /// A campaign cannot both lie ahead and be over; a code outside all batches has no history.
    fn excludes(self, other: Self) -> bool {
        let of_a_batch = [
            Self::WrongExpiry,
            Self::BatchRevoked,
            Self::CodeRevoked,
            Self::Spent,
            Self::Expired,
        ];
        match self {
            Self::NotStarted => other == Self::Ended,
            Self::OutsideBatches => of_a_batch.contains(&other),
            _ => false,
        }
    }
}

/// What the command gets; `None` if it cannot have these faults.
pub(crate) fn decide_with(asker: Asker, faults: [Fault; 2]) -> Option<Decision> {
    let [first, second] = faults;
    let possible = first.concerns(asker)
        && second.concerns(asker)
        && !first.excludes(second)
        && !second.excludes(first);
    possible.then(|| decide(asker, &faults))
}

/// What the command gets when nothing is wrong.
pub(crate) fn decide_without(asker: Asker) -> Decision {
    decide(asker, &[])
}

fn decide(asker: Asker, faults: &[Fault]) -> Decision {
    let mut store = Store::new(campaign());
    let has = |fault| faults.contains(&fault);
    run(&mut store, &issue("batch", 4, Some(EXPIRES)));
    if has(Fault::Spent) || has(Fault::CodeRevoked) {
        run(
            &mut store,
            &redeem("spends", ASKED, "another order", "EUR", Some(EXPIRES)),
        );
    }
    if has(Fault::KeyUsed) {
        run(
            &mut store,
            &redeem("key", EARLIER, "an earlier order", "EUR", Some(EXPIRES)),
        );
    }
    for fault in faults {
        spoil(&mut store, *fault);
    }
    if has(Fault::CodeRevoked) && !has(Fault::Spent) {
        // The batch allows another use, so that only the revocation is in the way.
        let batch = store.batches.get_mut(&0).unwrap();
        batch.uses = Uses::new(2).unwrap();
    }
    let serial = if has(Fault::OutsideBatches) {
        100
    } else {
        ASKED
    };
    let expires = if has(Fault::WrongExpiry) {
        None
    } else {
        Some(EXPIRES)
    };
    let currency = if has(Fault::Dollars) { "USD" } else { "EUR" };
    let command = match asker {
        Asker::Issue => {
            let count = if has(Fault::Full) { 253 } else { 252 };
            issue("key", count, has(Fault::ExpiryPassed).then_some(1))
        }
        Asker::Redeem => redeem("key", serial, "order", currency, expires),
        Asker::Validate => Command::Validate(Validate {
            code: code(serial, expires),
            order: None,
            cart: cart(currency),
        }),
    };
    let now = if has(Fault::Expired) { EXPIRES } else { NOW };
    store.run(&command, time(now)).unwrap()
}

fn spoil(store: &mut Store, fault: Fault) {
    let campaign = &mut store.campaign;
    match fault {
        Fault::Paused => campaign.paused = true,
        Fault::NotStarted => campaign.period = Period::new(Some(time(5_000)), None).unwrap(),
        Fault::Ended => campaign.period = Period::new(None, Some(time(NOW))).unwrap(),
        Fault::BatchRevoked => store.batches.get_mut(&0).unwrap().revoked = true,
        Fault::CodeRevoked => store.codes.get_mut(&ASKED).unwrap().revoked = true,
        Fault::Budget => {
            let (per, window) = (Per::Campaign, Window::Lifetime);
            let limit = Limit {
                metric: Metric::Discount,
                per,
                window,
                max: 0,
            };
            campaign.limits = Limits::new(vec![limit]).unwrap();
        }
        Fault::KeyUsed
        | Fault::WrongExpiry
        | Fault::OutsideBatches
        | Fault::Spent
        | Fault::Expired
        | Fault::Dollars
        | Fault::ExpiryPassed
        | Fault::Full => {}
    }
}

fn run(store: &mut Store, command: &Command) {
    let decision = store.run(command, time(1)).unwrap();
    assert!(
        !decision.effects.writes().is_empty(),
        "the preparation is refused"
    );
}

fn campaign() -> Campaign {
    Campaign {
        currency: Currency::parse("EUR").unwrap(),
        period: Period::ALWAYS,
        paused: false,
        offer: Offer::Percent {
            rate: BasisPoints::new(1_000).unwrap(),
            max_discount: None,
        },
        limits: Limits::default(),
        serial_count: 256,
    }
}

fn issue(key: &str, count: u64, expires: Option<u64>) -> Command {
    let issue = Issue {
        count: NonZeroU64::new(count).unwrap(),
        expires_at: expires.map(time),
        uses: Uses::SINGLE,
        metadata: Metadata::default(),
    };
    Command::Issue(Keyed::new(command_id(key), issue, hash))
}

fn redeem(key: &str, serial: u64, order: &str, currency: &str, expires: Option<u64>) -> Command {
    let order = OrderId::parse(order).unwrap();
    let redeem = Redeem {
        code: code(serial, expires),
        order,
        cart: cart(currency),
    };
    Command::Redeem(Keyed::new(command_id(key), redeem, hash))
}

fn code(serial: u64, expires: Option<u64>) -> CodeFacts {
    CodeFacts {
        serial: Serial::new(serial).unwrap(),
        expires_at: expires.map(time),
    }
}

fn cart(currency: &str) -> Cart {
    let currency = Currency::parse(currency).unwrap();
    Cart {
        currency,
        subtotal: MinorUnits::new(10_000).unwrap(),
    }
}

fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}
