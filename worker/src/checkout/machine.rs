//! What a checkout does next: pure, so that every place in which it can be stopped is tested natively.

use serde::de::DeserializeOwned;
use serde_json::Value;
use tessera_api::{campaign::RollbackMode, convert::InvalidValue, time::Timestamp};
use tessera_engine::{Candidate, Conflict, HoldTtl, Rejection, Serial, Stack, Stacking, in_order};

use super::{
    intent::{Command, Intent, Part, command_id},
    phase::{Held, Phase, Planned, RedeemedPart, RefusedPart},
};
use crate::{
    campaign::{
        Answer, Ask, Checkout, HoldFacts, HoldState, RedemptionFacts, ReleaseFacts, RollbackFacts,
        ValidateQuestion, Validated,
    },
    combined::Taken,
    database::DatabaseError,
};

/// How long codes are held: long enough for an alarm to go on several times.
const HOLD_TTL_MS: u64 = HoldTtl::DEFAULT.millis();

/// How long after its beginning nothing more is held. What was held ends by itself.
const HOLD_UNTIL_MS: u64 = 10 * 60 * 1_000;

/// How much time holds must have left at the commit.
const COMMIT_MARGIN_MS: u64 = 60 * 1_000;

/// A checkout under way.
pub(super) struct Machine {
    order_id: String,
    attempt: u64,
    intent: Intent,
    policies: Vec<Stacking>,
    phase: Phase,
    /// What was answered since the last note.
    since: Since,
}

/// What was answered since the last note. It is not kept: the same questions give the same answers.
#[derive(Default)]
struct Since {
    planned: Vec<Planned>,
    taken: Taken,
    held: Vec<Held>,
    redeemed: Vec<RedeemedPart>,
    undone: usize,
    undoing: Undo,
}

/// What is asked about a hold that is to be given back.
#[derive(Clone, Copy, Default)]
enum Undo {
    #[default]
    Release,
    /// It could not be released: what became of it?
    Show,
    /// It became this redemption.
    RollBack(u64),
}

/// A question to a campaign.
pub(super) struct Call<'m> {
    pub(super) prefix: &'m str,
    pub(super) ask: Ask,
}

/// A stored checkout, as it goes on.
pub(super) struct Resumed {
    pub(super) attempt: u64,
    pub(super) begun_at_ms: u64,
    pub(super) intent: Intent,
    pub(super) phase: Phase,
}

impl Machine {
    /// Goes on from the last note.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] if what was stored is no checkout.
    pub(super) fn new(resumed: Resumed, now_ms: u64) -> Result<Self, DatabaseError> {
        let Resumed {
            attempt,
            begun_at_ms,
            intent,
            phase,
        } = resumed;
        let policies = intent.parts.iter().map(|part| part.stacking.to_engine());
        let policies = policies
            .collect::<Result<_, InvalidValue>>()
            .map_err(DatabaseError::corrupt)?;
        let first = intent.parts.first();
        let first = first.ok_or(DatabaseError::corrupt("a checkout without codes"))?;
        let is_late = now_ms > begun_at_ms.saturating_add(HOLD_UNTIL_MS);
        let phase = match phase {
            Phase::Planning | Phase::Holding(_) if is_late => refused(0, Rejection::HoldExpired),
            Phase::Planning | Phase::Holding(_) | Phase::Redeeming(_) => phase,
            Phase::Undoing { .. } | Phase::Redeemed(_) | Phase::Refused(_) => phase,
        };
        Ok(Self {
            order_id: first.checkout.order_id.clone(),
            attempt,
            policies,
            phase,
            intent,
            since: Since::default(),
        })
    }

    /// How far it has come.
    pub(super) fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The next question; `None` if it is over.
    pub(super) fn next(&self) -> Result<Option<Call<'_>>, DatabaseError> {
        let step = match &self.phase {
            Phase::Planning => self.validate()?,
            Phase::Holding(plan) => self.hold(plan),
            Phase::Redeeming(holds) => self.redeem(holds),
            Phase::Undoing { holds, .. } => self.undo(holds),
            Phase::Redeemed(_) | Phase::Refused(_) => return Ok(None),
        };
        let (place, ask) = step.ok_or(DatabaseError::corrupt("a checkout without a next step"))?;
        let prefix = &self.part(place)?.prefix;
        Ok(Some(Call { prefix, ask }))
    }

    /// Takes the answer to the last question; says whether there is something to note.
    pub(super) fn answered(&mut self, answer: Value, now_ms: u64) -> Result<bool, DatabaseError> {
        let next = match &self.phase {
            Phase::Planning => self.validated(read(answer)?)?,
            Phase::Holding(_) => self.held(read(answer)?, now_ms),
            Phase::Redeeming(_) => self.redeemed(read(answer)?)?,
            Phase::Undoing { .. } => self.undone(answer)?,
            Phase::Redeemed(_) | Phase::Refused(_) => None,
        };
        let Some(phase) = next else { return Ok(false) };
        self.phase = phase;
        self.since = Since::default();
        Ok(true)
    }

    fn part(&self, place: usize) -> Result<&Part, DatabaseError> {
        let part = self.intent.parts.get(place);
        part.ok_or(DatabaseError::corrupt("a checkout without this code"))
    }

    fn command(&self, command: Command, part: usize) -> [u8; 16] {
        command_id(&self.order_id, self.attempt, (command, part))
    }
}

