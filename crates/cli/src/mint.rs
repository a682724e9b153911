//! `tessera mint`: codes by the million.

mod durable;
mod interrupt;
mod job;
mod partial;
mod pipeline;
mod progress;
mod record;
mod resume;

use std::fs;
use std::io::{self, IsTerminal as _, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use tessera_api::time::Timestamp;
use tessera_code::{Expiry, ExpiryError, Format, Plan};

use crate::calendar::now;
use crate::failure::{Failure, Outcome, say};
use crate::key::KeyArgs;
use crate::layout::LayoutArgs;
use crate::words;
use job::{Job, Order};
use partial::{Existing, Partial};
use progress::Progress;
use record::RecordFormat;

/// Mint codes by the numbers alone, without a server
///
/// The same options and key give the same codes for ever, so no list of codes has to be kept. Codes
/// are minted on all cores in constant memory and written in the order of their serials.
///
/// A file is built beside its target, as FILE.partial, and renamed when it is complete. If minting is
/// interrupted (Ctrl-C, a crash, a full disk), the same command goes on where it stopped, after
/// checking that what is there is what it would have written. The file is made so that only you can
/// read it: a code is worth what it buys.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tessera mint --pattern SUM-####-####-####-#### --serial-bits 20 --count 1000000 \\
      --master-key-file master.key --output codes.csv
  tessera mint --pattern SUM-####-####-####-#### --serial-bits 24 --expiry-bits 12 \\
      --expiry-unit hour --epoch 2026-01-01T00:00:00Z --key-version 1 --from-serial 0 \\
      --count 10000000 --expires 2026-03-01T00:00:00Z --format csv --output codes.csv
  tessera mint --pattern SUM-####-####-####-#### --serial-bits 20 --count 5 --format plain")]
pub(crate) struct MintArgs {
    /// The first serial
    #[arg(long, value_name = "SERIAL", default_value_t = 0)]
    from_serial: u64,

    /// How many codes, from the first serial on
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    count: u64,

    /// Until when the codes are valid (RFC 3339), rounded up to a full unit; left out, they have no
    /// expiry of their own
    #[arg(long, value_name = "INSTANT", value_parser = Timestamp::parse)]
    expires: Option<Timestamp>,

    /// How codes are written
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: RecordFormat,

    /// Where to; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,

    /// Replace FILE, once the new one is complete
    #[arg(long)]
    force: bool,

    /// Begin anew, even if FILE.partial is there
    #[arg(long)]
    no_resume: bool,

    /// How many threads mint, 1 to 128; left out, as many as there are cores
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=128))]
    threads: Option<u8>,

    /// Say nothing but errors and warnings
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    layout: LayoutArgs,

    #[command(flatten)]
    key: KeyArgs,
}

/// Standard output, a pipe or a device: nothing that can be built beside its target and renamed.
struct Stream {
    output: Box<dyn Write>,
    name: String,
}

