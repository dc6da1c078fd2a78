//! A worker's sockets for transport-wide feedback: read while the worker is awake for something else, and seldom enough
//! that many words lie there at once. A word costs a microsecond in company and thirty when it wakes the thread.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use crate::sys::RECEIVE_MESSAGES;
use crate::udp::{ReceiveBatch, UdpSocket};

/// How long after the last word nobody looks. A client gives feedback every 50 to 250 ms; a rate is decided on twice a second.
/// Higher would let a full line queue for longer, lower would take fewer words at a time.
const PERIOD: Duration = Duration::from_millis(20);
/// How long after the last word nobody is woken by the next one; longer than [`PERIOD`], or who is woken would not look
/// and be woken again. Cameras bring a turn every 33 ms; a worker without any
/// is then woken by feedback, once for all that came.
const PATIENCE: Duration = Duration::from_millis(40);
/// Batches of one socket in one look: a thousand clients' words. More would delay media.
const MAX_BATCHES: usize = 32;

/// See the module.
pub(crate) struct FeedbackSockets {
    /// The index is that of the media socket with the same address.
    sockets: Vec<UdpSocket>,
    /// When a look last found something: who hears nothing waits without a clock.
    heard_at: Instant,
}

impl FeedbackSockets {
    /// `sockets`: as many as there are for media, or none.
    pub(crate) fn new(sockets: Vec<UdpSocket>, now: Instant) -> Self {
        Self {
            sockets,
            heard_at: now,
        }
    }

    /// When feedback may wake the worker; `None`: it may now, or there is none.
    pub(crate) fn patient_until(&self, now: Instant) -> Option<Instant> {
        let until = self.heard_at + PATIENCE;
        (until > now && !self.sockets.is_empty()).then_some(until)
    }

    /// What to be woken by.
    pub(crate) fn fds(&self, now: Instant) -> impl Iterator<Item = BorrowedFd<'_>> {
        let is_patient = self.patient_until(now).is_some();
        self.sockets
            .iter()
            .filter(move |_| !is_patient)
            .map(AsFd::as_fd)
    }

    /// Takes what waits, if it is time to look: `hand_out` gets each batch and the index of the media socket. True when
    /// there was something.
    pub(crate) fn take(
        &mut self,
        now: Instant,
        batch: &mut ReceiveBatch,
        mut hand_out: impl FnMut(u8, &mut ReceiveBatch),
    ) -> bool {
        if now < self.heard_at + PERIOD {
            return false;
        }
        let mut any = false;
        for (index, socket) in self.sockets.iter().enumerate() {
            for _ in 0..MAX_BATCHES {
                let taken = socket.receive(batch, RECEIVE_MESSAGES);
                any |= taken > 0;
                hand_out(index as u8, batch);
                if taken < RECEIVE_MESSAGES {
                    break;
                }
            }
        }
        if any {
            self.heard_at = now;
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn socket() -> UdpSocket {
        UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap()
    }

    fn texts(feedback: &mut FeedbackSockets, now: Instant) -> Vec<(u8, Vec<u8>)> {
        let (mut batch, mut texts) = (ReceiveBatch::new(), Vec::new());
        feedback.take(now, &mut batch, |index, batch| {
            batch.for_each(|_, datagram| texts.push((index, datagram.to_vec())));
        });
        texts
    }

    #[test]
    fn words_wait_for_the_period_and_come_with_the_number_of_their_socket() {
        let (start, from) = (
            Instant::now(),
            std::net::UdpSocket::bind("127.0.0.1:0").unwrap(),
        );
        let sockets = vec![socket(), socket()];
        let to: Vec<SocketAddr> = sockets.iter().map(UdpSocket::local).collect();
        let mut feedback = FeedbackSockets::new(sockets, start);
        from.send_to(b"second", to[1]).unwrap();
        assert!(texts(&mut feedback, start + PERIOD / 2).is_empty());
        from.send_to(b"first", to[0]).unwrap();
        let expected = [(0, b"first".to_vec()), (1, b"second".to_vec())];
        let heard_at = start + PERIOD;
        assert_eq!(texts(&mut feedback, heard_at), expected);
        assert!(texts(&mut feedback, heard_at + PERIOD).is_empty());
        let until = feedback.patient_until(heard_at + PERIOD);
        assert_eq!(until, Some(heard_at + PATIENCE), "silence is no news");
    }

    #[test]
    fn a_word_that_may_wake_is_taken_at_once() {
        let (start, from) = (
            Instant::now(),
            std::net::UdpSocket::bind("127.0.0.1:0").unwrap(),
        );
        let mut feedback = FeedbackSockets::new(vec![socket()], start);
        let to = feedback.sockets[0].local();
        let late = start + PATIENCE;
        assert!(texts(&mut feedback, late).is_empty());
        assert_eq!(feedback.fds(late).count(), 1);
        from.send_to(b"word", to).unwrap();
        assert_eq!(
            texts(&mut feedback, late),
            [(0, b"word".to_vec())],
            "else the worker would spin"
        );
        assert_eq!(feedback.fds(late).count(), 0);
    }

    #[test]
    fn a_worker_is_woken_by_feedback_only_when_nothing_else_woke_it_for_long() {
        let start = Instant::now();
        let feedback = FeedbackSockets::new(vec![socket()], start);
        assert_eq!(feedback.patient_until(start), Some(start + PATIENCE));
        assert_eq!(feedback.fds(start).count(), 0);
        assert_eq!(feedback.patient_until(start + PATIENCE), None);
        assert_eq!(feedback.fds(start + PATIENCE).count(), 1);
        let none = FeedbackSockets::new(Vec::new(), start);
        assert_eq!(
            (
                none.patient_until(start),
                none.fds(start + PATIENCE).count()
            ),
            (None, 0)
        );
    }
}
