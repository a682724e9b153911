//! Where the engine's rows tell another story than the model.

use std::fmt::Debug;

use tessera_engine::{AccountKey, Amounts, CodeState, Entity, HoldRow, HoldState, Metric};

use super::{asked, drive::Pair, told};
use crate::model::{self, Account, Standing};

impl Pair {
    /// The first difference between the rows and the model at this moment, when nothing is due.
    pub(crate) fn difference(&self, at: u64) -> Option<String> {
        self.campaign()
            .or_else(|| self.journal())
            .or_else(|| self.holds())
            .or_else(|| self.accounts())
            .or_else(|| self.codes(at))
    }

    fn campaign(&self) -> Option<String> {
        let model = &self.model;
        let period = (model.terms.start, model.terms.end);
        let settings = &self.store.campaign.settings;
        let start = settings.period.start().map(|start| start.value());
        let end = settings.period.end().map(|end| end.value());
        differ("period", (start, end), period)
            .or_else(|| differ("paused", self.store.campaign.paused, model.paused))
            .or_else(|| differ("version", self.store.campaign.version, model.version))
            .or_else(|| {
                let limits = settings.limits.iter().map(told::limit).collect::<Vec<_>>();
                let expected = model.terms.limits.iter().map(ToString::to_string);
                differ("limits", limits, expected.collect())
            })
    }

    fn journal(&self) -> Option<String> {
        let count = differ("rows", self.store.journal.len(), self.model.journal.len());
        let rows = self.store.journal.values().zip(&self.model.journal);
        count.or_else(|| {
            rows.filter_map(|(row, event)| differ("row", told::row(row), event.to_string()))
                .next()
        })
    }

    fn holds(&self) -> Option<String> {
        let count = differ("holds", self.store.holds.len(), self.model.holds.len());
        let holds = self.store.holds.values().zip(&self.model.holds);
        count.or_else(|| {
            holds
                .filter_map(|(row, hold)| differ("hold", engine_hold(row), model_hold(hold)))
                .next()
        })
    }

    fn accounts(&self) -> Option<String> {
        let model = &self.model;
        let holds = model.holds.iter().flat_map(|hold| &hold.accounts);
        let mut charged: Vec<_> = holds
            .chain(model.sales.iter().flat_map(|sale| &sale.accounts))
            .collect();
        charged.sort();
        charged.dedup();
        let count = differ("accounts", self.store.accounts.len(), charged.len());
        let sums = |amounts: &Amounts| Metric::ALL.map(|metric| amounts.of(metric));
        count.or_else(|| {
            charged
                .into_iter()
                .filter_map(|account| {
                    let row = self.store.accounts.get(&key(account));
                    let engine = row.map(|row| (sums(&row.used), sums(&row.held)));
                    let expected = (plain(model.used(account)), plain(model.reserved(account)));
                    differ(&format!("{account:?}"), engine, Some(expected))
                })
                .next()
        })
    }

    fn codes(&self, at: u64) -> Option<String> {
        let model = &self.model;
        let issued: u64 = model.batches.iter().map(|batch| batch.count).sum();
        let given = model.given.iter().map(|given| given.serial);
        (0..=issued)
            .chain(given)
            .filter_map(|serial| {
                let key = asked::serial(serial);
                let revoked = self
                    .store
                    .revoked
                    .values()
                    .any(|range| range.serials.contains(key));
                let code = self.store.codes.get(&key);
                let revoked = revoked || code.is_some_and(|code| code.revoked);
                let state = self.store.issued(key, |issued| {
                    CodeState::of(issued.as_ref(), revoked, code, asked::time(at)).slug()
                });
                let counts = code.map_or((0, 0), |code| (code.uses.into(), code.holds.into()));
                let expected = (model.spent(serial), model.held(serial));
                let expected = (model.state(serial, at), expected);
                differ(&format!("code {serial}"), (state, counts), expected)
            })
            .next()
    }
}

fn differ<T: Debug + PartialEq>(what: &str, engine: T, model: T) -> Option<String> {
    let differs = engine != model;
    differs.then(|| format!("{what}\nengine: {engine:?}\nmodel:  {model:?}"))
}

fn engine_hold(row: &HoldRow) -> String {
    let standing = match row.state {
        HoldState::Open => "open".into(),
        HoldState::Redeemed(seq) => format!("redeemed #{}", seq.value()),
        HoldState::Released { seq, reason } => {
            format!("released #{} {}", seq.value(), reason.slug())
        }
    };
    format!(
        "#{} {} {} until {} {standing}, {} off {}, {}",
        row.id.value(),
        row.serial.value(),
        row.order.as_str(),
        row.until.value(),
        row.reserved.discount.value(),
        row.reserved.order_value.value(),
        told::customer(&row.customer)
    )
}

fn model_hold(hold: &model::Hold) -> String {
    let standing = match hold.standing {
        Standing::Open => "open".into(),
        Standing::Redeemed(seq) => format!("redeemed #{seq}"),
        Standing::Released(why, seq) => format!("released #{seq} {why}"),
    };
    let model::Hold {
        id,
        serial,
        order,
        until,
        discount,
        order_value,
        customer,
        ..
    } = hold;
    format!(
        "#{id} {serial} {order} until {until} {standing}, {discount} off {order_value}, {:?} {:?}",
        customer.id, customer.email
    )
}

fn key(account: &Account) -> AccountKey {
    let entity = match (&account.per, account.entity.split_once(' ')) {
        // The engine marks with one byte whether a customer goes by id or e-mail address.
        (model::Per::Customer, Some((kind, name))) => {
            let mut bytes = kind.as_bytes()[..1].to_vec();
            bytes.extend([name.as_bytes()[0]; 16]);
            bytes
        }
        _ => account.entity.clone().into_bytes(),
    };
    AccountKey {
        per: asked::per(&account.per),
        window: asked::window(account.window),
        entity: Entity::new(entity).unwrap(),
        window_start: asked::time(account.start),
    }
}

fn plain(amounts: model::Amounts) -> [u64; 3] {
    [amounts.redemptions, amounts.discount, amounts.order_value]
}
