"""The independent answer of every family: a module a topic, found by its name, and one for each ready-made kind.

A topic's module holds ``ORACLES``, by the names of its families.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TypeAlias

from question_bank.bank import Bank
from question_bank.model.instance import Instance
from tests.oracles import arranged, claims
from tests.oracles.given import Answer

Oracle: TypeAlias = Callable[[Instance], Answer | str]

# Families that are read from a topic's data bear the name of what they are.
READ: Mapping[str, Oracle] = {
    "statements": claims.statement,
    "passage": arranged.passage,
    "order": arranged.procedure,
    "match": arranged.partners,
    "diagram": arranged.picture,
}


def _of_topic(topic: str) -> Mapping[str, Oracle]:
    name = f"tests.oracles.{topic.replace('-', '_')}"
    return {} if find_spec(name) is None else import_module(name).ORACLES


def oracles(bank: Bank) -> dict[str, Oracle]:
    """The oracle of each family. Raises ``LookupError`` for a family without one, and for one without a family."""
    found: dict[str, Oracle] = {}
    for topic in bank.topics.topics:
        names = [card.id.split(".")[1] for card in bank.families.values() if card.topic == topic.id]
        own = dict(_of_topic(topic.id))
        for name in names:
            oracle = own.pop(name, None) or READ.get(name.rsplit("-", 1)[-1])
            if oracle is None:
                raise LookupError(f"{topic.id}.{name} has no oracle: add it to ORACLES in tests/oracles/{topic.id}.py")
            found[f"{topic.id}.{name}"] = oracle
        if own:
            raise LookupError(f"tests/oracles/{topic.id}.py answers {sorted(own)}, which the topic does not ask")
    return found
