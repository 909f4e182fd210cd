"""What is looked up and searched, as tables and in plain Python."""

from engine.derivation import Step
from engine.derivation.digits import Digits
from engine.derivation.numpy_code import Counted, literal
from engine.seq2seq import UNKNOWN, Lookup, Search, Tokens
from question_bank.feedback.evidence import Inputs, Told, tables
from question_bank.model.bilingual import Bilingual

_BEAM = """\
def beam_search(after, length, width):
    kept = [((), 1.0)]
    for _ in range(length):
        grown = [
            ((*prefix, token), probability * share)
            for prefix, probability in kept
            for token, share in after[prefix].items()
        ]
        kept = sorted(grown, key=lambda pair: (-pair[1], pair[0]))[:width]
    return kept[0][1]"""
_LOOK_UP = f"""\
def look_up(token, vocabulary):
    return vocabulary.index(token if token in vocabulary else "{UNKNOWN}")"""


def _tokens(tokens: Tokens, digits: Digits) -> Bilingual:
    rows = [[f"${t}$", f"`{token}`"] for t, token in enumerate(tokens.tokens, start=1)]
    return tables(["位置", "トークン"], ["place", "token"], rows)


def _lookup(lookup: Lookup, digits: Digits) -> Bilingual:
    rows = [
        [f"${t}$", f"`{token}`", f"`{lookup.vocabulary[place]}`", f"${place}$"]
        for t, (token, place) in enumerate(zip(lookup.tokens, lookup.places, strict=True), start=1)
    ]
    return tables(["位置", "トークン", "語彙の単語", "ID"], ["place", "token", "word of the vocabulary", "id"], rows)


def _search(search: Search, digits: Digits) -> Bilingual:
    kept = {tokens for tokens, _ in search.kept}
    rows = [
        [f"`{' '.join(tokens)}`", f"${digits.result(probability)}$", "○" if tokens in kept else ""]
        for tokens, probability in sorted(search.candidates, key=lambda pair: -pair[1])
    ]
    last = tables(["候補", "累積確率", "残す"], ["candidate", "cumulative probability", "kept"], rows)
    if search.before is None:
        return last
    before = _search(search.before, digits)
    return Bilingual(ja=f"{before.ja}\n\n{last.ja}", en=f"{before.en}\n\n{last.en}")


def _counted(step: Step, inputs: Inputs) -> Counted:
    match step.evidence:
        case Search(width=width):
            after = dict(inputs["model"].after)
            only_last = all(len(prefix) <= 1 for prefix in after)
            search = _BEAM.replace("after[prefix]", "after[prefix[-1:]]") if only_last else _BEAM
            return Counted((search,), {"after": literal(after)}, f"beam_search(after, {step.index}, {width})")
        case Tokens(tokens):
            return Counted((), {"tokens": literal(list(tokens))}, "len(tokens)")
        case Lookup(tokens, time, vocabulary):
            given = {"tokens": literal(list(tokens)), "vocabulary": literal(list(vocabulary))}
            return Counted((_LOOK_UP,), given, f"look_up(tokens[{time - 1}], vocabulary)")
    raise TypeError(step.evidence)


EVIDENCE = {
    Tokens: Told(_tokens, _counted),
    Lookup: Told(_lookup, _counted),
    Search: Told(_search, _counted, whole=False),
}
