//! What can be asked.

use core::num::NonZeroU64;

use crate::{
    Cart, CommandId, Conflict, Context, Customer, Facts, Keyed, Metadata, MinorUnits, Offer,
    OrderId, Pseudonym, Purpose, RollbackMode, Seq, Serial, SerialRange, Settings, SourceId,
    UnixMillis, Uses, ValueError,
};

/// A command to a campaign. What changes something carries its caller's id, but for [`Change`],
/// which names the version that it changes instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one command at a time, and it is passed by reference"
)]
pub enum Command {
    /// Adds a batch.
    Issue(Keyed<Issue>),
    /// Assigns a code to a customer.
    Assign(Keyed<Assign>),
    /// Answers what redeeming would answer.
    Validate(Validate),
    /// Reserves a code and every limit that it would use.
    Hold(Keyed<Hold>),
    /// Gives a hold up.
    Release(Keyed<Release>),
    /// Redeems, with the order's hold if it has one.
    Redeem(Keyed<Redeem>),
    /// Redeems what a hold reserves.
    RedeemHold(Keyed<RedeemHold>),
    /// Gives back all or part of a redemption.
    Rollback(Keyed<Rollback>),
    /// Withdraws codes.
    Revoke(Keyed<Revoke>),
    /// Stops the campaign until it is resumed.
    Pause(Keyed<Pause>),
    /// Goes on after a pause.
    Resume(Keyed<Resume>),
    /// Ends the campaign.
    End(Keyed<End>),
    /// Gives everything of an order back, and closes it.
    Cancel(Keyed<Cancel>),
    /// Changes the campaign's settings.
    Change(Change),
}

impl Command {
    /// The caller's id.
    pub const fn id(&self) -> Option<&CommandId> {
        match self {
            Self::Issue(keyed) => Some(keyed.id()),
            Self::Assign(keyed) => Some(keyed.id()),
            Self::Hold(keyed) => Some(keyed.id()),
            Self::Release(keyed) => Some(keyed.id()),
            Self::Redeem(keyed) => Some(keyed.id()),
            Self::RedeemHold(keyed) => Some(keyed.id()),
            Self::Rollback(keyed) => Some(keyed.id()),
            Self::Revoke(keyed) => Some(keyed.id()),
            Self::Pause(keyed) => Some(keyed.id()),
            Self::Resume(keyed) => Some(keyed.id()),
            Self::End(keyed) => Some(keyed.id()),
            Self::Cancel(keyed) => Some(keyed.id()),
            Self::Validate(_) | Self::Change(_) => None,
        }
    }
}

/// Adds a batch, whose serials follow those of the batch before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// How many codes.
    pub count: NonZeroU64,
    /// When they end, exactly as the codes will carry it (rounded up to the campaign's unit).
    pub expires_at: Option<UnixMillis>,
    /// How often each can be redeemed.
    pub uses: Uses,
    /// What they are worth, in the place of the campaign's offer.
    pub offer: Option<Offer>,
    /// The merchant's notes.
    pub metadata: Metadata,
    /// What its codes are for.
    pub purpose: Purpose,
}

/// Assigns a code to a customer, who alone can use it from then on. The same source gets the same
/// code for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assign {
    /// Why, by the caller's word for it.
    pub source: SourceId,
    /// Who gets it.
    pub holder: Pseudonym,
    /// Which code.
    pub from: AssignFrom,
}

/// Where an assigned code comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignFrom {
    /// A new serial outside all batches, for one use: they are taken from the last one downwards,
    /// while batches go upwards.
    Fresh {
        /// When the code ends, exactly as it will carry it.
        expires_at: Option<UnixMillis>,
        /// What it is worth, if not what the campaign says.
        offer: Option<Offer>,
    },
    /// The next serial of a batch that is for assigning, by its first one.
    Pool(Serial),
}

/// Answers what redeeming would answer, and reserves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validate {
    /// Who asks.
    pub asker: Asker,
    /// The code.
    pub code: CodeFacts,
    /// The order, if it has an id already: an order's own hold or redemption is no refusal.
    pub order: Option<OrderId>,
    /// What is bought.
    pub cart: Cart,
    /// Where it comes from.
    pub context: Context,
    /// Who buys.
    pub customer: Customer,
    /// What is known about who buys.
    pub facts: Facts,
    /// What speaks against it beside the other codes of the order.
    pub conflict: Option<Conflict>,
}

