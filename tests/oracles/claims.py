"""The right one of four statements, by looking each shown text up in the pool of its topic."""

import tomllib
from pathlib import Path

from question_bank.model.instance import Instance

BANK = Path(__file__).parents[2] / "question_bank" / "topics"


def statement(instance: Instance) -> str:
    """The text whose truth is the one asked for; to select, all true texts, a line each."""
    pool = tomllib.loads((BANK / instance.family.split(".")[0] / "statements.toml").read_text(encoding="utf-8"))
    truth = {claim[form]["ja"]: form == "right" for claim in pool.values() for form in ("right", "wrong")}
    asked_for_true = "正しい記述を 1 つ" in instance.stem.ja
    if instance.form == "select":
        assert "正しい記述をすべて" in instance.stem.ja
        return "\n".join(sorted(choice.text.ja for choice in instance.choices if truth[choice.text.ja]))
    (found,) = [choice.text.ja for choice in instance.choices if truth[choice.text.ja] == asked_for_true]
    return found
