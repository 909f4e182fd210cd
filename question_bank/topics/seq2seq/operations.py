"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine import seq2seq
from question_bank.operations.fields import Convention, Field, array, sequence, text, whole
from question_bank.operations.operation import Operation


class _Chain(Mapping[tuple[str, ...], Mapping[str, float]]):
    """Probabilities after each prefix where only its last token counts."""

    def __init__(self, first: Mapping[str, float], after: Mapping[str, Mapping[str, float]]) -> None:
        self._first, self._after = first, after

    def __getitem__(self, prefix: tuple[str, ...]) -> Mapping[str, float]:
        return self._after[prefix[-1]] if prefix else self._first

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        yield ()
        yield from ((token,) for token in self._after)

    def __len__(self) -> int:
        return 1 + len(self._after)


def _model(values: dict[str, Any], _: dict[str, int]) -> dict[str, Any]:
    tokens = values["tokens"].split()
    rows = [dict(zip(tokens, row, strict=True)) for row in values["after"]]
    first = dict(zip(tokens, values["first"], strict=True))
    return {"model": seq2seq.Model(_Chain(first, dict(zip(tokens, rows, strict=True)))), "length": values["length"]}


def _of_model(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    after = inputs["model"].after
    tokens = list(after[()])
    return {
        "tokens": " ".join(tokens),
        "first": list(after[()].values()),
        "after": [[after[token,][other] for other in tokens] for token in tokens],
        "length": inputs["length"],
    }


_PREVIOUS = array("h0", "H", "前の状態", "previous state")
_W_EXAMPLE = [[0.5, 0.5], [-0.5, 1.0]]
_WORDS = sequence("p", "T", "選ばれた単語の確率", "probabilities of the chosen words", domain="probability")

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="beam-search",
        topic="seq2seq",
        title=text("貪欲法とビームサーチ", "Greedy and beam search"),
        summary=text(
            "次の単語の確率から系列を探します。ビーム幅 1 が貪欲法です。確率が等しい系列は、単語の並びが文字コード順で"
            "先のものを残します。",
            "Searches a sequence by the next token's probabilities; width 1 is greedy. Of sequences with equal "
            "probabilities the one whose tokens come first in the order of their characters is kept.",
        ),
        functions=(seq2seq.beam_search,),
        notation=seq2seq.NOTATION,
        fields=(
            Field("tokens", text("単語（空白で区切る）", "tokens (with spaces between)"), ("V",), kind="tokens"),
            array("first", "V", "最初の単語の確率", "probabilities of the first token", domain="distribution"),
            array(
                "after",
                "V V",
                "次の単語の確率（1 行が直前の単語）",
                "probabilities of the next token (a row for each token before it)",
                domain="distribution",
            ),
            whole("length", "系列の長さ", "length of the sequence", 8),
        ),
        example={
            "tokens": "A B C",
            "first": [0.5, 0.4, 0.1],
            "after": [[0.4, 0.3, 0.3], [0.9, 0.05, 0.05], [0.3, 0.3, 0.4]],
            "length": 2,
        },
        conventions=(Convention("width", 2, (1, 2, 3, 4)),),
        results=("best",),
        build=_model,
        taken=_of_model,
    ),
    Operation(
        id="masked-loss",
        topic="seq2seq",
        title=text("マスクつきの損失", "Masked loss"),
        summary=text(
            "パディングを除いて平均した損失を求めます。", "The loss averaged over the times that are not padding."
        ),
        functions=(seq2seq.masked_loss,),
        notation=seq2seq.NOTATION,
        fields=(
            sequence("p", "T", "正解の単語の確率", "probabilities of the right words", domain="share"),
            sequence("m", "T", "マスク（1 か 0）", "mask (1 or 0)", domain="mask"),
        ),
        example={"p": [0.5, 0.25, 0.8], "m": [1.0, 1.0, 0.0]},
        results=("L",),
    ),
    Operation(
        id="temperature",
        topic="seq2seq",
        title=text("温度付きソフトマックス", "Softmax with a temperature"),
        summary=text("スコアを温度で割って確率にします。", "Probabilities from scores divided by a temperature."),
        functions=(seq2seq.tempered,),
        notation=seq2seq.NOTATION,
        fields=(
            sequence("s", "V", "スコア", "scores"),
            array("tau", "", "温度", "temperature", domain="positive"),
        ),
        example={"s": [2.0, 1.0, 0.0], "tau": 0.5},
        results=("q",),
    ),
    Operation(
        id="encode",
        topic="seq2seq",
        title=text("エンコーダの thought vector", "The encoder's thought vector"),
        summary=text("入力を読み終えたときの状態を求めます。", "The state once the input has been read."),
        functions=(seq2seq.encode,),
        notation=seq2seq.NOTATION,
        fields=(
            sequence("e", "T M", "埋め込みベクトル", "embedding vectors"),
            array("W", "H M", "入力の重み", "weights of the input"),
            array("U", "H H", "前の状態の重み", "weights of the previous state"),
            array("b", "H", "バイアス", "bias"),
            _PREVIOUS,
        ),
        example={
            "e": [[1.0, 0.5], [-1.0, 1.0]],
            "W": [[0.5, -1.0], [1.0, 0.5]],
            "U": _W_EXAMPLE,
            "b": [0.0, 0.5],
            "h0": [0.0, 0.0],
        },
        conventions=(Convention("f", "tanh", ("tanh", "relu", "identity")),),
        results=("h",),
    ),
    Operation(
        id="sequence-probability",
        topic="seq2seq",
        title=text("系列の確率と正規化したスコア", "Probability and normalised score of a sequence"),
        summary=text("単語の確率から、系列の確率と長さで割ったスコアを求めます。", "From the words' probabilities."),
        functions=(seq2seq.sequence_probability, seq2seq.normalised_score),
        notation=seq2seq.NOTATION,
        fields=(_WORDS,),
        example={"p": [0.5, 0.25, 0.8]},
        results=("P", "score"),
    ),
)
