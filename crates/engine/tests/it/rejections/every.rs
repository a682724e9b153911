//! For every refusal a story that ends with it.

/// Lines of a scenario, of which the last is refused; the slug; whether waiting may help; the message.
pub(crate) const EVERY: [(&str, &str, &str, &str); 29] = [
    (
        "campaign amount=9
         issue i count=2
         redeem r 0 order=o cart=9
         redeem r 0 order=o cart=8",
        "idempotency_conflict",
        "final",
        "This idempotency key was used before with another `subtotal`. Use a new key for a new \
         request, or send the first request again unchanged.",
    ),
    (
        "campaign amount=9
         issue i count=1
         validate 0 cart=9 expires=1d",
        "invalid_code",
        "final",
        "This code is not valid. Check it for typing mistakes.",
    ),
    (
        "campaign amount=9
         issue i count=1
         pause p
         redeem r 0 order=o cart=9",
        "campaign_paused",
        "transient",
        "This campaign is paused. Try again later.",
    ),
    (
        "campaign amount=9 start=1d
         issue i count=1
         hold h 0 order=o cart=9",
        "campaign_not_started",
        "transient",
        "This campaign has not started yet. Try again once it has.",
    ),
    (
        "campaign amount=9
         end e
         issue i count=1",
        "campaign_ended",
        "final",
        "This campaign has ended.",
    ),
    (
        "campaign amount=9
         issue i count=1
         revoke v 1",
        "not_issued",
        "final",
        "This code has not been issued. Create the batch that its serial belongs to first.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9
         revoke v 0
         redeem r hold=h",
        "revoked",
        "final",
        "This code has been withdrawn.",
    ),
    (
        "campaign amount=9 serials=256
         assign a s customer=ann
         redeem r 255 order=o cart=9 customer=bob",
        "not_yours",
        "final",
        "This code belongs to another customer.",
    ),
    (
        "campaign amount=9
         issue i count=1
         redeem r 0 order=o cart=9
         hold h 0 order=o cart=9",
        "already_redeemed",
        "final",
        "This code has been redeemed already.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9
         redeem r 0 order=o2 cart=9",
        "held_by_another",
        "transient",
        "This code is reserved by another order. Try again later.",
    ),
    (
        "campaign amount=9
         issue i count=1 expires=1d
         at 1d
         redeem r 0 order=o cart=9",
        "expired",
        "final",
        "This code has expired.",
    ),
    (
        "campaign amount=9
         issue i count=1
         cancel c o
         redeem r 0 order=o cart=9",
        "order_closed",
        "final",
        "This order was cancelled. Use another order id for a new order.",
    ),
    (
        "campaign amount=9
         issue i count=1
         validate 0 cart=9 conflict=duplicate_code",
        "duplicate_code",
        "final",
        "This code is there already. Each code counts once for an order.",
    ),
    (
        "campaign amount=9
         issue i count=1
         validate 0 cart=9 conflict=not_combinable",
        "not_combinable",
        "final",
        "This code cannot be combined with another one of the order.",
    ),
    (
        "campaign amount=9 limit.discount.customer.day=9
         issue i count=1
         validate 0 cart=9",
        "customer_required",
        "final",
        "This code is limited per customer. Name the customer by id or e-mail address.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9USD",
        "currency_mismatch",
        "final",
        "This code is for orders in EUR. Pay in EUR to use it.",
    ),
    (
        "campaign amount=9 limit.discount.customer.day=8
         issue i count=1
         redeem r 0 order=o cart=9 customer=ann",
        "limit_reached",
        "transient",
        "The limit on discounts per customer is reached, or leaves too little for this order.",
    ),
    (
        "campaign amount=9 budget.discount=8
         issue i count=1
         redeem r 0 order=o cart=9",
        "budget_exhausted",
        "transient",
        "This campaign's budget for discounts is used up, or too small for this order.",
    ),
    (
        "campaign amount=9
         release x h",
        "hold_unknown",
        "final",
        "There is no such hold. Check its id.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9
         at 15m
         redeem r hold=h",
        "hold_expired",
        "final",
        "This hold has expired. Hold or redeem the code again.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9
         redeem r hold=h
         release x h",
        "hold_resolved",
        "final",
        "This hold is over: it was redeemed or released before.",
    ),
    (
        "campaign amount=9
         issue i count=1
         hold h 0 order=o cart=9 channel=web
         hold h2 0 order=o cart=9 channel=pos",
        "hold_mismatch",
        "final",
        "The order's hold on this code was made with another `channel`. Release it first, or send \
         what it was made with.",
    ),
    (
        "campaign amount=9
         rollback b r",
        "redemption_unknown",
        "final",
        "There is no such redemption. Check its id.",
    ),
    (
        "campaign amount=9
         issue i count=1
         redeem r 0 order=o cart=9
         rollback b r discount=10",
        "exceeds_redemption",
        "final",
        "This is more than what is left of the redemption. Ask for less, or for all of it.",
    ),
    (
        "campaign amount=9
         issue i count=1
         redeem r 0 order=o cart=9
         rollback b r
         rollback b2 r",
        "already_rolled_back",
        "final",
        "This redemption has been rolled back already.",
    ),
    (
        "campaign amount=9
         issue i count=1 expires=0",
        "expiry_passed",
        "final",
        "These codes would have expired already. Choose an expiry in the future.",
    ),
    (
        "campaign amount=9
         issue i count=1 purpose=assigning
         assign a s1 customer=ann batch=0
         assign b s2 customer=bob batch=0",
        "pool_exhausted",
        "final",
        "This batch has no more codes to assign. Add another batch for assigning.",
    ),
    (
        "campaign amount=9 serials=256
         issue i count=249
         issue i2 count=8",
        "campaign_full",
        "final",
        "This campaign has room for 7 more codes. Ask for fewer, or start a campaign with more \
         serial bits.",
    ),
    (
        "campaign amount=9
         change amount=8
         change amount=7 version=1",
        "version_mismatch",
        "final",
        "This campaign was changed by somebody else. Read it again, and change what it is now.",
    ),
];
