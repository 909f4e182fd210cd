"""Texts of the pages in two languages: Japanese in the source, English from a gettext catalogue read at start."""

from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from starlette.requests import Request

from app.web.accept import preferred, weighed
from question_bank.model.bilingual import LANGUAGES, Language

CATALOGUE = Path(__file__).resolve().parents[1] / "locale" / "en.po"


def _in_context(context: str, message: str) -> str:
    return f"{context}\x04{message}"  # as compiled catalogues name it


class _Translations(NullTranslations):
    """A catalogue as gettext wants it, without a compiled file."""

    def __init__(self, catalogue: Catalog | None) -> None:
        super().__init__()
        self._texts: dict[str, str | tuple[str, ...]] = {}
        for message in catalogue or ():
            if message.id:
                name = message.id if isinstance(message.id, str) else message.id[0]
                key = name if message.context is None else _in_context(message.context, name)
                self._texts[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())

    def gettext(self, message: str) -> str:
        """The translation, or the message itself."""
        found = self._texts.get(message)
        return found if isinstance(found, str) and found else message

    def pgettext(self, context: str, message: str) -> str:
        """The translation of a text that has several, by the context it stands in."""
        found = self._texts.get(_in_context(context, message))
        return found if isinstance(found, str) and found else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation for a number; Japanese has one form."""
        found = self._texts.get(msgid1)
        return msgid1 if not isinstance(found, tuple) else found[0 if n == 1 else -1]


@cache
def translations(language: Language) -> NullTranslations:
    """The texts of one language."""
    if language == "ja":
        return _Translations(None)
    with CATALOGUE.open("rb") as source:
        return _Translations(read_po(source, locale="en"))


def asked_language(request: Request) -> Language:
    """The language that the browser would rather have, of those there are; Japanese where it asks for neither."""
    weights = [(named.split("-")[0], weight) for named, weight in weighed(request.headers, "accept-language")]
    return "en" if preferred(weights, LANGUAGES) == "en" else "ja"


def request_language(request: Request) -> Language:
    """The learner's language where it is known, else what the browser asks for."""
    language: Language = getattr(request.state, "language", None) or asked_language(request)
    return language
