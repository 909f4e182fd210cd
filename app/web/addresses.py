"""The address of an operation with its inputs in it: it can be kept, shared, and led to from a question."""

from collections.abc import Mapping
from urllib.parse import urlencode

from question_bank.bank import Bank
from question_bank.model.instance import Instance
from question_bank.operations.checking import Checked
from question_bank.operations.operation import Operation
from question_bank.operations.typed import written

SEEN = "seen"  # beside the fields: the result that the pictures lead to
LONGEST = 4096  # characters of a query; longer ones do not pass everywhere, so the inputs go by POST


def form_of(operation: Operation, checked: Checked) -> dict[str, str]:
    """Inputs and conventions as the fields of the form."""
    conventions = {c.name: written(checked.conventions[c.name]) for c in operation.conventions}
    return conventions | {name: written(value) for name, value in checked.values.items()}


def address(operation: Operation, form: Mapping[str, str], seen: str = "") -> str:
    """The address of an operation with these fields, and the result that its pictures lead to."""
    return f"/lab/{operation.id}?{urlencode({**form, **({SEEN: seen} if seen else {})})}"


def is_long(form: Mapping[str, str]) -> bool:
    """Whether the inputs are too long for an address."""
    return len(urlencode(form)) > LONGEST


def address_of_instance(bank: Bank, instance: Instance) -> str:
    """Where to change the numbers of an answered question; empty where no operation takes them."""
    found = bank.operation(instance)
    return "" if found is None else address(found[0], form_of(*found))
