"""Offers of one room's participants, answered. Single-PC: the client always offers, we always answer.

An offer is read into sections; those that the client sends in are matched to publications, those that
it receives in are filled with subscriptions. What does not fit makes us ask for more sections
(``media_sections_requirement``), counted so that an offer which crosses our wish on the wire does not
make us ask twice.
"""

from collections.abc import Sequence

from livekit.protocol import models, rtc

from rapat.engine.embedded.media.core import OfferSection, ReceivePlan, SectionPlan, SendPlan
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.layers import order_rids
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import Publication
from rapat.engine.embedded.rooms.publishing import Publishing
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.subscribing import Subscribing
from rapat.engine.embedded.rooms.subscription import Section, Shortfall, Subscription

DEBOUNCE_SECONDS = 0.15
"""Changes gathered into one wish for an offer; clients themselves gather for 100 ms."""
RETRY_SECONDS = 5.0
"""No offer came after our wish: ask again. Clients give up a negotiation after 15 s."""


class Negotiation:
    """Answers offers and asks for them."""

    def __init__(self, state: RoomState, publishing: Publishing, subscribing: Subscribing) -> None:
        self._state = state
        self._publishing = publishing
        self._subscribing = subscribing

    def offered(self, participant: Participant, offer: rtc.SessionDescription) -> None:
        """Answer an offer, then let its consequences follow.

        Raises:
            ValueError: the offer is malformed or beyond a limit.
        """
        sections = self._state.media.inspect(offer.sdp)
        ended, started = self._match(participant, sections)
        placed = self._place(participant, sections)
        plan = self._plan(participant, sections)
        try:
            sdp = self._state.media.answer(participant.transport.peer, offer.sdp, plan)
        except KeyError:
            return  # The peer has just closed; its event ends the participant.
        participant.transport.negotiated = True
        participant.signal.send(messages.answer(sdp, offer.id, participant.subscriptions.mid_map()))
        for publication in ended:
            self._publishing.ended(publication)
        for publication in started:
            self._publishing.went_live(publication)
        for subscription in placed:
            self._subscribing.placed(subscription)
        self.renegotiate(participant)

    def renegotiate(self, participant: Participant) -> None:
        """What it receives should change: ask for an offer, soon and once."""
        name = (participant.sid, "sections")
        if self._needed(participant) and not self._state.timers.is_set(name):
            self._state.timers.set(name, DEBOUNCE_SECONDS, lambda: self._ask(participant))

    def restart_books(self, participant: Participant) -> None:
        """The signal connection was replaced: what was asked for on the old one is void."""
        participant.subscriptions.asked = Shortfall()
        self._state.timers.cancel((participant.sid, "sections-retry"))
        self.renegotiate(participant)

    # Asking for offers

    @staticmethod
    def _needed(participant: Participant) -> bool:
        books = participant.subscriptions
        if not participant.transport.negotiated or participant.gone:
            return False  # The first offer comes by itself.
        return bool(books.waiting("audio") or books.waiting("video") or books.stale())

    def _ask(self, participant: Participant) -> None:
        if not self._needed(participant) or not participant.signal.up:
            return
        books = participant.subscriptions
        audios = max(0, books.missing("audio") - books.asked.audios)
        videos = max(0, books.missing("video") - books.asked.videos)
        if books.asked.waiting and not audios and not videos:
            return
        books.asked.audios += audios
        books.asked.videos += videos
        books.asked.waiting = True
        participant.signal.send(messages.media_sections(audios, videos))
        retry = (participant.sid, "sections-retry")
        self._state.timers.set(retry, RETRY_SECONDS, lambda: self.restart_books(participant))

    def _seen(self, participant: Participant, kind: str) -> None:
        asked = participant.subscriptions.asked
        if kind == "audio":
            asked.audios = max(0, asked.audios - 1)
        else:
            asked.videos = max(0, asked.videos - 1)

    # What the client sends

    def _match(
        self, participant: Participant, sections: Sequence[OfferSection]
    ) -> tuple[list[Publication], list[Publication]]:
        books = participant.publications
        sending = {s["mid"]: s for s in sections if _client_sends(s)}
        ended = [p for p in books.announced() if p.mid not in sending or self._replaced(participant, p, sending)]
        for publication in ended:
            publication.mid = ""
            books.remove(publication)
        fresh = [s for s in sending.values() if books.in_section(s["mid"]) is None and s["codecs"]]
        # Sections whose id names a pending track come first, so that a guess never takes its place.
        fresh.sort(key=lambda section: not books.has_cid(section["track_id"]))
        started = []
        for section in fresh:
            matched = books.match(section["kind"], section["track_id"])
            if matched is not None:
                _start(matched, section)
                started.append(matched)
        return ended, started

    @staticmethod
    def _replaced(participant: Participant, publication: Publication, sending: dict[str, OfferSection]) -> bool:
        track_id = sending[publication.mid]["track_id"]
        return track_id != publication.sdp_id and participant.publications.has_cid(track_id)

    # What the client receives

    def _place(self, participant: Participant, sections: Sequence[OfferSection]) -> list[Subscription]:
        books = participant.subscriptions
        self._update_sections(participant, sections)
        for section in books.sections.values():
            if section.occupant is not None and not books.is_current(section.occupant):
                section.occupant = None
        placed = []
        for subscription in [*books.waiting("audio"), *books.waiting("video")]:
            mid = books.free_for(subscription)
            if mid is not None:
                books.sections[mid].occupy(subscription, mid)
                placed.append(subscription)
        if not books.asked.audios and not books.asked.videos:
            books.asked.waiting = False
            self._state.timers.cancel((participant.sid, "sections-retry"))
        return placed

    def _update_sections(self, participant: Participant, sections: Sequence[OfferSection]) -> None:
        books = participant.subscriptions
        offered = {s["mid"]: s["kind"] for s in sections if _client_receives(s, participant)}
        for mid in [mid for mid in books.sections if mid not in offered]:
            books.vacate(mid)
        for mid, kind in offered.items():
            if mid not in books.sections:
                books.sections[mid] = Section(kind)
                self._seen(participant, kind)

    @staticmethod
    def _plan(participant: Participant, sections: Sequence[OfferSection]) -> list[SectionPlan]:
        plan: list[SectionPlan] = []
        for section in sections:
            publication = participant.publications.in_section(section["mid"])
            if publication is not None:
                plan.append(_receive(publication, section))
                continue
            slot = participant.subscriptions.sections.get(section["mid"])
            if slot is not None and slot.occupant is not None:
                plan.append(_send(section["mid"], slot.occupant))
        return plan


