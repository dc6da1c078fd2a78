//! The few messages of `livekit_rtc.proto` and `livekit_models.proto` that a load needs; field numbers
//! are LiveKit's, unknown fields are skipped.
#![allow(missing_docs)] // names and meanings are those of the .proto files

/// `TrackType`.
pub const TRACK_AUDIO: i32 = 0;
/// `TrackType`.
pub const TRACK_VIDEO: i32 = 1;
/// `TrackSource`.
pub const SOURCE_CAMERA: i32 = 1;
/// `TrackSource`.
pub const SOURCE_MICROPHONE: i32 = 2;
/// `SignalTarget`: the connection on which the client receives, in two-connection mode.
pub const TARGET_SUBSCRIBER: i32 = 1;
/// `DisconnectReason`.
pub const CLIENT_INITIATED: i32 = 1;
/// `ClientInfo.SDK`.
pub const SDK_RUST: i32 = 8;

#[derive(Clone, PartialEq, prost::Message)]
pub struct WrappedJoinRequest {
    #[prost(int32, tag = "1")]
    pub compression: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub join_request: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct JoinRequest {
    #[prost(message, optional, tag = "1")]
    pub client_info: Option<ClientInfo>,
    #[prost(message, optional, tag = "2")]
    pub connection_settings: Option<ConnectionSettings>,
    #[prost(message, optional, tag = "6")]
    pub publisher_offer: Option<SessionDescription>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ClientInfo {
    #[prost(int32, tag = "1")]
    pub sdk: i32,
    #[prost(string, tag = "2")]
    pub version: String,
    #[prost(int32, tag = "3")]
    pub protocol: i32,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct ConnectionSettings {
    #[prost(bool, tag = "1")]
    pub auto_subscribe: bool,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SessionDescription {
    #[prost(string, tag = "1")]
    pub kind: String,
    #[prost(string, tag = "2")]
    pub sdp: String,
    #[prost(uint32, tag = "3")]
    pub id: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct AddTrackRequest {
    #[prost(string, tag = "1")]
    pub cid: String,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(int32, tag = "3")]
    pub kind: i32,
    #[prost(uint32, tag = "4")]
    pub width: u32,
    #[prost(uint32, tag = "5")]
    pub height: u32,
    #[prost(int32, tag = "8")]
    pub source: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SignalRequest {
    #[prost(oneof = "Request", tags = "1, 2, 4, 8, 14")]
    pub message: Option<Request>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Request {
    #[prost(message, tag = "1")]
    Offer(SessionDescription),
    #[prost(message, tag = "2")]
    Answer(SessionDescription),
    #[prost(message, tag = "4")]
    AddTrack(AddTrackRequest),
    #[prost(message, tag = "8")]
    Leave(Leave),
    #[prost(int64, tag = "14")]
    Ping(i64),
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SignalResponse {
    #[prost(oneof = "Response", tags = "1, 2, 3, 4, 6, 8, 25")]
    pub message: Option<Response>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Response {
    #[prost(message, tag = "1")]
    Join(JoinResponse),
    #[prost(message, tag = "2")]
    Answer(SessionDescription),
    #[prost(message, tag = "3")]
    Offer(SessionDescription),
    #[prost(message, tag = "4")]
    Trickle(Trickle),
    #[prost(message, tag = "6")]
    TrackPublished(Empty),
    #[prost(message, tag = "8")]
    Leave(Leave),
    #[prost(message, tag = "25")]
    MediaSections(MediaSections),
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct JoinResponse {
    /// Seconds.
    #[prost(int32, tag = "11")]
    pub ping_interval: i32,
}

/// A message whose arrival is all that matters.
#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Empty {}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Trickle {
    #[prost(string, tag = "1")]
    pub candidate_init: String,
    #[prost(int32, tag = "2")]
    pub target: i32,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct Leave {
    #[prost(int32, tag = "2")]
    pub reason: i32,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub struct MediaSections {
    #[prost(uint32, tag = "1")]
    pub num_audios: u32,
    #[prost(uint32, tag = "2")]
    pub num_videos: u32,
}