/// Planning: what each code gives on what the ones before leave.
impl Machine {
    fn validate(&self) -> Result<Option<(usize, Ask)>, DatabaseError> {
        let (place, conflict) = self.candidate()?;
        let Checkout {
            id: _,
            code,
            order_id,
            order,
            context,
            customer,
            facts,
        } = self.part(place)?.checkout.clone();
        let question = ValidateQuestion {
            is_page: false,
            is_vouched: false,
            code,
            order_id: Some(order_id),
            order: self.since.taken.of(&order, None),
            context,
            customer,
            facts,
            conflict: conflict.map(Into::into),
        };
        Ok(Some((place, Ask::Validate(question))))
    }

    /// The code whose turn it is in the order of application, and what speaks against it beside those
    /// before it, which all apply.
    fn candidate(&self) -> Result<(usize, Option<Conflict>), DatabaseError> {
        let parts = self.intent.parts.iter().zip(&self.policies);
        let candidates = parts.map(|(part, stacking)| {
            let serial = Serial::new(part.checkout.code.serial);
            Ok(Candidate {
                prefix: &part.prefix,
                serial: serial.map_err(DatabaseError::corrupt)?,
                stacking,
            })
        });
        let candidates = candidates.collect::<Result<Vec<_>, DatabaseError>>()?;
        let mut stack = Stack::default();
        let turn = self.since.planned.len();
        for (position, place) in in_order(&candidates).into_iter().enumerate() {
            let Some(candidate) = candidates.get(place) else {
                continue;
            };
            let conflict = stack.meet(*candidate);
            if position == turn {
                return Ok((place, conflict));
            }
            stack.apply(*candidate);
        }
        Err(DatabaseError::corrupt("every code is planned already"))
    }

    fn validated(&mut self, answer: Answer<Validated>) -> Result<Option<Phase>, DatabaseError> {
        let (part, _) = self.candidate()?;
        let validated = match answer {
            Answer::Refused(refusal) => {
                return Ok(Some(Phase::Refused(RefusedPart { part, refusal })));
            }
            // What an earlier call redeemed is no part of this checkout, which could not undo it.
            Answer::Granted { value, .. } if value.existing => {
                return Ok(Some(refused(part, Rejection::AlreadyRedeemed)));
            }
            Answer::Granted { value, .. } => value,
        };
        let order = &self.part(part)?.checkout.order;
        let order = self.since.taken.of(order, Some(validated.discount));
        self.since.taken.add(&validated);
        self.since.planned.push(Planned { part, order });
        let is_last = self.since.planned.len() == self.intent.parts.len();
        Ok(is_last.then(|| Phase::Holding(self.since.planned.clone())))
    }
}

/// Holding: in the order of prefixes and serials, so that of two orders that want the same codes the one
/// that gets the first gets the others, too.
impl Machine {
    fn hold(&self, plan: &[Planned]) -> Option<(usize, Ask)> {
        let mut plan = plan.iter().collect::<Vec<_>>();
        plan.sort_by_key(|planned| {
            let part = self.intent.parts.get(planned.part);
            part.map(|part| (part.prefix.as_str(), part.checkout.code.serial))
        });
        let planned = plan.get(self.since.held.len())?;
        let checkout = Checkout {
            id: self.command(Command::Hold, planned.part),
            order: planned.order.clone(),
            ..self.intent.parts.get(planned.part)?.checkout.clone()
        };
        let ttl_ms = HOLD_TTL_MS;
        Some((planned.part, Ask::Hold { checkout, ttl_ms }))
    }

    fn held(&mut self, answer: Answer<HoldFacts>, now_ms: u64) -> Option<Phase> {
        let Phase::Holding(plan) = &self.phase else {
            return None;
        };
        let (part, _) = self.hold(plan)?;
        let planned = plan.iter().find(|planned| planned.part == part)?.clone();
        let facts = match answer {
            Answer::Refused(refusal) => return Some(self.undone_before_commit(part, refusal)),
            Answer::Granted { value, .. } => value,
        };
        self.since.held.push(Held {
            planned,
            hold: facts.hold,
            expires_at: facts.expires_at,
        });
        if self.since.held.len() < plan.len() {
            return None;
        }
        let commit_by = Timestamp::saturating_from_unix_ms(now_ms.saturating_add(COMMIT_MARGIN_MS));
        let mut held = self.since.held.iter();
        if let Some(late) = held.find(|held| held.expires_at < commit_by) {
            let refusal = Rejection::HoldExpired.into();
            return Some(self.undone_before_commit(late.planned.part, refusal));
        }
        let mut held = self.since.held.clone();
        let in_plan = |held: &Held| plan.iter().position(|planned| *planned == held.planned);
        held.sort_by_key(in_plan);
        Some(Phase::Redeeming(held))
    }

