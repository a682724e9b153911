//! Failures as problem details (RFC 9457): the one match from what happened to what HTTP says.

use tessera_api::problem::Problem;

use super::{Failure, Refusal, RefusalKind, Thing};

impl Failure {
    /// The problem details.
    pub(crate) fn to_problem(&self, request_id: &str) -> Problem {
        let Explained {
            status,
            code,
            title,
            detail,
        } = self.explain();
        let refusal = self.refusal();
        Problem {
            kind: format!("urn:tessera:problem:{code}"),
            title,
            status,
            detail,
            code,
            field: self.field(),
            limit: refusal.and_then(|refusal| refusal.limit.as_deref().cloned()),
            frees_at: refusal.and_then(|refusal| refusal.frees_at),
            failed: refusal.map_or_else(Vec::new, |refusal| refusal.failed.to_vec()),
            request_id: request_id.to_owned(),
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        if let Self::Refused(refusal) = self {
            Some(refusal)
        } else {
            None
        }
    }

    /// The request's field that it is about.
    fn field(&self) -> Option<String> {
        match self {
            Self::BadJson(error) => error.field.clone(),
            Self::BadRequest(error) | Self::InvalidValue(error) => Some(error.field.clone()),
            Self::InvalidCustomerToken(_) => Some("customer.token".into()),
            Self::IdempotencyKeyRequired => Some("Idempotency-Key".into()),
            Self::IfMatchRequired => Some("If-Match".into()),
            Self::PrefixTaken { .. } => Some("pattern".into()),
            Self::Refused(refusal) => refusal.field.clone(),
            Self::NotFound
            | Self::MethodNotAllowed { .. }
            | Self::KeyRequired
            | Self::KeyInvalid
            | Self::WrongKeyKind { .. }
            | Self::ScopeMissing(_)
            | Self::OriginNotAllowed
            | Self::NotAcceptable
            | Self::BodyTooLarge { .. }
            | Self::Unknown(_)
            | Self::BatchNotExportable
            | Self::CreationOvertaken
            | Self::TooManyKeys
            | Self::TooManyRequests(_)
            | Self::ChallengeRequired
            | Self::NotConfigured { .. }
            | Self::WrongMaster { .. }
            | Self::Unavailable(_)
            | Self::Internal(_) => None,
        }
    }

    /// The one match from what happened to what HTTP says.
    fn explain(&self) -> Explained {
        match self {
            Self::NotFound => Explained::new(404, "not_found", "Not found")
                .because("There is no route with this path."),
            Self::MethodNotAllowed { allow } => {
                Explained::new(405, "method_not_allowed", "Method not allowed")
                    .because(format!("This path takes {allow}."))
            }
            Self::KeyRequired => Explained::new(401, "key_required", "A key is required")
                .because("Send `Authorization: Bearer` with a key."),
            Self::KeyInvalid => Explained::new(401, "key_invalid", "The key is not valid")
                .because("The key is unknown or was revoked. Check it, or make another."),
            Self::WrongKeyKind { needed } => {
                Explained::new(403, "wrong_key_kind", "The key is of the wrong kind")
                    .because(format!("This route takes {needed}."))
            }
            Self::ScopeMissing(scope) => {
                Explained::new(403, "insufficient_scope", "The key may not do this").because(
                    format!(
                        "This route needs a key with the scope `{}`.",
                        scope.as_str()
                    ),
                )
            }
            Self::OriginNotAllowed => {
                Explained::new(403, "origin_not_allowed", "The origin is not allowed").because(
                    "This publishable key may not be used from here. Make one that names this \
                     page's origin.",
                )
            }
            Self::NotAcceptable => {
                Explained::new(406, "not_acceptable", "No acceptable media type")
                    .because("This route answers with text/csv or application/x-ndjson.")
            }
            Self::BodyTooLarge { limit_bytes } => {
                Explained::new(413, "body_too_large", "The body is too large")
                    .because(format!("This route takes at most {limit_bytes} bytes."))
            }
            Self::BadJson(error) => Explained::new(400, "bad_request", "The request is malformed")
                .because(error.detail.as_str()),
            Self::BadRequest(error) => {
                Explained::new(400, "bad_request", "The request is malformed")
                    .because(error.to_string())
            }
            Self::InvalidCustomerToken(reason) => Explained::new(
                400,
                "invalid_customer_token",
                "The customer token is not accepted",
            )
            .because(format!("customer.token: {reason}")),
            Self::IdempotencyKeyRequired => Explained::new(
                400,
                "idempotency_key_required",
                "An idempotency key is required",
            )
            .because(
                "Send `Idempotency-Key` with 1 to 255 visible ASCII characters: a new one \
                         for every new request, the same one for a repetition.",
            ),
            Self::IfMatchRequired => Explained::new(
                428,
                "if_match_required",
                "The version to change is required",
            )
            .because("Send `If-Match` with the `ETag` of the campaign that you read."),
            Self::InvalidValue(error) => {
                Explained::new(422, "invalid_value", "A value is not allowed")
                    .because(error.to_string())
            }
            Self::Unknown(thing) => thing.explain(),
            Self::BatchNotExportable => Explained::new(
                409,
                "batch_not_exportable",
                "This batch is not for export",
            )
            .because(
                "Its codes are assigned to customers, and told to nobody else. Export another batch.",
            ),
            Self::PrefixTaken { by } => Explained::new(409, "prefix_taken", "The prefix is taken")
                .because(format!(
                    "The campaign {by} exists, and codes with this prefix would read like its own. \
                     Choose another prefix."
                )),
            Self::CreationOvertaken => Explained::new(
                409,
                "creation_overtaken",
                "Another request created this campaign",
            )
            .because("Look at the campaign that there is now before you try again."),
            Self::TooManyKeys => Explained::new(422, "too_many_keys", "There are too many keys")
                .because("Revoke keys that nobody uses, and try again."),
            Self::TooManyRequests(quota) => {
                Explained::new(429, "too_many_requests", "Too many requests").because(format!(
                    "The quota is {} {} in {} seconds. Wait, and try again.",
                    quota.units, quota.name, quota.period_s
                ))
            }
            Self::ChallengeRequired => {
                Explained::new(429, "challenge_required", "A challenge is required").because(
                    "Too many codes from this address were not genuine. Send the token of a new \
                     challenge as `Challenge-Token`, or wait, and try again.",
                )
            }
            Self::Refused(refusal) => Explained {
                status: match refusal.kind {
                    RefusalKind::Unprocessable => 422,
                    RefusalKind::Conflict => 409,
                    RefusalKind::Unknown => 404,
                    RefusalKind::Stale => 412,
                },
                code: refusal.code.clone(),
                title: "Refused",
                detail: refusal.message.clone(),
            },
            Self::NotConfigured { remedy } => {
                Explained::new(503, "not_configured", "The service is not configured")
                    .because(remedy.as_str())
            }
            Self::WrongMaster { prefix, secret } => Explained::new(
                503,
                "wrong_master_key",
                "The campaign's master key is not there",
            )
            .because(format!(
                "The secret {secret} is missing, or is not the key that the campaign {prefix} was \
                 created with. Set it to that key: `wrangler secret put {secret}`."
            )),
            Self::Unavailable(_) => Explained::new(503, "unavailable", "Temporarily unavailable")
                .because("Try again in a moment, with the same Idempotency-Key."),
            Self::Internal(_) => Explained::new(500, "internal_error", "Internal error").because(
                "This is our fault. The details are in the server's log, under the request id.",
            ),
        }
    }
}

impl Thing {
    fn explain(self) -> Explained {
        let (code, title) = match self {
            Self::Campaign => ("campaign_unknown", "There is no such campaign"),
            Self::Batch => ("batch_unknown", "There is no such batch"),
            Self::Hold => ("hold_unknown", "There is no such hold"),
            Self::Redemption => ("redemption_unknown", "There is no such redemption"),
            Self::Key => ("key_unknown", "There is no such key"),
            Self::Customer => ("customer_unknown", "There is no such customer"),
            Self::Suppression => ("suppression_unknown", "The customer is not suppressed"),
        };
        Explained::new(404, code, title).because("Check the id in the path.")
    }
}

/// The part of a problem that depends on its kind.
struct Explained {
    status: u16,
    code: String,
    title: &'static str,
    detail: String,
}

impl Explained {
    fn new(status: u16, code: &str, title: &'static str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            title,
            detail: String::new(),
        }
    }

