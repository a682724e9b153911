//! The codes that a command is about: its arguments, or the lines of standard input.

use std::io::{self, BufRead, BufReader, IsTerminal as _, Read as _, StdinLock, Write};

use clap::Args;

use crate::failure::{Failure, say};

/// The longest line that is read. No code has more than 50 characters; separators may be added.
const LONGEST_LINE: u64 = 4096;

/// Codes to look at.
#[derive(Debug, Args)]
pub(crate) struct CodesArgs {
    /// Codes, however people write them. Left out, or `-`: one a line from standard input, which is
    /// safer: arguments end up in the shell's history and can be seen by every user of the machine
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
}

impl CodesArgs {
    /// Looks at every code in turn; `answer` writes its line to the output it is given.
    ///
    /// Each answer is out before the next line is waited for, so that two programs can talk line by
    /// line.
    pub(crate) fn for_each(
        &self,
        mut answer: impl FnMut(&str, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut output = io::BufWriter::new(io::stdout().lock());
        if self.codes.is_empty() || self.codes == ["-"] {
            for_each_line(&mut answer, &mut output)?;
        } else {
            for code in &self.codes {
                answer(code, &mut output).map_err(Failure::stdout)?;
            }
        }
        output.flush().map_err(Failure::stdout)
    }
}

fn for_each_line(
    answer: &mut impl FnMut(&str, &mut dyn Write) -> io::Result<()>,
    output: &mut impl Write,
) -> Result<(), Failure> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        say(format_args!("Type codes, one a line; Ctrl-D ends."));
    }
    let mut input = BufReader::with_capacity(64 * 1024, stdin.lock());
    let mut line = Vec::new();
    let mut any = false;
    loop {
        if input.buffer().is_empty() {
            output.flush().map_err(Failure::stdout)?;
        }
        if !read_line(&mut input, &mut line).map_err(Failure::io("read standard input"))? {
            break;
        }
        // What is not UTF-8 becomes a character that no code contains.
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if !text.is_empty() {
            any = true;
            answer(text, output).map_err(Failure::stdout)?;
        }
    }
    if any {
        return Ok(());
    }
    Err(Failure::Usage(
        "there are no codes: give them as arguments, or one a line on standard input".to_owned(),
    ))
}

/// Reads a line, or the beginning of one that is too long; false at the end of the input.
fn read_line(input: &mut BufReader<StdinLock<'_>>, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = input.take(LONGEST_LINE).read_until(b'\n', line)?;
    if read as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}
