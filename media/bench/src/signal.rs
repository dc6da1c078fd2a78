//! The signalling WebSocket of one participant: blocking while it opens, non-blocking afterwards; and what
//! `LiveKit` sends on it.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use prost::Message as _;
use tungstenite::http::Uri;
use tungstenite::{ClientRequestBuilder, Error, Message, WebSocket};

use crate::proto::{
    JoinRequest, Request, Response, SignalRequest, SignalResponse, WrappedJoinRequest,
};

/// An upgrade that takes longer fails the bench.
const OPEN_WITHIN: Duration = Duration::from_secs(15);

/// An open WebSocket.
pub struct Socket(WebSocket<TcpStream>);

impl Socket {
    /// Opens `path` (with query) on `server` (`host:port`, plain HTTP).
    ///
    /// # Errors
    /// The server is not there or refuses; the text says which.
    pub fn open(server: SocketAddr, path: &str) -> crate::Result<Self> {
        Self::request(server, ClientRequestBuilder::new(address(server, path)?))
    }

    /// The same with a server that speaks on it what `subprotocol` names (RFC 6455 §1.9).
    ///
    /// # Errors
    /// The server is not there or refuses; the text says which.
    pub fn open_as(server: SocketAddr, path: &str, subprotocol: &str) -> crate::Result<Self> {
        let request = ClientRequestBuilder::new(address(server, path)?);
        Self::request(server, request.with_sub_protocol(subprotocol))
    }

    fn request(server: SocketAddr, request: ClientRequestBuilder) -> crate::Result<Self> {
        let stream = TcpStream::connect(server)
            .map_err(|error| format!("no server on {server}: {error}"))?;
        stream.set_read_timeout(Some(OPEN_WITHIN))?;
        stream.set_nodelay(true)?;
        let (socket, _) = tungstenite::client(request, stream)
            .map_err(|error| format!("join refused: {error}"))?;
        socket.get_ref().set_nonblocking(true)?;
        Ok(Self(socket))
    }

    /// Sends one text.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn send_text(&mut self, text: &str) -> crate::Result<()> {
        self.send(Message::text(text))
    }

    /// The next text; `None` when nothing waits.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn poll_text(&mut self) -> crate::Result<Option<String>> {
        while let Some(message) = self.poll()? {
            if let Message::Text(text) = message {
                return Ok(Some(text.as_str().to_owned()));
            }
        }
        Ok(None)
    }

    fn send(&mut self, message: Message) -> crate::Result<()> {
        match self.0.send(message) {
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            other => Ok(other?),
        }
    }

    fn poll(&mut self) -> crate::Result<Option<Message>> {
        match self.0.read() {
            Ok(message) => Ok(Some(message)),
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(format!("signal connection lost: {error}").into()),
        }
    }
}

fn address(server: SocketAddr, path: &str) -> crate::Result<Uri> {
    Ok(format!("ws://{server}{path}").parse()?)
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.get_ref().as_fd()
    }
}

/// An open signal connection of `LiveKit`.
pub struct Signal(Socket);

impl Signal {
    /// Joins with one connection for both directions.
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
        let path = format!("/rtc/v1?access_token={token}&join_request={query}");
        Ok(Self(Socket::open(server, &path)?))
    }

    /// Joins as clients do that use a second connection, offered by the server, for what they receive.
    ///
    /// # Errors
    /// As above.
    pub fn join_dual(server: SocketAddr, token: &str, subscribe: bool) -> crate::Result<Self> {
        let subscribe = u8::from(subscribe);
        let path = format!(
            "/rtc?access_token={token}&auto_subscribe={subscribe}&sdk=go&version=2.9.0&protocol=16"
        );
        Ok(Self(Socket::open(server, &path)?))
    }

    /// Sends one message.
    ///
    /// # Errors
    /// The connection is gone.
    pub fn send(&mut self, message: Request) -> crate::Result<()> {
        let request = SignalRequest {
            message: Some(message),
        };
        self.0.send(Message::Binary(request.encode_to_vec().into()))
    }

    /// The next message that we know; `None` when nothing waits.
    ///
    /// # Errors
    /// The connection is gone, or not protobuf.
    pub fn poll(&mut self) -> crate::Result<Option<Response>> {
        while let Some(message) = self.0.poll()? {
            let Message::Binary(bytes) = message else {
                continue;
            };
            if let Some(message) = SignalResponse::decode(bytes)?.message {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }
}

impl AsFd for Signal {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
