//! What a down track sends again: answers to NACKs under its RTX SSRC (RFC 4588), and padding.

use rapat_wire::codec::dd;
use rapat_wire::rtp::RtpHeader;
use rapat_wire::session::Ext;

use super::{DownTrack, Packet};
use crate::arena::Arena;
use crate::bandwidth::repair::Repair;
use crate::clock::{MILLI, Micros};
use crate::outlet::{Head, Outlet, Source};

/// Repeats that may be saved up: one key frame's worth.
pub(super) const BURST: u64 = 100;

/// With fewer saved up than this, nothing is repeated of what came before the last key frame: that is shown next.
const SCARCE: u64 = 50;

/// One repeat costs what 100 / [`Repair::percent`] sent packets earned.
pub(super) const COST: u64 = 100;

/// Unit of the playout delay extension.
const PLAYOUT_UNIT: Micros = 10 * MILLI;
/// Its upper limit, as libwebrtc has it where nobody says one.
const PLAYOUT_MOST: Micros = 10_000 * MILLI;

impl DownTrack {
    /// Says how to repair what its line loses.
    pub fn set_repair(&mut self, repair: Repair) {
        self.repair = Repair {
            holds: self.repair.holds || repair.hold > 0,
            ..repair
        };
    }

    /// How often to send what is asked for again.
    pub const fn copies(&self) -> u8 {
        self.repair.copies
    }

    /// A packet was sent: a part of a repeat is earned.
    pub(super) fn earn_repeats(&mut self) {
        let earned = self.resend_credit + self.repair.percent;
        self.resend_credit = earned.min(BURST * COST);
    }

    /// How long to hold a picture back, for its first packet (webrtc.org/experiments/rtp-hdrext/playout-delay):
    /// 12 bits for the least time, 12 for the longest.
    pub(super) fn playout_delay(&self, starts_picture: bool) -> Option<[u8; 3]> {
        (self.repair.holds && starts_picture).then(|| {
            let (least, most) = (self.repair.hold / PLAYOUT_UNIT, PLAYOUT_MOST / PLAYOUT_UNIT);
            let [.., high, middle, low] = (least << 12 | most).to_be_bytes();
            [high, middle, low]
        })
    }

