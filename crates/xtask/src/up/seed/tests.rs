use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use super::*;

/// An edge that knows just enough of the API, and counts what it is made to make.
#[derive(Default)]
struct Pretend {
    keys: Vec<String>,
    campaigns: Vec<Value>,
    /// By Idempotency-Key.
    batches: BTreeMap<String, Value>,
    /// Batches below this one are used up.
    used_up_below: usize,
    /// Fail the next request for a batch.
    fails: bool,
}

impl Pretend {
    fn answer(&mut self, head: &str, body: &str) -> (u16, String) {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let mut words = head.split(' ');
        let call = (words.next().unwrap(), words.next().unwrap());
        if !head.contains("Bearer admin") && !self.keys.iter().any(|key| head.contains(key)) {
            return (401, json!({ "detail": "no such key" }).to_string());
        }
        match call {
            ("POST", "/v1/keys") => {
                self.keys.push(format!("sk_{}", self.keys.len()));
                (201, json!({ "key": self.keys.last() }).to_string())
            }
            ("GET", "/v1/campaigns?limit=1") => (200, json!({ "items": [] }).to_string()),
            ("GET", "/v1/campaigns/SUM") if self.campaigns.is_empty() => (404, "{}".to_owned()),
            ("GET", "/v1/campaigns/SUM") => (200, self.campaigns[0].to_string()),
            ("POST", "/v1/campaigns") => {
                self.campaigns.push(body);
                (201, "{}".to_owned())
            }
            ("POST", "/v1/campaigns/SUM/batches") if std::mem::take(&mut self.fails) => {
                (500, json!({ "detail": "out of luck" }).to_string())
            }
            ("POST", "/v1/campaigns/SUM/batches") => {
                let head = head.to_ascii_lowercase();
                let once = head.split("idempotency-key: ").nth(1).unwrap();
                let once = once.lines().next().unwrap().to_owned();
                let number = self.batches.len();
                let batch = self
                    .batches
                    .entry(once)
                    .or_insert(json!({ "id": format!("bt{number}") }));
                (201, batch.to_string())
            }
            ("POST", "/v1/validations") => {
                let code = body["code"].as_str().unwrap();
                let batch: usize = code["bt".len()..]
                    .split('-')
                    .next()
                    .unwrap()
                    .parse()
                    .unwrap();
                (
                    200,
                    json!({ "valid": batch >= self.used_up_below }).to_string(),
                )
            }
            (_, path) => {
                let batch = path.split('/').nth(5).unwrap();
                let lines = (0..1000).map(|n| format!("{{\"code\":\"{batch}-{n}\"}}\n"));
                (200, lines.collect())
            }
        }
    }
}

fn serve(pretend: &Arc<Mutex<Pretend>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let pretend = Arc::clone(pretend);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that has seen enough of an export hangs up.
            let _ = serve_one(&mut pretend.lock().unwrap(), stream.unwrap());
        }
    });
    url
}

fn serve_one(pretend: &mut Pretend, mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    let length = head
        .to_ascii_lowercase()
        .split("content-length: ")
        .nth(1)
        .map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body)?;
    let (status, body) = pretend.answer(&head, &body);
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

struct Bench {
    pretend: Arc<Mutex<Pretend>>,
    url: String,
    notes: PathBuf,
}

impl Bench {
    fn new(name: &str) -> Self {
        let pretend = Arc::default();
        let folder = std::env::temp_dir().join(format!("tessera-seed-{}", std::process::id()));
        let notes = folder.join(name);
        let _ = fs::remove_file(&notes);
        Self {
            url: serve(&pretend),
            pretend,
            notes,
        }
    }

    fn ensure(&self) -> Result<Demo> {
        ensure(&self.url, "admin", &self.notes)
    }

    fn made(&self) -> (usize, usize, usize) {
        let pretend = self.pretend.lock().unwrap();
        (
            pretend.keys.len(),
            pretend.campaigns.len(),
            pretend.batches.len(),
        )
    }
}

#[test]
fn a_second_start_finds_what_the_first_one_made() -> Result<()> {
    let bench = Bench::new("second-start");
    let first = bench.ensure()?;
    assert_eq!(first.codes, ["bt0-0", "bt0-1", "bt0-2"]);
    assert_eq!(bench.ensure()?.secret_key, first.secret_key);
    assert_eq!(bench.made(), (1, 1, 1));
    let mode = fs::metadata(&bench.notes)?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds a key");
    Ok(())
}

#[test]
fn what_failed_half_way_is_resumed() -> Result<()> {
    let bench = Bench::new("half-way");
    bench.pretend.lock().unwrap().fails = true;
    let error = bench.ensure().err().unwrap().to_string();
    assert!(
        error.ends_with("500 Internal Server Error: out of luck"),
        "{error}"
    );
    assert_eq!(bench.ensure()?.codes.len(), 3);
    assert_eq!(bench.made(), (1, 1, 1));
    Ok(())
}

#[test]
fn a_batch_that_is_used_up_is_followed_by_another() -> Result<()> {
    let bench = Bench::new("used-up");
    bench.ensure()?;
    bench.pretend.lock().unwrap().used_up_below = 1;
    assert_eq!(bench.ensure()?.codes, ["bt1-0", "bt1-1", "bt1-2"]);
    assert_eq!(bench.ensure()?.codes, ["bt1-0", "bt1-1", "bt1-2"]);
    assert_eq!(bench.made(), (1, 1, 2));
    Ok(())
}

#[test]
fn an_edge_that_lost_its_state_is_seeded_again() -> Result<()> {
    let bench = Bench::new("lost-state");
    let first = bench.ensure()?;
    *bench.pretend.lock().unwrap() = Pretend {
        keys: vec!["sk_other".to_owned()],
        ..Pretend::default()
    };
    let again = bench.ensure()?;
    assert_ne!(again.secret_key, first.secret_key);
    assert_eq!(bench.made(), (2, 1, 1));
    Ok(())
}
