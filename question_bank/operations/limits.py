"""What the values and lengths of a field may be at most, in words: for descriptions, before anything is refused."""

from question_bank.model.bilingual import Bilingual
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import MOST_IN_ROW, MOST_SENTENCES, MOST_TOKENS, Field, most, text


def limits(f: Field) -> Bilingual:
    """Values and lengths of a field: ±10⁶ まで、T ≤ 8、D ≤ 6."""
    lengths = [text(f"{letter} ≤ {most(letter)}", f"{letter} ≤ {most(letter)}") for letter in _letters(f)]
    parts = [*_values(f), *lengths]
    return text("、".join(part.ja for part in parts), ", ".join(part.en for part in parts))


def _values(f: Field) -> list[Bilingual]:
    match f.kind:
        case "array":
            return [DOMAINS[f.domain].limits]
        case "ragged":
            return [DOMAINS[f.domain].limits, text(f"1 行に {MOST_IN_ROW} 個まで", f"at most {MOST_IN_ROW} a row")]
        case "integer" | "integers":
            high = f"{f.high} ≤ {most(f.high)}" if isinstance(f.high, str) else f"{f.high}"
            return [text(f"{f.low} から {high} まで", f"from {f.low} to {high}")]
        case "tokens" if f.axes:
            return [text("異なる単語", "different words")]
        case "tokens":
            return [text(f"{MOST_TOKENS} 語まで", f"at most {MOST_TOKENS} words")]
        case "sentences":
            return _sentences("", "")
        case "references":
            return _sentences("合わせて ", " in all")


def _sentences(each_ja: str, each_en: str) -> list[Bilingual]:
    return [
        text(f"{each_ja}{MOST_SENTENCES} 文まで", f"at most {MOST_SENTENCES} sentences{each_en}"),
        text(f"1 文に {MOST_TOKENS} 語まで", f"at most {MOST_TOKENS} words each"),
    ]


def _letters(f: Field) -> list[str]:
    if f.kind in {"ragged", "integers"}:
        return ["K"]
    if f.kind in {"sentences", "references"}:
        return []
    return list(dict.fromkeys(axis.partition("+")[0] for axis in f.axes))
