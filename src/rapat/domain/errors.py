"""Everything that a use case can refuse, as one tree.

    RapatError
    ├── Invalid             what was sent cannot be right         422
    │   └── AccentContrast
    ├── NotSignedIn         an account is needed                  401
    │   ├── WrongPassword · KeyInvalid
    ├── Refused             understood, but not allowed           403
    │   ├── NotHost · NotInMeeting · NotAllowed · MeetingLocked · Removed · CrossOrigin
    │   ├── ScopeMissing · RuleForced
    │   ├── PinNeeded · PinWrong · SignInNeeded · NotInvited · InvitationInvalid
    ├── NotThere            404
    │   ├── MeetingNotFound · ParticipantMissing · MessageMissing · FileMissing · PersonMissing · SessionMissing
    │   ├── PlanMissing · OccurrenceMissing · ReportMissing · KeyMissing · BackupMissing
    ├── MeetingFull         409
    ├── EmailTaken · LastOwner · PlanChanged · RepeatRunning      409
    ├── RepeatDiffers       422
    ├── BackupRunning 409 · BackupUnwritten               507
    ├── LinkSpent           410
    ├── MeetingEnded        410
    ├── FileExpired         410
    ├── MessageTooLong      413
    │   ├── FileTooLarge · FilesFull
    ├── FileRefused         415
    ├── PictureRefused      415
    └── TooManyRequests     429
        └── TooSoon

``code`` is stable: programs and the browser app's translations rely on it. ``detail`` is English, for
programmers, and never holds what a person wrote.
"""


class RapatError(Exception):
    """A refusal with a stable code."""

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.more: dict[str, object] = {}
        """What programs are told beside it; few refusals have any."""


class Invalid(RapatError):
    """A value cannot be right; ``detail`` names the field and the rule."""

    code = "invalid"


class AccentContrast(Invalid):
    """White text on this colour cannot be read; ``more`` has the contrast, the one needed, and the nearest shade."""

    code = "accent_contrast"

    def __init__(self, contrast: float, needed: float, nearest: str) -> None:
        missing = needed - contrast
        super().__init__(f"accent: white text has {contrast:.2f} : 1 on it, {missing:.2f} too little; take {nearest}")
        self.more = {"contrast": contrast, "needed": needed, "nearest": nearest}


class NotSignedIn(RapatError):
    """Only somebody with an account may; sign in first."""

    code = "not_signed_in"


class WrongPassword(NotSignedIn):
    """No account has this address and this password; which of the two is wrong is not told."""

    code = "wrong_password"


class KeyInvalid(NotSignedIn):
    """The API key is unknown, revoked, expired, or its owner is disabled; which of these is not told."""

    code = "key_invalid"


class Refused(RapatError):
    """Understood, but this person may not."""

    code = "refused"


class ScopeMissing(Refused):
    """The API key does not open this call; ``detail`` names the scope that does, if one does."""

    code = "scope_missing"


class RuleForced(Refused):
    """The site's administrators have set this rule for every meeting; ``detail`` names it."""

    code = "rule_forced"


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


class PinNeeded(Refused):
    """The meeting asks for a PIN."""

    code = "pin_needed"


class PinWrong(Refused):
    """Not the PIN of this meeting; every wrong one counts against the caller's rate."""

    code = "pin_wrong"


class SignInNeeded(Refused):
    """Only people with an account here come in."""

    code = "sign_in_needed"


class NotInvited(Refused):
    """Only invited people come in."""

    code = "not_invited"


class InvitationInvalid(Refused):
    """An invitation that is of another meeting, expired, or not signed by this server."""

    code = "invitation_invalid"


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


class PersonMissing(NotThere):
    """Nobody has this id."""

    code = "person_not_found"


class SessionMissing(NotThere):
    """The account has no such session, or it has ended."""

    code = "session_not_found"


class KeyMissing(NotThere):
    """The account has no such API key."""

    code = "key_not_found"


class BackupMissing(NotThere):
    """No backup on this box has this name, or it was downloaded."""

    code = "backup_not_found"


class BackupRunning(RapatError):
    """One backup at a time; wait for the other."""

    code = "backup_running"


class BackupUnwritten(RapatError):
    """No backup could be written: no space, no rights, or no database."""

    code = "backup_failed"


class MeetingFull(RapatError):
    """As many people are in as the meeting takes."""

    code = "meeting_full"


class MeetingEnded(RapatError):
    """The host ended it for all."""

    code = "meeting_ended"


class MessageTooLong(RapatError):
    """A chat message beyond the limit; nothing was stored."""

    code = "message_too_long"


class EmailTaken(RapatError):
    """Another account has this address."""

    code = "email_taken"


class LastOwner(RapatError):
    """The only owner would be lost; make somebody else an owner first."""

    code = "last_owner"


class LinkSpent(RapatError):
    """The link was used, replaced by a newer one, or its time is over; ask for another."""

    code = "link_spent"


class PictureRefused(RapatError):
    """No small picture of a kind that every browser draws."""

    code = "picture_refused"


class TooManyRequests(RapatError):
    """Slow down; ``retry_after`` seconds."""

    code = "too_many_requests"

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:.0f} s")
        self.retry_after = retry_after


class TooSoon(TooManyRequests):
    """The host asks for a pause between two messages of one person; ``retry_after`` seconds are left of it."""

    code = "slow_mode"


class PlanChanged(RapatError):
    """Somebody changed the planned meeting since it was looked at; look again, then repeat."""

    code = "plan_changed"


class RepeatRunning(RapatError):
    """The first request with this ``Idempotency-Key`` is not done yet; ask again in a second."""

    code = "idempotency_key_in_use"


class RepeatDiffers(RapatError):
    """Another request was sent with this ``Idempotency-Key``; a new request needs a fresh one."""

    code = "idempotency_key_reused"


class ReportMissing(NotThere):
    """No open report has this id: somebody has dealt with it."""

    code = "report_not_found"


class PlanMissing(NotThere):
    """No planned meeting has this id, or it is not the caller's to see."""

    code = "plan_not_found"


class TemplateMissing(NotThere):
    """No template has this id, or it is somebody else's."""

    code = "template_not_found"


class OccurrenceMissing(NotThere):
    """The planned meeting does not take place at this date."""

    code = "occurrence_not_found"


class MessageMissing(NotThere):
    """No message with this id that this person may see, or it was taken back."""

    code = "message_not_found"


class FileMissing(NotThere):
    """No file with this id that this person may see."""

    code = "file_not_found"


class FileExpired(RapatError):
    """Its time was over; the name is all that is left."""

    code = "file_expired"


class FileTooLarge(MessageTooLong):
    """Beyond the site's limit for one file; nothing was stored."""

    code = "file_too_large"


class FilesFull(MessageTooLong):
    """The meeting holds as many bytes of files as the site allows; delete some, or wait until they expire."""

    code = "files_full"


class FileRefused(RapatError):
    """A kind of file that is not taken, or a preview that is no picture."""

    code = "file_refused"
