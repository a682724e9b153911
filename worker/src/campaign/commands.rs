//! From a question to the engine's command.

use core::num::NonZeroU64;

use sha2::{Digest, Sha256};
use tessera_api::{campaign::RollbackMode, convert, offer::Offer};
use tessera_engine::{
    Asker, Assign, AssignFrom, Cancel, Command, CommandId, End, Hold, HoldTtl, Issue, Keyed,
    Metadata, OrderId, Pause, Pseudonym, Redeem, RedeemHold, Release, Resume, Revoke, Rollback,
    Seq, Serial, SerialRange, SourceId, UnixMillis, Uses, Validate,
};

use super::{
    error::StoreError,
    facts::{CartFacts, ContextFacts, CustomerFacts},
    message::{
        self, AssignCommand, Checkout, ConflictFact, IssueCommand, RevokedCodes, Switch,
        ValidateQuestion,
    },
    stored::json,
};

/// What is noted on a batch.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Notes {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

pub(super) fn issue(command: IssueCommand) -> Result<Command, StoreError> {
    let notes = Notes { name: command.name };
    let count = NonZeroU64::new(command.count);
    let issue = Issue {
        count: count.ok_or(StoreError::Message("an empty batch".into()))?,
        expires_at: command.expires_at_ms.map(UnixMillis::new).transpose()?,
        uses: Uses::new(command.uses)?,
        metadata: Metadata::new(json(&notes)?)?,
        purpose: command.purpose.into(),
    };
    Ok(Command::Issue(Keyed::new(
        CommandId(command.id),
        issue,
        hash,
    )))
}

pub(super) fn assign(command: AssignCommand) -> Result<Command, StoreError> {
    let from = match command.from {
        message::AssignFrom::Pool(first) => AssignFrom::Pool(Serial::new(first)?),
        message::AssignFrom::Fresh {
            expires_at_ms,
            offer,
        } => AssignFrom::Fresh {
            expires_at: expires_at_ms.map(UnixMillis::new).transpose()?,
            offer: offer
                .map(Offer::to_engine)
                .transpose()
                .map_err(|invalid| StoreError::Message(invalid.to_string()))?,
        },
    };
    let assign = Assign {
        source: SourceId(command.source),
        holder: Pseudonym(command.holder),
        from,
    };
    Ok(Command::Assign(Keyed::new(
        CommandId(command.id),
        assign,
        hash,
    )))
}

pub(super) fn validate(question: &ValidateQuestion) -> Result<Command, StoreError> {
    let order = question.order_id.as_deref().map(OrderId::parse);
    Ok(Command::Validate(Validate {
        asker: match (question.is_page, question.is_vouched) {
            (false, _) => Asker::Server,
            (true, true) => Asker::Member,
            (true, false) => Asker::Page,
        },
        code: question.code.to_engine()?,
        order: order.transpose()?,
        cart: question.order.to_engine()?,
        context: question.context.to_engine()?,
        customer: question.customer.to_engine(),
        facts: question.facts.to_engine()?,
        conflict: question.conflict.map(ConflictFact::to_engine),
    }))
}

pub(super) fn hold(checkout: &Checkout, ttl_ms: u64) -> Result<Command, StoreError> {
    let hold = Hold {
        code: checkout.code.to_engine()?,
        order: OrderId::parse(&checkout.order_id)?,
        cart: checkout.order.to_engine()?,
        context: checkout.context.to_engine()?,
        customer: checkout.customer.to_engine(),
        facts: checkout.facts.to_engine()?,
        ttl: HoldTtl::from_millis(ttl_ms)?,
    };
    Ok(Command::Hold(Keyed::new(
        CommandId(checkout.id),
        hold,
        hash,
    )))
}

pub(super) fn release(id: [u8; 16], hold: Seq) -> Command {
    Command::Release(Keyed::new(CommandId(id), Release { hold }, hash))
}

pub(super) fn redeem(checkout: &Checkout) -> Result<Command, StoreError> {
    let redeem = Redeem {
        code: checkout.code.to_engine()?,
        order: OrderId::parse(&checkout.order_id)?,
        cart: checkout.order.to_engine()?,
        context: checkout.context.to_engine()?,
        customer: checkout.customer.to_engine(),
        facts: checkout.facts.to_engine()?,
    };
    Ok(Command::Redeem(Keyed::new(
        CommandId(checkout.id),
        redeem,
        hash,
    )))
}

pub(super) fn redeem_hold(
    id: [u8; 16],
    hold: Seq,
    bought: Option<&(CartFacts, ContextFacts)>,
    customer: CustomerFacts,
) -> Result<Command, StoreError> {
    let bought = bought.map(|(order, context)| Ok((order.to_engine()?, context.to_engine()?)));
    let redeem = RedeemHold {
        hold,
        bought: bought.transpose().map_err(StoreError::Value)?,
        customer: customer.to_engine(),
    };
    Ok(Command::RedeemHold(Keyed::new(CommandId(id), redeem, hash)))
}

pub(super) fn rollback(
    id: [u8; 16],
    redemption: Seq,
    (amount, order_value): (Option<u64>, Option<u64>),
    mode: Option<RollbackMode>,
) -> Result<Command, StoreError> {
    let rollback = Rollback {
        redemption,
        amount: convert::engine::rollback_amount(amount, order_value)?,
        mode: mode.map(Into::into),
    };
    Ok(Command::Rollback(Keyed::new(CommandId(id), rollback, hash)))
}

pub(super) fn revoke(id: [u8; 16], codes: RevokedCodes) -> Result<Command, StoreError> {
    let revoke = match codes {
        RevokedCodes::Code(code) => Revoke::Code(code.to_engine()?),
        RevokedCodes::Batch(first) => Revoke::Batch(Serial::new(first)?),
        RevokedCodes::Range {
            first_serial,
            count,
        } => Revoke::Range(SerialRange::new(Serial::new(first_serial)?, count)?),
    };
    Ok(Command::Revoke(Keyed::new(CommandId(id), revoke, hash)))
}

pub(super) fn cancel(id: [u8; 16], order_id: &str) -> Result<Command, StoreError> {
    let order = OrderId::parse(order_id)?;
    Ok(Command::Cancel(Keyed::new(
        CommandId(id),
        Cancel { order },
        hash,
    )))
}

pub(super) fn switch(id: [u8; 16], switch: Switch) -> Command {
    match switch {
        Switch::Pause => Command::Pause(Keyed::new(CommandId(id), Pause, hash)),
        Switch::Resume => Command::Resume(Keyed::new(CommandId(id), Resume, hash)),
        Switch::End { void_holds } => {
            Command::End(Keyed::new(CommandId(id), End { void_holds }, hash))
        }
    }
}

/// The hash of one field of a command, stored in fingerprints.
fn hash(bytes: &[u8]) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    digest.first_chunk().copied().unwrap_or_default()
}
