//! Whether the campaign's rules let the asker have it: suppression first, then what must hold.

use alloc::vec::Vec;

use crate::{Asker, Campaign, Judged, Judgement, Leaf, Rejection, Rule, Scene, Truth, Truths};

/// What the rules say of a use that they allow.
#[derive(Default)]
pub(crate) struct Eligible {
    /// What is recorded with the use; nothing where there are no rules.
    pub(crate) judged: Option<Judgement>,
    /// The conditions of the rules, each with whether it held.
    pub(crate) rules: Vec<Leaf>,
    /// Whether the rules leave it to the checkout: they are about what the asker's word does not
    /// count for.
    pub(crate) is_provisional: bool,
}

/// Asks the campaign's suppression, and then its rules. What a server does not tell is not so; what
/// a page cannot tell is left to the checkout.
pub(crate) fn eligible(
    campaign: &Campaign,
    scene: &Scene<'_>,
    asker: Asker,
) -> Result<Eligible, Rejection> {
    let settings = &campaign.settings;
    let judge = |rule: &Option<Rule>| rule.as_ref().map(|rule| rule.judge(scene));
    let (suppress, rules) = (judge(&settings.suppress), judge(&settings.rules));
    let is_suppressed = truth_or(suppress.as_ref(), Truth::False);
    if scene.facts.suppressed || is_suppressed == Truth::True {
        return Err(Rejection::Suppressed);
    }
    let must_be_known = match asker {
        Asker::Server => true,
        Asker::Member | Asker::Page => false,
    };
    let holds = truth_or(rules.as_ref(), Truth::True);
    if holds == Truth::False || holds == Truth::Unknown && must_be_known {
        let failed = rules.map_or_else(Vec::new, |rules| rules.failed());
        return Err(Rejection::RuleFailed { failed });
    }
    let is_open = holds == Truth::Unknown || is_suppressed == Truth::Unknown;
    let truths: Vec<Truth> = [&rules, &suppress]
        .into_iter()
        .flatten()
        .flat_map(Judged::truths)
        .collect();
    Ok(Eligible {
        judged: (!truths.is_empty()).then_some(Judgement {
            version: campaign.version,
            truths: Truths(truths),
        }),
        rules: rules.map(Judged::into_leaves).unwrap_or_default(),
        is_provisional: is_open && !must_be_known,
    })
}

fn truth_or(judged: Option<&Judged>, without: Truth) -> Truth {
    judged.map_or(without, Judged::truth)
}
