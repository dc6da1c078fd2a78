"""``ports.Store`` on one database: the repositories together."""

from pathlib import Path

from rapat.storage.account_links import AccountLinkRows
from rapat.storage.accounts import AccountSessionRows, PersonRows
from rapat.storage.activities import ActivityRows
from rapat.storage.calendars import CalendarRows
from rapat.storage.chat_files import ChatFileRows
from rapat.storage.chat_rooms import ChatRoomRows
from rapat.storage.database import Database
from rapat.storage.erasure import ErasureRows
from rapat.storage.kept_answers import KeptAnswerRows
from rapat.storage.meeting_lists import MeetingListRows
from rapat.storage.meetings import AttendeeRows, MeetingRows
from rapat.storage.messages import MessageRows
from rapat.storage.people import ApiKeyRows, VisitorRows
from rapat.storage.personal import PersonalRows
from rapat.storage.pictures import PictureRows
from rapat.storage.plans import PlanRows
from rapat.storage.program_keys import ProgramKeyRows
from rapat.storage.reports import ReportRows
from rapat.storage.retention import RetentionRows
from rapat.storage.site import SiteRows
from rapat.storage.templates import TemplateRows


class SqlStore:
    """All repositories. Open with ``await SqlStore.open(place)``; end with ``await close()``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.visitors = VisitorRows(database)
        self.meetings = MeetingRows(database)
        self.meeting_lists = MeetingListRows(database)
        self.attendees = AttendeeRows(database)
        self.messages = MessageRows(database)
        self.chat_rooms = ChatRoomRows(database)
        self.chat_files = ChatFileRows(database)
        self.reports = ReportRows(database)
        self.api_keys = ApiKeyRows(database)
        self.people = PersonRows(database)
        self.account_sessions = AccountSessionRows(database)
        self.account_links = AccountLinkRows(database)
        self.pictures = PictureRows(database)
        self.plans = PlanRows(database)
        self.calendars = CalendarRows(database)
        self.templates = TemplateRows(database)
        self.activities = ActivityRows(database)
        self.program_keys = ProgramKeyRows(database)
        self.site = SiteRows(database)
        self.retention = RetentionRows(database)
        self.erasures = ErasureRows(database)
        self.personal = PersonalRows(database)
        self.kept_answers = KeptAnswerRows(database)

    @classmethod
    async def open(cls, place: Path | str) -> "SqlStore":
        """Open a database; see ``Database.open`` for places and for what can go wrong."""
        return cls(await Database.open(place))

    async def healthy(self) -> bool:
        """True when the database answers."""
        return await self._database.healthy()

    async def size(self) -> int:
        """Bytes that the database takes."""
        return await self._database.size()

    def last_write(self) -> tuple[int, int]:
        """Changes with every write, of the command line too; on PostgreSQL each time it is asked."""
        return self._database.last_write()

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()
