"""Who stands at a door, as far as its rule asks: known here, signed in, invited by account or by a signed link."""

from rapat.domain.admission import Knock
from rapat.domain.door import Entry
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.people import Person
from rapat.ports import Store


async def knock_of(
    store: Store,
    meeting: Meeting,
    known: Attendee | None,
    person: Person | None,
    *,
    shows_invitation: bool = False,
    pin_right: bool = False,
) -> Knock:
    """Gather what the rule asks; who is invited is looked up only where it matters.

    Args:
        store: where places and plans are.
        meeting: whose door.
        known: the knocker's earlier place.
        person: the account, None = a guest.
        shows_invitation: holds a good signed invitation.
        pin_right: has given the meeting's PIN.
    """
    came_invited = known is not None and known.invitation is not None
    asked = meeting.rules.entry is Entry.INVITED or bool(meeting.rules.pin)
    return Knock(
        known=known,
        signed_in=person is not None,
        invited=shows_invitation or came_invited or (asked and await _is_invited(store, meeting, person)),
        pin_right=pin_right,
    )


async def _is_invited(store: Store, meeting: Meeting, person: Person | None) -> bool:
    """Whether a plan of this meeting invites the account, by itself or by its address."""
    if person is None:
        return False
    return any(
        invitee.person == person.id or invitee.address == person.email
        for series in await store.plans.of_meeting(meeting.id)
        if not series.plan.cancelled
        for invitee in series.invitees
    )
