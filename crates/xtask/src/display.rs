//! What a person sees while steps run: one moving line per running step on a terminal, plain
//! lines elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// The lines of all running steps.
#[derive(Clone)]
pub(crate) struct Display {
    lines: MultiProgress,
    is_terminal: bool,
}

impl Display {
    pub(crate) fn new() -> Self {
        let lines = MultiProgress::new();
        Self {
            is_terminal: !lines.is_hidden(),
            lines,
        }
    }

    /// Prints a line that stays, above those that move.
    pub(crate) fn say(&self, text: &str) {
        if self.is_terminal {
            // A terminal that went away is noticed elsewhere.
            let _ = self.lines.println(text);
        } else {
            println!("{text}");
        }
    }

    /// Begins the line of a step.
    pub(crate) fn start(&self, name: &'static str, what: &str) -> Line {
        let bar = if self.is_terminal {
            let style =
                ProgressStyle::with_template("{spinner} {prefix:18} {elapsed:>4} {wide_msg}")
                    .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let bar = self.lines.add(ProgressBar::new_spinner().with_style(style));
            bar.set_prefix(name);
            bar.set_message(what.to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        } else {
            ProgressBar::hidden()
        };
        let begun = Arc::new(AtomicBool::new(self.is_terminal));
        let what = what.to_owned();
        Line {
            bar,
            begun,
            display: self.clone(),
            name,
            what,
            started: Instant::now(),
        }
    }
}

/// The line of one running step.
#[derive(Clone)]
pub(crate) struct Line {
    bar: ProgressBar,
    /// Whether the reader has been told what the step does.
    begun: Arc<AtomicBool>,
    display: Display,
    name: &'static str,
    what: String,
    started: Instant,
}

impl Line {
    /// Says what the step does, once: it has turned out that there is something to do.
    pub(crate) fn begin(&self) {
        if !self.begun.swap(true, Ordering::Relaxed) {
            println!("… {:18} {}", self.name, self.what);
        }
    }

    /// Says what the step does now. It is worth a plain line, too.
    pub(crate) fn doing(&self, text: &str) {
        if self.display.is_terminal {
            self.bar.set_message(text.to_owned());
        } else {
            self.begun.store(true, Ordering::Relaxed);
            println!("… {:18} {text}", self.name);
        }
    }

    /// Says something that stays.
    pub(crate) fn announce(&self, text: &str) {
        self.display.say(&format!("! {:18} {text}", self.name));
    }

    /// Shows what a program just printed. Too much for plain lines; there the log has it.
    pub(crate) fn passing(&self, text: &str) {
        if !text.is_empty() {
            self.bar.set_message(text.to_owned());
        }
    }

    /// Ends the line with a mark and a closing word. Returns how long the step took.
    pub(crate) fn end(self, mark: char, detail: &str) -> Duration {
        let took = self.started.elapsed();
        self.bar.finish_and_clear();
        self.display.say(&format!(
            "{mark} {:18} {:>7}  {detail}",
            self.name,
            seconds(took)
        ));
        took
    }
}

/// A duration as people read it.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
