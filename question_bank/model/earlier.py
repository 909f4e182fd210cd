"""Which thing stands behind a text that was stored: statements and items are known by their ids, not by their wording.

Questions store these ids with the key. Those issued before they did are read by ``earlier.json`` of the topic: digests
of all texts as they were worded last before, with the id of each.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache

from question_bank.model.data import topic_folder, topic_ids
from question_bank.model.instance import Instance


@cache
def _earlier(topic: str) -> Mapping[str, Mapping[str, str]]:
    file = topic_folder(topic) / "earlier.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _known(family: str, text: str) -> str:
    topic = family.split(".", maxsplit=1)[0]
    known = _earlier(topic).get(family, {}) if topic in topic_ids() else {}
    return known.get(hashlib.sha256(text.encode()).hexdigest()[:12], "")


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
