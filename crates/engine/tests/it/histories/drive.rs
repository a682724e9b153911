//! One campaign twice: as the engine's rows, and as the model.

use tessera_engine::{Clock, EngineError, Outcome, Retention, Write};

use super::{asked, told};
use crate::model::{Ask, Fixed, Model, Terms};
use crate::store::Store;

pub(crate) struct Pair {
    pub(crate) model: Model,
    pub(crate) store: Store,
}

/// Both answers to one command.
pub(crate) struct Answers {
    pub(crate) engine: String,
    pub(crate) model: String,
}

impl Answers {
    /// The answer of both; `Err` if they differ.
    pub(crate) fn agreed(self) -> Result<String, String> {
        let Self { engine, model } = self;
        if engine == model {
            Ok(model)
        } else {
            Err(format!("engine: {engine}\nmodel:  {model}"))
        }
    }
}

impl Pair {
    pub(crate) fn new(fixed: Fixed, terms: Terms) -> Self {
        let model = Model::new(fixed, terms);
        let mut store = Store::new(asked::campaign(&model.fixed, &model.terms, model.version));
        store.sweep_max = model.fixed.sweep;
        Self { model, store }
    }

    pub(crate) fn step(&mut self, ask: &Ask, now: u64) -> Answers {
        Answers {
            engine: self
                .engine(ask, now)
                .unwrap_or_else(|error| format!("error: {error}")),
            model: self.model.answer(ask, now),
        }
    }

    /// The alarm, which may come at any time or never.
    pub(crate) fn alarm(&mut self, now: u64) -> Answers {
        let swept = self.store.sweep(asked::time(now));
        let at = self.model.newest().max(now);
        let before = self.model.journal.len();
        self.model.sweep(at);
        Answers {
            engine: swept.map_or_else(|error| format!("error: {error}"), |count| count.to_string()),
            model: (self.model.journal.len() - before).to_string(),
        }
    }

    fn engine(&mut self, ask: &Ask, now: u64) -> Result<String, EngineError> {
        let clock = Clock {
            now: asked::time(now),
            retention: Retention {
                millis: self.model.fixed.retention,
            },
        };
        let decision = self.store.run_by(&asked::command(ask), clock)?;
        if decision.replayed || matches!(decision.outcome, Outcome::Refused(_)) {
            let writes = decision.effects.writes();
            assert!(writes.is_empty(), "{decision:?} changes something");
            let written = &self.store.written;
            let swept = |write: &Write| !matches!(write, Write::Command(_) | Write::Campaign(_));
            assert!(
                written.iter().all(swept),
                "{decision:?} has written {written:?}"
            );
        }
        Ok(told::decision(&decision))
    }
}
