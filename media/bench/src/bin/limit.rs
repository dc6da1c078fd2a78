//! The physical limit of this machine in this minute: seal, `sendmmsg` with GSO runs, nothing else.
//!
//!   limit SCENARIO [--run K] [--profile NAME] [--seconds N] [--core N] [--drain-core N] [--no-gro] [--at-pace]
//!
//! `--at-pace` sends a frame and sleeps until the next one, as a server does between frames: what is left of
//! the limit when caches are cold and the core was asleep.
//!
//! Same packet sizes, receivers and socket options as `loadgen`; prints one line of JSON. One key per
//! receiver. A fractional K (a measured mean) is kept by runs of the two lengths around it. The receivers' softirq work is paid by the sender, as it is by the server.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rapat_bench::frames::Frames;
use rapat_bench::gso::{Messages, switch_off_gro};
use rapat_bench::scenario::{Media, Scenario, frame_interval, profile_by_name};
use rapat_bench::{Result, affinity};
use rapat_io::udp::{ReceiveBatch, UdpSocket};
use rapat_wire::rtp::{FIXED_HEADER_LEN, write_header};
use rapat_wire::session::Kind;
use rapat_wire::srtp::{Profile, Sealer};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

const USAGE: &str = "usage: limit SCENARIO [--run K] [--profile NAME] [--seconds N] [--core N] [--drain-core N] [--no-gro] [--at-pace]";
/// Datagrams that may wait in the receivers' buffers: a full buffer drops, which is cheaper than
/// delivering and would flatter the limit.
const IN_FLIGHT_MAX: u64 = 4_000;
/// How long the sender sleeps (unpaid) while the receivers catch up.
const CATCH_UP: Duration = Duration::from_micros(200);
/// Longest run: that many of our largest packets fit one GSO message (65,507 bytes).
const RUN_MAX: f64 = 40.0;

struct Options {
    scenario: Scenario,
    frames: Frames,
    run: f64,
    profile: Profile,
    seconds: u64,
    core: Option<usize>,
    drain_core: Option<usize>,
    gro: bool,
    at_pace: bool,
}

