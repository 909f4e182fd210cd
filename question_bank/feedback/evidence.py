"""What a counted value was counted from, as a small Markdown table."""

from collections import Counter
from collections.abc import Sequence

from engine.bleu import Lengths, Match
from engine.derivation.digits import ON_PAPER, Digits
from engine.seq2seq import Lookup, Search, Tokens
from engine.word2vec import Pairs
from question_bank.model.bilingual import Bilingual


def describe(evidence: object, digits: Digits = ON_PAPER) -> Bilingual | None:
    """The table of an evidence; None for evidence that the line itself shows (a ratio of counts)."""
    if isinstance(evidence, Match):
        return _match(evidence)
    if isinstance(evidence, Lengths):
        return _lengths(evidence)
    if isinstance(evidence, Search):
        return _search(evidence, digits)
    if isinstance(evidence, Pairs):
        return _pairs(evidence)
    if isinstance(evidence, Tokens):
        return _tokens(evidence)
    if isinstance(evidence, Lookup):
        return _lookup(evidence)
    return None


def _tokens(tokens: Tokens) -> Bilingual:
    rows = [[f"${t}$", f"`{token}`"] for t, token in enumerate(tokens.tokens, start=1)]
    return Bilingual(ja=_table(["位置", "トークン"], rows), en=_table(["place", "token"], rows))


def _lookup(lookup: Lookup) -> Bilingual:
    rows = [
        [f"${t}$", f"`{token}`", f"`{lookup.vocabulary[place]}`", f"${place}$"]
        for t, (token, place) in enumerate(zip(lookup.tokens, lookup.places, strict=True), start=1)
    ]
    return Bilingual(
        ja=_table(["位置", "トークン", "語彙の単語", "ID"], rows),
        en=_table(["place", "token", "word of the vocabulary", "id"], rows),
    )


def _search(search: Search, digits: Digits) -> Bilingual:
    kept = {tokens for tokens, _ in search.kept}
    rows = [
        [f"`{' '.join(tokens)}`", f"${digits.result(probability)}$", "○" if tokens in kept else ""]
        for tokens, probability in sorted(search.candidates, key=lambda pair: -pair[1])
    ]
    ja, en = (
        _table(head, rows) for head in (["候補", "累積確率", "残す"], ["candidate", "cumulative probability", "kept"])
    )
    before = None if search.before is None else _search(search.before, digits)
    return Bilingual(ja=f"{before.ja}\n\n{ja}", en=f"{before.en}\n\n{en}") if before else Bilingual(ja=ja, en=en)


def _pairs(pairs: Pairs) -> Bilingual:
    counted = Counter(pairs.counts)
    rows = [[number, words] for number, words in sorted(counted.items())]
    return Bilingual(
        ja=_table(["1 語あたりの組", "その単語の数"], rows), en=_table(["pairs of a word", "such words"], rows)
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _match(match: Match) -> Bilingual:
    rows: list[list[object]] = []
    texts = zip(match.candidates, match.references, match.clipped(), strict=True)
    for number, (candidate, references, clipped) in enumerate(texts, start=1):
        for gram, count in candidate.items():
            limit = max(reference[gram] for reference in references)
            rows.append([number, f"`{' '.join(gram)}`", count, limit, clipped[gram]])
    sums = [match.possible, "", match.matched]
    ja, en = ["n-gram", "候補訳", "参照訳（最大）", "数える回数"], ["n-gram", "candidate", "reference (max)", "counted"]
    if len(match.candidates) > 1:  # the same n-gram of two sentences stands twice: say in which
        rows_ja, rows_en = [*rows, ["", "合計", *sums]], [*rows, ["", "sum", *sums]]
        return Bilingual(ja=_table(["文", *ja], rows_ja), en=_table(["sentence", *en], rows_en))
    rows = [row[1:] for row in rows]
    return Bilingual(ja=_table(ja, [*rows, ["合計", *sums]]), en=_table(en, [*rows, ["sum", *sums]]))


def _lengths(lengths: Lengths) -> Bilingual:
    rows = [
        [c, ", ".join(map(str, references)), nearest]
        for c, references, nearest in zip(lengths.candidates, lengths.references, lengths.nearest(), strict=True)
    ]
    return Bilingual(
        ja=_table(["候補訳の長さ", "参照訳の長さ", "最も近い長さ"], rows),
        en=_table(["length of the candidate", "lengths of the references", "the nearest"], rows),
    )
