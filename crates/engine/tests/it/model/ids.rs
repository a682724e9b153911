//! Commands that come again under the same id.

use super::{Ask, Cart, Checkout, Code, Codes, Customer, Model, Wish};

/// What was asked under an id, and what was answered.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    at: u64,
    wish: Wish,
    answer: String,
}

impl Model {
    /// The answer to an id that is remembered.
    pub(crate) fn remembered(&self, ask: &Ask, at: u64) -> Option<String> {
        let kept = self.kept.get(ask.id.as_ref()?)?;
        if kept.at + self.fixed.retention <= at {
            return None;
        }
        Some(match difference(&kept.wish, &ask.wish) {
            None => format!("replay {}", kept.answer),
            Some(field) => format!("refused idempotency_conflict {field}"),
        })
    }

    /// When ids will be as if they had never been seen.
    pub(crate) fn forgotten_at(&self) -> impl Iterator<Item = u64> {
        self.kept
            .values()
            .map(|kept| kept.at + self.fixed.retention)
    }

    pub(crate) fn keep(&mut self, ask: &Ask, answer: &str, at: u64) {
        if let Some(id) = &ask.id {
            let kept = Kept {
                at,
                wish: ask.wish.clone(),
                answer: answer.into(),
            };
            self.kept.insert(id.clone(), kept);
        }
    }
}

/// The first field in which two commands differ.
fn difference(one: &Wish, other: &Wish) -> Option<&'static str> {
    let (one, other) = (fields(one), fields(other));
    if one[0] != other[0] {
        return Some("command");
    }
    for (mine, theirs) in one.iter().zip(&other) {
        if mine != theirs {
            return Some(mine.0);
        }
    }
    None
}

/// All that a command says, in the order in which it is told.
fn fields(wish: &Wish) -> Vec<(&'static str, String)> {
    let mut fields = Fields(Vec::new());
    match wish {
        Wish::Issue(issue) => {
            fields.say("command", "issue");
            fields.say("count", issue.count);
            fields.say("expires_at", issue.expires);
            fields.say("uses", issue.uses);
            fields.say("metadata", &issue.note);
            fields.say("purpose", issue.pool);
        }
        Wish::Assign(asked) => {
            fields.say("command", "assign");
            fields.say("source_id", &asked.source);
            fields.say("customer", &asked.holder);
            fields.say("batch", asked.pool);
            fields.say("expires_at", asked.expires);
        }
        Wish::Validate { .. } | Wish::Change { .. } => panic!("it has no id"),
        Wish::Hold { checkout, ttl } => {
            fields.say("command", "hold");
            fields.checkout(checkout);
            fields.say("ttl", ttl);
        }
        Wish::Release { hold } => {
            fields.say("command", "release");
            fields.say("hold", hold);
        }
        Wish::Redeem(checkout) => {
            fields.say("command", "redeem");
            fields.checkout(checkout);
        }
        Wish::RedeemHold {
            hold,
            cart,
            customer,
        } => {
            fields.say("command", "redeem hold");
            fields.say("hold", hold);
            fields.cart(cart.as_ref());
            fields.customer(customer);
        }
        Wish::Rollback {
            redemption,
            part,
            mode,
        } => {
            fields.say("command", "rollback");
            fields.say("redemption", redemption);
            fields.say("discount", part.map(|part| part.0));
            fields.say("order_value", part.map(|part| part.1));
            fields.say("mode", mode);
        }
        Wish::Revoke(codes) => {
            fields.say("command", "revoke");
            let (code, batch, range) = match codes {
                Codes::One(code) => (Some(code), None, None),
                Codes::Batch(first) => (None, Some(first), None),
                Codes::Range { first, count } => (None, None, Some((first, count))),
            };
            fields.say("code", code);
            fields.say("batch", batch);
            fields.say("range", range);
        }
        Wish::Pause => fields.say("command", "pause"),
        Wish::Resume => fields.say("command", "resume"),
        Wish::End { void_holds } => {
            fields.say("command", "end");
            fields.say("void_holds", void_holds);
        }
        Wish::Cancel { order } => {
            fields.say("command", "cancel");
            fields.say("order", order);
        }
    }
    fields.0
}

struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn say(&mut self, name: &'static str, value: impl std::fmt::Debug) {
        self.0.push((name, format!("{value:?}")));
    }

    fn checkout(&mut self, checkout: &Checkout) {
        let Code { serial, expires } = checkout.code;
        self.say("code", (serial, expires));
        self.say("order", &checkout.order);
        self.cart(Some(&checkout.cart));
        self.customer(&checkout.customer);
    }

    fn cart(&mut self, cart: Option<&Cart>) {
        self.say("currency", cart.map(|cart| &cart.currency));
        self.say("subtotal", cart.map(|cart| cart.subtotal));
        self.say("channel", cart.map(|cart| &cart.channel));
        self.say("attributes", cart.map(|cart| &cart.attributes));
    }

    fn customer(&mut self, customer: &Customer) {
        self.say("customer", (&customer.id, &customer.email));
    }
}
