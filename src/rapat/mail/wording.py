"""Letters in three languages: ``letters/<language>.json`` holds subject and text of each kind, plain text alone."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr, quote
from pathlib import Path
from string import Template

from rapat.domain.people import LANGUAGES
from rapat.domain.site import OWN_NAME
from rapat.ports import Clock
from rapat.ports_mail import CalendarFile, Letter

FOLDER = Path(__file__).parent / "letters"


class Wording:
    """Letters as messages (RFC 5322)."""

    def __init__(self, clock: Clock, site: str, name: Callable[[], str]) -> None:
        """Words for the letters of one site.

        Args:
            clock: dates them.
            site: the site's address; it stands below every letter.
            name: what the site is called now; asked for each letter.
        """
        self._clock = clock
        self._site = site
        self._name = name
        self._words = {language: json.loads((FOLDER / f"{language}.json").read_text()) for language in LANGUAGES}

    def message(self, letter: Letter, sender: str) -> EmailMessage:
        """The letter, ready to be sent.

        Args:
            letter: what to say to whom.
            sender: the site's own address; without a name in it, or with the product's, the site's name stands there.
        """
        words = self._words.get(letter.language, self._words[LANGUAGES[0]])
        name = self._name()
        values = {"site": self._site, "site_name": name, **letter.values}
        message = EmailMessage()
        message["Subject"] = _one_line(Template(words[letter.kind]["subject"]).substitute(values))
        message["From"] = _named(sender, name)
        message["To"] = letter.to
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
        message["Auto-Submitted"] = "auto-generated"
        paragraphs = [*words[letter.kind]["text"], words["foot"]]
        filled = (Template(paragraph).substitute(values) for paragraph in paragraphs)
        message.set_content("\n\n".join(text for text in filled if text.strip()) + "\n")
        if letter.calendar is not None:
            _attach(message, letter.calendar)
        return message


def _attach(message: EmailMessage, calendar: CalendarFile) -> None:
    """As an alternative, which shows buttons in mail programs, and as a file for all the others (RFC 6047 §2.4)."""
    text = calendar.content.decode()
    message.add_alternative(text, subtype="calendar", params={"method": calendar.method})
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invite.ics")


def _named(sender: str, name: str) -> str:
    """The sender as readers see it. A name that the operator chose stays."""
    own, address = parseaddr(sender)
    return sender if own not in {"", OWN_NAME} else f'"{quote(name)}" <{address}>'


def _one_line(text: str) -> str:
    """A line break in a subject would begin the next header."""
    return " ".join(text.split())
