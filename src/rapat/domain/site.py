"""Settings of the site that administrators change while it runs: its look, languages, limits, rules of meetings.

What the operator gives by flag or file bounds them (``Bounds``). The settings are kept as JSON; what a newer version
added is missing in it and has its default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rapat.domain import names
from rapat.domain.door import Entry, Others, Rules
from rapat.domain.errors import Invalid, RuleForced
from rapat.domain.people import LANGUAGES
from rapat.domain.roles import Right

OWN_NAME = "Rapat"
"""Of the product: what a site is called that nobody gave a name."""
NAME_MAX = 40
"""Characters: it stands in the corner of every page, also on a phone."""
PLACES_MIN = 2
"""People: fewer is no meeting."""
MINUTES_MIN, MINUTES_MAX = 5, 24 * 60
"""Of a meeting: within less than five not even everybody is in; a day is no meeting any more."""
ENTRY, OTHERS = "entry", "others"
"""Names of the rules of the door, beside the names of rights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the operator set by flag or file; no administrator goes beyond."""

    people: int
    """In one meeting."""
    file_mb: int
    """Megabytes of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLimits:
    """Limits of every meeting; 0 = none beyond what the operator set."""

    people: int = 0
    minutes: int = 0
    """From the first person's coming to the end."""
    file_mb: int = 0

    def checked(self, bounds: Bounds) -> "SiteLimits":
        """These limits.

        Raises:
            Invalid: one that cannot be right, or is above what the operator set.
        """
        _demand("limits.people", self.people, PLACES_MIN, bounds.people)
        _demand("limits.minutes", self.minutes, MINUTES_MIN, MINUTES_MAX)
        _demand("limits.file_mb", self.file_mb, 1, bounds.file_mb)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDefaults:
    """With which rules a new meeting starts, and which of them no host changes."""

    entry: Entry = Entry.LINK
    others: Others = Others.WAIT
    off: frozenset[Right] = frozenset()
    forced: frozenset[str] = frozenset()
    """``entry``, ``others``, and names of rights."""

    def rules(self) -> Rules:
        """Of a new meeting."""
        return Rules(entry=self.entry, others=self.others, off=self.off)

    def governed(self, rules: Rules) -> Rules:
        """The rules of a meeting with everything that is forced."""
        fixed = frozenset(right for right in Right if right in self.forced)
        return replace(
            rules,
            entry=self.entry if ENTRY in self.forced else rules.entry,
            others=self.others if OTHERS in self.forced else rules.others,
            off=(rules.off - fixed) | (self.off & fixed),
        )

    def demand_free(self, wish: Mapping[str, object]) -> None:
        """Whether a host may wish this.

        Args:
            wish: name of a rule → value; for a right, whether participants have it.

        Raises:
            RuleForced: the site has set something else for good.
        """
        mine: dict[str, object] = {ENTRY: self.entry, OTHERS: self.others}
        mine.update({right: right not in self.off for right in Right})
        for name, value in wish.items():
            if name in self.forced and value != mine[name]:
                raise RuleForced(f"{name}: set for the whole site by its administrators")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """All of it."""

    name: str = OWN_NAME
    accent: str = ""
    """``#rrggbb``; empty = Rapat's own colour."""
    logo: str = ""
    """SHA-256 of the picture, hexadecimal; empty = none."""
    language: str = LANGUAGES[0]
    """Where nothing is known of somebody."""
    languages: tuple[str, ...] = LANGUAGES
    """Those that are offered."""
    limits: SiteLimits = field(default_factory=SiteLimits)
    meetings: MeetingDefaults = field(default_factory=MeetingDefaults)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        meetings = self.meetings
        return {
            "name": self.name,
            "accent": self.accent,
            "logo": self.logo,
            "language": self.language,
            "languages": list(self.languages),
            "limits": {
                "people": self.limits.people,
                "minutes": self.limits.minutes,
                "file_mb": self.limits.file_mb,
            },
            "meetings": {
                "entry": meetings.entry.value,
                "others": meetings.others.value,
                "off": sorted(meetings.off),
                "forced": sorted(meetings.forced),
            },
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SiteSettings":
        """From what ``as_json`` gave, of this version or another."""
        plain = {key: kept[key] for key in ("name", "accent", "logo") if key in kept}
        offered = tuple(one for one in kept.get("languages", LANGUAGES) if one in LANGUAGES) or LANGUAGES
        meetings = kept.get("meetings", {})
        return cls(
            **plain,
            language=kept["language"] if kept.get("language") in offered else offered[0],
            languages=offered,
            limits=SiteLimits(**{key: int(value) for key, value in kept.get("limits", {}).items() if key in _LIMITS}),
            meetings=MeetingDefaults(
                entry=Entry(meetings.get("entry", Entry.LINK)),
                others=Others(meetings.get("others", Others.WAIT)),
                off=frozenset(right for right in Right if right in meetings.get("off", ())),
                forced=frozenset(meetings.get("forced", ())) & RULES,
            ),
        )


_LIMITS = frozenset({"people", "minutes", "file_mb"})
RULES = frozenset({ENTRY, OTHERS, *(right.value for right in Right)})
"""Everything of a meeting that can be forced."""


def site_name(text: str) -> str:
    """A name of the site.

    Raises:
        Invalid: nothing visible, or too long.
    """
    name = names.clean(text)
    if not 0 < len(name) <= NAME_MAX:
        raise Invalid(f"name: 1 to {NAME_MAX} characters")
    return name


def checked_languages(language: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that are offered, in the app's order.

    Raises:
        Invalid: none, one that the app does not speak, or the default is not among them.
    """
    if not offered or not set(offered) <= set(LANGUAGES):
        raise Invalid(f"languages: one or more of {', '.join(LANGUAGES)}")
    if language not in offered:
        raise Invalid("language: one of those that are offered")
    return tuple(known for known in LANGUAGES if known in offered)


def _demand(name: str, value: int, least: int, most: int) -> None:
    if value and not least <= value <= most:
        raise Invalid(f"{name}: {least} to {most}, or 0")
