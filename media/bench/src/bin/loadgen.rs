//! Plays one scenario against a running `rapat serve --dev` and prints one line of JSON.
//!
//!   loadgen SCENARIO --server 127.0.0.1:PORT --pid PID [--seconds N] [--core N] [--paced] [--no-gro]

use std::process::ExitCode;
use std::time::Duration;

use rapat_bench::measure::{Run, run};
use rapat_bench::scenario::Scenario;
use rapat_bench::{Result, affinity};

const USAGE: &str = "usage: loadgen SCENARIO --server ADDRESS:PORT --pid PID [--seconds N] [--core N] [--paced] [--no-gro]";
/// Long enough for 10 ms ticks to say something about a tenth of a core.
const SECONDS: u64 = 10;

fn main() -> ExitCode {
    match bench(std::env::args().skip(1)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("loadgen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench(mut args: impl Iterator<Item = String>) -> Result<String> {
    let name = args.next().ok_or(USAGE)?;
    let scenario = Scenario::by_name(&name).ok_or_else(|| format!("no scenario {name}"))?;
    let (mut server, mut pid, mut seconds) = (None, None, SECONDS);
    let (mut paced, mut gro) = (false, true);
    while let Some(flag) = args.next() {
        if let "--paced" | "--no-gro" = flag.as_str() {
            paced |= flag == "--paced";
            gro &= flag != "--no-gro";
            continue;
        }
        let value = args.next().ok_or(USAGE)?;
        match flag.as_str() {
            "--server" => server = Some(value.parse()?),
            "--pid" => pid = Some(value.parse()?),
            "--seconds" => seconds = value.parse()?,
            "--core" => affinity::pin(value.parse()?)?,
            _ => return Err(USAGE.into()),
        }
    }
    let (server, pid) = (server.ok_or(USAGE)?, pid.ok_or(USAGE)?);
    let figures = run(&Run {
        scenario,
        server,
        pid,
        window: Duration::from_secs(seconds),
        paced,
        gro,
    })?;
    Ok(figures.to_json(&name))
}
