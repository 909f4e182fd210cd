"""Sentences to score: short references of one pattern, and candidates made from them by a translator's slips."""

from question_bank.model.draw import Draw

NOUNS = ("cat", "dog", "bird", "child", "man", "girl", "horse", "train")
PLACES = ("mat", "bench", "table", "street", "bridge", "river", "garden", "station")
VERBS = ("sat", "slept", "stood", "waited", "rested", "stayed")
ADJECTIVES = ("old", "small", "red", "quiet", "big")
EDITS = ("double", "replace", "drop", "exchange")
WRONG = ("a", "that", "this", "her", *ADJECTIVES)
_SPAN = 10  # more than the slips of one candidate
NEAR = ("near", "by", "behind", "beside")


def reference(d: Draw, name: str) -> list[str]:
    """A sentence of seven to ten words with several "the"."""
    words = ["the", d.pick(f"{name} noun", NOUNS), d.pick(f"{name} verb", VERBS), "on", "the"]
    if d.integer(f"{name} adjective?", 0, 1):
        words.append(d.pick(f"{name} adjective", ADJECTIVES))
    words.append(d.pick(f"{name} place", PLACES))
    if d.integer(f"{name} tail?", 0, 2):
        words += [d.pick(f"{name} near", NEAR), "the", d.pick(f"{name} other", PLACES)]
    return words


def variant(d: Draw, words: list[str], name: str) -> list[str]:
    """Another reference: the same sentence with a word changed, and one more or one less."""
    changed = list(words)
    changed[1] = d.pick(f"{name} noun", NOUNS)
    if d.integer(f"{name} longer?", 0, 1):
        changed += [d.pick(f"{name} last", ("today", "again", "alone"))]
    if d.integer(f"{name} article?", 0, 1):
        changed[0] = "a"
    return changed


def candidate(d: Draw, words: list[str], edits: int, tried: int = 0) -> list[str]:
    """A translation of the sentence with that many slips: a word doubled, replaced, left out, or two exchanged.

    The first of them is within the sentence, and none that only doubles an article: it costs more pairs than words.
    ``tried`` is how many candidates were drawn before this one.
    """
    result = list(words)
    for k in range(edits):
        count = _SPAN * tried + k
        place = d.integer("place", 1 if k == 0 else 0, len(result) - 3, count)
        kind = d.pick("edit", EDITS[1:] if k == 0 else EDITS, count)
        if kind == "double":
            result.insert(place, "the")
        elif kind == "drop" and len(result) > 5:
            del result[place]
        elif kind == "exchange" and result[place] != result[place + 1]:
            result[place], result[place + 1] = result[place + 1], result[place]
        else:
            result[place] = d.pick("word", [word for word in WRONG if word not in words], count)
    return result


def shared_phrase(d: Draw, words: list[str], n: int, k: int, tried: int = 0) -> None:
    """Puts a phrase that the references share once more into a candidate, so that its count exceeds theirs."""
    k += _SPAN * tried
    phrase = d.pick("phrase", (["the"], ["on", "the"], ["the", "the"]) if n == 1 else (["on", "the"],), k)
    whole = [place for place in range(1, len(words)) if words[place - 1 : place + 1] != ["on", "the"]]
    place = d.pick("repeated", whole, k)
    words[place:place] = phrase
