//! The progress bar, and the line that is left when it is done.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle};

use super::job::Job;
use crate::failure::say;
use crate::words;

/// Progress on standard error: if that is a terminal, a bar that goes away when this is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    resumed: u64,
    shown: bool,
}

impl Progress {
    /// Starts the clock. If not `shown`, nothing is ever printed.
    pub(super) fn start(job: &Job, resumed: u64, shown: bool) -> Self {
        // Where standard error is no terminal, indicatif itself draws nothing.
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(job.count()), target)
            .with_style(style())
            .with_finish(ProgressFinish::AndClear)
            .with_position(resumed);
        bar.reset_eta();
        Self {
            bar,
            started: Instant::now(),
            resumed,
            shown,
        }
    }

    /// More records are written.
    pub(super) fn advance(&self, records: u64) {
        self.bar.inc(records);
    }

    /// Takes the bar away and says what was done.
    pub(super) fn finish(&self, output: &Path) {
        self.bar.finish_and_clear();
        if !self.shown {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let minted = self.bar.position() - self.resumed;
        let rate = words::about((minted as f64 / seconds).round());
        // The rate of a moment says nothing.
        let speed = if seconds < 1.0 {
            String::new()
        } else {
            let minted = words::count(minted);
            format!(" {minted} minted in {seconds:.1} s, {rate} a second.")
        };
        say(format_args!(
            "Done: {} in {}.{speed}",
            words::codes(self.bar.position()),
            output.display(),
        ));
    }
}

fn style() -> ProgressStyle {
    const TEMPLATE: &str =
        "{wide_bar} {human_pos} of {human_len} codes, {rate} a second, {eta} left";
    ProgressStyle::with_template(TEMPLATE)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", |state: &ProgressState, to: &mut dyn fmt::Write| {
            let _ = to.write_str(&words::about(state.per_sec().round()));
        })
}
