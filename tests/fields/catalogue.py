"""A bank with topics of the tests' own, beside those that it has."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import question_bank.topics
from question_bank.bank import Bank, load_bank
from question_bank.model import catalogue
from question_bank.operations import operations
from question_bank.pictures import figures
from question_bank.way import hints

TOPICS = Path(__file__).parent / "topics"
_GATHERED = (
    catalogue.slip_texts,
    catalogue.check_texts,
    catalogue.convention_sentences,
    hints._counted,
    operations,
    figures._plots,
)


def _forget() -> None:
    """Read again what is gathered from all topics."""
    importlib.invalidate_caches()
    for gathered in _GATHERED:
        gathered.cache_clear()


@contextmanager
def with_topics(folder: Path = TOPICS) -> Iterator[Bank]:
    """The bank with the topics of a folder, which ``load_bank`` finds too until the block ends."""
    package = question_bank.topics
    package.__path__.append(str(folder))
    _forget()
    try:
        yield load_bank()
    finally:
        package.__path__.remove(str(folder))
        for topic in folder.iterdir():
            name = f"{package.__name__}.{topic.name}"
            for module in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                del sys.modules[module]
            vars(package).pop(topic.name, None)
        _forget()
