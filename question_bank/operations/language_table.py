"""Operations on words and sentences: BLEU, word2vec, decoding, dialogue, perplexity."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine import bleu, dialogue, language_model, seq2seq, word2vec
from question_bank.operations.fields import Convention, Field, array, sequence, text, whole
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
_HIDDEN = Convention("hidden", "mean", ("mean", "sum"))


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


def _of_sentence(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"candidate": " ".join(inputs["candidate"]), "references": list(map(" ".join, inputs["references"]))}


def _of_corpus(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "candidates": list(map(" ".join, inputs["candidates"])),
        "references": [list(map(" ".join, references)) for references in inputs["references"]],
    }


_ROWS_V = sequence("v", "V H", "出力側の単語ベクトル（1 行 1 語）", "output vectors (one row a word)")
_ROWS_N = sequence(
    "v",
    "N H",
    "出力側のベクトル（最初の行が正解、残りが負例）",
    "output vectors (the right word first, then the negatives)",
    first=0,
)
_V_EXAMPLE = [[1.0, 0.5], [-0.5, 1.0], [0.5, -1.0]]

OPERATIONS = (
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
        id="perplexity",
        topic="perplexity",
        title=text("パープレキシティ", "Perplexity"),
        summary=text("正解の単語に与えた確率から求めます。", "From the probability given to each right word."),
        functions=(language_model.perplexity,),
        notation=language_model.NOTATION,
        fields=(sequence("p", "T", "正解の単語の確率", "probabilities of the right words", domain="probability"),),
        example={"p": [0.5, 0.25, 0.125, 0.5]},
        results=("perplexity",),
    ),
    Operation(
        id="cbow",
        topic="word2vec",
        title=text("CBOW とその勾配", "CBOW and its gradients"),
        summary=text(
            "周りの単語から中央の単語を当てる損失（ソフトマックス）と勾配を求めます。",
            "The softmax loss of guessing the word in the middle, and its gradients.",
        ),
        functions=(word2vec.cbow_softmax, word2vec.cbow_gradients),
        notation=word2vec.NOTATION,
        fields=(
            sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "vectors of the context words (one row a word)"),
            _ROWS_V,
            whole("target", "正解の単語の番号（v の行）", "number of the right word (a row of v)", "V"),
        ),
        example={"w": [[0.5, 1.0], [-1.0, 0.5]], "v": _V_EXAMPLE, "target": 2},
        conventions=(_HIDDEN,),
        results=("E", "dw", "dv"),
        loss="E",
        gradients={"w": "dw", "v": "dv"},
    ),
    Operation(
        id="skip-gram",
        topic="word2vec",
        title=text("skip-gram", "Skip-gram"),
        summary=text(
            "中央の単語から周りの単語を当てる損失を、周りの単語について足します。",
            "The loss of guessing the context words from the middle one, summed over them.",
        ),
        functions=(word2vec.skip_gram, word2vec.skip_gram_gradients),
        notation=word2vec.NOTATION,
        fields=(
            array("w", "H", "中央の単語のベクトル", "vector of the word in the middle"),
            _ROWS_V,
            Field(
                "context",
                text("周りの単語の番号（v の行）", "numbers of the context words (rows of v)"),
                ("K",),
                "integers",
                high="V",
            ),
        ),
        example={"w": [0.5, -1.0], "v": _V_EXAMPLE, "context": [1, 3]},
        results=("E", "dh", "dv"),
        loss="E",
        gradients={"w": "dh", "v": "dv"},
    ),
    Operation(
        id="negative-sampling",
        topic="word2vec",
        title=text("ネガティブサンプリング", "Negative sampling"),
        summary=text(
            "正解の語と負例による損失と勾配を求めます。",
            "Loss and gradients from the right word and the negatives.",
        ),
        functions=(word2vec.negative_sampling, word2vec.negative_sampling_gradients),
        notation=word2vec.NOTATION,
        fields=(
            array("h", "H", "中間層", "hidden layer"),
            _ROWS_N,
        ),
        example={"h": [0.5, -1.0], "v": _V_EXAMPLE},
        results=("E", "dh", "dv"),
        loss="E",
        gradients={"h": "dh", "v": "dv"},
    ),
    Operation(
        id="cbow-negative-sampling",
        topic="word2vec",
        title=text("CBOW のネガティブサンプリング", "CBOW with negative sampling"),
        summary=text(
            "周りの単語から作った中間層で、正解の語と負例による損失と勾配を求めます。",
            "Loss and gradients from the right word and the negatives, the hidden layer made of the context words.",
        ),
        functions=(word2vec.cbow_negative_sampling, word2vec.cbow_negative_sampling_gradients),
        notation=word2vec.NOTATION,
        fields=(
            sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "vectors of the context words (one row a word)"),
            _ROWS_N,
        ),
        example={"w": [[0.5, 1.0], [-1.0, 0.5]], "v": _V_EXAMPLE},
        conventions=(_HIDDEN,),
        results=("E", "dw", "dv"),
        loss="E",
        gradients={"w": "dw", "v": "dv"},
    ),
    Operation(
        id="noise",
        topic="word2vec",
        title=text("負例の分布", "Noise distribution"),
        summary=text(
            "出現回数の α 乗に比例する確率を求めます。word2vec の既定は α = 3/4 です。",
            "Probabilities in proportion to the counts to the power α, by default 3/4 as in word2vec.",
        ),
        functions=(word2vec.noise,),
        notation=word2vec.NOTATION,
        fields=(
            sequence("count", "V", "出現回数", "counts of the words", domain="count"),
            array("power", "", "べき（省略可。3/4）", "power (may be left out: 3/4)", optional=True, domain="power"),
        ),
        example={"count": [256.0, 81.0, 16.0, 1.0], "power": 0.75},
        results=("P",),
    ),
    Operation(
        id="cosine",
        topic="word2vec",
        title=text("コサイン類似度", "Cosine similarity"),
        summary=text("2 つの単語ベクトルの向きの近さを求めます。", "How near the directions of two word vectors are."),
        functions=(word2vec.cosine,),
        notation=word2vec.NOTATION,
        fields=(
            array("a", "H", "ベクトル", "vector", domain="nonzero"),
            array("b", "H", "ベクトル", "vector", domain="nonzero"),
        ),
        example={"a": [1.0, 2.0, 2.0], "b": [2.0, 1.0, -2.0]},
        results=("cos",),
    ),
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
        id="hred-context",
        topic="dialogue",
        title=text("HRED の文脈", "Context of HRED"),
        summary=text(
            "発話ごとの符号 e から、文脈 RNN の状態 s を発話ごとに求めます。",
            "States s of the context RNN, one step an utterance, from the utterances' codes e.",
        ),
        functions=(dialogue.context,),
        notation=dialogue.NOTATION,
        fields=(
            sequence("e", "N D", "発話の符号（1 行 1 発話）", "codes of the utterances (one row each)"),
            array("W", "H D", "符号の重み", "weights of the code"),
            array("U", "H H", "前の文脈の重み", "weights of the previous context"),
            array("b", "H", "バイアス", "bias"),
            array("s0", "H", "初期の文脈", "initial context"),
        ),
        example={
            "e": [[1.0, -0.5], [0.5, 1.0]],
            "W": [[0.5, 1.0], [-1.0, 0.5]],
            "U": [[0.5, -0.5], [1.0, 0.5]],
            "b": [0.0, 0.5],
            "s0": [0.0, 0.0],
        },
        results=("s",),
    ),
)
