//! Lines as commands.

use std::num::NonZeroU64;

use tessera_engine::{
    Asker, Assign, AssignFrom, AttributeName, Cancel, Cart, Channel, CodeFacts, Command, Conflict,
    Context, Currency, Customer, End, Entity, Facts, Hold, HoldTtl, Issue, Keyed, Label, Metadata,
    MinorUnits, Offer, OrderId, Pause, Purpose, Redeem, RedeemHold, Release, Resume, Revoke,
    Rollback, RollbackAmount, RollbackPart, Seq, Serial, SerialRange, UnixMillis, Uses, Validate,
    ValueError,
};

use super::instant::{duration, instant};
use super::line::{Line, number};
use super::settings::mode;
use crate::store::{command_id, hash, pseudonym, source_id};

/// What a line needs to know of what came before it.
pub(crate) trait Past {
    /// The hold or redemption that a command with this key made.
    fn made_by(&self, key: &str) -> Seq;

    /// When the codes of the batch that this serial lies in end.
    fn expiry_of(&self, serial: Serial) -> Option<UnixMillis>;
}

/// Why a line is no command: it is misspelt, or it asks for what no command can say.
pub(crate) enum NoCommand {
    Misspelt(String),
    Invalid,
}

impl From<String> for NoCommand {
    fn from(what: String) -> Self {
        Self::Misspelt(what)
    }
}

impl From<ValueError> for NoCommand {
    fn from(_: ValueError) -> Self {
        Self::Invalid
    }
}

/// The command that a line asks for.
pub(crate) fn command(mut line: Line<'_>, past: &impl Past) -> Result<Command, NoCommand> {
    let command = match line.verb {
        "validate" => Command::Validate(validate(&mut line, past)?),
        _ => keyed(&mut line, past)?,
    };
    line.end()?;
    Ok(command)
}

fn keyed(line: &mut Line<'_>, past: &impl Past) -> Result<Command, NoCommand> {
    let (verb, id) = (line.verb, command_id(line.name()?));
    Ok(match verb {
        "issue" => Command::Issue(Keyed::new(id, issue(line)?, hash)),
        "assign" => Command::Assign(Keyed::new(id, assign(line)?, hash)),
        "hold" => Command::Hold(Keyed::new(id, hold(line, past)?, hash)),
        "release" => {
            let hold = past.made_by(line.name()?);
            Command::Release(Keyed::new(id, Release { hold }, hash))
        }
        "redeem" => match line.option("hold") {
            Some(hold) => {
                let redeem = redeem_hold(line, past.made_by(hold))?;
                Command::RedeemHold(Keyed::new(id, redeem, hash))
            }
            None => Command::Redeem(Keyed::new(id, redeem(line, past)?, hash)),
        },
        "rollback" => Command::Rollback(Keyed::new(id, rollback(line, past)?, hash)),
        "revoke" => Command::Revoke(Keyed::new(id, revoke(line, past)?, hash)),
        "pause" => Command::Pause(Keyed::new(id, Pause, hash)),
        "resume" => Command::Resume(Keyed::new(id, Resume, hash)),
        "end" => {
            let void_holds = line.option("void_holds") == Some("yes");
            Command::End(Keyed::new(id, End { void_holds }, hash))
        }
        "cancel" => {
            let order = OrderId::parse(line.name()?)?;
            Command::Cancel(Keyed::new(id, Cancel { order }, hash))
        }
        other => return Err(NoCommand::Misspelt(format!("no such verb: {other}"))),
    })
}

fn issue(line: &mut Line<'_>) -> Result<Issue, NoCommand> {
    let count = number(needed(line, "count")?)?;
    let uses = line.option("uses").map_or(Ok(1), number)?;
    Ok(Issue {
        count: NonZeroU64::new(count).ok_or(NoCommand::Invalid)?,
        expires_at: line.option("expires").map(instant).transpose()?,
        uses: Uses::new(u32::try_from(uses).map_err(|_| NoCommand::Invalid)?)?,
        metadata: Metadata::new(line.option("metadata").unwrap_or_default().into())?,
        purpose: match line.option("purpose") {
            None | Some("export") => Purpose::Export,
            Some("assigning") => Purpose::Assigning,
            Some(other) => return Err(NoCommand::Misspelt(format!("no such purpose: {other}"))),
        },
    })
}

/// A code of a pool, or else a fresh one.
fn assign(line: &mut Line<'_>) -> Result<Assign, NoCommand> {
    let from = match line.option("batch") {
        Some(first) => AssignFrom::Pool(Serial::new(number(first)?)?),
        None => AssignFrom::Fresh {
            expires_at: line.option("expires").map(instant).transpose()?,
            offer: line
                .option("amount")
                .map(|amount| Ok::<_, NoCommand>(Offer::Amount(money(amount)?)))
                .transpose()?,
        },
    };
    Ok(Assign {
        source: source_id(line.name()?),
        holder: pseudonym(needed(line, "customer")?),
        from,
    })
}

fn validate(line: &mut Line<'_>, past: &impl Past) -> Result<Validate, NoCommand> {
    let asker = match line.option("asker") {
        None | Some("server") => Asker::Server,
        Some("member") => Asker::Member,
        Some("page") => Asker::Page,
        Some(other) => return Err(NoCommand::Misspelt(format!("no such asker: {other}"))),
    };
    Ok(Validate {
        asker,
        code: code(line, past)?,
        order: line.option("order").map(OrderId::parse).transpose()?,
        cart: cart(needed(line, "cart")?)?,
        context: context(line)?,
        customer: customer(line),
        facts: facts(line)?,
        conflict: line.option("conflict").map(conflict).transpose()?,
    })
}

