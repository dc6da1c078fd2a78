"""Which refusals each route can answer, beyond those that every route can: the ground of the API's description.

A route without a row fails ``tests/http/test_openapi.py``, and so does an answer that stands in no row.
"""

from rapat.domain import errors as e


class BodyTooLarge(e.MessageTooLong):
    """Beyond the limit for bodies of this call; nothing of it was looked at. ``ApiGuard`` says so."""

    code = "body_too_large"


class StorageAway(e.RapatError):
    """Database or files cannot be reached now; try again. ``answer_as_away`` says so."""

    code = "storage_away"


BEYOND_TABLE: dict[type[e.RapatError], int] = {StorageAway: 503}
"""Statuses of refusals that no service raises."""
Refusals = tuple[type[e.RapatError], ...]

MEMBER: Refusals = (e.MeetingNotFound, e.NotInMeeting)
"""For people who have joined, while the meeting goes on and after it."""
LIVE: Refusals = (*MEMBER, e.MeetingEnded)
"""For people who have joined, while it goes on."""
HOST: Refusals = (*LIVE, e.NotHost)
"""For hosts, and mostly co-hosts."""
OVER: Refusals = (*HOST, e.Refused, e.ParticipantMissing)
"""For hosts, about somebody."""
ACCOUNT: Refusals = (e.NotSignedIn,)
STAFF: Refusals = (*ACCOUNT, e.Refused)
MANAGED: Refusals = (*STAFF, e.PersonMissing)
PLAN: Refusals = (*ACCOUNT, e.PlanMissing)
TEMPLATE: Refusals = (*ACCOUNT, e.TemplateMissing)
OWN_PLAN: Refusals = (*PLAN, e.Refused, e.PlanChanged)
DATE: Refusals = (*OWN_PLAN, e.OccurrenceMissing)

_MEETING = "/api/meetings/{meeting}"
_PERSON = _MEETING + "/participants/{identity}"
_MESSAGE = _MEETING + "/messages/{message}"
_FILE = _MEETING + "/files/{file}"
_REACTION: Refusals = (*MEMBER, e.MessageMissing, e.NotAllowed)
_DOOR: Refusals = (
    e.MeetingNotFound,
    e.MeetingEnded,
    e.Removed,
    e.MeetingLocked,
    e.PinNeeded,
    e.PinWrong,
    e.SignInNeeded,
    e.NotInvited,
    e.InvitationInvalid,
    e.MeetingFull,
)

