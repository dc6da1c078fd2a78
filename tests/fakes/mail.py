"""A mail server that keeps every letter."""

from rapat.ports_mail import Letter


class FakeMail:
    """Implements ``rapat.ports_mail.Mail``; ``ready`` is set by the test."""

    def __init__(self) -> None:
        self.ready = False
        self.posted: list[Letter] = []

    def post(self, letter: Letter) -> bool:
        if self.ready:
            self.posted.append(letter)
        return self.ready
