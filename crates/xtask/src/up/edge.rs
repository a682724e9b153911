//! The local edge: `wrangler dev`, which runs workerd, which is what Cloudflare runs.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::{STATE, check_not_stopped};
use crate::command::{self, Group, Printed};
use crate::interrupt;
use crate::project::Project;
use crate::setup::environment::node_command;

const POLL: Duration = Duration::from_millis(100);
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running edge; dropping it stops it.
pub(crate) struct Edge {
    group: Group,
    port: u16,
    printed: Printed,
    /// Whether what it prints is shown, too.
    is_shown: Arc<AtomicBool>,
}

impl Edge {
    /// Starts it on a local port, with its state where the former start left it.
    pub(crate) fn start(project: &Project, port: u16) -> Result<Self> {
        let mut command = node_command(project, project.node_bin("wrangler"));
        command
            .args(["dev", "--ip", "127.0.0.1", "--inspector-port", "0"])
            .args([
                "--show-interactive-dev-session",
                "false",
                "--port",
                &port.to_string(),
            ])
            .arg("--persist-to")
            .arg(project.path(STATE));
        let (group, reader) = Group::start(&mut command)?;
        let log = File::create(log_path(project))?;
        let is_shown = Arc::new(AtomicBool::new(false));
        let show = Arc::clone(&is_shown);
        let printed = command::collect(reader, log, move |line| {
            if show.load(Ordering::Relaxed) && !line.is_empty() {
                println!("  {line}");
            }
        });
        Ok(Self {
            group,
            port,
            printed,
            is_shown,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits until it answers.
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        let health = format!("http://127.0.0.1:{}/healthz", self.port);
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .new_agent();
        loop {
            check_not_stopped()?;
            if agent.get(&health).call().is_ok() {
                return Ok(());
            }
            if self.group.ended()?.is_some() || started.elapsed() > START_LIMIT {
                bail!(
                    "the edge did not start; it said:\n{}",
                    self.printed.so_far().trim_end()
                );
            }
            thread::sleep(POLL);
        }
    }

    /// Shows what it prints from now on. Returns when somebody presses Ctrl-C.
    pub(crate) fn show_log_until_stopped(mut self) -> Result<()> {
        self.is_shown.store(true, Ordering::Relaxed);
        while !interrupt::asked() {
            if let Some(status) = self.group.ended()? {
                bail!("the edge ended by itself ({status})");
            }
            thread::sleep(POLL);
        }
        self.is_shown.store(false, Ordering::Relaxed);
        self.group.stop();
        Ok(())
    }
}

fn log_path(project: &Project) -> PathBuf {
    project.notes("logs").join("edge.log")
}