REFUSALS: dict[str, Refusals] = {
    "GET /api/about": (),
    "GET /api/site": (),
    "GET /api/site/logo/{digest}": (e.NotThere,),
    "GET /api/pictures/{digest}": (e.NotThere,),
    # signing in
    "POST /api/session": (e.WrongPassword,),
    "DELETE /api/session": ACCOUNT,
    "POST /api/links/look": (e.LinkSpent,),
    "POST /api/links/use": (e.LinkSpent, e.EmailTaken),
    "POST /api/password-resets": (),
    # oneself
    "GET /api/me": (),
    "PATCH /api/me": ACCOUNT,
    "PUT /api/me/password": (*ACCOUNT, e.WrongPassword),
    "PUT /api/me/picture": (*ACCOUNT, e.PictureRefused),
    "DELETE /api/me/picture": ACCOUNT,
    "GET /api/me/sessions": ACCOUNT,
    "DELETE /api/me/sessions": ACCOUNT,
    "DELETE /api/me/sessions/{session}": (*ACCOUNT, e.SessionMissing),
    "GET /api/me/keys": ACCOUNT,
    "POST /api/me/keys": ACCOUNT,
    "DELETE /api/me/keys/{key}": (*ACCOUNT, e.KeyMissing),
    # people
    "GET /api/people": ACCOUNT,
    "POST /api/people": (*STAFF, e.EmailTaken),
    "POST /api/people/import": STAFF,
    "PATCH /api/people/{person}": (*MANAGED, e.EmailTaken, e.LastOwner),
    "POST /api/people/{person}/link": MANAGED,
    # meetings
    "GET /api/meetings": (),
    "POST /api/meetings": (),
    f"GET {_MEETING}": (e.MeetingNotFound,),
    f"PATCH {_MEETING}": HOST,
    f"POST {_MEETING}/join": _DOOR,
    f"POST {_MEETING}/end": (*MEMBER, e.NotHost),
    f"POST {_MEETING}/stop": HOST,
    f"GET {_MEETING}/rules": HOST,
    f"PATCH {_MEETING}/rules": (*HOST, e.RuleForced),
    f"PUT {_MEETING}/hand": (*LIVE, e.NotAllowed),
    f"DELETE {_MEETING}/hands": HOST,
    f"POST {_MEETING}/hands/next": HOST,
    f"PUT {_MEETING}/spotlight": (*HOST, e.ParticipantMissing),
    f"POST {_MEETING}/reactions": (*LIVE, e.NotAllowed),
    f"POST {_MEETING}/mute-all": HOST,
    f"POST {_MEETING}/mute-all/undo": HOST,
    f"GET {_MEETING}/names": HOST,
    f"GET {_MEETING}/bans": HOST,
    f"DELETE {_MEETING}/bans/{{identity}}": OVER,
    f"PATCH {_PERSON}": (*OVER, e.NotAllowed),
    f"DELETE {_PERSON}": OVER,
    f"POST {_PERSON}/mute": OVER,
    f"POST {_PERSON}/ask": OVER,
    f"POST {_PERSON}/host": OVER,
    f"POST {_PERSON}/wait": OVER,
    f"POST {_PERSON}/reports": (*MEMBER, e.Refused, e.ParticipantMissing),
    f"DELETE {_PERSON}/hand": OVER,
    f"DELETE {_PERSON}/granted": OVER,
    # the door
    f"GET {_MEETING}/waiting": HOST,
    f"GET {_MEETING}/waiting/me": (*LIVE, e.Removed),
    f"DELETE {_MEETING}/waiting/me": (*LIVE, e.Removed),
    f"POST {_MEETING}/waiting/admit": (*HOST, e.ParticipantMissing),
    f"DELETE {_MEETING}/waiting/{{identity}}": (*HOST, e.ParticipantMissing),
    f"PUT {_MEETING}/waiting/note": HOST,
    f"POST {_MEETING}/invitations": HOST,
    # chat
    "GET /api/chats": (),
    "GET /api/chats/search": (),
    f"GET {_MEETING}/messages": MEMBER,
    f"POST {_MEETING}/messages": (
        *MEMBER,
        e.NotAllowed,
        e.ParticipantMissing,
        e.MessageMissing,
        e.FileMissing,
        e.MessageTooLong,
        e.TooSoon,
    ),
    f"PATCH {_MESSAGE}": (*_REACTION, e.MessageTooLong),
    f"DELETE {_MESSAGE}": (*MEMBER, e.MessageMissing, e.NotHost),
    f"PUT {_MESSAGE}/approval": (*MEMBER, e.MessageMissing, e.NotHost),
    f"PUT {_MESSAGE}/reactions/{{emoji}}": (*_REACTION, e.Invalid),
    f"DELETE {_MESSAGE}/reactions/{{emoji}}": (*_REACTION, e.Invalid),
    f"PATCH {_MEETING}/chat": (*MEMBER, e.NotHost),
    f"PUT {_MEETING}/chat/pin": (*MEMBER, e.NotHost, e.MessageMissing),
    f"PUT {_MEETING}/chat/read": MEMBER,
    f"POST {_MEETING}/chat/typing": (*LIVE, e.NotAllowed, e.ParticipantMissing),
    f"GET {_MEETING}/chat/search": MEMBER,
    f"GET {_MEETING}/chat/people": MEMBER,
    f"GET {_MEETING}/chat/export": MEMBER,
    f"POST {_MEETING}/files": (*MEMBER, e.NotAllowed, e.FileTooLarge, e.FilesFull, e.FileRefused),
    f"PUT {_FILE}/preview": (*MEMBER, e.FileMissing, e.FileTooLarge, e.FileRefused),
    f"GET {_FILE}": (*MEMBER, e.FileMissing, e.FileExpired),
    f"GET {_FILE}/preview": (*MEMBER, e.FileMissing, e.FileExpired),
    f"DELETE {_FILE}": (*MEMBER, e.FileMissing),
    # planned meetings
    "GET /api/agenda": ACCOUNT,
    "POST /api/plans": (*STAFF, e.TemplateMissing),
    "GET /api/plans/{plan}": PLAN,
    "PATCH /api/plans/{plan}": DATE,
    "POST /api/plans/{plan}/cancel": DATE,
    "PUT /api/plans/{plan}/invitees": OWN_PLAN,
    "PUT /api/plans/{plan}/answer": PLAN,
    "GET /api/plans/{plan}/file.ics": PLAN,
    "POST /api/replies/look": (e.PlanMissing,),
    "POST /api/replies": (e.PlanMissing,),
    "GET /api/me/room": ACCOUNT,
    "POST /api/me/feed": ACCOUNT,
    "GET /calendar/{secret}.ics": (e.PlanMissing,),
    # templates
    "GET /api/templates": ACCOUNT,
    "POST /api/templates": (*STAFF, e.MeetingNotFound, e.NotHost),
    "GET /api/templates/{template}": TEMPLATE,
    "PATCH /api/templates/{template}": (*TEMPLATE, e.Refused, e.MeetingNotFound, e.NotHost),
    "DELETE /api/templates/{template}": (*TEMPLATE, e.Refused),
    "POST /api/templates/{template}/start": TEMPLATE,
    # administration
    "GET /api/admin/meetings": STAFF,
    "POST /api/admin/meetings/{meeting}/end": (*STAFF, e.MeetingNotFound),
    "GET /api/admin/reports": STAFF,
    "DELETE /api/admin/reports/{report}": (*STAFF, e.ReportMissing),
    "GET /api/admin/activity": STAFF,
    "GET /api/admin/activity.csv": STAFF,
    "GET /api/admin/health": STAFF,
    "GET /api/admin/settings": STAFF,
    "GET /api/admin/settings/accent": STAFF,
    "PATCH /api/admin/settings": (*STAFF, e.AccentContrast),
    "PUT /api/admin/settings/logo": (*STAFF, e.PictureRefused),
    "DELETE /api/admin/settings/logo": STAFF,
    "GET /api/admin/mail": STAFF,
    "PUT /api/admin/mail": STAFF,
    "DELETE /api/admin/mail": STAFF,
    "POST /api/admin/mail/test": STAFF,
    "POST /api/admin/backup": (*STAFF, e.BackupRunning, e.BackupUnwritten),
    "GET /api/admin/backup": STAFF,
    "GET /api/admin/backup/{name}": (*STAFF, e.BackupMissing),
    "DELETE /api/admin/backup/{name}": (*STAFF, e.BackupMissing),
    # privacy
    "GET /api/admin/retention": STAFF,
    "PUT /api/admin/retention": STAFF,
    "GET /api/me/export": ACCOUNT,
    "POST /api/me/erase": (*ACCOUNT, e.WrongPassword, e.LastOwner),
    "POST /api/people/{person}/erase": (*MANAGED, e.LastOwner),
    # monitors
    "GET /healthz": (),
    "GET /readyz": (),
    "GET /metrics": (e.Refused,),
}