def _client_sends(section: OfferSection) -> bool:
    return section["kind"] != "application" and section["direction"] in ("sendonly", "sendrecv")


def _client_receives(section: OfferSection, participant: Participant) -> bool:
    if section["kind"] == "application" or section["direction"] not in ("recvonly", "sendrecv"):
        return False
    return participant.publications.in_section(section["mid"]) is None


def _start(publication: Publication, section: OfferSection) -> None:
    info = publication.info
    publication.mid = info.mid = section["mid"]
    publication.sdp_id = section["track_id"]
    publication.rids = order_rids(section["rids"], publication.info.layers)
    if publication.kind == "video":
        offered = {mime.lower(): mime for mime in section["codecs"]}
        if info.mime_type.lower() not in offered:
            info.mime_type = section["codecs"][0]
    for codec in info.codecs:
        codec.mime_type, codec.mid, codec.sdp_cid = info.mime_type, section["mid"], section["track_id"]


def _receive(publication: Publication, section: OfferSection) -> ReceivePlan:
    info = publication.info
    plan = ReceivePlan(mid=section["mid"], receive=publication.number)
    if publication.rids:
        plan["rids"] = list(publication.rids)
    if publication.kind == "video":
        plan["codecs"] = [info.mime_type.lower()]
    else:
        plan["dtx"] = not info.disable_dtx and models.TF_NO_DTX not in info.audio_features
        plan["stereo"] = info.stereo or models.TF_STEREO in info.audio_features
        plan["red"] = not info.disable_red and not publication.encrypted
    return plan


def _send(mid: str, subscription: Subscription) -> SendPlan:
    publication = subscription.publication
    return SendPlan(
        mid=mid,
        send=subscription.down,
        track=publication.number,
        stream_id=publication.stream_id,
        track_id=publication.sid,
        red=not publication.encrypted,
    )
