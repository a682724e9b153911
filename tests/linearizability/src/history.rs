//! From what was recorded to a verdict on each code.

use std::collections::BTreeMap;
use std::fmt;

use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{Action, History};

use crate::code::Code;
use crate::operation::{Answer, Operation, Step};
use crate::record::Record;

/// How far the clocks of the tests and of the edge may lie apart. They are the same computer's, but
/// the edge's stands still while it computes, and has whole milliseconds.
const CLOCK_SLACK_MS: f64 = 5.0;

/// What the check of some records found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many codes there were.
    pub codes: usize,
    /// How many operations, repetitions of one command being one.
    pub operations: usize,
    /// How many of them nobody saw the answer of.
    pub unanswered: usize,
    /// What cannot be explained, for people.
    pub violations: Vec<String>,
}

/// An operation, and the time in which it took effect, if it did.
#[derive(Debug, Clone)]
struct Interval {
    step: Step,
    from: f64,
    /// Without end if it was never answered.
    to: f64,
}

/// Checks every code's history.
#[must_use]
pub fn check(records: &[Record]) -> Verdict {
    let mut by_code: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_code.entry(&record.code).or_default().push(record);
    }
    let mut verdict = Verdict::default();
    for (code, records) in by_code {
        verdict.codes += 1;
        let intervals = match intervals(&records) {
            Ok(intervals) => intervals,
            Err(violation) => {
                verdict.violations.push(format!("{code}: {violation}"));
                continue;
            }
        };
        for interval in &intervals {
            if let Step::Asked { answer, .. } = &interval.step {
                verdict.operations += 1;
                verdict.unanswered += usize::from(answer.is_none());
            }
        }
        if !WGLChecker::<Code>::is_linearizable(history(&intervals)) {
            verdict.violations.push(explain(code, intervals));
        }
    }
    verdict
}

/// The operations of one code.
fn intervals(records: &[&Record]) -> Result<Vec<Interval>, String> {
    let mut alone = Vec::new();
    let mut commands: BTreeMap<(&str, &Operation), Vec<&Record>> = BTreeMap::new();
    for record in records {
        match &record.command {
            Some(command) => {
                let key = (command.as_str(), &record.operation);
                commands.entry(key).or_default().push(record);
            }
            None => alone.push(interval(record)),
        }
    }
    for ((command, _), attempts) in commands {
        alone.extend(merged(command, &attempts)?);
    }
    let lapses: Vec<Interval> = alone.iter().filter_map(lapse).collect();
    alone.extend(lapses);
    Ok(alone)
}

/// A command takes effect at most once, however often it is sent: its attempts are one operation,
/// from the first that may have done it to the first that tells its answer. A refusal is not kept,
/// so each is an operation of its own.
fn merged(command: &str, attempts: &[&Record]) -> Result<Vec<Interval>, String> {
    let is_refusal = |record: &Record| matches!(record.answer, Some(Answer::Refused { .. }));
    let (refusals, others): (Vec<&Record>, Vec<&Record>) = attempts
        .iter()
        .copied()
        .partition(|record| is_refusal(record));
    let mut operations: Vec<Interval> = refusals.into_iter().map(interval).collect();
    let answered = others.iter().filter(|record| record.answer.is_some());
    let first = answered
        .clone()
        .min_by(|one, other| end(one).total_cmp(&end(other)));
    let Some(first) = first else {
        operations.extend(others.into_iter().map(interval));
        return Ok(operations);
    };
    if let Some(other) = answered
        .clone()
        .find(|record| record.answer != first.answer)
    {
        return Err(format!(
            "the command {command} was answered with {:?} and with {:?}",
            first.answer, other.answer
        ));
    }
    let from = others
        .iter()
        .map(|record| record.called)
        .fold(first.called, f64::min);
    operations.push(Interval {
        from,
        ..interval(first)
    });
    Ok(operations)
}

fn interval(record: &Record) -> Interval {
    Interval {
        step: Step::Asked {
            operation: record.operation.clone(),
            answer: record.answer.clone(),
            called_ms: record.called as u64,
        },
        from: record.called,
        to: end(record),
    }
}

/// When it was over; never, if nobody saw its answer.
fn end(record: &Record) -> f64 {
    match (&record.answer, record.returned) {
        (Some(_), Some(returned)) => returned,
        (None, _) | (_, None) => f64::INFINITY,
    }
}

/// The end of what a hold promised: from then on it may be released at any time.
fn lapse(interval: &Interval) -> Option<Interval> {
    let Step::Asked {
        operation: Operation::Hold { order, ttl_ms },
        answer,
        called_ms,
    } = &interval.step
    else {
        return None;
    };
    let until_ms = match answer {
        Some(Answer::Held { until_ms, .. }) => *until_ms,
        None => called_ms.saturating_add(*ttl_ms),
        Some(_) => return None,
    };
    Some(Interval {
        step: Step::Lapse {
            order: order.clone(),
            until_ms,
        },
        from: until_ms as f64 - CLOCK_SLACK_MS,
        to: f64::INFINITY,
    })
}

/// As the checker takes it: calls and responses in the order of time, each operation a process of
/// its own. Of what happened at the same instant, the calls come first: it may have overlapped.
fn history(intervals: &[Interval]) -> History<Step> {
    let mut actions: Vec<(f64, bool, usize, Action<Step>)> = Vec::new();
    for (process, Interval { step, from, to }) in intervals.iter().enumerate() {
        actions.push((*from, false, process, Action::Call(step.clone())));
        actions.push((*to, true, process, Action::Response(step.clone())));
    }
    actions.sort_by(|(at, is_response, ..), (other_at, other_is_response, ..)| {
        at.total_cmp(other_at)
            .then(is_response.cmp(other_is_response))
    });
    let in_order = actions
        .into_iter()
        .map(|(_, _, process, action)| (process, action));
    History::from_actions(in_order.collect())
}

/// A history that nothing explains, for people: in the order of the calls.
fn explain(code: &str, mut intervals: Vec<Interval>) -> String {
    intervals.sort_by(|one, other| one.from.total_cmp(&other.from));
    let begin = intervals.first().map_or(0.0, |interval| interval.from);
    let lines = intervals
        .iter()
        .map(|interval| format!("\n  {}", Shown(interval, begin)));
    format!(
        "{code}: no order of these explains the answers:{}",
        lines.collect::<String>()
    )
}

/// An interval, with times since the first one.
struct Shown<'i>(&'i Interval, f64);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(Interval { step, from, to }, begin) = self;
        write!(f, "{:9.3} to {:9.3} ms: ", from - begin, to - begin)?;
        match step {
            Step::Asked {
                operation,
                answer: Some(answer),
                ..
            } => write!(f, "{operation:?}: {answer:?}"),
            Step::Asked {
                operation,
                answer: None,
                ..
            } => write!(f, "{operation:?}: no answer"),
            Step::Lapse { order, .. } => write!(f, "the hold of {order} may be released"),
        }
    }
}
