//! Which request is which: from method and path to a route, and who may call it.

use tessera_api::key::Scope;

use crate::failure::Failure;

/// What a request asks for. Ids stand as they came: whether they exist is for the handlers to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'p> {
    Health,
    Manifest,
    Plan,
    CreateCampaign,
    ListCampaigns,
    ShowCampaign {
        prefix: &'p str,
    },
    ChangeCampaign {
        prefix: &'p str,
    },
    PauseCampaign {
        prefix: &'p str,
    },
    ResumeCampaign {
        prefix: &'p str,
    },
    EndCampaign {
        prefix: &'p str,
    },
    CreateBatch {
        prefix: &'p str,
    },
    Assign {
        prefix: &'p str,
    },
    ListBatches {
        prefix: &'p str,
    },
    ExportCodes {
        prefix: &'p str,
        batch: &'p str,
    },
    Validate,
    Qualify,
    Hold,
    ShowHold {
        id: &'p str,
    },
    ReleaseHold {
        id: &'p str,
    },
    RedeemHold {
        id: &'p str,
    },
    Redeem,
    ListRedemptions,
    ShowRedemption {
        id: &'p str,
    },
    RollBack {
        id: &'p str,
    },
    CancelOrder {
        id: &'p str,
    },
    CheckOut,
    ShowCheckout {
        id: &'p str,
    },
    LookUpCode,
    RevokeCodes,
    PutCustomer {
        id: &'p str,
    },
    ShowCustomer {
        id: &'p str,
    },
    ForgetCustomer {
        id: &'p str,
    },
    ListCustomers,
    ShowWallet {
        id: &'p str,
    },
    SuppressCustomer {
        id: &'p str,
    },
    ShowSuppression {
        id: &'p str,
    },
    LiftSuppression {
        id: &'p str,
    },
    CreateKey,
    ListKeys,
    RevokeKey {
        id: &'p str,
    },
    Demo(Demo),
    #[cfg(feature = "testing")]
    Test {
        name: &'p str,
    },
}

/// The routes of the demo shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demo {
    Config,
    Products,
    Checkout,
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody.
    Public,
    /// A page with a publishable key, or a server whose secret key has the scope.
    PageOr(Scope),
    /// A server whose secret key has the scope.
    Secret(Scope),
    /// Whoever has the admin key.
    Admin,
}

impl<'p> Route<'p> {
    /// The route of a request.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] if no route has the path, [`Failure::MethodNotAllowed`] if none has
    /// the method.
    pub(crate) fn find(method: &str, path: &'p str) -> Result<Self, Failure> {
        // The runtime leaves the body of an answer to HEAD away.
        let method = if method == "HEAD" { "GET" } else { method };
        let segments = path.split('/').skip(1).collect::<Vec<_>>();
        let (get, post) = Self::of_path(&segments).ok_or(Failure::NotFound)?;
        let [put, patch, delete] = Self::of_path_to_change(&segments);
        let offered = [
            ("GET", get),
            ("POST", post),
            ("PUT", put),
            ("PATCH", patch),
            ("DELETE", delete),
        ];
        let found = offered.iter().find(|(offered, _)| *offered == method);
        found.and_then(|(_, route)| *route).ok_or_else(|| {
            let offered = offered.iter().filter(|(_, route)| route.is_some());
            let allow = offered.map(|(method, _)| *method).collect::<Vec<_>>();
            let allow = allow.join(", ");
            Failure::MethodNotAllowed { allow }
        })
    }

