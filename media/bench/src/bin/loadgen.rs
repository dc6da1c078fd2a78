//! Plays clients against a running server that speaks `LiveKit`'s protocol (or Galène's, or Janus's) and prints one line of JSON.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rapat_bench::churn::Churn;
use rapat_bench::dialogue::Mode;
use rapat_bench::measure::Run;
use rapat_bench::scenario::Scenario;
use rapat_bench::storm::Storm;
use rapat_bench::{Result, affinity, attend, capacity, churn, measure, storm};

const USAGE: &str = "usage: loadgen WHAT SCENARIO --server ADDRESS:PORT --pid PID [--seconds N] [--core N] [--dual | --galene | --janus] [--paced] [--no-gro]
  steady    a meeting in which media flows; --idle: then also what it costs when nobody sends
  capacity  the most receivers (or rooms) without loss and delay; --first N: where to start
  storm     --joins N people come at once; --rate N: so many a second; --silent: while nobody sends
  attend    --tokens FILE, one a line: silent people in rooms that others made, until this program is killed
  churn     everybody but the publishers leaves and comes again, --rounds N times at least, --minutes N long at least";
/// Long enough for 10 ms ticks to say something about a tenth of a core.
const SECONDS: u64 = 10;
/// Subscribers, or rooms, at which a search for the capacity starts.
const FIRST: [usize; 2] = [50, 1];
const JOINS: usize = 100;
const ROUNDS: usize = 10;
const SECONDS_PER_MINUTE: u64 = 60;

struct Options {
    run: Run,
    first: Option<usize>,
    storm: Storm,
    churn: Churn,
}

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
    let what = args.next().ok_or(USAGE)?;
    let scenario = args.next().ok_or(USAGE)?.parse()?;
    let options = read(scenario, args)?;
    let run = &options.run;
    match what.as_str() {
        "steady" => Ok(measure::run(run)?.to_json(scenario)),
        "capacity" => {
            let first = FIRST[usize::from(scenario.is_mutual())];
            Ok(capacity::search(run, options.first.unwrap_or(first))?.to_json(scenario))
        }
        "storm" => storm::run(run, options.storm),
        "attend" => attend::run(run),
        "churn" => churn::run(run, options.churn),
        _ => Err(USAGE.into()),
    }
}

fn read(scenario: Scenario, mut args: impl Iterator<Item = String>) -> Result<Options> {
    let (mut server, mut pid) = (None, None);
    let mut run = Run {
        scenario,
        mode: Mode::Single,
        server: ([127, 0, 0, 1], 0).into(),
        pid: 0,
        window: Duration::from_secs(SECONDS),
        paced: false,
        gro: true,
        tokens: Arc::default(),
        idle: false,
    };
    let mut storm = Storm {
        joins: JOINS,
        rate: None,
        silent: false,
    };
    let mut churn = Churn {
        rounds: ROUNDS,
        lasts: Duration::ZERO,
    };
    let mut first = None;
    while let Some(flag) = args.next() {
        let mut value = || args.next().ok_or(USAGE);
        match flag.as_str() {
            "--dual" => run.mode = Mode::Dual,
            "--galene" => run.mode = Mode::Galene,
            "--janus" => run.mode = Mode::Janus,
            "--paced" => run.paced = true,
            "--no-gro" => run.gro = false,
            "--idle" => run.idle = true,
            "--silent" => storm.silent = true,
            "--server" => server = Some(value()?.parse()?),
            "--pid" => pid = Some(value()?.parse()?),
            "--seconds" => run.window = Duration::from_secs(value()?.parse()?),
            "--core" => affinity::pin(value()?.parse()?)?,
            "--tokens" => run.tokens = lines(&value()?)?,
            "--first" => first = Some(value()?.parse()?),
            "--joins" => storm.joins = value()?.parse()?,
            "--rate" => storm.rate = Some(value()?.parse()?),
            "--rounds" => churn.rounds = value()?.parse()?,
            "--minutes" => {
                let minutes: u64 = value()?.parse()?;
                churn.lasts = Duration::from_secs(minutes.saturating_mul(SECONDS_PER_MINUTE));
            }
            _ => return Err(USAGE.into()),
        }
    }
    (run.server, run.pid) = (server.ok_or(USAGE)?, pid.ok_or(USAGE)?);
    Ok(Options {
        run,
        first,
        storm,
        churn,
    })
}

fn lines(path: &str) -> Result<Arc<[String]>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.lines().map(str::to_owned).collect())
}
