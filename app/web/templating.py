"""Pages from templates: escaped always, every name must exist, texts in the learner's language."""

import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache, lru_cache, partial
from gettext import NullTranslations
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.settings import ROOT
from app.web.assets import asset
from app.web.breaking import broken
from app.web.i18n import request_language, translations
from app.web.markdown import to_html, to_inline_html, to_line_html
from app.web.mathml import to_mathml
from app.web.naming import named, said
from app.web.querying import told
from app.web.rows import in_a_row
from app.web.terms import linked_lines
from app.web.titles import plain_title, titled
from app.web.together import formulas_with_their_marks
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.review import Use

UNSAVED = 503
FRAGMENTS = 128  # made once: the calculator, and the sketches of the newest questions
SOON = {"Retry-After": "5"}


def _display(latex: str) -> str:
    return to_mathml(latex, display=True)


class _Compiled(BytecodeCache):
    """Templates as they were compiled for the first language: the code is the same in all, the texts are looked up."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code of a template that was compiled before."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
_INDENTS = re.compile(r"\n\s+")


class _Unindented(Extension):
    """Templates without their indentation and blank lines, which would be sent; what fills them stays as it is."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source as it is compiled."""
        return _INDENTS.sub("\n", source)


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own, where a template has none besides: a chain of both is slow to walk, at each import."""
        return super().make_globals(d) if d else self.globals


def compile_templates() -> None:
    """Compile every template, so that nobody's first page has to wait for it."""
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates(extensions=["html"]):
            made.get_template(name)


@cache
def environment(language: Language) -> Environment:
    """The template environment of one language."""
    made = _Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", _Unindented],
        bytecode_cache=_COMPILED,
    )
    texts = translations(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by Jinja's own extension
        texts.gettext, texts.ngettext, newstyle=True, pgettext=texts.pgettext
    )

    def local(text: Bilingual) -> str:
        return text.in_language(language)

    def linked(text: str) -> Markup:
        return to_html(text, language)

    texts_of = _texts(texts)
    made.globals.update(
        asset=asset, language=language, gettext=texts_of, _=texts_of, fixed=lru_cache(FRAGMENTS)(_fixed)
    )
    made.filters.update(
        markdown=to_html,
        linked=linked,
        linked_lines=partial(linked_lines, language=language),
        inline=to_inline_html,
        math=to_mathml,
        mathblock=_display,
        row=in_a_row,
        broken=broken,
        brokenblock=_broken,
        line=to_line_html,
        named=partial(named, language=language),
        spoken=partial(said, language=language),
        titled=partial(titled, language=language),
        plain=plain_title,
        local=local,
        seconds=_seconds,
        when=_when,
    )
    return made


def _texts(catalogue: NullTranslations) -> Callable[..., Markup]:
    """``_`` of the templates, as Jinja's own does it: a page has a hundred texts, most of which nothing is put into."""

    @cache
    def whole(message: str) -> Markup:
        return Markup(catalogue.gettext(message))  # noqa: S704 - a text of ours

    @cache
    def plain(message: str) -> Markup:
        return whole(message) % {}

    def gettext(message: str, /, **variables: object) -> Markup:
        return whole(message) % variables if variables else plain(message)

    return gettext


def _fixed(macro: Callable[..., Markup], *shown: Hashable) -> Markup:
    """What a macro makes of these alone: the same on every page of a language, so it is made once."""
    return macro(*shown)


def _broken(latex: str, uses: Sequence[Use] = ()) -> str:
    """A formula on lines of its own, the symbols of what it uses naming their values."""
    return broken(latex, display=True, targets=tuple((use.symbol, use.name) for use in uses))


def _seconds(value: float | None) -> str:
    """A duration as m:ss; a dash where there is none."""
    return "–" if value is None else f"{int(value) // 60}:{int(value) % 60:02d}"


@pass_context
def _when(context: Context, moment: datetime) -> str:
    """A moment in the learner's clock, to the minute; in the machine's where nobody asks."""
    return moment.astimezone(context.get("where")).strftime("%Y-%m-%d %H:%M")


def unsaved_page(request: Request, template: str, view: object, here: str | None = None) -> HTMLResponse:
    """The page that was sent from, with what was typed, and that it could not be saved yet."""
    return page(request, template, view, status_code=UNSAVED, headers=SOON, here=here)


def page(
    request: Request,
    template: str,
    view: object = None,
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
    here: str | None = None,
) -> HTMLResponse:
    """Render a page. Templates see ``view``, and of the request its path and the learner's wishes.

    ``here`` is where the language switch leads back to: the address with its query, for what was sent with POST the
    address alone, unless the route knows a better one.
    """
    if view is not None and not is_dataclass(view):
        raise TypeError(f"{template} is given a {type(view).__name__}: what a page shows has a type of its own")
    language = request_language(request)
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    context: dict[str, Any] = {
        "view": view,
        "path": path,
        "here": here or (f"{path}?{query}" if query and request.method == "GET" else path),
        "unsaved": status_code == UNSAVED,
        "passed_over": told(request) if status_code < 400 else (),  # an error is told alone
        "theme": getattr(request.state, "theme", "auto"),
        "shortcuts": getattr(request.state, "shortcuts", True),
        "where": getattr(request.state, "where", None),
        "placed": getattr(request.state, "placed", True),
        "account": getattr(request.state, "account", None),  # its name, empty without one; None in personal mode
    }
    html = environment(language).get_template(template).render(context)
    named = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    return HTMLResponse(formulas_with_their_marks(html), status_code=status_code, headers=named)
