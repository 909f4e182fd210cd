"""Whether today's family has another key for a question that it issued once."""

import json

from question_bank.forms import form_of
from question_bank.forms.typed import WHOLE
from question_bank.kinds.issuing import make_instance
from question_bank.kinds.registry import kind_of
from question_bank.model.family import Family
from question_bank.model.instance import Instance, Key
from question_bank.model.made import ExhaustedError


def other_key(family: Family, instance: Instance) -> Key | None:
    """Today's key of a question, where it is not the stored one; None where they agree, or cannot be compared.

    Of an older version the stored one is right: that version asked for something else. What was typed is held against
    today's values for the stored parameters; what was chosen or arranged against the question as it would be issued
    now, where that shows the same.
    """
    if instance.version != family.version:
        return None
    if form_of(instance.form).typed:
        return _other_cells(family, instance)
    try:
        made = make_instance(family, instance.level, instance.form, instance.seed)
    except (KeyError, ExhaustedError):
        return None
    shown = (made.choices, made.items, made.options)
    same = shown == (instance.choices, instance.items, instance.options) and _plain(made) == _plain(instance)
    return made.key if same and _decides(made.key) != _decides(instance.key) else None


def _plain(instance: Instance) -> object:
    return json.loads(json.dumps(instance.parameters))


def _decides(key: Key) -> tuple[object, ...]:
    """What of a key tells right from wrong where something is chosen or arranged."""
    return key.choice, frozenset(key.chosen), key.before, key.pairs


def _other_cells(family: Family, instance: Instance) -> Key | None:
    problem = family.ask(instance.parameters, instance.form)
    cells, stored = kind_of(problem).cells(problem), instance.key.cells
    near = len(cells) == len(stored) and all(
        abs(one - other) <= WHOLE * max(1, abs(other)) for one, other in zip(cells, stored, strict=True)
    )
    fits = len(cells) == len(stored)
    return instance.key.model_copy(update={"cells": cells}) if fits and not near else None
