//! The `tessera` command: master keys, plans, and codes by the million, without a server.
//!
//! *In scope*: what can be done with the code format and a key alone. *Out of scope*: everything that
//! needs a campaign's state, which is the API's: whether a code was issued, redeemed or revoked.
//!
//! The modules named after a command hold its arguments and run it. Standard output carries results
//! and nothing else; everything said about them goes to standard error.

mod calendar;
mod codes;
mod failure;
mod key;
mod keygen;
mod layout;
mod mint;
mod plan;
mod read;
mod state;
mod verify;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::{Failure, Outcome};

/// Coupon codes that vouch for themselves: make keys, plan codes, mint them, read and verify them.
#[derive(Debug, Parser)]
#[command(name = "tessera", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
The master key, 64 hexadecimal digits, is read from --master-key-file or from the environment
variable TESSERA_MASTER_KEY, never from an argument: arguments can be seen by every user of a machine.

Exit codes:
  0    done
  1    a code is not genuine (verify), or cannot be read (read)
  2    the arguments are wrong
  3    the master key is missing or unusable
  4    something could not be read or written
  130  interrupted
  141  whoever read the output stopped reading

A first tour:
  tessera keygen --output master.key
  tessera plan --pattern SUM-####-####-####-#### --max-codes 1000000
  tessera help mint";

#[derive(Debug, Subcommand)]
enum Command {
    Keygen(keygen::KeygenArgs),
    Plan(plan::PlanArgs),
    Mint(mint::MintArgs),
    Read(read::ReadArgs),
    Verify(verify::VerifyArgs),
}

impl Command {
    fn run(&self) -> Result<Outcome, Failure> {
        match self {
            Self::Keygen(args) => args.run(),
            Self::Plan(args) => args.run(),
            Self::Mint(args) => args.run(),
            Self::Read(args) => args.run(),
            Self::Verify(args) => args.run(),
        }
    }
}

fn main() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => failure.report(),
    }
}
