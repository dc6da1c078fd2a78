//! Offers for the control plane to plan with, and its plans.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use rapat_wire::sdp::{Direction, OfferSection, SectionKind, SectionPlan, inspect};

use crate::error::{guarded, sdp_error};

/// Read an offer without touching any peer.
#[pyfunction]
pub fn inspect_offer<'py>(py: Python<'py>, sdp: &str) -> PyResult<Vec<Bound<'py, PyDict>>> {
    guarded(|| {
        let sections = py
            .detach(|| inspect(sdp))
            .map_err(|error| sdp_error(&error))?;
        sections
            .iter()
            .map(|section| section_dict(py, section))
            .collect()
    })
}

fn section_dict<'py>(py: Python<'py>, section: &OfferSection) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("mid", &section.mid)?;
    dict.set_item("kind", kind_name(section.kind))?;
    dict.set_item("direction", direction_name(section.direction))?;
    dict.set_item("stream_id", &section.stream_id)?;
    dict.set_item("track_id", &section.track_id)?;
    dict.set_item("rids", &section.rids)?;
    dict.set_item("codecs", &section.codecs)?;
    dict.set_item("ssrcs", &section.ssrcs)?;
    Ok(dict)
}

fn kind_name(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Audio => "audio",
        SectionKind::Video => "video",
        SectionKind::Application => "application",
    }
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::SendRecv => "sendrecv",
        Direction::SendOnly => "sendonly",
        Direction::RecvOnly => "recvonly",
        Direction::Inactive => "inactive",
    }
}

/// Reads a list of `ReceivePlan` and `SendPlan`, told apart by their `receive` and `send` keys.
pub fn read_plan(list: &Bound<'_, PyList>) -> PyResult<Vec<SectionPlan>> {
    list.iter()
        .map(|item| read_section(item.cast::<PyDict>()?))
        .collect()
}

fn read_section(dict: &Bound<'_, PyDict>) -> PyResult<SectionPlan> {
    let mid = required(dict, "mid")?;
    if let Some(down) = optional(dict, "send")? {
        return Ok(SectionPlan::Send {
            mid,
            down,
            track: required(dict, "track")?,
            stream_id: required(dict, "stream_id")?,
            track_id: required(dict, "track_id")?,
            red: optional(dict, "red")?.unwrap_or(true),
        });
    }
    Ok(SectionPlan::Receive {
        mid,
        track: required(dict, "receive")?,
        rids: optional(dict, "rids")?,
        codecs: optional(dict, "codecs")?,
        dtx: optional(dict, "dtx")?.unwrap_or_default(),
        stereo: optional(dict, "stereo")?.unwrap_or_default(),
        red: optional(dict, "red")?.unwrap_or_default(),
    })
}

fn required<T>(dict: &Bound<'_, PyDict>, key: &str) -> PyResult<T>
where
    T: for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>,
{
    optional(dict, key)?
        .ok_or_else(|| PyValueError::new_err(format!("section plan: the key {key} is missing")))
}

fn optional<T>(dict: &Bound<'_, PyDict>, key: &str) -> PyResult<Option<T>>
where
    T: for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>,
{
    match dict.get_item(key)? {
        Some(value) => value.extract(),
        None => Ok(None),
    }
}
