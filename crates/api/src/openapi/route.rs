//! One route: who may call it, what it takes, what it answers.

use serde::de::DeserializeOwned;
use utoipa::{
    ToSchema,
    openapi::{
        ContentBuilder, HttpMethod, PathItem, Required,
        path::{OperationBuilder, Parameter},
        request_body::{RequestBody, RequestBodyBuilder},
    },
};

use super::{
    Mistake,
    answer::Answer,
    parameter,
    problem::{self, Kind},
    schemas::Schemas,
    security::Access,
};
use crate::{
    json::{self, BadJson},
    problem::Problem,
};

/// Declares a route that writes the whole of something.
pub(super) fn put(path: &'static str, id: &str, access: Access) -> Declared {
    Declared::new(HttpMethod::Put, path, id, access)
}

/// Declares a route that changes what there is.
pub(super) fn patch(path: &'static str, id: &str, access: Access) -> Declared {
    Declared::new(HttpMethod::Patch, path, id, access)
}

/// Declares a route that ends something.
pub(super) fn delete(path: &'static str, id: &str, access: Access) -> Declared {
    Declared::new(HttpMethod::Delete, path, id, access)
}

/// A route, as it is declared.
pub(super) struct Declared {
    path: &'static str,
    method: HttpMethod,
    operation: OperationBuilder,
    body: Option<Body>,
    answers: Vec<Answer>,
    problems: Vec<Kind>,
}

/// A route, as OpenAPI has it.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) item: PathItem,
}

struct Body {
    required: Required,
    schema: fn(&mut Schemas) -> utoipa::openapi::Ref,
    example: &'static str,
    /// Reads the example like a request.
    check: fn(&str) -> Result<(), BadJson>,
}

/// Declares a route that reads; `id` is its operation's.
pub(super) fn get(path: &'static str, id: &str, access: Access) -> Declared {
    Declared::new(HttpMethod::Get, path, id, access)
}

/// Declares a route that does something.
pub(super) fn post(path: &'static str, id: &str, access: Access) -> Declared {
    Declared::new(HttpMethod::Post, path, id, access)
}

impl Declared {
    fn new(method: HttpMethod, path: &'static str, id: &str, access: Access) -> Self {
        let mut problems = vec![];
        match access {
            Access::Public => {}
            Access::PageOr(_) => problems.extend([
                problem::KEY_REQUIRED,
                problem::KEY_INVALID,
                problem::WRONG_KEY_KIND,
                problem::INSUFFICIENT_SCOPE,
                problem::ORIGIN_NOT_ALLOWED,
            ]),
            Access::Secret(_) => problems.extend([
                problem::KEY_REQUIRED,
                problem::KEY_INVALID,
                problem::WRONG_KEY_KIND,
                problem::INSUFFICIENT_SCOPE,
            ]),
            Access::Admin => problems.extend([
                problem::KEY_REQUIRED,
                problem::KEY_INVALID,
                problem::WRONG_KEY_KIND,
            ]),
        }
        problems.extend([
            problem::INTERNAL_ERROR,
            problem::NOT_CONFIGURED,
            problem::WRONG_MASTER_KEY,
            problem::UNAVAILABLE,
        ]);
        Self {
            path,
            method,
            operation: OperationBuilder::new()
                .operation_id(Some(id))
                .securities(Some(access.requirements())),
            body: None,
            answers: vec![],
            problems,
        }
    }

    /// What it is about, in a few words and in some more.
    pub(super) fn about(mut self, tag: &str, summary: &str, description: &str) -> Self {
        self.operation = self
            .operation
            .tag(tag)
            .summary(Some(summary))
            .description(Some(description));
        self
    }

    /// It takes a parameter in its path. What such a parameter cannot be is no route at all.
    pub(super) fn at(mut self, parameter: Parameter) -> Self {
        self.operation = self.operation.parameter(parameter);
        self.refuses(&[problem::NOT_FOUND])
    }

    /// It takes parameters in its query.
    pub(super) fn queried(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        for parameter in parameters {
            self.operation = self.operation.parameter(parameter);
        }
        self.refuses(&[problem::BAD_REQUEST])
    }

    /// It takes a header.
    pub(super) fn reads(mut self, header: Parameter) -> Self {
        self.operation = self.operation.parameter(header);
        self
    }

    /// It takes a body, such as the example.
    pub(super) fn takes<T: ToSchema + DeserializeOwned>(self, example: &'static str) -> Self {
        self.takes_body::<T>(Required::True, example)
    }

    /// It takes a body that may be empty.
    pub(super) fn may_take<T: ToSchema + DeserializeOwned>(self, example: &'static str) -> Self {
        self.takes_body::<T>(Required::False, example)
    }

    fn takes_body<T: ToSchema + DeserializeOwned>(
        mut self,
        required: Required,
        example: &'static str,
    ) -> Self {
        self.body = Some(Body {
            required,
            schema: Schemas::refer::<T>,
            example,
            check: |example| json::parse::<T>(example.as_bytes()).map(drop),
        });
        self.refuses(&[
            problem::BAD_REQUEST,
            problem::BODY_TOO_LARGE,
            problem::INVALID_VALUE,
        ])
    }

    /// It needs an idempotency key, and gives the same answer again.
    pub(super) fn idempotent(self) -> Self {
        self.reads(parameter::idempotency_key()).refuses(&[
            problem::IDEMPOTENCY_KEY_REQUIRED,
            problem::IDEMPOTENCY_CONFLICT,
        ])
    }

    /// It answers, if all is well.
    pub(super) fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// It may answer with these problems.
    pub(super) fn refuses(mut self, kinds: &[Kind]) -> Self {
        self.problems.extend(kinds);
        self
    }

    /// It asks no storage and no campaign, so that little can go wrong.
    pub(super) fn fails_only_with(mut self, kinds: &[Kind]) -> Self {
        self.problems = kinds.to_vec();
        self
    }

    /// The route, its schemas added to the others.
    ///
    /// # Errors
    ///
    /// [`Mistake::Example`] if the example of its body is no such body.
    pub(super) fn build(self, schemas: &mut Schemas) -> Result<Route, Mistake> {
        let path = self.path;
        let body = self.body.map(|body| body.build(schemas)).transpose();
        let body = body.map_err(|error| Mistake::Example { path, error })?;
        let mut operation = self.operation.request_body(body);
        for answer in self.answers {
            operation = operation.response(answer.status.to_string(), answer.build(schemas));
        }
        let problem = schemas.refer::<Problem>();
        for (status, response) in problem::responses(&self.problems, &problem) {
            operation = operation.response(status.to_string(), response);
        }
        Ok(Route {
            path,
            item: PathItem::new(self.method, operation),
        })
    }
}

impl Body {
    fn build(self, schemas: &mut Schemas) -> Result<RequestBody, BadJson> {
        (self.check)(self.example)?;
        let example = serde_json::from_str(self.example).ok();
        let content = ContentBuilder::new()
            .schema(Some((self.schema)(schemas)))
            .example(example);
        Ok(RequestBodyBuilder::new()
            .required(Some(self.required))
            .content("application/json", content.build())
            .build())
    }
}
