//! One campaign, and the lines that are run against it.

use std::collections::HashMap;

use tessera_engine::{
    Change, Command, Decision, Event, Issuance, Outcome, Rejection, Seq, Serial, UnixMillis,
};

use super::ask::{self, NoCommand, Past};
use super::instant::instant;
use super::line::{Line, number};
use super::look;
use super::outcome::{answer, tables};
use super::settings::Options;
use crate::store::Store;

/// A row number that no scenario reaches: of a hold or redemption that nobody made.
const NEVER: u64 = 999_999;

/// A campaign under test.
pub(crate) struct Script {
    store: Store,
    options: Options,
    now: UnixMillis,
    /// What the commands made, by their keys.
    made: HashMap<String, Seq>,
    /// The first key for each of these.
    names: HashMap<Seq, String>,
    /// The last answer to a command.
    last: Option<Outcome>,
}

impl Script {
    /// Starts a campaign with `key=value` options.
    pub(crate) fn new(mut line: Line<'_>) -> Result<Self, String> {
        let mut options = Options::default();
        options.set(line.options());
        line.end()?;
        Ok(Self {
            store: Store::new(options.campaign()?),
            options,
            now: instant("0")?,
            made: HashMap::new(),
            names: HashMap::new(),
            last: None,
        })
    }

    /// Starts a campaign by its line.
    pub(crate) fn start(line: &str) -> Result<Self, String> {
        Self::new(Line::parse(line)?)
    }

    /// Runs a line by its text.
    pub(crate) fn ask(&mut self, line: &str) -> Result<String, String> {
        self.run(Line::parse(line)?)
    }

    /// Runs a line; the answer reads like the expectation.
    pub(crate) fn run(&mut self, mut line: Line<'_>) -> Result<String, String> {
        match line.verb {
            "at" => {
                self.now = instant(line.name()?)?;
                line.end()?;
                Ok(String::new())
            }
            "used" | "held" => {
                let told = look::account(&mut line, &self.store)?;
                line.end()?;
                Ok(told)
            }
            "state" | "timeline" => {
                let serial = number(line.name()?)?;
                let serial = Serial::new(serial).map_err(|error| error.to_string())?;
                while self.sweep()? > 0 {}
                let told = match line.verb {
                    "state" => look::state(&self.store, serial, self.now).into(),
                    _ => look::timeline(&self.store, serial),
                };
                line.end()?;
                Ok(told)
            }
            "wrote" => line.end().map(|()| tables(&self.store.written)),
            "sweep" => {
                line.end()?;
                Ok(format!("swept {}", self.sweep()?))
            }
            "change" => self.change(line),
            _ => self.command(line),
        }
    }

    /// What the alarm does; says how many holds it released.
    fn sweep(&mut self) -> Result<usize, String> {
        let swept = self.store.sweep(self.now);
        swept.map_err(|error| error.to_string())
    }

    /// What no longer adds up.
    pub(crate) fn audit(&self) -> Vec<String> {
        self.store.audit()
    }

    /// All rows.
    pub(crate) fn rows(&self) -> &Store {
        &self.store
    }

    /// What the last command was refused for.
    pub(crate) fn rejection(&self) -> Option<&Rejection> {
        match self.last.as_ref()? {
            Outcome::Refused(rejection) => Some(rejection),
            Outcome::Valid(_) | Outcome::Done(_) => None,
        }
    }

    fn change(&mut self, mut line: Line<'_>) -> Result<String, String> {
        let current = self.store.campaign.version;
        let version = line.option("version").map_or(Ok(current), number)?;
        let mut options = self.options.clone();
        options.set(line.options());
        line.end()?;
        let settings = options.settings()?;
        let decision = self.decide(&Command::Change(Change { version, settings }))?;
        if matches!(decision.outcome, Outcome::Done(_)) {
            self.options = options;
        }
        Ok(self.told(&decision))
    }

    fn command(&mut self, line: Line<'_>) -> Result<String, String> {
        let key = line.key();
        let command = match ask::command(line, self) {
            Ok(command) => command,
            Err(NoCommand::Invalid) => return Ok("invalid".into()),
            Err(NoCommand::Misspelt(what)) => return Err(what),
        };
        let decision = self.decide(&command)?;
        if let (Outcome::Done(done), Some(key)) = (&decision.outcome, key) {
            if matches!(done.row.event, Event::Ended { .. }) {
                self.options
                    .set_period(&self.store.campaign.settings.period);
            }
            let made = match &done.row.event {
                Event::Held(held) => Some(held.hold),
                Event::Redeemed(_) => Some(done.row.seq),
                _ => None,
            };
            if let Some(seq) = made {
                self.made.insert(key.into(), seq);
                self.names.entry(seq).or_insert_with(|| key.into());
            }
        }
        Ok(self.told(&decision))
    }

    fn decide(&mut self, command: &Command) -> Result<Decision, String> {
        let decided = self.store.run(command, self.now);
        let decision = decided.map_err(|error| error.to_string())?;
        self.last = Some(decision.outcome.clone());
        Ok(decision)
    }

    fn told(&self, decision: &Decision) -> String {
        let name = |seq: Seq| {
            self.names
                .get(&seq)
                .cloned()
                .unwrap_or_else(|| format!("@{}", seq.value()))
        };
        let answer = answer(&decision.outcome, name);
        match decision.replayed {
            true => format!("replay {answer}"),
            false => answer,
        }
    }
}

impl Past for Script {
    fn made_by(&self, key: &str) -> Seq {
        let number = key.strip_prefix('@').and_then(|number| number.parse().ok());
        let seq = Seq::new(number.unwrap_or(NEVER)).expect("rows have numbers from 1 on");
        self.made.get(key).copied().unwrap_or(seq)
    }

    fn expiry_of(&self, serial: Serial) -> Option<UnixMillis> {
        let expiry = |issued: Option<Issuance<'_>>| issued.and_then(|issued| issued.expires_at);
        self.store.issued(serial, expiry)
    }
}
