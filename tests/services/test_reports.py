"""Reports of disturbers reach the administrators' list."""

import pytest

from rapat.domain.errors import Invalid, NotInMeeting, ParticipantMissing, Refused, TooManyRequests
from rapat.services.reports import REPORTING
from tests.services.party import Party, Person

pytestmark = pytest.mark.anyio


async def test_a_report_is_kept_until_somebody_has_dealt_with_it(meeting: Party, ana: Person, budi: Person) -> None:
    made = await meeting.reports.report(meeting.id, ana.visitor, budi.identity, " Shouts ")
    assert await meeting.reports.open(10) == [made]
    assert (made.about_name, made.text) == ("Budi", "Shouts")
    assert await meeting.reports.close(made.id)
    assert not await meeting.reports.close(made.id)
    assert await meeting.reports.open(10) == []


async def test_senseless_reports_are_refused(meeting: Party, ana: Person, budi: Person) -> None:
    stranger = await meeting.visitor("Stranger")
    for visitor, about, text, refusal in (
        (ana.visitor, ana.identity, "", Refused),
        (ana.visitor, "nobody", "", ParticipantMissing),
        (ana.visitor, budi.identity, "x" * 2_000, Invalid),
        (stranger, budi.identity, "", NotInMeeting),
    ):
        with pytest.raises(refusal):
            await meeting.reports.report(meeting.id, visitor, about, text)


async def test_reports_come_at_a_rate(meeting: Party, ana: Person, budi: Person) -> None:
    for _ in range(int(REPORTING.burst)):
        await meeting.reports.report(meeting.id, ana.visitor, budi.identity, "")
    with pytest.raises(TooManyRequests):
        await meeting.reports.report(meeting.id, ana.visitor, budi.identity, "")
