r"""What stands beside a formula of a topic's page: the entries of its table of letters that the formula needs.

A letter with a sign below it is told by its own entry, else by that of every sign, ``u_\bullet^t``, else by another of
the same letter. Letters of indices and times, the j of h_j, are told where the entry of another letter has them too;
else an entry of their own is added, or one that speaks of them.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice

from question_bank.model.letters import letters, letters_of
from question_bank.model.topic_pages import Letter, TopicPage

Head = tuple[str, str]  # a letter, and the sign below it: of several, of a part; "(" of a function, "" of none

_INNER = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_POWER = re.compile(rf"(?:(?<![A-Za-z\\])e|\d)\^{_INNER}")  # what stands in it is no time
_EMBEDDING = re.compile(r"(?<![A-Za-z\\])e\^([a-z])(?![a-z])")  # e^t is a vector, e^{…} a power of Euler's number
_PART = re.compile(r"\^([A-SU-Z])(?![A-Za-z])")  # W^O; T is a time
_ABOVE = re.compile(rf"\^(?:{_INNER}|\\[A-Za-z]+|.)")
_LETTER = r"\\(?:tilde|hat|bar|overrightarrow|overleftarrow)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]"
_BELOW = re.compile(rf"({_LETTER})_(?:{_INNER}|(\\[A-Za-z]+|[A-Za-z0-9]))")
_FUNCTION = re.compile(r"(?<![A-Za-z\\{])([A-Za-z])\(")
_ARGUMENTS = re.compile(r"(?<=[A-Za-z])\((?:[^()]|\([^()]*\))*\)")
_WORD = re.compile(r"\\(?:mathrm|operatorname)\{([A-Za-z]{2,})\}")
_EVERY = r"\bullet"


def _heads(latex: str) -> dict[Head, None]:
    """The letters that a formula is about, without those of its indices and times."""
    plain = _EMBEDDING.sub(r"e_{\\mathrm{\1}} ", _POWER.sub(r" \1 ", latex))
    plain = _ABOVE.sub(" ", _PART.sub(r"_{\1}", plain))
    signed = [(base, wide or narrow) for base, wide, narrow in _BELOW.findall(plain) if letters(base) or base == "e"]
    rest = _BELOW.sub(" ", plain)
    functions = [(base, "(") for base in _FUNCTION.findall(rest)]
    bare = letters(_FUNCTION.sub(" ", rest))
    return dict.fromkeys([*signed, *functions, *((name, "") for name in (*sorted(bare), *_WORD.findall(rest)))])


def _own(entry: Letter) -> dict[Head, None]:
    """The letters that an entry is there for: of a function not those it is applied to."""
    return _heads(_ARGUMENTS.sub("( ", entry.latex))


def beside(page: TopicPage, latex: str) -> tuple[Letter, ...]:
    """The entries that tell every letter of a formula, in the order of the page's table."""
    found = {entry.latex: entry for head in _heads(latex) for entry in _entry(page, head)}
    for letter in sorted(letters(latex)):
        if not any(letter in letters(entry.latex) for entry in found.values()):
            found |= {entry.latex: entry for entry in _further(page, letter, tuple(found.values()))}
    return tuple(entry for entry in page.letters if entry.latex in found)


def tells(entry: Letter) -> frozenset[str]:
    """The letters that stand in an entry, and in what it says."""
    return letters(entry.latex) | letters_of([entry.means])


def _entry(page: TopicPage, head: Head) -> list[Letter]:
    """The entry of a letter: of itself with its sign, of every sign, of another sign, of the letter alone."""
    base, sign = head
    known = [(entry, _own(entry)) for entry in page.letters]

    def having(*wanted: Head) -> Iterator[Letter]:
        return (entry for entry, heads in known if any(one in heads for one in wanted))

    def of_base(signed: bool) -> Iterator[Letter]:
        return (e for e, heads in known if any(b == base and bool(s.strip("(")) == signed for b, s in heads))

    signed = bool(sign.strip("("))
    order = chain(having(head), having((base, _EVERY)) if signed else (), of_base(signed), of_base(not signed))
    return list(islice(order, 1))


def _further(page: TopicPage, letter: str, found: tuple[Letter, ...]) -> list[Letter]:
    """The entry of a letter alone; else, where none that is there speaks of it, the first that has or tells it."""
    alone = [entry for entry in page.letters if (letter, "") in _own(entry)]
    if not alone and any(letter in tells(entry) for entry in found):
        return []
    within = [entry for entry in page.letters if letter in letters(entry.latex)]
    return [*alone, *within, *(entry for entry in page.letters if letter in tells(entry))][:1]
