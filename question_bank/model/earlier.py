"""Which thing stands behind a text that was stored: statements and items are known by their ids, not by their wording.

Questions store these ids with the key. Those issued before they did are read by ``earlier.json``: digests of all texts
as they were worded last before, with the id of each.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from question_bank.model.instance import Instance


@cache
def _earlier() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(
        (files("question_bank.model") / "earlier.json").read_text(encoding="utf-8")
    )
    return found


def _known(family: str, text: str) -> str:
    return _earlier().get(family, {}).get(hashlib.sha256(text.encode()).hexdigest()[:12], "")


def item_ids(instance: Instance) -> tuple[str, ...]:
    """The id of each item of an order or a match; empty where nothing tells it."""
    return instance.key.ids or tuple(_known(instance.family, item.text.ja) for item in instance.items)


def claims_shown(instance: Instance) -> tuple[str, ...]:
    """The claim behind each choice of a statements question; empty where nothing tells it.

    Of the wrong choices it always stood in the key. A single one that is left is known from what was drawn.
    """
    if instance.key.ids:
        return instance.key.ids
    worded = (_known(instance.family, choice.text.ja).partition(" ")[0] for choice in instance.choices)
    found = [slip or known for slip, known in zip(instance.key.slips, worded, strict=True)]
    left = set(instance.parameters.get("claims", ())) - set(found)
    if found.count("") == 1 and len(left) == 1:
        found[found.index("")] = left.pop()
    return tuple(found)
