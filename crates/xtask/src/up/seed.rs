//! A campaign to try, made through the public HTTP API as any merchant would make it. Every step
//! can be repeated: what is there already is found again.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::check_not_stopped;

const PREFIX: &str = "SUM";
const CODES_SHOWN: usize = 3;
/// How many codes of a batch are looked at before another batch is made.
const CODES_TRIED: usize = 50;
const DAY: Duration = Duration::from_secs(86_400);

/// What a person needs to try it.
pub(crate) struct Demo {
    pub(crate) secret_key: String,
    /// Codes that have not been redeemed.
    pub(crate) codes: Vec<String>,
}

/// Finds the demo campaign with codes to try, or makes it. What must not be made twice is noted in
/// `notes`.
pub(crate) fn ensure(url: &str, admin_key: &str, notes: &Path) -> Result<Demo> {
    let api = Api::new(url);
    let mut state = read(notes)?;
    let secret_key = match state["secret_key"].as_str() {
        Some(key) if api.knows(key)? => key.to_owned(),
        _ => {
            let request = json!({ "kind": "secret", "name": "cargo xtask up" });
            let made = api.post("/v1/keys", admin_key, None, &request)?;
            let key = text(&made, "key")?;
            state["secret_key"] = json!(key);
            write(notes, &state)?;
            key
        }
    };
    let is_there = api
        .get(&format!("/v1/campaigns/{PREFIX}"), &secret_key)?
        .is_some();
    if !is_there {
        // The same request, however often it takes: a campaign that was left half made is
        // completed only by what began it.
        if state["campaign"].is_null() {
            state["campaign"] = campaign(SystemTime::now());
            write(notes, &state)?;
        }
        api.post("/v1/campaigns", &secret_key, None, &state["campaign"])?;
    }
    // A batch whose codes are used up or have expired is followed by a fresh one.
    for _ in 0..2 {
        if state["batch"].is_null() {
            let number = state["batches"].as_u64().unwrap_or(0);
            state["batch"] = json!({ "number": number, "request": batch(SystemTime::now()) });
            write(notes, &state)?;
        }
        let codes = codes_to_try(&api, &secret_key, &state["batch"])?;
        if codes.len() == CODES_SHOWN {
            return Ok(Demo { secret_key, codes });
        }
        let number = state["batch"]["number"].as_u64().unwrap_or(0);
        state["batches"] = json!(number + 1);
        state["batch"] = Value::Null;
    }
    bail!("a fresh batch has no codes that are valid; delete the folder .wrangler to start afresh")
}

fn campaign(now: SystemTime) -> Value {
    json!({
        "pattern": format!("{PREFIX}-####-####-####-####"),
        "name": "Summer",
        "max_codes": 1_000_000,
        "expires_latest": rfc3339(now + 3 * 365 * DAY),
        "expiry_unit": "day",
        "currency": "EUR",
        "offer": { "type": "percent", "basis_points": 2000, "max_discount": 5000 },
        "limits": [
            { "metric": "discount", "per": "campaign", "window": "lifetime", "max": 1_000_000 }
        ],
    })
}

fn batch(now: SystemTime) -> Value {
    json!({ "count": 1000, "name": "to try", "expires_at": rfc3339(now + 90 * DAY) })
}

/// Makes a batch unless it is there, and takes the first of its codes that are still valid.
fn codes_to_try(api: &Api, key: &str, batch: &Value) -> Result<Vec<String>> {
    let path = format!("/v1/campaigns/{PREFIX}/batches");
    let once = format!("xtask-demo-{}", batch["number"]);
    let made = api.post(&path, key, Some(&once), &batch["request"])?;
    let export = format!("{path}/{}/codes?format=ndjson", text(&made, "id")?);
    let mut found = Vec::new();
    for line in api.lines(&export, key, CODES_TRIED)? {
        let code = text(&serde_json::from_str(&line)?, "code")?;
        let order = json!({ "currency": "EUR", "subtotal": 10_000 });
        let request = json!({ "code": code, "order": order });
        if api.post("/v1/validations", key, None, &request)?["valid"] == true {
            found.push(code);
        }
        if found.len() == CODES_SHOWN {
            break;
        }
        check_not_stopped()?;
    }
    Ok(found)
}

fn rfc3339(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn text(value: &Value, field: &str) -> Result<String> {
    let text = value[field].as_str();
    text.map(str::to_owned)
        .ok_or_else(|| anyhow!("the edge answered without `{field}`: {value}"))
}

fn read(notes: &Path) -> Result<Value> {
    match fs::read(notes) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is damaged; delete it", notes.display())),
        Err(_) => Ok(json!({})),
    }
}

fn write(notes: &Path, state: &Value) -> Result<()> {
    if let Some(folder) = notes.parent() {
        fs::create_dir_all(folder)?;
    }
    let whole = notes.with_extension("new");
    // For the owner alone: it holds a key.
    let mut options = File::options();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(&whole)?
        .write_all(&serde_json::to_vec_pretty(state)?)?;
    fs::rename(&whole, notes).with_context(|| format!("cannot write {}", notes.display()))
}

/// A client of the HTTP API.
struct Api {
    agent: ureq::Agent,
    url: String,
}

impl Api {
    fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .new_agent();
        Self {
            agent,
            url: url.to_owned(),
        }
    }

    /// Whether the edge takes this key. It may not: its state can have been deleted.
    fn knows(&self, key: &str) -> Result<bool> {
        let answer = self.agent.get(format!("{}/v1/campaigns?limit=1", self.url));
        Ok(answer
            .header("Authorization", format!("Bearer {key}"))
            .call()?
            .status()
            .is_success())
    }

    /// `None` if there is no such thing.
    fn get(&self, path: &str, key: &str) -> Result<Option<Value>> {
        let request = self.agent.get(format!("{}{path}", self.url));
        let mut answer = request
            .header("Authorization", format!("Bearer {key}"))
            .call()?;
        let status = answer.status();
        let body: Value = answer.body_mut().read_json()?;
        if status.as_u16() == 404 {
            return Ok(None);
        }
        ensure!(
            status.is_success(),
            "GET {path} was answered {status}: {}",
            reason(&body)
        );
        Ok(Some(body))
    }

    fn post(&self, path: &str, key: &str, once: Option<&str>, body: &Value) -> Result<Value> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.url))
            .header("Authorization", format!("Bearer {key}"));
        if let Some(once) = once {
            request = request.header("Idempotency-Key", once);
        }
        let mut answer = request.send_json(body)?;
        let status = answer.status();
        let body: Value = answer.body_mut().read_json()?;
        ensure!(
            status.is_success(),
            "POST {path} was answered {status}: {}",
            reason(&body)
        );
        Ok(body)
    }

    /// The first lines of a streamed answer.
    fn lines(&self, path: &str, key: &str, lines_max: usize) -> Result<Vec<String>> {
        use std::io::BufRead as _;
        let request = self.agent.get(format!("{}{path}", self.url));
        let mut answer = request
            .header("Authorization", format!("Bearer {key}"))
            .call()?;
        let status = answer.status();
        ensure!(status.is_success(), "GET {path} was answered {status}");
        let reader = std::io::BufReader::new(answer.body_mut().as_reader());
        reader
            .lines()
            .take(lines_max)
            .map(|line| Ok(line?))
            .collect()
    }
}

/// What a problem document says in words.
fn reason(body: &Value) -> String {
    body["detail"]
        .as_str()
        .map_or_else(|| body.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests;
