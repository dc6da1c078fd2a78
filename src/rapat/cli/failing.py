"""How the command line fails: what happened, and what to do next. Never without the second."""


class Failure(Exception):
    """Ends the command with status 1 and two lines."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
