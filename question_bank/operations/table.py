"""All operations by id, found in the topics, in their order."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from question_bank.model.data import remembered
from question_bank.model.topics import load_topics
from question_bank.operations.operation import Operation


@remembered
def operations() -> Mapping[str, Operation]:
    """Every operation; raises ``LookupError`` for one under another topic, and where two have one id."""
    found: dict[str, Operation] = {}
    for topic in load_topics().topics:
        name = f"question_bank.topics.{topic.id.replace('-', '_')}.operations"
        if find_spec(name) is None:
            continue
        for operation in import_module(name).OPERATIONS:
            if operation.topic != topic.id:
                raise LookupError(f"{operation.id} in {name} is of the topic {operation.topic}")
            if operation.id in found:
                raise LookupError(f"two operations are called {operation.id}")
            found[operation.id] = operation
    return found
