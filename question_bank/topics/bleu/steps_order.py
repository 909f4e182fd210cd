"""In which order the parts of BLEU with N = 2 can be computed, read from a run."""

from engine import bleu
from engine.derivation import Run
from question_bank.kinds.order.procedures import run_family
from question_bank.model.bilingual import Bilingual

NAMES = {
    "m": Bilingual(ja="一致した n-gram の数", en="number of matching n-grams"),
    "l": Bilingual(ja="候補訳の n-gram の数", en="number of n-grams of the candidate"),
    "p": Bilingual(ja="修正適合率", en="modified precision"),
    "c": Bilingual(ja="候補訳の長さ", en="length of the candidate"),
    "r": Bilingual(ja="参照訳の長さ", en="length of the reference"),
    "BP": Bilingual(ja="簡潔ペナルティ", en="brevity penalty"),
    "mean_log": Bilingual(ja="適合率の対数の平均", en="mean of the precisions' logarithms"),
    "BLEU": Bilingual(ja="求める値", en="the score"),
}
ORDERS = (1, 2)

FAMILY = run_family(
    "bleu",
    "steps-order",
    Run(
        bleu.sentence_bleu,
        bleu.NOTATION,
        {"candidate": ["the", "cat", "is", "on", "mat"], "references": [["the", "cat", "is", "on", "the", "mat"]]},
        {"N": 2},
    ),
    [
        *((symbol, n) for n in ORDERS for symbol in ("m", "l", "p")),
        *((symbol, None) for symbol in ("c", "r", "BP", "mean_log", "BLEU")),
    ],
    NAMES,
    points=("E01", "E02", "E04"),
    mistakes=(("score-before-penalty", ("BLEU", None), ("BP", None)),),
    level=1,
    version=2,
)