    /// Who may call it.
    pub(crate) fn access(&self) -> Access {
        match self {
            Self::Health | Self::Manifest | Self::Demo(_) => Access::Public,
            Self::Validate => Access::PageOr(Scope::Redeem),
            Self::Qualify
            | Self::Hold
            | Self::ShowHold { .. }
            | Self::ReleaseHold { .. }
            | Self::RedeemHold { .. }
            | Self::Redeem
            | Self::ListRedemptions
            | Self::ShowRedemption { .. }
            | Self::RollBack { .. }
            | Self::CancelOrder { .. }
            | Self::CheckOut
            | Self::ShowCheckout { .. }
            | Self::LookUpCode => Access::Secret(Scope::Redeem),
            Self::CreateBatch { .. } | Self::Assign { .. } | Self::RevokeCodes => {
                Access::Secret(Scope::Issue)
            }
            Self::ExportCodes { .. } => Access::Secret(Scope::Export),
            Self::Plan
            | Self::CreateCampaign
            | Self::ListCampaigns
            | Self::ShowCampaign { .. }
            | Self::ChangeCampaign { .. }
            | Self::PauseCampaign { .. }
            | Self::ResumeCampaign { .. }
            | Self::EndCampaign { .. }
            | Self::ListBatches { .. }
            | Self::PutCustomer { .. }
            | Self::ShowCustomer { .. }
            | Self::ForgetCustomer { .. }
            | Self::ListCustomers
            | Self::ShowWallet { .. }
            | Self::SuppressCustomer { .. }
            | Self::ShowSuppression { .. }
            | Self::LiftSuppression { .. } => Access::Secret(Scope::Manage),
            Self::CreateKey | Self::ListKeys | Self::RevokeKey { .. } => Access::Admin,
            #[cfg(feature = "testing")]
            Self::Test { .. } => Access::Public,
        }
    }

    /// Whether pages of other origins may call it.
    pub(crate) fn is_for_pages(&self) -> bool {
        matches!(self.access(), Access::PageOr(_)) || *self == Self::Manifest
    }

