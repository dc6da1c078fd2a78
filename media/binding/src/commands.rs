//! Commands from the tuples of `rapat_sfu.pyi`. A list is read as a whole before any of it is applied.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyList, PyTuple};
use rapat_io::engine::Engine;
use rapat_io::error::EngineError;
use rapat_sfu::command::Wish;
use rapat_sfu::ids::{DownTrackId, PeerId, TrackId};
use rapat_wire::session::DataChannel;

/// Largest message that clients and our SCTP agree on; the protocol's own limit for one packet.
const MAX_PAYLOAD: usize = 64_000;

/// A command of the control plane.
pub enum Command {
    RemovePeer(PeerId),
    SetDownTrack(DownTrackId, Wish),
    SetTrack(TrackId, bool),
    SendData(Vec<PeerId>, DataChannel, PyBackedBytes),
    RequestKeyFrame(TrackId),
}

/// Reads the arguments of one command, its name already taken off.
type Reader = fn(&Bound<'_, PyTuple>) -> PyResult<Command>;

/// Every command by name.
const READERS: [(&str, Reader); 5] = [
    ("remove_peer", |args| {
        let (peer,) = args.extract()?;
        Ok(Command::RemovePeer(PeerId(peer)))
    }),
    ("set_down_track", |args| {
        let (down, paused, max_layer, max_fps, priority) = args.extract()?;
        let wish = Wish {
            paused,
            max_layer,
            max_fps,
            priority,
        };
        Ok(Command::SetDownTrack(DownTrackId(down), wish))
    }),
    ("set_track", |args| {
        let (track, blocked) = args.extract()?;
        Ok(Command::SetTrack(TrackId(track), blocked))
    }),
    ("send_data", read_send_data),
    ("request_key_frame", |args| {
        let (track,) = args.extract()?;
        Ok(Command::RequestKeyFrame(TrackId(track)))
    }),
];

/// Reads a list of commands.
pub fn read(list: &Bound<'_, PyList>) -> PyResult<Vec<Command>> {
    list.iter()
        .map(|item| read_one(item.cast::<PyTuple>()?))
        .collect()
}

fn read_one(tuple: &Bound<'_, PyTuple>) -> PyResult<Command> {
    let name: PyBackedStr = tuple.get_item(0)?.extract()?;
    let reader = READERS
        .iter()
        .find(|(known, _)| *known == &*name)
        .map(|(_, reader)| reader);
    let reader = reader
        .ok_or_else(|| PyValueError::new_err("unknown command: see Command in rapat_sfu.pyi"))?;
    reader(&tuple.get_slice(1, tuple.len()))
}

fn read_send_data(args: &Bound<'_, PyTuple>) -> PyResult<Command> {
    let (peers, channel, payload): (Vec<u64>, PyBackedStr, PyBackedBytes) = args.extract()?;
    if payload.len() > MAX_PAYLOAD {
        return Err(PyValueError::new_err(format!(
            "send_data: a payload has at most {MAX_PAYLOAD} bytes"
        )));
    }
    let channel = match &*channel {
        "reliable" => DataChannel::Reliable,
        "lossy" => DataChannel::Lossy,
        "data_track" => DataChannel::DataTrack,
        _ => {
            return Err(PyValueError::new_err(
                "send_data: the channel is reliable, lossy or data_track",
            ));
        }
    };
    Ok(Command::SendData(
        peers.into_iter().map(PeerId).collect(),
        channel,
        payload,
    ))
}

/// Hands one command to the engine.
pub fn apply(engine: &mut Engine, command: &Command) -> Result<(), EngineError> {
    match command {
        Command::RemovePeer(peer) => engine.remove_peer(*peer),
        Command::SetDownTrack(down, wish) => engine.set_down_track(*down, *wish),
        Command::SetTrack(track, blocked) => engine.set_track(*track, *blocked),
        Command::SendData(peers, channel, payload) => engine.send_data(peers, *channel, payload),
        Command::RequestKeyFrame(track) => engine.request_key_frame(*track),
    }
}
