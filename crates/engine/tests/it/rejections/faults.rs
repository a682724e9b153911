//! A campaign in which everything is fine, and one way for each refusal to make it wrong.

use crate::scenarios::Script;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ask {
    Issue,
    AssignFresh,
    AssignPooled,
    Validate,
    Hold,
    Redeem,
}

impl Ask {
    pub(crate) const ALL: [Self; 6] = [
        Self::Issue,
        Self::AssignFresh,
        Self::AssignPooled,
        Self::Validate,
        Self::Hold,
        Self::Redeem,
    ];

    /// Whether it is asked of a code.
    fn is_of_a_code(self) -> bool {
        matches!(self, Self::Validate | Self::Hold | Self::Redeem)
    }
}

/// In order of precedence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    KeyUsed,
    WrongExpiry,
    Paused,
    NotStarted,
    Ended,
    OutsideBatches,
    RangeRevoked,
    CodeRevoked,
    Foreign,
    Spent,
    Held,
    Expired,
    OrderClosed,
    Duplicate,
    Apart,
    Guest,
    Dollars,
    Limit,
    Budget,
    ExpiryPassed,
    Drained,
    Full,
}

impl Fault {
    pub(crate) const ALL: [Self; 22] = [
        Self::KeyUsed,
        Self::WrongExpiry,
        Self::Paused,
        Self::NotStarted,
        Self::Ended,
        Self::OutsideBatches,
        Self::RangeRevoked,
        Self::CodeRevoked,
        Self::Foreign,
        Self::Spent,
        Self::Held,
        Self::Expired,
        Self::OrderClosed,
        Self::Duplicate,
        Self::Apart,
        Self::Guest,
        Self::Dollars,
        Self::Limit,
        Self::Budget,
        Self::ExpiryPassed,
        Self::Drained,
        Self::Full,
    ];

    /// The refusal that it leads to.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::KeyUsed => "idempotency_conflict",
            Self::WrongExpiry => "invalid_code",
            Self::Paused => "campaign_paused",
            Self::NotStarted => "campaign_not_started",
            Self::Ended => "campaign_ended",
            Self::OutsideBatches => "not_issued",
            Self::RangeRevoked | Self::CodeRevoked => "revoked",
            Self::Foreign => "not_yours",
            Self::Spent => "already_redeemed",
            Self::Held => "held_by_another",
            Self::Expired => "expired",
            Self::OrderClosed => "order_closed",
            Self::Duplicate => "duplicate_code",
            Self::Apart => "not_combinable",
            Self::Guest => "customer_required",
            Self::Dollars => "currency_mismatch",
            Self::Limit => "limit_reached",
            Self::Budget => "budget_exhausted",
            Self::ExpiryPassed => "expiry_passed",
            Self::Drained => "pool_exhausted",
            Self::Full => "campaign_full",
        }
    }

    /// The line that makes it so, if it is not in what is asked.
    fn line(self) -> Option<&'static str> {
        match self {
            Self::KeyUsed => Some("redeem key 1 order=earlier cart=10000 customer=eve"),
            Self::Paused => Some("pause p"),
            Self::NotStarted => Some("change start=50d"),
            Self::Ended => Some("change end=4d"),
            Self::RangeRevoked => Some("revoke v1 serials=0+1"),
            Self::CodeRevoked => Some("revoke v2 0"),
            Self::Spent => Some("redeem s 0 order=another cart=10000 customer=bob"),
            Self::Held => Some("hold h 0 order=another cart=10000 customer=bob ttl=7d"),
            Self::OrderClosed => Some("cancel c order"),
            Self::Limit => Some("change limit.redemptions.channel.day=0"),
            Self::Budget => Some("change budget.discount=0"),
            Self::Expired => Some("at 10d"),
            Self::WrongExpiry | Self::OutsideBatches | Self::Guest | Self::Dollars => None,
            Self::Duplicate | Self::Apart | Self::ExpiryPassed | Self::Full => None,
            Self::Foreign | Self::Drained => None,
        }
    }

    /// What is prepared while all is well comes first, and the clock last.
    fn turn(self) -> u8 {
        match self {
            Self::KeyUsed | Self::Spent | Self::Held => 0,
            Self::Expired => 2,
            _ => 1,
        }
    }

    fn concerns(self, ask: Ask) -> bool {
        match self {
            Self::KeyUsed => ask != Ask::Validate,
            Self::Ended => true,
            Self::Duplicate | Self::Apart => ask == Ask::Validate,
            Self::ExpiryPassed | Self::Full => [Ask::Issue, Ask::AssignFresh].contains(&ask),
            Self::Drained => ask == Ask::AssignPooled,
            Self::OutsideBatches => ask.is_of_a_code() || ask == Ask::AssignPooled,
            _ => ask.is_of_a_code(),
        }
    }

    /// A campaign cannot both lie ahead and be over; a code outside all batches has no history; a
    /// use is spent or held, not both. An expiry that has passed names a batch of its own.
    fn excludes(self, other: Self) -> bool {
        let of_a_batch = [
            Self::WrongExpiry,
            Self::RangeRevoked,
            Self::CodeRevoked,
            Self::Spent,
        ];
        match self {
            Self::NotStarted => other == Self::Ended,
            Self::OutsideBatches => {
                of_a_batch.contains(&other)
                    || [Self::Held, Self::Expired, Self::Foreign, Self::Drained].contains(&other)
            }
            Self::Spent => other == Self::Held,
            // One word tells what speaks against a code.
            Self::Duplicate => other == Self::Apart,
            _ => false,
        }
    }
}

