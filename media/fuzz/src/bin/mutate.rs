//! A plain mutation runner that needs nothing but cargo: seeds from the corpus, a fixed random
//! sequence, no coverage. The same arguments give the same inputs.
//!
//! `mutate <target> <inputs> [<seed>]`: prints one line; exit 1 and a saved input when one panics.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use rapat_fuzz::TARGETS;

/// Mutations of one input. More: inputs fall out at the first check. Fewer: rare pairs never meet.
const MUTATIONS_MAX: u64 = 6;
/// Inputs do not grow beyond this: larger ones only cost time.
const INPUT_BYTES_MAX: usize = 16 * 1024;
/// Bytes that parsers compare with.
const INTERESTING: [u8; 14] = [
    0, 1, 0x7f, 0x80, 0xff, 0x0f, 0xbe, 0xde, b'\n', b' ', b':', b'=', b'9', b';',
];

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`; 0 when `end` is 0.
    fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            (self.next() % end as u64) as usize
        }
    }

    /// A short span inside `len`.
    fn span(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len);
        let largest = 2 << self.below(7);
        let size = 1 + self.below(largest);
        start..len.min(start + size)
    }
}

type Mutation = fn(&mut Vec<u8>, &[Vec<u8>], &mut Random);

const MUTATIONS: [Mutation; 9] = [
    |input, _, random| {
        let at = random.below(input.len());
        if let Some(byte) = input.get_mut(at) {
            *byte ^= 1 << random.below(8);
        }
    },
    |input, _, random| {
        let at = random.below(input.len());
        if let Some(byte) = input.get_mut(at) {
            *byte = INTERESTING[random.below(INTERESTING.len())];
        }
    },
    |input, _, random| {
        let at = random.below(input.len() + 1);
        input.insert(at, random.next() as u8);
    },
    |input, _, random| {
        let span = random.span(input.len());
        input.drain(span);
    },
    |input, _, random| {
        let span = random.span(input.len());
        let copy = input[span].to_vec();
        let at = random.below(input.len() + 1);
        input.splice(at..at, copy);
    },
    |input, _, random| {
        let at = random.below(input.len() + 1);
        input.truncate(at);
    },
    |input, corpus, random| {
        let other = &corpus[random.below(corpus.len())];
        let span = random.span(other.len());
        let at = random.below(input.len() + 1);
        input.splice(at..at, other[span].iter().copied());
    },
    duplicate_line,
    drop_line,
];

/// Position of a random line (for SDP; in binary inputs a 0x0A ends a "line").
fn line(input: &[u8], random: &mut Random) -> std::ops::Range<usize> {
    let at = random.below(input.len());
    let start = input[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    let end = input[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(input.len(), |end| at + end + 1);
    start..end
}

fn duplicate_line(input: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let copy = input[line(input, random)].to_vec();
    let at = line(input, random).start;
    input.splice(at..at, copy);
}

fn drop_line(input: &mut Vec<u8>, _: &[Vec<u8>], random: &mut Random) {
    let span = line(input, random);
    input.drain(span);
}

fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = corpus[random.below(corpus.len())].clone();
    for _ in 0..=random.next() % MUTATIONS_MAX {
        MUTATIONS[random.below(MUTATIONS.len())](&mut input, corpus, random);
        input.truncate(INPUT_BYTES_MAX);
    }
    input
}

fn corpus(target: &str) -> Result<Vec<Vec<u8>>, String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let explain = |error| {
        format!(
            "{}: {error}; make it by `cargo run --bin seeds`",
            directory.display()
        )
    };
    let entries = std::fs::read_dir(&directory).map_err(explain)?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths
        .iter()
        .filter_map(|path| std::fs::read(path).ok())
        .collect();
    if seeds.is_empty() {
        Err(format!("{}: empty", directory.display()))
    } else {
        Ok(seeds)
    }
}

fn run(name: &str, count: u64, seed: u64) -> Result<String, String> {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, target) = target.ok_or_else(|| format!("{name}: no such target"))?;
    let corpus = corpus(name)?;
    for seed in &corpus {
        target(seed);
    }
    let mut random = Random(seed);
    let start = Instant::now();
    for number in 0..count {
        let input = mutated(&corpus, &mut random);
        if std::panic::catch_unwind(|| target(&input)).is_err() {
            let path = std::env::temp_dir().join(format!("rapat-fuzz-{name}-{number}"));
            let saved = std::fs::write(&path, &input)
                .map_or("not saved".into(), |()| path.display().to_string());
            return Err(format!(
                "{name}: input {number} of seed {seed} panicked: {saved}"
            ));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let rate = count as f64 / seconds;
    Ok(format!(
        "{name:<12} {count:>9} inputs  {seconds:>7.1} s  {rate:>9.0}/s  0 failures"
    ))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, default| {
        arguments
            .get(at)
            .map_or(Ok(default), |text| text.parse::<u64>())
    };
    let outcome = match (arguments.first(), number(1, 1_000_000), number(2, 1)) {
        (Some(name), Ok(count), Ok(seed)) => run(name, count, seed),
        _ => Err("usage: mutate <target> [<inputs> [<seed>]]".into()),
    };
    match outcome {
        Ok(line) => println!("{line}"),
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