fn main() -> ExitCode {
    match read(std::env::args().skip(1)).and_then(|options| measure(&options)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("limit: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let scenario = args.next().ok_or(USAGE)?.parse::<Scenario>()?;
    let frames = Frames::of(dominant(scenario));
    let (run, profile) = (frames.mean_packets(), Profile::AeadAes128Gcm);
    let mut options = Options {
        scenario,
        frames,
        run,
        profile,
        seconds: 2,
        core: None,
        drain_core: None,
        gro: true,
        at_pace: false,
    };
    while let Some(flag) = args.next() {
        if let "--no-gro" | "--at-pace" = flag.as_str() {
            options.gro &= flag != "--no-gro";
            options.at_pace |= flag == "--at-pace";
            continue;
        }
        let value = args.next().ok_or(USAGE)?;
        match flag.as_str() {
            "--run" => options.run = value.parse::<f64>()?.clamp(1.0, RUN_MAX),
            "--profile" => options.profile = profile_by_name(&value).ok_or("no such profile")?,
            "--seconds" => options.seconds = value.parse()?,
            "--core" => options.core = Some(value.parse()?),
            "--drain-core" => options.drain_core = Some(value.parse()?),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}

fn measure(options: &Options) -> Result<String> {
    let bind = || UdpSocket::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let receivers: Vec<UdpSocket> = (0..options.scenario.receivers() * options.scenario.rooms)
        .map(|_| bind())
        .collect::<std::io::Result<_>>()?;
    for socket in receivers.iter().filter(|_| !options.gro) {
        switch_off_gro(socket)?;
    }
    let addresses: Vec<SocketAddrV4> = receivers
        .iter()
        .filter_map(|socket| v4(socket.local()))
        .collect();
    let (stop, drained) = (AtomicBool::new(false), AtomicU64::new(0));
    let (sent, cpu) = std::thread::scope(|scope| {
        let (stop, drained) = (&stop, &drained);
        scope.spawn(move || drain(&receivers, options.drain_core, stop, drained));
        let result = send(options, &addresses, drained);
        stop.store(true, Ordering::Relaxed);
        result
    })?;
    let drained = drained.load(Ordering::Relaxed);
    Ok(format!(
        r#"{{"scenario":"{}","run":{:.2},"limit_packets_per_cpu_second":{:.0},"sent":{sent},"undelivered":{}}}"#,
        options.scenario,
        options.run,
        sent as f64 / cpu.as_secs_f64().max(f64::EPSILON),
        sent.saturating_sub(drained)
    ))
}

/// Whose sizes count where sound and pictures are mixed: most packets are pictures.
fn dominant(scenario: Scenario) -> Kind {
    match scenario.media {
        Media::Audio => Kind::Audio,
        Media::Video | Media::Both => Kind::Video,
    }
}

fn v4(address: SocketAddr) -> Option<SocketAddrV4> {
    match address {
        SocketAddr::V4(address) => Some(address),
        SocketAddr::V6(_) => None,
    }
}

fn send(options: &Options, to: &[SocketAddrV4], drained: &AtomicU64) -> Result<(u64, Duration)> {
    if let Some(core) = options.core {
        affinity::pin(core)?;
    }
    let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    let sealers: Vec<Sealer> = (0..to.len())
        .map(|number| sealer(options.profile, number as u8).ok_or("key length"))
        .collect::<std::result::Result<_, _>>()?;
    // A round is one frame of one publisher for every receiver.
    let pace = frame_interval(dominant(options.scenario))
        / (options.scenario.publishers * options.scenario.rooms) as u32;
    let mut arena = Vec::new();
    let mut messages = Messages::default();
    let (mut sent, mut frame, mut index, mut owed) = (0, 0, 0u64, 0.0);
    let (end, cpu) = (
        Instant::now() + Duration::from_secs(options.seconds),
        affinity::thread_cpu(),
    );
    while Instant::now() < end {
        let round = Instant::now();
        let payload = usize::from(options.frames.sizes(frame, false)[0]);
        let segment = FIXED_HEADER_LEN + payload + options.profile.tag_len();
        let length = next_run(options.run, &mut owed);
        arena.resize(segment * length * to.len(), 0x5a);
        for (run, sealer) in arena.chunks_exact_mut(segment * length).zip(&sealers) {
            seal_run(run, segment, index, sealer)?;
        }
        let runs: Vec<(SocketAddrV4, &[u8])> = to
            .iter()
            .copied()
            .zip(arena.chunks_exact(segment * length))
            .collect();
        messages.send(&socket, &runs, segment as u16)?;
        sent += (length * to.len()) as u64;
        index += length as u64;
        frame += 1;
        if options.at_pace {
            std::thread::sleep(pace.saturating_sub(round.elapsed()));
        }
        while sent - drained.load(Ordering::Relaxed).min(sent) > IN_FLIGHT_MAX
            && Instant::now() < end
        {
            std::thread::sleep(CATCH_UP);
        }
    }
    Ok((sent, affinity::thread_cpu().saturating_sub(cpu)))
}

/// Length of the next run, so that the mean is `mean`; `owed` carries the fraction over.
fn next_run(mean: f64, owed: &mut f64) -> usize {
    *owed += mean;
    let length = owed.floor();
    *owed -= length;
    length as usize
}

fn sealer(profile: Profile, number: u8) -> Option<Sealer> {
    let (key, salt) = ([number; 32], [7; 14]);
    Sealer::new(
        profile,
        key.get(..profile.key_len())?,
        salt.get(..profile.salt_len())?,
    )
}

fn seal_run(run: &mut [u8], segment: usize, first: u64, sealer: &Sealer) -> Result<()> {
    for (number, packet) in run.chunks_exact_mut(segment).enumerate() {
        let index = first + number as u64;
        let header =
            write_header(packet, 96, false, index as u16, 0, 1, &[], false).ok_or("no room")?;
        let plain = segment - sealer.profile().tag_len();
        sealer
            .seal_rtp(packet, header, plain, (index >> 16) as u32)
            .ok_or("not sealed")?;
    }
    Ok(())
}

fn drain(receivers: &[UdpSocket], core: Option<usize>, stop: &AtomicBool, drained: &AtomicU64) {
    // Without its own core the figure is only lower; the caller sees that in `undelivered`.
    let _ = core.map(affinity::pin);
    let mut batch = ReceiveBatch::new();
    let wait = Timespec {
        tv_sec: 0,
        tv_nsec: 1_000_000,
    };
    while !stop.load(Ordering::Relaxed) {
        let mut fds: Vec<PollFd<'_>> = receivers
            .iter()
            .map(|socket| PollFd::new(socket, PollFlags::IN))
            .collect();
        let _ = poll(&mut fds, Some(&wait));
        for (socket, _) in receivers
            .iter()
            .zip(&fds)
            .filter(|(_, fd)| !fd.revents().is_empty())
        {
            while socket.receive(&mut batch, 32) > 0 {
                let mut count = 0;
                batch.for_each(|_, _| count += 1);
                drained.fetch_add(count, Ordering::Relaxed);
            }
        }
    }
}
