//! `cargo xtask up`: the whole of Tessera on this machine, with a campaign to try.

mod browser;
mod edge;
mod secrets;
mod seed;

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::build;
use crate::display::Display;
use crate::interrupt;
use crate::project::Project;
use crate::steps::Plan;
use edge::Edge;
use seed::Demo;

/// Where the local edge keeps its objects between starts, and where `up` notes what it seeded:
/// deleting the folder starts afresh.
const STATE: &str = ".wrangler/state";
const DEMO: &str = ".wrangler/demo.json";

#[derive(Args)]
pub(crate) struct Options {
    /// The local port.
    #[arg(long, default_value_t = 8787, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Do not open the shop in a browser.
    #[arg(long)]
    no_open: bool,
}

/// Builds, starts, seeds, and stays until Ctrl-C. True if it was stopped on purpose.
pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let _only_one = claim(project)?;
    check_port(options.port)?;
    let mut plan = Plan::default();
    build::plan(&mut plan, project);
    plan.keep(&[build::WORKER, build::WWW]);
    if !build::finish(project, plan)? {
        return Ok(false);
    }
    let secrets = secrets::ensure(&project.path(".dev.vars"))?;
    let display = Display::new();
    let line = display.start("edge", "start the edge");
    line.begin();
    let mut edge = Edge::start(project, options.port)?;
    edge.wait_until_ready()?;
    line.doing("look for the demo campaign, or make it");
    let demo = seed::ensure(&edge.url(), &secrets.admin_key, &project.path(DEMO))?;
    line.end('✓', "ready");
    println!("{}", welcome(&edge.url(), &demo));
    if !options.no_open {
        browser::open(&edge.url());
    }
    edge.show_log_until_stopped()?;
    println!("\nStopped. What was issued and redeemed is kept in .wrangler.");
    Ok(true)
}

fn welcome(url: &str, demo: &Demo) -> String {
    let codes: String = demo
        .codes
        .iter()
        .map(|code| format!("      {code}\n"))
        .collect();
    format!(
        "\n  The shop      {url}/\n  The API       {url}/v1/manifest\n  Admin key     in .dev.vars\n  \
         Secret key    {}\n\n  Three codes to try (mistype one, too):\n{codes}\n  Ctrl-C stops.\n",
        demo.secret_key
    )
}

/// Two edges must not write to one state.
fn claim(project: &Project) -> Result<File> {
    fs::create_dir_all(project.notes("turns"))?;
    let file = File::create(project.notes("turns").join("up"))?;
    if file.try_lock().is_err() {
        bail!("`cargo xtask up` is already running in this folder: stop it first, with Ctrl-C");
    }
    Ok(file)
}

fn check_port(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| {
            let other = port.checked_add(1).unwrap_or(8787);
            format!("port {port} is not free; choose another: `cargo xtask up --port {other}`")
        })
}

/// Whether to go on waiting.
fn check_not_stopped() -> Result<()> {
    if interrupt::asked() {
        bail!("stopped");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_in_use_is_refused_with_the_remedy() -> Result<()> {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = taken.local_addr()?.port();
        let error = check_port(port).unwrap_err().to_string();
        assert!(
            error.contains(&format!("port {port} is not free")),
            "{error}"
        );
        assert!(error.contains("--port"), "{error}");
        drop(taken);
        check_port(port)
    }

    #[test]
    fn the_welcome_names_the_shop_and_the_codes() {
        let codes = vec!["SUM-1".to_owned(), "SUM-2".to_owned(), "SUM-3".to_owned()];
        let demo = Demo {
            secret_key: "sk_x".to_owned(),
            codes,
        };
        let text = welcome("http://localhost:8787", &demo);
        assert!(
            text.contains("The shop      http://localhost:8787/\n"),
            "{text}"
        );
        assert!(
            text.contains("      SUM-1\n      SUM-2\n      SUM-3\n"),
            "{text}"
        );
    }
}
