"""What names an instance, or the answer to it, in the forms of its pages.

Numbers begin anew in another database, and the page of another one may still be open: the content is named as well.
"""

from typing import Annotated

from pydantic import Field

from app.db.models import InstanceRow

_LENGTH = 8  # of the fingerprint; a page has it in full
Mark = Annotated[str, Field(pattern=r"^[0-9]{1,18}(-[0-9a-f]{1,64})?$")]


def mark(number: int, row: InstanceRow) -> str:
    """The number of an instance, or of the answer to it, with the beginning of the instance's fingerprint."""
    return f"{number}-{row.fingerprint[:_LENGTH]}"


def read_mark(sent: str) -> tuple[int, str]:
    """The number, and the beginning of the fingerprint, which is empty on a page that names none."""
    number, _, content = sent.partition("-")
    return int(number), content
