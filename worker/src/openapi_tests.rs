//! The committed description of the API, held against the routes and failures that there are. What its
//! bodies look like is made from the wire types; this is about the rest.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tessera_api::key::Scope;

use crate::route::{Access, Demo, Route};

const DOCUMENT: &str = include_str!("../../crates/api/openapi.json");

/// Names every route after its operation. A route that is not named here does not compile, and one that
/// is named here must be described.
macro_rules! operations {
    ($($route:pat => $operation:literal,)+) => {
        fn operation(route: &Route<'_>) -> &'static str {
            match route {
                $($route => $operation,)+
                #[cfg(feature = "testing")]
                Route::Test { .. } => panic!("the seam for tests is not described"),
            }
        }

        const OPERATIONS: &[&str] = &[$($operation),+];
    };
}

operations! {
    Route::Health => "checkHealth",
    Route::Manifest => "showManifest",
    Route::Plan => "plan",
    Route::CreateCampaign => "createCampaign",
    Route::ListCampaigns => "listCampaigns",
    Route::ShowCampaign { .. } => "showCampaign",
    Route::ChangeCampaign { .. } => "changeCampaign",
    Route::PauseCampaign { .. } => "pauseCampaign",
    Route::ResumeCampaign { .. } => "resumeCampaign",
    Route::EndCampaign { .. } => "endCampaign",
    Route::CreateBatch { .. } => "createBatch",
    Route::Assign { .. } => "assignCode",
    Route::ListBatches { .. } => "listBatches",
    Route::ExportCodes { .. } => "exportCodes",
    Route::Validate => "validate",
    Route::Qualify => "qualify",
    Route::Hold => "hold",
    Route::ShowHold { .. } => "showHold",
    Route::ReleaseHold { .. } => "releaseHold",
    Route::RedeemHold { .. } => "redeemHold",
    Route::Redeem => "redeem",
    Route::ListRedemptions => "listRedemptions",
    Route::ShowRedemption { .. } => "showRedemption",
    Route::RollBack { .. } => "rollBack",
    Route::CancelOrder { .. } => "cancelOrder",
    Route::CheckOut => "checkOut",
    Route::ShowCheckout { .. } => "showCheckout",
    Route::LookUpCode => "lookUpCode",
    Route::RevokeCodes => "revokeCodes",
    Route::PutCustomer { .. } => "putCustomer",
    Route::ShowCustomer { .. } => "showCustomer",
    Route::ForgetCustomer { .. } => "forgetCustomer",
    Route::ListCustomers => "listCustomers",
    Route::ShowWallet { .. } => "showWallet",
    Route::SuppressCustomer { .. } => "suppressCustomer",
    Route::ShowSuppression { .. } => "showSuppression",
    Route::LiftSuppression { .. } => "liftSuppression",
    Route::CreateKey => "createKey",
    Route::ListKeys => "listKeys",
    Route::RevokeKey { .. } => "revokeKey",
    Route::Demo(Demo::Config) => "showDemoConfig",
    Route::Demo(Demo::Products) => "listDemoProducts",
    Route::Demo(Demo::Checkout) => "checkOutDemo",
}

/// An operation of the document: its method, its path with something for each parameter, and itself.
struct Described {
    method: String,
    path: String,
    operation: Map<String, Value>,
}

fn described() -> Vec<Described> {
    let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
    let paths = document["paths"].as_object().expect("paths").clone();
    let operations = paths.into_iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path item").clone();
        item.into_iter().map(move |(method, operation)| Described {
            method: method.to_uppercase(),
            path: filled(&path),
            operation: operation.as_object().expect("an operation").clone(),
        })
    });
    operations.collect()
}

/// `/v1/keys/{id}/revoke` as `/v1/keys/x/revoke`.
fn filled(template: &str) -> String {
    let segment = |segment: &str| {
        if segment.starts_with('{') {
            "x"
        } else {
            segment
        }
        .to_owned()
    };
    let segments = template.split('/').map(segment);
    segments.collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_described_is_served_and_what_is_served_is_described() {
    let mut seen = BTreeSet::new();
    for Described {
        method,
        path,
        operation: described,
    } in described()
    {
        let route = Route::find(&method, &path);
        let route = route.unwrap_or_else(|failure| panic!("{method} {path}: {failure:?}"));
        assert_eq!(
            described["operationId"],
            operation(&route),
            "{method} {path}"
        );
        seen.insert(operation(&route));
    }
    let served = OPERATIONS.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(
        seen, served,
        "write what is missing in crates/api/src/openapi/routes"
    );
}

#[test]
fn the_keys_that_are_described_are_the_keys_that_are_asked_for() {
    for Described {
        method,
        path,
        operation,
    } in described()
    {
        let route = Route::find(&method, &path).expect("a route");
        let secret = |scope: Scope| serde_json::json!({"secretKey": [scope.as_str()]});
        let expected = match route.access() {
            Access::Public => vec![],
            Access::PageOr(scope) => {
                vec![secret(scope), serde_json::json!({"publishableKey": []})]
            }
            Access::Secret(scope) => vec![secret(scope)],
            Access::Admin => vec![serde_json::json!({"adminKey": []})],
        };
        assert_eq!(
            operation["security"],
            Value::from(expected),
            "{method} {path}"
        );
    }
}
