//! The signalling WebSocket of one participant: blocking while it opens, non-blocking afterwards.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use prost::Message as _;
use tungstenite::{Error, Message, WebSocket};

use crate::proto::{
    JoinRequest, Request, Response, SignalRequest, SignalResponse, WrappedJoinRequest,
};

/// An upgrade that takes longer fails the bench.
const OPEN_WITHIN: Duration = Duration::from_secs(15);

/// An open signal connection.
pub struct Signal {
    socket: WebSocket<TcpStream>,
}

impl Signal {
    /// Joins on `server` (`host:port`, plain HTTP) with one connection for both directions.
    ///
    /// # Errors
    /// The server is not there or refuses the join; the text says which.
    pub fn join_single(
        server: SocketAddr,
        token: &str,
        request: &JoinRequest,
    ) -> crate::Result<Self> {
        let wrapped = WrappedJoinRequest {
            compression: 0,
            join_request: request.encode_to_vec(),
        };
        let query = URL_SAFE.encode(wrapped.encode_to_vec());
        Self::open(
            server,
            &format!("/rtc/v1?access_token={token}&join_request={query}"),
        )
    }

    /// Joins as clients do that use a second connection, offered by the server, for what they receive.
    ///
    /// # Errors
    /// As above.
    pub fn join_dual(server: SocketAddr, token: &str, subscribe: bool) -> crate::Result<Self> {
        let subscribe = u8::from(subscribe);
        Self::open(
            server,
            &format!(
                "/rtc?access_token={token}&auto_subscribe={subscribe}&sdk=go&version=2.9.0&protocol=16"
            ),
        )
    }

    fn open(server: SocketAddr, path: &str) -> crate::Result<Self> {
        let stream = TcpStream::connect(server)
            .map_err(|error| format!("no server on {server}: {error}"))?;
        stream.set_read_timeout(Some(OPEN_WITHIN))?;
        stream.set_nodelay(true)?;
        let (socket, _) = tungstenite::client(format!("ws://{server}{path}"), stream)
            .map_err(|error| format!("join refused: {error}"))?;
        socket.get_ref().set_nonblocking(true)?;
        Ok(Self { socket })
    }

    /// Sends one message.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn send(&mut self, message: Request) -> crate::Result<()> {
        let bytes = SignalRequest {
            message: Some(message),
        }
        .encode_to_vec();
        match self.socket.send(Message::Binary(bytes.into())) {
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            other => Ok(other?),
        }
    }

    /// The next message that we know; `None` when nothing waits.
    ///
    /// # Errors
    /// The connection is gone, or not protobuf.
    pub fn poll(&mut self) -> crate::Result<Option<Response>> {
        loop {
            match self.socket.read() {
                Ok(Message::Binary(bytes)) => {
                    if let Some(message) = SignalResponse::decode(bytes)?.message {
                        return Ok(Some(message));
                    }
                }
                Ok(_) => {}
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(format!("signal connection lost: {error}").into()),
            }
        }
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.get_ref().as_fd()
    }
}
