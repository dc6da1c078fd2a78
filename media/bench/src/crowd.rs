//! All participants of a run in one thread: who joins, whose socket is readable, whose timer is due.
//!
//! Only opening a WebSocket blocks; threads of their own do that, so that media flows on meanwhile.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;

use crate::inbox::Inbox;
use crate::participant::{Participant, Role, Shared};

/// Timers and reports are looked at so often.
const TURN_EVERY: Duration = Duration::from_millis(10);
/// Longest wait for packets: bounds the error of the pace.
const WAIT_MAX: Duration = Duration::from_micros(500);
/// Sockets that are served between two looks at the publishers' pace.
const EVENTS: usize = 64;
/// A participant's sockets lie within so many numbers: above two and the streams that anybody receives.
const SOCKETS_PER_PERSON: u64 = 1 << 13;

type Joined = crate::Result<Participant>;

/// Everybody.
pub struct Crowd {
    /// In the order in which they came.
    pub people: Vec<Participant>,
    /// Of all.
    pub shared: Arc<Shared>,
    /// Nobody publishes.
    pub silent: bool,
    /// Packets evenly spaced instead of whole frames in a burst.
    pub paced: bool,
    poll: OwnedFd,
    inbox: Inbox,
    next_turn: Instant,
    invited: usize,
    arrived: usize,
    doors: Sender<(usize, Role)>,
    arrivals: Receiver<std::result::Result<Participant, String>>,
}

impl Crowd {
    /// Nobody yet; `doors` signalling connections are opened at a time.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn new(shared: Shared, paced: bool, doors: usize) -> crate::Result<Self> {
        let shared = Arc::new(shared);
        let (invite, invitations) = channel();
        let invitations = Arc::new(Mutex::new(invitations));
        let (arrive, arrivals) = channel();
        for _ in 0..doors.max(1) {
            let (shared, invitations, arrive) =
                (shared.clone(), invitations.clone(), arrive.clone());
            std::thread::spawn(move || open_door(&shared, &invitations, &arrive));
        }
        Ok(Self {
            people: Vec::new(),
            shared,
            silent: false,
            paced,
            poll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            inbox: Inbox::new(),
            next_turn: Instant::now(),
            invited: 0,
            arrived: 0,
            doors: invite,
            arrivals,
        })
    }

    /// Lets one more join; it appears in [`Self::people`] when its WebSocket is open.
    ///
    /// # Errors
    /// No thread is left to open it.
    pub fn invite(&mut self, role: Role) -> crate::Result<()> {
        self.doors.send((self.invited, role))?;
        self.invited += 1;
        Ok(())
    }

    /// Invited, but not in [`Self::people`] yet.
    pub fn under_way(&self) -> usize {
        self.invited - self.arrived
    }

    /// Lets `roles` join, at most `at_a_time` of them not yet `ready`, until all are.
    ///
    /// # Errors
    /// A join fails, or nobody becomes ready for `within`.
    pub fn admit(
        &mut self,
        roles: impl IntoIterator<Item = Role>,
        at_a_time: usize,
        within: Duration,
        ready: impl Fn(&Participant) -> bool,
    ) -> crate::Result<()> {
        let first = self.people.len();
        let mut waiting: VecDeque<Role> = roles.into_iter().collect();
        let (mut before, mut progress) = (usize::MAX, Instant::now());
        loop {
            let unready = self.people[first..]
                .iter()
                .filter(|person| !ready(person))
                .count();
            let open = unready + self.under_way();
            let next = waiting.len().min(at_a_time.saturating_sub(open));
            for role in waiting.drain(..next) {
                self.invite(role)?;
            }
            let left = open + waiting.len();
            if left == 0 && self.under_way() == 0 {
                return Ok(());
            }
            if left < before {
                (before, progress) = (left, Instant::now());
            }
            if progress.elapsed() > within {
                return Err(format!("{left} people wait in vain for media").into());
            }
            self.step()?;
        }
    }

    /// The newest ones leave until `count` remain.
    pub fn dismiss_to(&mut self, count: usize) {
        for person in self.people.drain(count.min(self.people.len())..) {
            person.leave();
        }
    }

    /// Lets `span` pass.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn spin(&mut self, span: Duration) -> crate::Result<()> {
        let end = Instant::now() + span;
        while Instant::now() < end {
            self.step()?;
        }
        Ok(())
    }

    /// Sends what is due, waits shortly, takes what came.
    ///
    /// # Errors
    /// The server refused or ended a session.
    pub fn step(&mut self) -> crate::Result<()> {
        while let Ok(joined) = self.arrivals.try_recv() {
            self.arrived += 1;
            self.welcome(joined?)?;
        }
        let mut wait = WAIT_MAX;
        if !self.silent {
            for person in &mut self.people {
                let Some(due) = person.next_due() else {
                    continue;
                };
                let now = Instant::now();
                if due <= now {
                    person.publish(&self.shared, self.paced);
                } else {
                    wait = wait.min(due - now);
                }
            }
        }
        self.take(wait)?;
        let now = Instant::now();
        if now >= self.next_turn {
            self.next_turn = now + TURN_EVERY;
            for person in &mut self.people {
                person.turn(&self.shared, now)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, wait: Duration) -> crate::Result<()> {
        let wait = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(wait.subsec_nanos()),
        };
        let none = epoll::Event {
            flags: epoll::EventFlags::empty(),
            data: epoll::EventData::new_u64(0),
        };
        let mut events = [none; EVENTS];
        let count = epoll::wait(&self.poll, &mut events, Some(&wait))?;
        for event in events.iter().take(count) {
            let number = event.data.u64();
            let (person, socket) = (number / SOCKETS_PER_PERSON, number % SOCKETS_PER_PERSON);
            if let Some(person) = self.people.get_mut(person as usize) {
                person.take(&self.shared, socket as usize, &mut self.inbox)?;
            }
        }
        Ok(())
    }

    fn welcome(&mut self, person: Participant) -> crate::Result<()> {
        let first = self.people.len() as u64 * SOCKETS_PER_PERSON;
        for (number, socket) in person.sockets().enumerate() {
            let data = epoll::EventData::new_u64(first + number as u64);
            epoll::add(&self.poll, socket, data, epoll::EventFlags::IN)?;
        }
        self.people.push(person);
        // The first message may have come with the upgrade: then nothing is readable any more.
        match self.people.last_mut() {
            Some(person) => person.take(&self.shared, 0, &mut self.inbox),
            None => Ok(()),
        }
    }
}

/// Opens one WebSocket after the other, until nobody invites any more.
fn open_door(
    shared: &Shared,
    invitations: &Mutex<Receiver<(usize, Role)>>,
    arrive: &Sender<std::result::Result<Participant, String>>,
) {
    loop {
        let invitation = invitations.lock().map(|queue| queue.recv());
        let Ok(Ok((number, role))) = invitation else {
            return;
        };
        let joined: Joined = Participant::join(shared, number, role);
        if arrive
            .send(joined.map_err(|error| error.to_string()))
            .is_err()
        {
            return;
        }
    }
}
