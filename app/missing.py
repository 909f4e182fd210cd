"""Something that was asked for is not there; how that is told is a matter of whoever asked."""


class NotFoundError(LookupError):
    """There is no such thing, or it is not this learner's."""


class MovedError(Exception):
    """What was asked for is to be seen at another address, and nothing was done here."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address
