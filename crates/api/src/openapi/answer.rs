//! What a route answers when it does what it was asked.

use utoipa::{
    ToSchema,
    openapi::{Content, Response, ResponseBuilder, link::LinkBuilder},
};

use super::{header::ResponseHeader, schemas::Schemas, value};

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    response: ResponseBuilder,
    content: Vec<(&'static str, MakeContent)>,
}

type MakeContent = Box<dyn FnOnce(&mut Schemas) -> Content>;

impl Answer {
    /// An answer in JSON.
    pub(super) fn json<T: ToSchema>(status: u16, description: &str) -> Self {
        let content: MakeContent = Box::new(|schemas| Content::new(Some(schemas.refer::<T>())));
        Self {
            content: vec![("application/json", content)],
            ..Self::empty(status, description)
        }
    }

    /// An answer without a body.
    pub(super) fn empty(status: u16, description: &str) -> Self {
        let request_id = ResponseHeader::RequestId;
        Self {
            status,
            response: ResponseBuilder::new()
                .description(description)
                .header(request_id.name(), request_id.build()),
            content: vec![],
        }
    }

    /// It may also come as text of this type.
    pub(super) fn or_text(mut self, media_type: &'static str, example: &'static str) -> Self {
        let content: MakeContent =
            Box::new(move |_| Content::new(Some(value::text().examples([example]))));
        self.content.push((media_type, content));
        self
    }

    /// It carries a header.
    pub(super) fn with(mut self, header: ResponseHeader) -> Self {
        self.response = self.response.header(header.name(), header.build());
        self
    }

    /// Where a value of its body leads: `parameter` of the operation takes the field at `pointer`.
    pub(super) fn leads_to(self, operation: &str, parameter: &str, pointer: &str) -> Self {
        let body = format!("$response.body#{pointer}");
        self.leads_on(operation, &[(parameter, &body)])
    }

    /// Where it leads: `operation` takes what these runtime expressions find for its parameters.
    pub(super) fn leads_on(mut self, operation: &str, parameters: &[(&str, &str)]) -> Self {
        let mut link = LinkBuilder::new().operation_id(operation);
        for (name, expression) in parameters {
            link = link.parameter(*name, *expression);
        }
        self.response = self.response.link(operation, link.build());
        self
    }

    pub(super) fn build(self, schemas: &mut Schemas) -> Response {
        let mut response = self.response;
        for (media_type, content) in self.content {
            response = response.content(media_type, content(schemas));
        }
        response.build()
    }
}
