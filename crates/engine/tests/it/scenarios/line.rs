//! A line: a verb, names, and options.

/// What one line asks.
pub(crate) struct Line<'a> {
    pub(crate) verb: &'a str,
    names: std::vec::IntoIter<&'a str>,
    options: Vec<(&'a str, &'a str)>,
}

impl<'a> Line<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let verb = words.next().ok_or("an empty line")?;
        let (options, names): (Vec<_>, Vec<_>) = words.partition(|word| word.contains('='));
        let options = options.iter().filter_map(|option| option.split_once('='));
        Ok(Self {
            verb,
            names: names.into_iter(),
            options: options.collect(),
        })
    }

    /// The name that comes first and is not taken yet: a command's key.
    pub(crate) fn key(&self) -> Option<&'a str> {
        self.names.as_slice().first().copied()
    }

    /// The next name, which must be there.
    pub(crate) fn name(&mut self) -> Result<&'a str, String> {
        let verb = self.verb;
        self.names
            .next()
            .ok_or_else(|| format!("{verb} needs another name"))
    }

    /// The next name, if there is one.
    pub(crate) fn optional_name(&mut self) -> Option<&'a str> {
        self.names.next()
    }

    /// Takes the option with this key, if it is given.
    pub(crate) fn option(&mut self, key: &str) -> Option<&'a str> {
        let place = self.options.iter().position(|(known, _)| *known == key)?;
        Some(self.options.remove(place).1)
    }

    /// Takes all options that are left, in their order.
    pub(crate) fn options(&mut self) -> Vec<(&'a str, &'a str)> {
        std::mem::take(&mut self.options)
    }

    /// Nothing may be left over: a misspelt option would test nothing.
    pub(crate) fn end(mut self) -> Result<(), String> {
        let name = self.names.next();
        let option = self.options.first().map(|(key, _)| *key);
        match name.or(option) {
            Some(left) => Err(format!("no such option here: {left}")),
            None => Ok(()),
        }
    }
}

/// `each 1..3 LINE` is LINE three times, with each number in the place of `*`.
pub(crate) fn expand(asked: &str, expected: &str) -> Vec<(String, String)> {
    let repeated = asked.strip_prefix("each ").and_then(|rest| {
        let (range, line) = rest.split_once(' ')?;
        let (first, last) = range.split_once("..")?;
        Some((first.parse::<u64>().ok()?..=last.parse().ok()?, line))
    });
    let Some((numbers, line)) = repeated else {
        return vec![(asked.into(), expected.into())];
    };
    let filled = |number: u64| {
        let number = number.to_string();
        (line.replace('*', &number), expected.replace('*', &number))
    };
    numbers.map(filled).collect()
}

/// A number, or what is wrong with it.
pub(crate) fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("not a number: {text}"))
}
