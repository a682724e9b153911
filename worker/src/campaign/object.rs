//! A campaign's Durable Object: a shell around its store.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{schema::MIGRATIONS, store};
use crate::{
    clock,
    seam::{self, Point},
    shell::{self, Shell},
};

/// An object named `campaign/{PREFIX}`.
#[durable_object(fetch)]
pub struct CampaignObject {
    shell: Shell,
}

impl DurableObject for CampaignObject {
    fn new(state: State, _env: Env) -> Self {
        seam::count_start();
        let shell = Shell::new(state, MIGRATIONS);
        Self { shell }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Campaign);
        let work = async {
            self.shell.reach(Point::BeforeTransaction)?;
            let answer = self.shell.answer(request, |sql, ask| {
                store::answer(sql, ask, clock::now_engine()?)
            });
            let answer = answer.await?;
            self.shell.reach(Point::AfterCommit)?;
            Ok(answer)
        };
        shell::reply(work).await
    }
}
