"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from collections.abc import Mapping
from typing import Any

from engine import bleu
from question_bank.operations.fields import Convention, Field, array, sequence, text
from question_bank.operations.operation import Operation

_N = Convention("N", 4, (1, 2, 3, 4))
_SMOOTHED = (
    _N,
    Convention("smoothing", "none", ("none", "floor", "add-k", "exp")),
    Convention("effective_order", False, (False, True)),
)
_AMOUNT = array(
    "amount",
    "",
    "平滑化の量（省略可。floor は 0.1、add-k は 1）",
    "amount of smoothing (may be left out: 0.1 of floor, 1 of add-k)",
    only=("smoothing", ("floor", "add-k")),
    optional=True,
    domain="positive",
)


def _of_sentence(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"candidate": " ".join(inputs["candidate"]), "references": list(map(" ".join, inputs["references"]))}


def _of_corpus(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "candidates": list(map(" ".join, inputs["candidates"])),
        "references": [list(map(" ".join, references)) for references in inputs["references"]],
    }


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="bleu",
        topic="bleu",
        title=text("1 文の BLEU", "BLEU of a sentence"),
        summary=text(
            "候補訳と参照訳から、n-gram の一致、BP、BLEU を求めます。",
            "n-gram matches, BP and BLEU of a candidate against its references.",
        ),
        functions=(bleu.sentence_bleu,),
        notation=bleu.NOTATION,
        fields=(
            Field("candidate", text("候補訳", "candidate"), kind="tokens"),
            Field("references", text("参照訳（1 行 1 文）", "references (one a line)"), kind="sentences"),
            _AMOUNT,
        ),
        example={
            "candidate": "the cat sat on on the mat",
            "references": ["the cat sat on the mat", "there is a cat on the mat"],
            "amount": 1.0,
        },
        conventions=_SMOOTHED,
        results=("BP", "BLEU"),
        taken=_of_sentence,
    ),
    Operation(
        id="bleu-corpus",
        topic="bleu",
        title=text("コーパスの BLEU", "BLEU of a corpus"),
        summary=text(
            "一致数と長さを全文で足してから割ります。文ごとの BLEU の平均ではありません。",
            "Counts and lengths are summed over the sentences, then divided: not the mean of the sentences' BLEU.",
        ),
        functions=(bleu.corpus_bleu,),
        parts=(bleu.brevity_penalty, bleu.modified_precision),
        notation=bleu.NOTATION,
        fields=(
            Field("candidates", text("候補訳（1 行 1 文）", "candidates (one a line)"), ("S",), kind="sentences"),
            Field(
                "references",
                text(
                    "参照訳（候補訳と同じ順に 1 行ずつ。複数あれば | で区切る）",
                    "references (a line a candidate, | between several)",
                ),
                ("S",),
                kind="references",
            ),
            _AMOUNT,
        ),
        example={
            "candidates": ["the cat sat on the mat", "a dog waited by the old bridge today"],
            "references": [
                ["the cat sat on the red mat"],
                ["the dog waited by the old bridge", "a dog stood by the bridge"],
            ],
            "amount": 1.0,
        },
        conventions=_SMOOTHED,
        results=("BP", "BLEU"),
        taken=_of_corpus,
    ),
    Operation(
        id="bleu-from-precisions",
        topic="bleu",
        title=text("適合率からの BLEU", "BLEU from its precisions"),
        summary=text(
            "n-gram 適合率と 2 つの長さから BLEU を求めます。", "BLEU from n-gram precisions and the two lengths."
        ),
        functions=(bleu.score,),
        notation=bleu.NOTATION,
        fields=(
            sequence("p", "N", "n-gram 適合率", "n-gram precisions", domain="share"),
            array("c", "", "候補訳の長さ", "length of the candidate", domain="count"),
            array("r", "", "参照訳の長さ", "length of the reference", domain="count"),
        ),
        example={"p": [0.8, 0.5], "c": 9.0, "r": 10.0},
        results=("BP", "BLEU"),
    ),
    Operation(
        id="ngram-count",
        topic="bleu",
        title=text("n-gram の数", "How many n-grams"),
        summary=text("文の長さから、候補訳の n-gram の総数を求めます。", "The n-grams of sentences of given lengths."),
        functions=(bleu.possible_ngrams,),
        notation=bleu.NOTATION,
        fields=(
            sequence("L", "K", "文の長さ（語数）", "lengths of the sentences", domain="count"),
            array("n", "", "n-gram の n", "n of the n-grams", domain="count"),
        ),
        example={"L": [7.0, 5.0, 2.0], "n": 3.0},
        results=("possible",),
    ),
)
