//! How a command ends: what it found, or why it could not do its work.

use std::fmt::Arguments;
use std::io::{self, Write};
use std::process::ExitCode;

/// A command did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Done,
    /// Some code is not genuine, or cannot be read.
    Objection,
}

impl Outcome {
    pub(crate) fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Objection => ExitCode::from(1),
        }
    }
}

/// A command could not do its work; the variants tell whose turn it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The arguments are wrong, each by itself or together.
    #[error("{0}")]
    Usage(String),
    /// There is no usable master key.
    #[error("{0}")]
    Key(String),
    /// The system refused to read or write.
    #[error("{0}")]
    InputOutput(String),
    /// Somebody pressed Ctrl-C.
    #[error("{0}")]
    Interrupted(String),
    /// Whoever read the output stopped reading: nobody is left to tell.
    #[error("the reader of the output is gone")]
    BrokenPipe,
}

impl Failure {
    /// For `map_err`: an error of the system, with what was being done.
    pub(crate) fn io(doing: impl std::fmt::Display) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::InputOutput(format!("cannot {doing}: {}", reason(&error)))
    }

    /// An error of writing to standard output.
    pub(crate) fn stdout(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::io("write to standard output")(error),
        }
    }

    /// Says on standard error what is wrong, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        let code = match self {
            Self::Usage(_) => 2,
            Self::Key(_) => 3,
            Self::InputOutput(_) => 4,
            Self::Interrupted(message) => {
                say(format_args!("{message}"));
                return ExitCode::from(130);
            }
            // What a shell reports of a program that SIGPIPE ended.
            Self::BrokenPipe => return ExitCode::from(141),
        };
        say(format_args!("error: {self}"));
        ExitCode::from(code)
    }
}

/// What the system says, without its error number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}

/// A line on standard error. If that is closed, nobody wants to hear it.
pub(crate) fn say(line: Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_without_its_number() {
        let full = io::Error::from_raw_os_error(28);
        assert_eq!(reason(&full), "no space left on device");
        assert_eq!(reason(&io::Error::other("Odd")), "Odd");
    }
}