    /// The dependency descriptor of a packet that is sent again. What it may have announced is left
    /// out: the next key frame says it again.
    fn describe_again<'a>(
        &self,
        packet: &Packet<'a>,
        room: &'a mut [u8; dd::MAX_LEN],
    ) -> Option<&'a [u8]> {
        let header = packet.source.header;
        let bytes = header
            .exts
            .get(packet.source.bytes, Ext::DependencyDescriptor)?;
        let said = packet.marks.described.as_ref()?;
        let len = dd::renumber(bytes, self.rewrite.peek_frame(said.frame_number), room)?;
        room.get(..len)
    }

    /// The extended number at the publisher of a packet to resend under RTX; `None`: do not resend. `newest`
    /// and `entry` are the publisher's last number and that of its last key frame.
    ///
    /// Without an RTX payload type nothing is resent: the same number with another absolute send time
    /// would be two plaintexts under one nonce.
    pub fn resendable(
        &mut self,
        out_seq: u16,
        newest: u64,
        entry: Option<u64>,
        now: Micros,
    ) -> Option<u64> {
        self.mapping.and_then(|m| m.rtx_pt)?;
        if self.resend_credit < COST {
            return None;
        }
        let (sent, epoch) = (self.sent.as_mut()?, self.rewrite.epoch());
        let known = sent.find(out_seq, epoch).map(u64::from);
        // Never sent, but it has its number: it came before the key frame's first packet did.
        let in_seq = known.or_else(|| self.rewrite.unmap(out_seq))? as u16;
        if known.is_none() {
            sent.record(out_seq, in_seq, epoch);
        }
        let in_seq = rapat_wire::seq::nearest(newest, in_seq);
        let is_superseded = entry.is_some_and(|entry| in_seq < entry);
        if is_superseded && self.resend_credit < SCARCE * COST {
            return None;
        }
        sent.take(out_seq, epoch, now)?;
        self.resend_credit -= COST;
        Some(in_seq)
    }

    /// Keeps the sound that was just sent, for one of the few who ask for it again.
    #[cold]
    pub(super) fn keep_sound(&mut self, out_seq: u16, arena: &Arena) {
        if let Some(sealed) = &mut self.sealed {
            sealed.keep(out_seq, arena.last());
        }
    }

    /// Sound is asked for again. False: it is not held, or was sent again often enough or just now.
    pub fn resend_sound(
        &mut self,
        out_seq: u16,
        rtt: Option<Micros>,
        outlet: &mut Outlet,
        arena: &mut Arena,
    ) -> bool {
        let sealed = self.sealed.get_or_insert_default();
        if self.resend_credit < COST {
            return false;
        }
        let datagram = sealed.take(out_seq, rtt, outlet.now);
        let sent = datagram.is_some_and(|datagram| outlet.send_sealed(arena, datagram));
        self.resend_credit -= if sent { COST } else { 0 };
        sent
    }

    /// A packet is asked for. Its extended number at the publisher when it has been for so long that only a key
    /// frame helps.
    pub fn despair(&mut self, out_seq: u16, highest_in: u64) -> Option<u64> {
        let epoch = self.rewrite.epoch();
        let in_seq = self.sent.as_mut()?.ask(out_seq, epoch)?;
        Some(rapat_wire::seq::nearest(highest_in, in_seq))
    }

    /// True when what was just repeated may be sent once more; counts as sent.
    pub fn may_repeat_again(&mut self) -> bool {
        let left = self.resend_credit.checked_sub(COST);
        self.resend_credit = left.unwrap_or(self.resend_credit);
        left.is_some()
    }

    /// True when packets can be repeated, and padding sent, without the decoder seeing it.
    pub fn has_rtx(&self) -> bool {
        self.mapping.is_some_and(|mapping| mapping.rtx_pt.is_some())
    }

    /// Sends nothing but padding under the RTX SSRC, which decoders do not see. False: it has no RTX.
    pub fn pad(
        &mut self,
        len: u8,
        outlet: &mut Outlet,
        arena: &mut Arena,
        abs_send_time: [u8; 3],
    ) -> bool {
        let Some(pt) = self.mapping.and_then(|m| m.rtx_pt) else {
            return false;
        };
        let source = Source {
            bytes: &[],
            header: &RtpHeader::default(),
            payload: &[],
            pad: len,
        };
        let head = Head {
            pt,
            marker: false,
            seq: self.rtx_seq,
            timestamp: 0,
            ssrc: self.rtx_ssrc,
            mid: (!self.acknowledged).then_some(self.mid.as_bytes()),
            original_seq: None,
            vp8: None,
            described: None,
            playout_delay: None,
            can_wait: false,
        };
        self.rtx_seq += 1;
        outlet.send_rtp(arena, &source, &head, abs_send_time)
    }

    /// Sends a cached packet again under the RTX SSRC (RFC 4588).
    pub fn resend(&mut self, packet: &Packet<'_>, outlet: &mut Outlet, arena: &mut Arena) -> bool {
        let Some(pt) = self.mapping.and_then(|m| m.rtx_pt) else {
            return false;
        };
        let Some(original) = self.rewrite.map_late(packet.seq) else {
            return false;
        };
        let needed = self.selection.needs(packet.seq, packet.marks);
        let source = if needed {
            packet.source
        } else {
            packet.source.emptied()
        };
        let mut room = [0; dd::MAX_LEN];
        // It may begin a picture: what that said is repeated too.
        let playout_delay = self.playout_delay(needed);
        let head = Head {
            pt,
            marker: needed && self.marker(packet, false),
            seq: self.rtx_seq,
            timestamp: self.timestamp(packet),
            ssrc: self.rtx_ssrc,
            mid: (!self.acknowledged).then_some(self.mid.as_bytes()),
            original_seq: Some(original as u16),
            vp8: packet
                .marks
                .vp8
                .filter(|_| needed)
                .map(|descriptor| self.rewrite.peek_vp8(descriptor)),
            described: self.describe_again(packet, &mut room).filter(|_| needed),
            playout_delay,
            can_wait: false,
        };
        self.rtx_seq += 1;
        outlet.send_rtp(arena, &source, &head, packet.abs_send_time)
    }
}
