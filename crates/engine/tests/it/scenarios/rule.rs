//! Rules, as options of a campaign: `all(segment(vip|staff),not(subtotal(..4999)))`.

use tessera_engine::{
    Bounds, Channel, Condition, Days, Hours, How, Label, Labels, MinorUnits, Node, Rule, Selection,
    ValueError, Weekday,
};

use super::line::number;

/// The rule that a text says.
pub(crate) fn rule(text: &str) -> Result<Rule, String> {
    Rule::new(node(text)?).map_err(|error| error.to_string())
}

fn node(text: &str) -> Result<Node, String> {
    let Some((name, within)) = call(text) else {
        return match text {
            "holder" => Ok(Node::Is(Condition::HolderOnly)),
            other => Err(format!("no such condition: {other}")),
        };
    };
    let wrong = |error: ValueError| error.to_string();
    let words = || within.split('|');
    Ok(match name {
        "all" => Node::All(parts(within)?),
        "any" => Node::Any(parts(within)?),
        "not" => Node::Not(Box::new(node(within)?)),
        "segment" => Node::Is(Condition::Segment(labels(within)?)),
        "channel" => {
            let channels = words().map(Channel::parse).collect::<Result<_, _>>();
            Node::Is(Condition::Channel(channels.map_err(wrong)?))
        }
        "orders" => Node::Is(Condition::OrderCount(bounds(within, Ok)?)),
        "lifetime" => Node::Is(Condition::LifetimeValue(bounds(within, MinorUnits::new)?)),
        "subtotal" => Node::Is(Condition::Subtotal(bounds(within, MinorUnits::new)?)),
        "items" => Node::Is(Condition::Items {
            of: Selection {
                include: Labels {
                    collections: labels(within)?,
                    ..Labels::default()
                },
                exclude: Labels::default(),
            },
            how: How::Contains,
        }),
        "hours" => Node::Is(Condition::Hours(hours(within)?)),
        other => return Err(format!("no such condition: {other}")),
    })
}

/// `name(what is within)`.
fn call(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix(')')?.split_once('(')
}

/// What commas part, but for those within other parts.
fn parts(text: &str) -> Result<Vec<Node>, String> {
    let mut depth = 0_u32;
    let separates = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    };
    text.split(separates).map(node).collect()
}

fn labels(text: &str) -> Result<Vec<Label>, String> {
    let labels = text.split('|').map(Label::parse);
    labels
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

/// `MIN..MAX`, either of which may be left out.
fn bounds<T: PartialOrd + Copy>(
    text: &str,
    of: impl Fn(u64) -> Result<T, ValueError>,
) -> Result<Bounds<T>, String> {
    let (min, max) = text.split_once("..").ok_or("not MIN..MAX")?;
    let end = |text: &str| match text {
        "" => Ok(None),
        text => of(number(text)?)
            .map(Some)
            .map_err(|error| error.to_string()),
    };
    Bounds::new(end(min)?, end(max)?).map_err(|error| error.to_string())
}

/// `mon|tue|22:00-02:00`: days and, last, from when to when.
fn hours(text: &str) -> Result<Hours, String> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let (days, times) = text.rsplit_once('|').ok_or("not DAY|FROM-TO")?;
    let day = |name: &str| {
        let place = NAMES.iter().position(|known| *known == name);
        Ok(Weekday::ALL[place.ok_or("not a day")?])
    };
    let days: Vec<_> = days.split('|').map(day).collect::<Result<_, String>>()?;
    let minute = |time: &str| {
        let (hours, minutes) = time.split_once(':').ok_or("not HH:MM")?;
        Ok::<_, String>((number(hours)? * 60 + number(minutes)?) as u16)
    };
    let (from, to) = times.split_once('-').ok_or("not FROM-TO")?;
    let (from, to) = (minute(from)?, minute(to)?);
    let hours = Days::new(days).and_then(|days| Hours::new(days, from, to));
    hours.map_err(|error| error.to_string())
}
