//! Plays clients against a running server that speaks `LiveKit`'s protocol and prints one line of JSON.
//!
//!   loadgen SCENARIO --server 127.0.0.1:PORT --pid PID [--seconds N] [--core N] [--dual] [--paced] [--no-gro] [--idle]

use std::process::ExitCode;
use std::time::Duration;

use rapat_bench::livekit::Mode;
use rapat_bench::measure::{Run, run};
use rapat_bench::{Result, affinity};

const USAGE: &str = "usage: loadgen SCENARIO --server ADDRESS:PORT --pid PID [--seconds N] [--core N] [--dual] [--paced] [--no-gro] [--idle]";
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
    let scenario = args.next().ok_or(USAGE)?.parse()?;
    let (mut server, mut pid, mut seconds) = (None, None, SECONDS);
    let (mut mode, mut paced, mut gro, mut idle) = (Mode::Single, false, true, false);
    while let Some(flag) = args.next() {
        match flag.as_str() {
            "--dual" => mode = Mode::Dual,
            "--paced" => paced = true,
            "--no-gro" => gro = false,
            "--idle" => idle = true,
            _ => {
                let value = args.next().ok_or(USAGE)?;
                match flag.as_str() {
                    "--server" => server = Some(value.parse()?),
                    "--pid" => pid = Some(value.parse()?),
                    "--seconds" => seconds = value.parse()?,
                    "--core" => affinity::pin(value.parse()?)?,
                    _ => return Err(USAGE.into()),
                }
            }
        }
    }
    let figures = run(&Run {
        scenario,
        mode,
        server: server.ok_or(USAGE)?,
        pid: pid.ok_or(USAGE)?,
        window: Duration::from_secs(seconds),
        paced,
        gro,
        idle,
    })?;
    Ok(figures.to_json(scenario))
}
