"""Every form of an answer by its name, found in the modules beside this one."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from question_bank import forms
from question_bank.forms.form import AnswerForm
from question_bank.model.instance import Form


@cache
def every_form() -> Mapping[Form, AnswerForm]:
    """All forms; raises ``LookupError`` where two have one name."""
    found: dict[Form, AnswerForm] = {}
    for module in pkgutil.iter_modules(forms.__path__):
        for form in getattr(import_module(f"question_bank.forms.{module.name}"), "FORMS", ()):
            if form.name in found:
                raise LookupError(f"two forms of an answer are called {form.name}")
            found[form.name] = form
    return found


def form_of(name: Form) -> AnswerForm:
    """A form by name. Raises ``KeyError``."""
    return every_form()[name]
