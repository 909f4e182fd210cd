"""Where the bank's data lie: a topic's own in its folder, what topics share beside the code that reads it."""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def topic_folder(topic: str) -> Traversable:
    """The folder of a topic."""
    return files("question_bank.topics") / topic.replace("-", "_")


def topic_data(topic: str, file: str) -> dict[str, Any]:
    """A TOML file of a topic; raises ``FileNotFoundError`` where the topic has none."""
    with (topic_folder(topic) / file).open("rb") as source:
        return tomllib.load(source)


def shared_data(package: str, file: str) -> dict[str, Any]:
    """A TOML file that lies in a package of the bank."""
    with (files(f"question_bank.{package}") / file).open("rb") as source:
        return tomllib.load(source)