/// What the command gets; `None` if it cannot have these faults.
pub(crate) fn answer(ask: Ask, faults: &[Fault]) -> Option<String> {
    let excluded = |one: &Fault| faults.iter().any(|other| one.excludes(*other));
    if faults
        .iter()
        .any(|fault| !fault.concerns(ask) || excluded(fault))
    {
        return None;
    }
    let mut script =
        Script::start("campaign percent=1000 serials=256 limit.redemptions.customer.lifetime=9")
            .unwrap();
    let mut run = |line: &str| {
        script
            .ask(line)
            .unwrap_or_else(|error| panic!("{line}: {error}"))
    };
    run("at 4d");
    if faults.contains(&Fault::Foreign) {
        // Of those who come before, each has the code that they come with.
        run("issue batch count=4 expires=10d purpose=assigning");
        run("assign first source-1 customer=bob batch=0");
        run("assign second source-2 customer=eve batch=0");
    } else {
        run("issue batch count=4 expires=10d");
    }
    match ask {
        Ask::AssignFresh if faults.contains(&Fault::Full) => drop(run("issue rest count=252")),
        Ask::AssignPooled => drop(run("issue pool count=1 purpose=assigning")),
        _ => {}
    }
    if faults.contains(&Fault::Drained) {
        run("assign last source-3 customer=bob batch=4");
    }
    let mut faults = faults.to_vec();
    faults.sort_by_key(|fault| fault.turn());
    faults.dedup();
    for line in faults.iter().filter_map(|fault| fault.line()) {
        let answer = run(line);
        assert!(
            !answer.starts_with("refused"),
            "the preparation fails: {line} -> {answer}"
        );
    }
    Some(run(&asked(ask, &faults)))
}

fn asked(ask: Ask, faults: &[Fault]) -> String {
    let has = |fault| faults.contains(&fault);
    let either = |fault, wrong, right| if has(fault) { wrong } else { right };
    let count = either(Fault::Full, "253", "252");
    let passed = either(Fault::ExpiryPassed, " expires=1d", "");
    let pool = either(Fault::OutsideBatches, "99", "4");
    let serial = either(Fault::OutsideBatches, "100", "0");
    let cart = either(Fault::Dollars, "10000USD", "10000");
    let customer = either(Fault::Guest, "", " customer=ann");
    let expires = either(Fault::WrongExpiry, " expires=11d", "");
    let duplicate = either(Fault::Duplicate, " conflict=duplicate_code", "");
    let apart = either(Fault::Apart, " conflict=not_combinable", "");
    let rest = format!("{serial} order=order cart={cart}{customer}{expires}{duplicate}{apart}");
    match ask {
        Ask::Validate => format!("validate {rest}"),
        Ask::Issue => format!("issue key count={count}{passed}"),
        Ask::AssignFresh => format!("assign key source customer=ann{passed}"),
        Ask::AssignPooled => format!("assign key source customer=ann batch={pool}"),
        Ask::Hold => format!("hold key {rest}"),
        Ask::Redeem => format!("redeem key {rest}"),
    }
}