    fn undone_before_commit(&self, part: usize, refusal: crate::failure::Refusal) -> Phase {
        let because = RefusedPart { part, refusal };
        if self.since.held.is_empty() {
            return Phase::Refused(because);
        }
        Phase::Undoing {
            holds: holds(&self.since.held),
            because,
        }
    }
}

/// Redeeming: in the order of application, each just as it was held.
impl Machine {
    fn redeem(&self, holds: &[Held]) -> Option<(usize, Ask)> {
        let Held { planned, hold, .. } = holds.get(self.since.redeemed.len())?;
        let checkout = &self.intent.parts.get(planned.part)?.checkout;
        let ask = Ask::RedeemHold {
            id: self.command(Command::Redeem, planned.part),
            hold: *hold,
            bought: Some((planned.order.clone(), checkout.context.clone())),
            customer: checkout.customer,
        };
        Some((planned.part, ask))
    }

    fn redeemed(
        &mut self,
        answer: Answer<RedemptionFacts>,
    ) -> Result<Option<Phase>, DatabaseError> {
        let Phase::Redeeming(held) = &self.phase else {
            return Ok(None);
        };
        let turn = held.get(self.since.redeemed.len());
        let turn = turn.ok_or(DatabaseError::corrupt("every code is redeemed already"))?;
        let part = turn.planned.part;
        let redemption = match answer {
            Answer::Refused(refusal) => {
                return Ok(Some(Phase::Undoing {
                    holds: holds(held),
                    because: RefusedPart { part, refusal },
                }));
            }
            Answer::Granted { value, .. } => value,
        };
        let prefix = self.part(part)?.prefix.clone();
        let is_last = self.since.redeemed.len().saturating_add(1) == held.len();
        self.since
            .redeemed
            .push(RedeemedPart { prefix, redemption });
        Ok(is_last.then(|| Phase::Redeemed(self.since.redeemed.clone())))
    }
}

/// Undoing: by the hold, and never by the code, so that a question from before that arrives late finds
/// the hold gone, or is rolled back with it.
impl Machine {
    fn undo(&self, holds: &[(usize, u64)]) -> Option<(usize, Ask)> {
        let (part, hold) = *holds.get(self.since.undone)?;
        let ask = match self.since.undoing {
            Undo::Release => Ask::Release {
                id: self.command(Command::Release, part),
                hold,
            },
            Undo::Show => Ask::ShowHold { hold },
            Undo::RollBack(redemption) => Ask::Rollback {
                id: self.command(Command::Rollback, part),
                redemption,
                amount: None,
                order_value: None,
                // Nobody has used it: whatever the campaign does with what customers give back.
                mode: Some(RollbackMode::Restore),
            },
        };
        Some((part, ask))
    }

    fn undone(&mut self, answer: Value) -> Result<Option<Phase>, DatabaseError> {
        let next = match self.since.undoing {
            Undo::Release => match read::<Answer<ReleaseFacts>>(answer)? {
                Answer::Granted { .. } => None,
                Answer::Refused(_) => Some(Undo::Show),
            },
            Undo::Show => match read::<Option<HoldFacts>>(answer)?.map(|hold| hold.state) {
                Some(HoldState::Redeemed(seq)) => Some(Undo::RollBack(seq)),
                Some(HoldState::Open | HoldState::Released(_)) | None => None,
            },
            Undo::RollBack(_) => {
                // Refused if all was given back before, as by whoever cancelled the order.
                read::<Answer<RollbackFacts>>(answer)?;
                None
            }
        };
        if let Some(next) = next {
            self.since.undoing = next;
            return Ok(None);
        }
        self.since.undoing = Undo::Release;
        self.since.undone = self.since.undone.saturating_add(1);
        Ok(match &self.phase {
            Phase::Undoing { holds, because } if self.since.undone >= holds.len() => {
                Some(Phase::Refused(because.clone()))
            }
            Phase::Undoing { .. } | Phase::Planning | Phase::Holding(_) => None,
            Phase::Redeeming(_) | Phase::Redeemed(_) | Phase::Refused(_) => None,
        })
    }
}

fn holds(held: &[Held]) -> Vec<(usize, u64)> {
    let held = held.iter();
    held.map(|held| (held.planned.part, held.hold)).collect()
}

fn refused(part: usize, rejection: Rejection) -> Phase {
    let refusal = rejection.into();
    Phase::Refused(RefusedPart { part, refusal })
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, DatabaseError> {
    serde_json::from_value(answer).map_err(|error| DatabaseError(error.to_string()))
}

#[cfg(test)]
mod tests;
