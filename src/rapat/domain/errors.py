"""Everything that a use case can refuse, as one tree.

    RapatError
    ├── Invalid             what was sent cannot be right         422
    ├── Refused             understood, but not allowed           403
    │   ├── NotHost · NotInMeeting · NotAllowed · MeetingLocked · Removed · CrossOrigin
    ├── NotThere            404
    │   ├── MeetingNotFound · ParticipantMissing
    ├── MeetingFull         409
    ├── MeetingEnded        410
    ├── MessageTooLong      413
    └── TooManyRequests     429

``code`` is stable: programs and the browser app's translations rely on it. ``detail`` is English, for
programmers, and never holds what a person wrote.
"""


class RapatError(Exception):
    """A refusal with a stable code."""

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class Invalid(RapatError):
    """A value cannot be right; ``detail`` names the field and the rule."""

    code = "invalid"


class Refused(RapatError):
    """Understood, but this person may not."""

    code = "refused"


class NotHost(Refused):
    """Only a host (or co-host) may."""

    code = "not_host"


class NotInMeeting(Refused):
    """Only somebody who has joined this meeting may."""

    code = "not_in_meeting"


class NotAllowed(Refused):
    """This role has not the right, or a host switched it off for the meeting."""

    code = "not_allowed"


class MeetingLocked(Refused):
    """The host has locked the meeting; people who were in it may return."""

    code = "meeting_locked"


class Removed(Refused):
    """A host removed this person; it holds for the meeting."""

    code = "removed"


class CrossOrigin(Refused):
    """A page of another site made this request."""

    code = "cross_origin"


class NotThere(RapatError):
    """The thing does not exist, or not for this person: the two cannot be told apart."""

    code = "not_found"


class MeetingNotFound(NotThere):
    """No meeting has this id."""

    code = "meeting_not_found"


class ParticipantMissing(NotThere):
    """Nobody in the meeting has this identity, or the person shares no such thing."""

    code = "participant_not_found"


class MeetingFull(RapatError):
    """As many people are in as the meeting takes."""

    code = "meeting_full"


class MeetingEnded(RapatError):
    """The host ended it for all."""

    code = "meeting_ended"


class MessageTooLong(RapatError):
    """A chat message beyond the limit; nothing was stored."""

    code = "message_too_long"


class TooManyRequests(RapatError):
    """Slow down; ``retry_after`` seconds."""

    code = "too_many_requests"

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:.0f} s")
        self.retry_after = retry_after
