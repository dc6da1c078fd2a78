"""Chat messages."""

import pytest

from rapat.domain import chat
from rapat.domain.errors import Invalid, MessageTooLong


def test_line_breaks_stay_and_controls_go() -> None:
    assert chat.message_text(" a\r\nb\x00\x1b[31m ") == "a\nb[31m"


def test_an_empty_message_is_refused() -> None:
    with pytest.raises(Invalid):
        chat.message_text(" \n\t ")


def test_an_oversized_message_is_refused_whole() -> None:
    chat.message_text("я" * chat.TEXT_MAX)
    with pytest.raises(MessageTooLong):
        chat.message_text("я" * (chat.TEXT_MAX + 1))


@pytest.mark.parametrize("bad", ["", "x" * 65, "a b", "é", "a\n"])
def test_a_client_id_is_short_plain_ascii(bad: str) -> None:
    with pytest.raises(Invalid):
        chat.client_id(bad)
