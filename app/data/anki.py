"""Drawn questions as a package of Anki: a note each, a deck a topic.

Notes are known by their kind and number, and the note type by its id: a second import changes them where they are. The
package is written into memory: genanki's own way leaves a temporary file behind each time.
"""

import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

import genanki

from app.data.drawing import Drawn
from app.data.written import Written
from app.quiz.origin import origin
from question_bank.model.bilingual import Language

NOTE_TYPE = 1_764_201_600
FIELDS = ("Title", "Question", "Choices", "Answer", "Derivation", "Slips", "Origin")
_FRONT = "<h1>{{Title}}</h1>{{Question}}{{Choices}}"
_BACK = (
    '{{FrontSide}}<hr id="answer">{{Answer}}'
    "{{#Derivation}}<section>{{Derivation}}</section>{{/Derivation}}{{#Slips}}<section>{{Slips}}</section>{{/Slips}}"
    "<footer>{{Origin}}</footer>"
)
_STYLE = """.card { font: 1.1em/1.7 system-ui, sans-serif; text-align: left; }
.card { max-width: 42em; margin: 0 auto; padding: 0 .5em; }
h1 { font-size: 1em; } li { margin: .3em 0; } mjx-container { overflow-x: auto; max-width: 100%; }
section { margin-top: 1em; } footer { font-size: .8em; opacity: .7; overflow-wrap: anywhere; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: .1em .5em; }"""


def package(questions: Sequence[Drawn], titles: Mapping[str, str], language: Language, now: datetime) -> bytes:
    """The file ``.apkg``; ``titles`` are those of the topics."""
    model = genanki.Model(
        NOTE_TYPE,
        "E資格ドリル",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "1", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, Any] = {}
    for one in questions:
        if one.topic not in decks:
            decks[one.topic] = genanki.Deck(_deck_id(one.topic, language), f"E資格ドリル::{titles[one.topic]}")
        decks[one.topic].add_note(_note(model, one, language))
    with closing(sqlite3.connect(":memory:")) as connection:
        moment = now.timestamp()
        made = genanki.Package(list(decks.values()))
        made.write_to_db(connection.cursor(), moment, itertools.count(int(moment * 1000)))
        connection.commit()
        collection = connection.serialize()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", json.dumps({}))
    return file.getvalue()


def _deck_id(topic: str, language: Language) -> int:
    return int.from_bytes(sha256(f"edrill {topic} {language}".encode()).digest()[:4]) | 1 << 32


def _note(model: Any, one: Drawn, language: Language) -> Any:
    written = Written(one, language)
    instance = one.instance
    slips = "".join(f"<li>{wrong}<br />{said}</li>" for wrong, said in written.slips)
    return genanki.Note(
        model=model,
        fields=[
            escape(f"{written.title} {one.number}"),  # Anki takes notes with the same first field for the same
            written.stem,
            written.listed,
            written.answer,
            written.derivation,
            f"<p>{written.say('よくある間違い', 'Common mistakes')}</p><ul>{slips}</ul>" if slips else "",
            origin(instance).address,
        ],
        tags=["edrill", one.topic, f"level{instance.level}"],
        guid=genanki.guid_for("edrill", one.name, language),
    )
