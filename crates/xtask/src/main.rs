//! Tessera's own chores, behind one door: `cargo xtask up`, `test`, `build`, `doctor`.
//!
//! In scope: bringing the tools by itself, building what is deployed, running it locally, and
//! checking everything. Out of scope: anything of the product. The chores drive the same programs
//! that a person would, and talk to the edge through its public HTTP API; of the product they
//! import only the wire types, to describe them.

mod architecture;
mod build;
mod command;
mod display;
mod doctor;
mod interrupt;
mod npm;
mod openapi;
mod pins;
mod project;
mod readme;
mod setup;
mod size;
mod stamp;
mod steps;
mod test;
mod turn;
mod up;

#[cfg(not(unix))]
compile_error!("Tessera is developed on Linux and macOS; on Windows, inside WSL");

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::build::Artefact;
use crate::project::Project;

/// Tessera's own chores. Everything is brought, built and kept inside this folder, except what
/// `doctor` names.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build what changed and run the whole of Tessera locally, with a demo campaign.
    Up(up::Options),
    /// Check everything: formatting, lints, tests, packages, the edge, the browser.
    Test(test::Options),
    /// Build what is deployed or published.
    Build {
        /// What to build.
        #[arg(value_enum, default_value = "all")]
        what: Artefact,
    },
    /// Write the API's description, crates/api/openapi.json, from the wire types.
    Openapi,
    /// Say what is there, what is missing, and what would be done about it.
    Doctor,
    /// Bring the tools without building anything.
    Tools,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = interrupt::install().and_then(|()| {
        let project = Project::here();
        match cli.chore {
            Chore::Up(options) => up::run(&project, &options),
            Chore::Test(options) => test::run(&project, &options),
            Chore::Build { what } => build::run(&project, what),
            Chore::Openapi => openapi::write(&project),
            Chore::Doctor => doctor::run(&project),
            Chore::Tools => setup::run(&project),
        }
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) if interrupt::asked() => ExitCode::from(130),
        Ok(false) => ExitCode::FAILURE,
        Err(_) if interrupt::asked() => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
