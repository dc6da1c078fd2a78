"""Tables of people as spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapat.domain.errors import Invalid
from rapat.domain.people_table import LINES_MAX, read_table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_separators_line_ends_and_marks_of_all_spreadsheets_are_read(separator: str, end: str, mark: str) -> None:
    rows = [["Name", "E-Mail", "Phone"], ["Ana", " ana@x.org ", "1"], ["", "", ""], ["Budi", "budi@x.org", "2"]]
    lines = read_table(mark + end.join(separator.join(row) for row in rows) + end)
    assert [(line.number, dict(line.cells)) for line in lines] == [
        (2, {"name": "Ana", "email": "ana@x.org"}),
        (4, {"name": "Budi", "email": "budi@x.org"}),
    ]


def test_quoted_cells_keep_separators_and_line_breaks() -> None:
    lines = read_table('email,name\nana@x.org,"Ana, the ""first""\nof two"\nbudi@x.org,Budi\n')
    assert lines[0].cells["name"] == 'Ana, the "first"\nof two'
    assert lines[1].number == 4


def test_columns_are_known_in_three_languages() -> None:
    assert dict(read_table("Почта;Имя\na@x.org;Аня\n")[0].cells) == {"email": "a@x.org", "name": "Аня"}
    assert dict(read_table("nama,surel\nAna,a@x.org\n")[0].cells) == {"email": "a@x.org", "name": "Ana"}


def test_a_short_line_has_only_its_cells() -> None:
    assert dict(read_table("email,name,role\na@x.org\n")[0].cells) == {"email": "a@x.org"}


@pytest.mark.parametrize("table", ["", "\n", "ana@x.org\n", "name\nAna\n", "email,mail\na@x.org,b@x.org\n"])
def test_a_table_without_one_column_of_addresses_is_refused(table: str) -> None:
    with pytest.raises(Invalid):
        read_table(table)


def test_too_many_lines_are_refused_and_as_many_as_allowed_pass() -> None:
    line = "a@x.org\n"
    assert len(read_table("email\n" + line * LINES_MAX)) == LINES_MAX
    with pytest.raises(Invalid):
        read_table("email\n" + line * (LINES_MAX + 1))


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for table in (text, "email,name\n" + text):
        try:
            lines = read_table(table)
        except Invalid:
            continue
        assert all(set(line.cells) <= {"email", "name", "role", "language", "time_zone"} for line in lines)
