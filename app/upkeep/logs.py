"""The log: a line of JSON for each event and request, or plain words on a terminal.

In JSON an error is told by its type and where it was raised; its words stay out, since they may quote what was sent.
"""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

request_id: ContextVar[str] = ContextVar("request_id", default="")


class Lines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, object] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if known := request_id.get():
            said["request"] = known
        fields = getattr(record, "fields", None)
        said |= {"message": record.getMessage()} if fields is None else fields
        if record.exc_info and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            *way, last = traceback.extract_tb(record.exc_info[2])
            own = [frame for frame in way if "site-packages" not in frame.filename]  # a driver may lie deep below
            said["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in (*own[-11:], last)]
        return json.dumps(said, ensure_ascii=False)


def set_up(kind: Literal["auto", "json", "plain"]) -> bool:
    """Log in lines of JSON, a line a request, unless somebody sits there: then only what is wrong, in plain words.

    Returns whether it is JSON.
    """
    if kind == "plain" or (kind == "auto" and sys.stderr.isatty()):
        return False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("edrill").setLevel(logging.INFO)
    return True
