"""A folder for each topic, with everything that is its own; its families are found in the modules there."""

import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from question_bank.model.data import forget
from question_bank.model.family import Family
from question_bank.model.topics import Topic


def families(topic: Topic) -> list[Family]:
    """The families of a topic: every FAMILY and FAMILIES of its modules, in the order of its page.

    Raises ``LookupError`` where that order names one that there is not, where two have one id, or where a module and
    its FAMILY have different names.
    """
    package = import_module(f"question_bank.topics.{topic.id.replace('-', '_')}")
    found: dict[str, Family] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{info.name}")
        own = [module.FAMILY] if hasattr(module, "FAMILY") else []
        if own and own[0].name != (fitting := info.name.replace("_", "-")):
            file = f"question_bank/topics/{package.__name__.rpartition('.')[2]}/{info.name}.py"
            raise LookupError(
                f'{file} has the family {own[0].id}: by its name it is id="{topic.id}.{fitting}", and its texts are'
                f" {fitting}.ja.md and {fitting}.en.md"
            )
        for family in (*own, *getattr(module, "FAMILIES", ())):
            if family.topic != topic.id:
                raise LookupError(f"{module.__name__} has the family {family.id}, which is of another topic")
            if family.name in found:
                raise LookupError(f"two families are called {family.id}")
            found[family.name] = family
    if missing := set(topic.families) - set(found):
        raise LookupError(f"topic.toml of {topic.id} names families that are not there: {sorted(missing)}")
    order = {name: place for place, name in enumerate(topic.families)}
    return sorted(found.values(), key=lambda family: (order.get(family.name, len(order)), family.name))


@contextmanager
def topics_beside(folder: Path) -> Iterator[None]:
    """Meanwhile the topics of another folder are found too, as if they lay beside the bank's own.

    So that a topic is read and proven before it belongs to the bank.
    """
    __path__.append(str(folder))
    forget()
    try:
        yield
    finally:
        __path__.remove(str(folder))
        for topic in folder.iterdir():
            name = f"{__name__}.{topic.name}"
            for module in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                del sys.modules[module]
            globals().pop(topic.name, None)
        forget()
