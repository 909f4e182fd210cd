"""The glossary: the terms of each topic in both languages, from the ``terms.toml`` of its folder."""

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from question_bank.model.bilingual import Bilingual
from question_bank.model.data import remembered, topic_data, topic_ids
from question_bank.model.frozen import Frozen


class _Told(Frozen):
    """What is told of a term: how the Japanese one is read in hiragana, what it means.

    ``also`` are other ways to write it, under which it is found in texts as well; one that is not ``linked`` is not
    looked for there, since its words mean other things too.
    """

    reading: str
    means: Bilingual
    also: tuple[str, ...] = ()
    linked: bool = True


class Term(_Told):
    """A term of a topic, with its name in both languages."""

    topic: str
    id: str
    name: Bilingual


class _Entry(_Told):
    ja: str
    en: str


_ENTRIES = TypeAdapter(dict[str, _Entry])


def _terms(topic: str) -> tuple[Term, ...]:
    """The terms of a topic; none where it has no ``terms.toml``."""
    try:
        entries = _ENTRIES.validate_python(topic_data(topic, "terms.toml"))
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        raise ValueError(f"question_bank/topics/{topic.replace('-', '_')}/terms.toml: {error}") from error
    return tuple(
        Term(
            topic=topic,
            id=name,
            name=Bilingual(ja=e.ja, en=e.en),
            reading=e.reading,
            means=e.means,
            also=e.also,
            linked=e.linked,
        )
        for name, e in entries.items()
    )


@remembered
def glossary() -> Mapping[str, Term]:
    """Every term by its id; raises ``ValueError`` where two topics have one."""
    found: dict[str, Term] = {}
    for topic in topic_ids():
        for term in _terms(topic):
            if term.id in found:
                raise ValueError(f"{topic}/terms.toml has {term.id}, which is a term of {found[term.id].topic}")
            found[term.id] = term
    return found
