//! A shard of the customers: a Durable Object, a shell around its store.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{schema::MIGRATIONS, store};
use crate::{
    seam::{self, Point},
    shell::{self, Shell},
};

/// An object named `customers/{0..255}`.
#[durable_object(fetch)]
pub struct CustomersObject {
    shell: Shell,
}

impl DurableObject for CustomersObject {
    fn new(state: State, _env: Env) -> Self {
        let shell = Shell::new(state, MIGRATIONS);
        Self { shell }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Customers);
        let work = async {
            self.shell.reach(Point::BeforeCustomer).await?;
            let shell = &self.shell;
            shell
                .answer_lazily(request, store::of_nothing, store::answer)
                .await
        };
        shell::reply(work).await
    }
}