fn conflict(word: &str) -> Result<Conflict, NoCommand> {
    match word {
        "duplicate_code" => Ok(Conflict::DuplicateCode),
        "not_combinable" => Ok(Conflict::NotCombinable),
        other => Err(NoCommand::Misspelt(format!("no such conflict: {other}"))),
    }
}

fn hold(line: &mut Line<'_>, past: &impl Past) -> Result<Hold, NoCommand> {
    Ok(Hold {
        code: code(line, past)?,
        order: OrderId::parse(needed(line, "order")?)?,
        cart: cart(needed(line, "cart")?)?,
        context: context(line)?,
        customer: customer(line),
        facts: facts(line)?,
        ttl: match line.option("ttl") {
            None => HoldTtl::DEFAULT,
            Some(ttl) => HoldTtl::from_millis(duration(ttl)?)?,
        },
    })
}

fn redeem(line: &mut Line<'_>, past: &impl Past) -> Result<Redeem, NoCommand> {
    Ok(Redeem {
        code: code(line, past)?,
        order: OrderId::parse(needed(line, "order")?)?,
        cart: cart(needed(line, "cart")?)?,
        context: context(line)?,
        customer: customer(line),
        facts: facts(line)?,
    })
}

/// Where it comes from is said with the cart, or not at all.
fn redeem_hold(line: &mut Line<'_>, hold: Seq) -> Result<RedeemHold, NoCommand> {
    let bought = line.option("cart").map(cart).transpose()?;
    let context = bought.is_some().then(|| context(line)).transpose()?;
    Ok(RedeemHold {
        hold,
        bought: bought.zip(context),
        customer: customer(line),
    })
}

fn rollback(line: &mut Line<'_>, past: &impl Past) -> Result<Rollback, NoCommand> {
    let redemption = past.made_by(line.name()?);
    let mut money = |key| line.option(key).map(money).transpose();
    let amount = match (money("discount")?, money("value")?) {
        (None, None) => RollbackAmount::All,
        (discount, order_value) => RollbackAmount::Part(RollbackPart::new(
            discount.unwrap_or_default(),
            order_value.unwrap_or_default(),
        )?),
    };
    Ok(Rollback {
        redemption,
        amount,
        mode: line.option("mode").map(mode).transpose()?,
    })
}

fn revoke(line: &mut Line<'_>, past: &impl Past) -> Result<Revoke, NoCommand> {
    if let Some(first) = line.option("batch") {
        return Ok(Revoke::Batch(Serial::new(number(first)?)?));
    }
    if let Some(range) = line.option("serials") {
        let (first, count) = range
            .split_once('+')
            .ok_or_else(|| format!("not FIRST+COUNT: {range}"))?;
        return Ok(Revoke::Range(SerialRange::new(
            Serial::new(number(first)?)?,
            number(count)?,
        )?));
    }
    Ok(Revoke::Code(code(line, past)?))
}

/// A code carries its batch's expiry, unless the line says otherwise.
fn code(line: &mut Line<'_>, past: &impl Past) -> Result<CodeFacts, NoCommand> {
    let serial = Serial::new(number(line.name()?)?)?;
    let expires_at = match line.option("expires") {
        Some("none") => None,
        Some(expires) => Some(instant(expires)?),
        None => past.expiry_of(serial),
    };
    Ok(CodeFacts { serial, expires_at })
}

fn cart(text: &str) -> Result<Cart, NoCommand> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (subtotal, currency) = text.split_at(end);
    let currency = if currency.is_empty() { "EUR" } else { currency };
    Ok(Cart::of_subtotal(
        Currency::parse(currency)?,
        money(subtotal)?,
    ))
}

fn context(line: &mut Line<'_>) -> Result<Context, NoCommand> {
    let channel = line.option("channel").map(Channel::parse).transpose()?;
    let mut attributes = Vec::new();
    for name in ["ip", "device", "store"] {
        if let Some(value) = line.option(name) {
            attributes.push((AttributeName::parse(name)?, Entity::new(value.into())?));
        }
    }
    Ok(Context::new(channel, attributes)?)
}

fn customer(line: &mut Line<'_>) -> Customer {
    Customer {
        id: line.option("customer").map(pseudonym),
        email: line.option("email").map(pseudonym),
    }
}

/// What is known about the customer, as far as the line says.
fn facts(line: &mut Line<'_>) -> Result<Facts, NoCommand> {
    let segments = line.option("segments").map(|names| match names {
        "none" => Ok(vec![]),
        names => names.split(',').map(Label::parse).collect(),
    });
    Ok(Facts {
        segments: segments.transpose()?,
        attributes: vec![],
        order_count: line.option("orders").map(number).transpose()?,
        lifetime_value: line.option("lifetime").map(money).transpose()?,
        suppressed: line.option("suppressed") == Some("yes"),
    })
}

fn money(text: &str) -> Result<MinorUnits, NoCommand> {
    Ok(MinorUnits::new(number(text)?)?)
}

fn needed<'a>(line: &mut Line<'a>, key: &str) -> Result<&'a str, String> {
    let verb = line.verb;
    line.option(key)
        .ok_or_else(|| format!("{verb} needs {key}="))
}