    /// What a path answers to GET and to POST; `None` if no route has it.
    fn of_path(segments: &[&'p str]) -> Option<(Option<Self>, Option<Self>)> {
        Some(match *segments {
            ["healthz"] => (Some(Self::Health), None),
            ["demo", ref rest @ ..] => Self::of_demo_path(rest)?,
            #[cfg(feature = "testing")]
            ["__test", name] => (Some(Self::Test { name }), Some(Self::Test { name })),
            ["v1", ref rest @ ..] => match *rest {
                ["manifest"] => (Some(Self::Manifest), None),
                ["plan"] => (None, Some(Self::Plan)),
                ["validations"] => (None, Some(Self::Validate)),
                ["qualifications"] => (None, Some(Self::Qualify)),
                ["holds"] => (None, Some(Self::Hold)),
                ["holds", id] => (Some(Self::ShowHold { id }), None),
                ["holds", id, "redeem"] => (None, Some(Self::RedeemHold { id })),
                ["redemptions"] => (Some(Self::ListRedemptions), Some(Self::Redeem)),
                ["redemptions", id] => (Some(Self::ShowRedemption { id }), None),
                ["redemptions", id, "rollback"] => (None, Some(Self::RollBack { id })),
                ["orders", id, "cancel"] => (None, Some(Self::CancelOrder { id })),
                ["checkouts"] => (None, Some(Self::CheckOut)),
                ["checkouts", id] => (Some(Self::ShowCheckout { id }), None),
                ["codes", "lookup"] => (None, Some(Self::LookUpCode)),
                ["codes", "revoke"] => (None, Some(Self::RevokeCodes)),
                ["customers"] => (Some(Self::ListCustomers), None),
                ["customers", id] => (Some(Self::ShowCustomer { id }), None),
                ["customers", id, "wallet"] => (Some(Self::ShowWallet { id }), None),
                ["customers", id, "suppression"] => (Some(Self::ShowSuppression { id }), None),
                ["keys"] => (Some(Self::ListKeys), Some(Self::CreateKey)),
                ["keys", id, "revoke"] => (None, Some(Self::RevokeKey { id })),
                ["campaigns"] => (Some(Self::ListCampaigns), Some(Self::CreateCampaign)),
                ["campaigns", prefix] => (Some(Self::ShowCampaign { prefix }), None),
                ["campaigns", prefix, "pause"] => (None, Some(Self::PauseCampaign { prefix })),
                ["campaigns", prefix, "resume"] => (None, Some(Self::ResumeCampaign { prefix })),
                ["campaigns", prefix, "end"] => (None, Some(Self::EndCampaign { prefix })),
                ["campaigns", prefix, "batches"] => (
                    Some(Self::ListBatches { prefix }),
                    Some(Self::CreateBatch { prefix }),
                ),
                ["campaigns", prefix, "assignments"] => (None, Some(Self::Assign { prefix })),
                ["campaigns", prefix, "batches", batch, "codes"] => {
                    (Some(Self::ExportCodes { prefix, batch }), None)
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    /// What a path answers to PUT, PATCH and DELETE, which few have.
    fn of_path_to_change(segments: &[&'p str]) -> [Option<Self>; 3] {
        match *segments {
            ["v1", "campaigns", prefix] => [None, Some(Self::ChangeCampaign { prefix }), None],
            ["v1", "holds", id] => [None, None, Some(Self::ReleaseHold { id })],
            ["v1", "customers", id] => [
                Some(Self::PutCustomer { id }),
                None,
                Some(Self::ForgetCustomer { id }),
            ],
            ["v1", "customers", id, "suppression"] => [
                Some(Self::SuppressCustomer { id }),
                None,
                Some(Self::LiftSuppression { id }),
            ],
            _ => [None, None, None],
        }
    }

    fn of_demo_path(segments: &[&str]) -> Option<(Option<Self>, Option<Self>)> {
        match *segments {
            ["config"] => Some((Some(Self::Demo(Demo::Config)), None)),
            ["products"] => Some((Some(Self::Demo(Demo::Products)), None)),
            ["checkout"] => Some((None, Some(Self::Demo(Demo::Checkout)))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_found() {
        let (prefix, batch) = ("SUM", "bt_SUM_0");
        for (method, path, route) in [
            ("GET", "/healthz", Route::Health),
            ("GET", "/v1/manifest", Route::Manifest),
            ("POST", "/v1/plan", Route::Plan),
            ("POST", "/v1/campaigns", Route::CreateCampaign),
            ("GET", "/v1/campaigns", Route::ListCampaigns),
            ("GET", "/v1/campaigns/SUM", Route::ShowCampaign { prefix }),
            (
                "PATCH",
                "/v1/campaigns/SUM",
                Route::ChangeCampaign { prefix },
            ),
            (
                "POST",
                "/v1/campaigns/SUM/pause",
                Route::PauseCampaign { prefix },
            ),
            (
                "POST",
                "/v1/campaigns/SUM/resume",
                Route::ResumeCampaign { prefix },
            ),
            (
                "POST",
                "/v1/campaigns/SUM/end",
                Route::EndCampaign { prefix },
            ),
            (
                "POST",
                "/v1/campaigns/SUM/batches",
                Route::CreateBatch { prefix },
            ),
            (
                "POST",
                "/v1/campaigns/SUM/assignments",
                Route::Assign { prefix },
            ),
            (
                "GET",
                "/v1/campaigns/SUM/batches",
                Route::ListBatches { prefix },
            ),
            (
                "GET",
                "/v1/campaigns/SUM/batches/bt_SUM_0/codes",
                Route::ExportCodes { prefix, batch },
            ),
            ("POST", "/v1/validations", Route::Validate),
            ("POST", "/v1/qualifications", Route::Qualify),
            ("POST", "/v1/holds", Route::Hold),
            ("GET", "/v1/customers", Route::ListCustomers),
            ("PUT", "/v1/customers/c", Route::PutCustomer { id: "c" }),
            ("GET", "/v1/customers/c", Route::ShowCustomer { id: "c" }),
            (
                "DELETE",
                "/v1/customers/c",
                Route::ForgetCustomer { id: "c" },
            ),
            (
                "GET",
                "/v1/customers/c%2Fd/wallet",
                Route::ShowWallet { id: "c%2Fd" },
            ),
            (
                "PUT",
                "/v1/customers/c/suppression",
                Route::SuppressCustomer { id: "c" },
            ),
            (
                "GET",
                "/v1/customers/c/suppression",
                Route::ShowSuppression { id: "c" },
            ),
            (
                "DELETE",
                "/v1/customers/c/suppression",
                Route::LiftSuppression { id: "c" },
            ),
            ("GET", "/v1/holds/hd_1", Route::ShowHold { id: "hd_1" }),
            (
                "DELETE",
                "/v1/holds/hd_1",
                Route::ReleaseHold { id: "hd_1" },
            ),
            (
                "POST",
                "/v1/holds/hd_1/redeem",
                Route::RedeemHold { id: "hd_1" },
            ),
            ("POST", "/v1/redemptions", Route::Redeem),
            ("GET", "/v1/redemptions", Route::ListRedemptions),
            (
                "POST",
                "/v1/redemptions/rd_1/rollback",
                Route::RollBack { id: "rd_1" },
            ),
            (
                "POST",
                "/v1/orders/o-1/cancel",
                Route::CancelOrder { id: "o-1" },
            ),
            ("POST", "/v1/checkouts", Route::CheckOut),
            (
                "GET",
                "/v1/checkouts/co_1",
                Route::ShowCheckout { id: "co_1" },
            ),
            ("POST", "/v1/codes/revoke", Route::RevokeCodes),
            (
                "GET",
                "/v1/redemptions/rd_1",
                Route::ShowRedemption { id: "rd_1" },
            ),
            ("POST", "/v1/codes/lookup", Route::LookUpCode),
            ("POST", "/v1/keys", Route::CreateKey),
            ("GET", "/v1/keys", Route::ListKeys),
            (
                "POST",
                "/v1/keys/key_1/revoke",
                Route::RevokeKey { id: "key_1" },
            ),
            ("GET", "/demo/products", Route::Demo(Demo::Products)),
            ("GET", "/demo/config", Route::Demo(Demo::Config)),
            ("POST", "/demo/checkout", Route::Demo(Demo::Checkout)),
        ] {
            assert_eq!(Route::find(method, path), Ok(route), "{method} {path}");
        }
    }

    #[test]
    fn what_is_no_route_is_not_found() {
        for path in [
            "/",
            "",
            "/v1",
            "/v1/",
            "/v1/manifest/",
            "//v1/manifest",
            "/v1/keys/x",
            "/V1/plan",
        ] {
            assert_eq!(Route::find("GET", path), Err(Failure::NotFound), "{path}");
        }
    }

    #[test]
    fn another_method_is_told_which_there_are() {
        let allow = |method, path| match Route::find(method, path) {
            Err(Failure::MethodNotAllowed { allow }) => allow,
            other => panic!("{other:?}"),
        };
        assert_eq!(allow("DELETE", "/v1/campaigns"), "GET, POST");
        assert_eq!(allow("POST", "/v1/manifest"), "GET");
        assert_eq!(allow("GET", "/v1/holds"), "POST");
        assert_eq!(allow("HEAD", "/v1/holds"), "POST");
        assert_eq!(allow("POST", "/v1/holds/hd_1"), "GET, DELETE");
        assert_eq!(allow("DELETE", "/v1/campaigns/SUM"), "GET, PATCH");
        assert_eq!(allow("POST", "/v1/customers/c"), "GET, PUT, DELETE");
    }

    #[test]
    fn head_is_answered_like_get() {
        assert_eq!(Route::find("HEAD", "/v1/manifest"), Ok(Route::Manifest));
    }

    #[cfg(not(feature = "testing"))]
    #[test]
    fn the_test_seam_has_no_routes_in_releases() {
        assert_eq!(Route::find("POST", "/__test/clock"), Err(Failure::NotFound));
    }
}
