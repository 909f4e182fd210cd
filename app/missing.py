"""Something that was asked for is not there; how that is told is a matter of whoever asked."""


class NotFoundError(LookupError):
    """There is no such thing, or it is not this learner's."""