    fn because(self, detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use tessera_api::convert::InvalidValue;

    use super::*;

    #[test]
    fn a_problem_is_pinned() {
        let invalid = InvalidValue::new("order.subtotal", "must be small");
        let problem = Failure::InvalidValue(invalid).to_problem("r1");
        assert_eq!(
            serde_json::to_string(&problem).expect("serialisable"),
            r#"{"type":"urn:tessera:problem:invalid_value","title":"A value is not allowed","status":422,"detail":"order.subtotal: must be small","code":"invalid_value","field":"order.subtotal","request_id":"r1"}"#
        );
    }

    #[test]
    fn internals_are_logged_and_never_told() {
        for failure in [
            Failure::Internal("secret".into()),
            Failure::Unavailable("secret".into()),
        ] {
            assert_eq!(failure.log_line(), Some("secret"));
            let problem = serde_json::to_string(&failure.to_problem("r1")).expect("serialisable");
            assert!(!problem.contains("secret"), "{problem}");
        }
    }

    #[test]
    fn a_refusal_keeps_slug_field_and_limit() {
        let budget = tessera_engine::Rejection::BudgetExhausted {
            metric: tessera_engine::Metric::Redemptions,
        };
        let problem = Failure::Refused(budget.into()).to_problem("r1");
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (422, "budget_exhausted")
        );
        let json = serde_json::to_value(&problem).expect("serialisable");
        assert_eq!(json["limit"]["metric"], "redemptions");

        let conflict = tessera_engine::Rejection::IdempotencyConflict {
            field: tessera_engine::Field::Subtotal,
        };
        let problem = Failure::Refused(conflict.into()).to_problem("r1");
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (409, "idempotency_conflict")
        );
        assert_eq!(problem.field.as_deref(), Some("order.subtotal"));
    }

    #[test]
    fn what_is_refused_by_its_id_or_its_version_has_a_status_of_its_own() {
        let told = |rejection: tessera_engine::Rejection| {
            let problem = Failure::Refused(rejection.into()).to_problem("r1");
            (problem.status, problem.code)
        };
        let unknown = told(tessera_engine::Rejection::HoldUnknown);
        assert_eq!(unknown, (404, "hold_unknown".into()));
        assert_eq!(
            (unknown.0, unknown.1),
            {
                let problem = Failure::Unknown(Thing::Hold).to_problem("r1");
                (problem.status, problem.code)
            },
            "also if the id cannot be read"
        );
        let stale = tessera_engine::Rejection::VersionMismatch { current: 2 };
        assert_eq!(told(stale), (412, "version_mismatch".into()));
    }
}