/// Who asks for a validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// The merchant's server, whose word counts.
    Server,
    /// A page for whose customer a token vouches: the customer and the facts count, and nothing else
    /// that only a server knows.
    Member,
    /// A page. What it says of a customer or a device may be made up, so limits per customer,
    /// channel and attribute are left to the checkout.
    Page,
}

/// Reserves a code for an order, or renews the order's own hold on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The code.
    pub code: CodeFacts,
    /// The order.
    pub order: OrderId,
    /// What is bought.
    pub cart: Cart,
    /// Where it comes from.
    pub context: Context,
    /// Who buys.
    pub customer: Customer,
    /// What is known about who buys; like the time, no part of what is asked.
    pub facts: Facts,
    /// For how long.
    pub ttl: HoldTtl,
}

/// How long a hold lasts: from 1 second to 7 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldTtl(u64);

impl HoldTtl {
    /// 7 days: also the longest that renewing can stretch a hold, from its first making.
    pub const MAX: Self = Self(7 * 24 * 60 * 60 * 1000);
    /// 15 minutes.
    pub const DEFAULT: Self = Self(15 * 60 * 1000);

    /// # Errors
    /// [`ValueError::HoldTtl`] below 1,000 ms and above 7 days.
    pub const fn from_millis(millis: u64) -> Result<Self, ValueError> {
        match millis {
            1_000..=604_800_000 => Ok(Self(millis)),
            _ => Err(ValueError::HoldTtl),
        }
    }

    /// In milliseconds.
    pub const fn millis(self) -> u64 {
        self.0
    }
}

/// Gives a hold up before it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// The hold, by the journal row that first made it.
    pub hold: Seq,
}

/// Redeems a code for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeem {
    /// The code.
    pub code: CodeFacts,
    /// The order; one order redeems a code at most once.
    pub order: OrderId,
    /// What is bought.
    pub cart: Cart,
    /// Where it comes from.
    pub context: Context,
    /// Who buys.
    pub customer: Customer,
    /// What is known about who buys; like the time, no part of what is asked.
    pub facts: Facts,
}

/// Redeems what a hold reserves, for the hold's order. The hold promised it, so no rule is asked, and
/// no fact is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedeemHold {
    /// The hold, by the journal row that first made it.
    pub hold: Seq,
    /// What is bought after all; as it was held if left out.
    pub bought: Option<(Cart, Context)>,
    /// Who buys: may be added to a hold, never changed.
    pub customer: Customer,
}

/// Gives back all or part of a redemption. Amounts return to the accounts they came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// The journal row that is the redemption.
    pub redemption: Seq,
    /// How much.
    pub amount: RollbackAmount,
    /// What a full rollback does with the use; as the campaign says if left out.
    pub mode: Option<RollbackMode>,
}

/// How much a rollback gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollbackAmount {
    /// All that is left.
    All,
    /// A part.
    Part(RollbackPart),
}

/// A part of a redemption: more than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollbackPart {
    discount: MinorUnits,
    order_value: MinorUnits,
}

impl RollbackPart {
    /// # Errors
    /// [`ValueError::EmptyRollback`] if both are nothing.
    pub fn new(discount: MinorUnits, order_value: MinorUnits) -> Result<Self, ValueError> {
        if discount == MinorUnits::ZERO && order_value == MinorUnits::ZERO {
            Err(ValueError::EmptyRollback)
        } else {
            Ok(Self {
                discount,
                order_value,
            })
        }
    }

    /// Of the discount.
    pub const fn discount(self) -> MinorUnits {
        self.discount
    }

    /// Of the order's value.
    pub const fn order_value(self) -> MinorUnits {
        self.order_value
    }
}

/// Withdraws codes. Open holds on them die, redeemed stays redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoke {
    /// One code.
    Code(CodeFacts),
    /// A batch, by its first serial.
    Batch(Serial),
    /// Serials in a row, all of them issued.
    Range(SerialRange),
}

/// Stops the campaign until it is resumed. Open holds are spared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause;

/// Goes on after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume;

/// Ends the campaign now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Whether open holds die with it.
    pub void_holds: bool,
}

/// Releases an order's holds, rolls its redemptions back, and refuses it from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancel {
    /// The order.
    pub order: OrderId,
}

/// Changes the campaign's settings, if nobody has changed them since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version that the change was made from.
    pub version: u64,
    /// All settings, changed or not.
    pub settings: Settings,
}

/// What a verified code says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeFacts {
    /// Its serial.
    pub serial: Serial,
    /// When it ends; not judged by the edge.
    pub expires_at: Option<UnixMillis>,
}