impl MintArgs {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let (format, plan) = self.layout.format()?;
        let expiry = self.expiry(&format)?;
        let issuer = self.key.issuer(format)?;
        let job = Job::new(Order {
            issuer,
            expiry,
            from_serial: self.from_serial,
            count: self.count,
            format: self.format,
        })?;
        self.announce(&job, &plan);
        match self.stream()? {
            Some(stream) => self.mint_to_stream(&job, stream)?,
            None => self.mint_to_file(&job)?,
        }
        Ok(Outcome::Done)
    }

    fn expiry(&self, format: &Format) -> Result<Expiry, Failure> {
        let Some(expires) = self.expires else {
            return Ok(format.never());
        };
        format.expiry_at_ms(expires.unix_ms()).map_err(|error| {
            let remedy = match error {
                ExpiryError::NoField => {
                    "leave --expires out, or take --expiry-bits 2 or more".into()
                }
                ExpiryError::NotAfterEpoch { epoch_ms } => {
                    format!("it is {}", Timestamp::saturating_from_unix_ms(epoch_ms))
                }
                ExpiryError::TooLate { latest_ms } => format!(
                    "the latest is {}",
                    Timestamp::saturating_from_unix_ms(latest_ms)
                ),
            };
            Failure::Usage(format!("--expires: {error}; {remedy}"))
        })
    }

    /// Says what will be minted and what it promises, before anything is.
    fn announce(&self, job: &Job, plan: &Plan) {
        let expires_at = job.expires_at();
        if !self.quiet {
            let validity = match expires_at {
                Some(expires_at) => format!("valid until {expires_at}"),
                None => "without an expiry of their own".to_owned(),
            };
            let (first, last) = job.serials();
            say(format_args!(
                "Minting {}, serials {} to {}, {validity}.",
                words::codes(job.count()),
                words::count(first),
                words::count(last),
            ));
            say(format_args!(
                "Guessing one takes {}: {} at {} a second.",
                words::guesses(plan),
                words::time_per_hit(plan),
                words::GUESSES_PER_SECOND,
            ));
        }
        if plan.is_weak() {
            say(format_args!(
                "warning: these codes are weak against guessing; `tessera plan` shows stronger layouts"
            ));
        }
        if expires_at.is_some_and(|expires_at| expires_at <= now()) {
            say(format_args!("warning: these codes have expired already"));
        }
    }

    /// Where codes go if it is no file; `None` if it is, or is to become one.
    fn stream(&self) -> Result<Option<Stream>, Failure> {
        if self.output == Path::new("-") {
            return Ok(Some(Stream {
                output: Box::new(io::stdout()),
                name: "standard output".to_owned(),
            }));
        }
        let Ok(metadata) = fs::metadata(&self.output) else {
            return Ok(None);
        };
        let name = self.output.display().to_string();
        if metadata.is_dir() {
            return Err(Failure::Usage(format!(
                "--output: {name} is a folder; name a file in it"
            )));
        }
        if metadata.is_file() {
            return Ok(None);
        }
        let device = fs::OpenOptions::new().write(true).open(&self.output);
        let device = device.map_err(Failure::io(format_args!("open {name}")))?;
        Ok(Some(Stream {
            output: Box::new(device),
            name,
        }))
    }

    fn mint_to_stream(&self, job: &Job, stream: Stream) -> Result<(), Failure> {
        let Stream { mut output, name } = stream;
        let broken = |error: io::Error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::io(format_args!("write to {name}"))(error),
        };
        let shown = !self.quiet && !io::stdout().is_terminal();
        let progress = Progress::start(job, 0, shown);
        pipeline::run(job, 0, self.threads(), |bytes, records| {
            output.write_all(bytes).map_err(broken)?;
            progress.advance(records);
            Ok(ControlFlow::Continue(()))
        })?;
        output.flush().map_err(broken)
    }

    fn mint_to_file(&self, job: &Job) -> Result<(), Failure> {
        let existing = Existing {
            replace_target: self.force,
            discard_partial: self.no_resume,
        };
        let interrupted = interrupt::watch()?;
        let partial = Partial::open(&self.output, job, existing)?;
        let resumed = partial.records();
        if resumed > 0 && !self.quiet {
            say(format_args!(
                "Going on after the {} that are there.",
                words::codes(resumed)
            ));
        }
        let progress = Progress::start(job, resumed, !self.quiet);
        let partial = partial.fill(|writer| {
            pipeline::run(job, resumed, self.threads(), |bytes, records| {
                if interrupted() {
                    return Ok(ControlFlow::Break(()));
                }
                writer.write(bytes, records)?;
                progress.advance(records);
                Ok(ControlFlow::Continue(()))
            })
        })?;
        if partial.records() < job.count() {
            return Err(partial.interrupted(job));
        }
        partial.publish()?;
        progress.finish(&self.output);
        Ok(())
    }

    fn threads(&self) -> NonZeroUsize {
        self.threads
            .and_then(|threads| NonZeroUsize::new(threads.into()))
            .or_else(|| thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
            .min(pipeline::MOST_THREADS)
    }
}
