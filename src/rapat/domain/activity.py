"""The activity log: who did what to whom on the site, when, from where. Ids only, never names or texts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What was done. ``about`` of an entry is the id that each names."""

    SIGNED_IN = "signed_in"
    """About the account."""
    ACCOUNT_MADE = "account_made"
    """About the account."""
    ACCOUNT_CHANGED = "account_changed"
    """About the account: profile, role, or whether it is active."""
    ACCOUNT_LINK_MADE = "account_link_made"
    """About the account: an invitation or a new password by link."""
    PEOPLE_IMPORTED = "people_imported"
    """About nothing in particular: the new accounts have entries of their own."""
    MEETING_ENDED = "meeting_ended"
    """About the meeting, ended by an administrator."""
    KEY_MADE = "key_made"
    """About the key of a program."""
    KEY_REVOKED = "key_revoked"
    """About the key of a program."""
    REPORT_CLOSED = "report_closed"
    """About the report."""
    SITE_CHANGED = "site_changed"
    """About nothing in particular: the settings of the site."""
    TEMPLATE_CHANGED = "template_changed"
    """About a template of the organisation: saved, changed or deleted."""
    RETENTION_CHANGED = "retention_changed"
    """About nothing in particular: how long things are kept."""
    DATA_EXPORTED = "data_exported"
    """About the account, by itself."""
    ACCOUNT_ERASED = "account_erased"
    """About the account, which is nobody's from then on."""
    BACKUP_MADE = "backup_made"
    """About nothing in particular."""
    BACKUP_TAKEN = "backup_taken"
    """About nothing in particular: one was downloaded."""
    BACKUP_DELETED = "backup_deleted"
    """About nothing in particular."""
    MAIL_CHANGED = "mail_changed"
    """About nothing in particular: the mail server."""
    MAIL_TESTED = "mail_tested"
    """About nothing in particular: a letter to the actor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One entry."""

    id: str
    at: datetime
    actor: str
    """Id of the account."""
    act: Act
    about: str = ""
    address: str = ""
    """Of the caller; of IPv6 its network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries somebody looks for; as it stands, all."""

    acts: Collection[Act] = ()
    """Empty = every act."""
    actor: str = ""
    """Id of the account; empty = anybody's."""
    since: datetime | None = None
    """At this moment or later; None = from the beginning."""
    until: datetime | None = None
    """Before this moment; None = to the end."""


EVERYTHING = Wanted()
