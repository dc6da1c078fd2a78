//! Which socket of a group the kernel gives a datagram to: a small program of classic BPF
//! (`SO_ATTACH_REUSEPORT_CBPF`, `socket(7)`), which needs no privilege.
//!
//! Transport-wide feedback has sockets of its own. It is half of what listeners send, ten words a second
//! each, and none of it is urgent: there it waits without waking anybody until the worker is awake for media.

use libc::sock_filter;
use libc::{
    BPF_A, BPF_ABS, BPF_ADD, BPF_ALU, BPF_AND, BPF_B, BPF_H, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD,
};
use libc::{
    BPF_MEM, BPF_MISC, BPF_MOD, BPF_MUL, BPF_RET, BPF_RSH, BPF_ST, BPF_TAX, BPF_W, BPF_X, BPF_XOR,
};

/// `SKF_NET_OFF` of `linux/filter.h`: from here on offsets count from the IP header, others from the payload.
const FROM_IP_HEADER: u32 = (-0x0010_0000_i32) as u32;
/// First byte of feedback: version 2, no padding, and the kind of message in the five lower bits, of which
/// 15 is transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions §3.1).
const FEEDBACK: u32 = 0x8F;
/// Padding says nothing about what it is.
const WITHOUT_PADDING: u32 = 0xDF;
/// Second byte: transport-layer feedback (RFC 4585 §6.1). Both stand in the clear in SRTCP.
const TRANSPORT_FEEDBACK: u32 = 205;
/// 2³² divided by the golden ratio: spreads neighbouring ports over the upper bits (Knuth, vol. 3, §6.4).
const SPREAD: u32 = 0x9E37_79B1;

/// Where the last word of the sender's address and its port lie behind the start of the IP header. With IP
/// options it is some other word, which does as well: it need only stay the same for a sender.
struct Sender {
    address: u32,
    port: u32,
}

const V4: Sender = Sender {
    address: 12,
    port: 20,
};
const V6: Sender = Sender {
    address: 20,
    port: 40,
};

/// The program of a group of `workers` sockets for media and, after them, as many for feedback. Both are
/// dealt out by the sender's address.
pub fn program(workers: u32, is_v4: bool) -> Vec<sock_filter> {
    let sender = if is_v4 { V4 } else { V6 };
    vec![
        step(
            BPF_LD | BPF_W | BPF_ABS,
            FROM_IP_HEADER.wrapping_add(sender.address),
        ),
        step(BPF_ALU | BPF_MUL | BPF_K, SPREAD),
        step(BPF_MISC | BPF_TAX, 0),
        step(
            BPF_LD | BPF_H | BPF_ABS,
            FROM_IP_HEADER.wrapping_add(sender.port),
        ),
        step(BPF_ALU | BPF_XOR | BPF_X, 0),
        step(BPF_ALU | BPF_MUL | BPF_K, SPREAD),
        step(BPF_ALU | BPF_RSH | BPF_K, 16),
        step(BPF_ALU | BPF_MOD | BPF_K, workers),
        step(BPF_ST, 0),
        step(BPF_LD | BPF_B | BPF_ABS, 0),
        step(BPF_ALU | BPF_AND | BPF_K, WITHOUT_PADDING),
        unless(FEEDBACK, 5),
        step(BPF_LD | BPF_B | BPF_ABS, 1),
        unless(TRANSPORT_FEEDBACK, 3),
        step(BPF_LD | BPF_W | BPF_MEM, 0),
        step(BPF_ALU | BPF_ADD | BPF_K, workers),
        step(BPF_RET | BPF_A, 0),
        step(BPF_LD | BPF_W | BPF_MEM, 0),
        step(BPF_RET | BPF_A, 0),
    ]
}

const fn step(code: u32, k: u32) -> sock_filter {
    sock_filter {
        code: code as u16,
        jt: 0,
        jf: 0,
        k,
    }
}

/// Leaves out `skipped` steps when the accumulator is not `k`.
const fn unless(k: u32, skipped: u8) -> sock_filter {
    sock_filter {
        code: (BPF_JMP | BPF_JEQ | BPF_K) as u16,
        jt: 0,
        jf: skipped,
        k,
    }
}
