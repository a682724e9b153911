//! `/v1/customers`.

use crate::{
    customer::{CustomerProfile, PutCustomer, SuppressCustomer, Suppression, WalletEntry},
    key::Scope,
    openapi::{
        answer::Answer,
        parameter,
        problem::{BAD_REQUEST, CUSTOMER_UNKNOWN, SUPPRESSION_UNKNOWN},
        route::{Declared, delete, get, put},
        security::Access,
    },
    page::Page,
};

pub(super) const TAG: (&str, &str) = (
    "Customers",
    "Who buys: what rules ask about, the codes that somebody holds, and who never gets a discount. Ids are the \
     merchant's and stand percent-encoded in paths; they are compared exactly, byte by byte.",
);

const MANAGE: Access = Access::Secret(Scope::Manage);

pub(super) fn routes() -> Vec<Declared> {
    let mut routes = profile();
    routes.push(wallet());
    routes.extend(suppression());
    routes
}

fn profile() -> Vec<Declared> {
    vec![
        put("/v1/customers/{id}", "putCustomer", MANAGE)
            .about(
                TAG.0,
                "Write a profile",
                "Replaces the whole profile: what is left out is not known any more. Rules are judged by it from the next \
                 request on.",
            )
            .at(parameter::customer())
            .takes::<PutCustomer>(
                r#"{"email": "ann@example.org", "segments": ["vip"], "attributes": {"city": "Rome"}, "order_count": 7}"#,
            )
            .answers(
                Answer::json::<CustomerProfile>(201, "There is a profile now.")
                    .leads_to("showCustomer", "id", "/id")
                    .leads_to("showWallet", "id", "/id")
                    .leads_to("suppressCustomer", "id", "/id"),
            )
            .answers(Answer::json::<CustomerProfile>(200, "The profile is replaced.")),
        get("/v1/customers/{id}", "showCustomer", MANAGE)
            .about(TAG.0, "Show a profile", "What is known about a customer.")
            .at(parameter::customer())
            .answers(Answer::json::<CustomerProfile>(200, "The customer."))
            .refuses(&[BAD_REQUEST, CUSTOMER_UNKNOWN]),
        delete("/v1/customers/{id}", "forgetCustomer", MANAGE)
            .about(
                TAG.0,
                "Forget a customer",
                "Removes profile and wallet. Redemptions stay, and count in limits as before; they know pseudonyms only. A \
                 suppression stays as well, by a keyed hash of the id. Forgetting again changes nothing.",
            )
            .at(parameter::customer())
            .answers(Answer::empty(204, "Profile and wallet are gone."))
            .refuses(&[BAD_REQUEST]),
        get("/v1/customers", "listCustomers", MANAGE)
            .about(
                TAG.0,
                "List customers",
                "All customers with a profile, page by page, in an order that means nothing and stays.",
            )
            .queried(parameter::paging())
            .answers(Answer::json::<Page<CustomerProfile>>(200, "A page of customers.")),
    ]
}

fn wallet() -> Declared {
    get("/v1/customers/{id}/wallet", "showWallet", MANAGE)
        .about(
            TAG.0,
            "Show a wallet",
            "The codes that were assigned to a customer, with or without a profile, and where each of them stands now.",
        )
        .at(parameter::customer())
        .queried(parameter::paging())
        .answers(Answer::json::<Page<WalletEntry>>(200, "A page of the wallet."))
}

fn suppression() -> [Declared; 3] {
    const PATH: &str = "/v1/customers/{id}/suppression";
    [
        put(PATH, "suppressCustomer", MANAGE)
            .about(
                TAG.0,
                "Suppress a customer",
                "From now on the customer gets no discount in any campaign, with or without a profile. What is held already \
                 can be redeemed.",
            )
            .at(parameter::customer())
            .may_take::<SuppressCustomer>(r#"{"reason": "refund-prone"}"#)
            .answers(
                Answer::json::<Suppression>(200, "The customer is suppressed.")
                    .leads_on("liftSuppression", &[("id", "$request.path.id")]),
            ),
        get(PATH, "showSuppression", MANAGE)
            .about(
                TAG.0,
                "Show a suppression",
                "Whether a customer is suppressed, since when, and why.",
            )
            .at(parameter::customer())
            .answers(Answer::json::<Suppression>(200, "The customer is suppressed."))
            .refuses(&[BAD_REQUEST, SUPPRESSION_UNKNOWN]),
        delete(PATH, "liftSuppression", MANAGE)
            .about(
                TAG.0,
                "Lift a suppression",
                "Lifting one that there is not changes nothing.",
            )
            .at(parameter::customer())
            .answers(Answer::empty(204, "The customer is not suppressed."))
            .refuses(&[BAD_REQUEST]),
    ]
}
