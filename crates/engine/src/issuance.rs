//! How a serial became a code: with a batch, or by being assigned to a customer.

use crate::{
    Assignment, Batch, CodeRow, Offer, Pseudonym, Purpose, Serial, UnixMillis, Uses, View,
};

/// What a code is by its issue. Everything that asks for it asks here, so that codes of batches and
/// codes of customers are judged alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuance<'a> {
    /// When it ends, exactly as the code carries it.
    pub expires_at: Option<UnixMillis>,
    /// How often it can be redeemed.
    pub uses: Uses,
    /// What it is worth, if not what the campaign says.
    pub offer: Option<&'a Offer>,
    /// Who alone can use it; everybody if there is none.
    pub holder: Option<Pseudonym>,
}

impl<'a> Issuance<'a> {
    /// How the serial was issued, from the batch that it lies in and from its assignment, as far as
    /// there are such; `None` if it was not.
    pub fn of(batch: Option<&'a Batch>, assignment: Option<&'a Assignment>) -> Option<Self> {
        let assigned = assignment.map(|assignment| &assignment.assigned);
        match (batch, assigned) {
            (Some(batch), assigned) => {
                let issuance = Self {
                    expires_at: batch.expires_at,
                    uses: batch.uses,
                    offer: assigned.and_then(|assigned| assigned.offer.as_ref()),
                    holder: assigned.map(|assigned| assigned.holder),
                };
                let is_issued = match batch.purpose {
                    Purpose::Export => true,
                    Purpose::Assigning => assigned.is_some(),
                };
                is_issued.then_some(issuance)
            }
            (None, Some(assigned)) if assigned.batch.is_none() => Some(Self {
                expires_at: assigned.expires_at,
                uses: Uses::SINGLE,
                offer: assigned.offer.as_ref(),
                holder: Some(assigned.holder),
            }),
            (None, _) => None,
        }
    }

    pub(crate) fn is_spent(&self, code: Option<&CodeRow>) -> bool {
        code.is_some_and(|code| code.uses >= self.uses.value())
    }

    /// Whether all uses that are not spent are held. Whoever asks has no hold on the code.
    pub(crate) fn is_held(&self, code: Option<&CodeRow>) -> bool {
        // Both are counted under the uses, so that their sum cannot leave 32 bits.
        code.is_some_and(|code| code.uses.saturating_add(code.holds) >= self.uses.value())
    }

    /// A code is valid while `now < expires_at`.
    pub(crate) fn is_expired(&self, now: UnixMillis) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}

impl View {
    /// How the command's code was issued; `None` if it was not.
    pub fn issuance(&self, serial: Serial) -> Option<Issuance<'_>> {
        let assignment = self.assignment.as_ref();
        let assignment = assignment.filter(|found| found.assigned.serial == serial);
        Issuance::of(self.batch_of(serial), assignment)
    }

    /// What the code is worth: its own offer, or the campaign's.
    pub(crate) fn offer_of(&self, serial: Serial) -> &Offer {
        let issuance = self.issuance(serial);
        let own = issuance.and_then(|issuance| issuance.offer);
        own.unwrap_or(&self.campaign.settings.offer)
    }
}
