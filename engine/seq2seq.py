"""Encoder and decoder at the size of an exercise: from a text to its thought vector, decoding, losses, sampling.

    k^t    = place of the t-th token in the vocabulary, counted from 0; that of <unk> for a token not in it
    e^t    = E_mb w^t,   w^t = onehot(k^t)           embedding; the columns of E_mb are the words' vectors
    h^t    = f(W e^t + U h^{t-1} + b)                encoder; its last state is the thought vector
    p_i    = e^{s_i / τ} / Σ_j e^{s_j / τ}           sampling with temperature τ
    L      = -Σ_t m^t ln p^t / Σ_t m^t               loss over the times whose mask m^t is 1
    score  = (1/n) Σ_t ln p^t                        length-normalised

p^t is the probability of the right (or chosen) token given all before it. Shapes: E_mb (M, V), w^t (V,), e^t (M,),
h^t (H,), W (H, M), U (H, H), b (H,). Sources: Sutskever et al. 2014, Cho et al. 2014.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from engine.derivation import Array, Notation, StepFunction, fused, keep, total
from engine.functions import ACTIVATIONS, ActivationName, masked, one_hot, stacked

Token = str
END, UNKNOWN = "<eos>", "<unk>"

NOTATION = Notation(
    symbols={
        "T": "T",
        "k": "k^{#}",
        "ids": "k",
        "w": "w^{#}",
        "E_mb": r"E_{\mathrm{mb}}",
        "e": "e^{#}",
        "h": "h^{#}",
        "W": "W",
        "U": "U",
        "b": "b",
        "s": "s_{#}",
        "tau": r"\tau",
        "p": "p^{#}",
        "q": "p_{#}",
        "m": "m^{#}",
        "log_sum": r"\ln P",
        "P": "P",
        "L": "L",
        "count": "M",
        "score": r"\mathrm{score}",
        "best": "P_{#}",
    },
    phrases={
        "T": ("文を分割し、トークンを数える", "Split the sentence and count its tokens"),
        "k": ("語彙からトークンの ID を引く", "Look up the token's id in the vocabulary"),
        "ids": ("トークンの ID を順に並べる", "Put the tokens' ids in their order"),
        "w": ("ID を one-hot ベクトルにする", "Turn the id into a one-hot vector"),
        "e": ("埋め込み行列から単語のベクトルを取り出す", "Take the word's vector out of the embedding matrix"),
        "h": ("埋め込みを読み、エンコーダの状態を進める", "Read the embedding and move the encoder's state on"),
        "q": ("温度で割ったスコアを確率に直す", "Turn scores over the temperature into a probability"),
        "count": ("損失に数える時刻の数を求める", "Find how many times count in the loss"),
        "log_sum": ("単語の対数確率を足し合わせる", "Add up the words' log probabilities"),
        "P": ("対数の和を系列の確率に戻す", "Turn the sum back into the probability of the sequence"),
        "L": ("数える時刻で平均し、損失にする", "Average over the times that count to get the loss"),
        "score": ("語数で割り、長い文の不利を和らげる", "Divide by the length, to be fair to long sentences"),
        "best": ("候補を伸ばし、確率の大きいものを残す", "Extend the candidates and keep the most probable"),
    },
    initial={"h0": ("h", 0)},
    letters={"s": "i", "q": "i", "best": "n"},
)


@dataclass(frozen=True)
class Tokens:
    """What the number of tokens was counted from."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Lookup:
    """What an id was looked up from: the tokens, which of them (from 1), and the vocabulary."""

    tokens: tuple[Token, ...]
    time: int
    vocabulary: tuple[Token, ...]

    @property
    def token(self) -> Token:
        """The token itself."""
        return self.tokens[self.time - 1]

    @property
    def places(self) -> tuple[int, ...]:
        """The id of every token; raises ``ValueError`` where one is missing and so is <unk>."""
        known = {token: place for place, token in enumerate(self.vocabulary)}
        if missing := {token for token in self.tokens if token not in known and UNKNOWN not in known}:
            raise ValueError(f"no id for {sorted(missing)}")
        return tuple(known[token if token in known else UNKNOWN] for token in self.tokens)

    @property
    def place(self) -> int:
        """The id of the token."""
        return self.places[self.time - 1]


@dataclass(frozen=True)
class Model:
    """What the decoder gives: the next token's probabilities after each prefix."""

    after: Mapping[tuple[Token, ...], Mapping[Token, float]]

    def probability(self, tokens: Sequence[Token]) -> float:
        """The probability of a whole sequence."""
        return prod(self.after[tuple(tokens[:n])][tokens[n]] for n in range(len(tokens)))


@dataclass(frozen=True)
class Search:
    """What a step of the search chose from: every continuation with its probability, how many were kept, its past."""

    candidates: tuple[tuple[tuple[Token, ...], float], ...]
    width: int
    before: "Search | None" = None

    @property
    def kept(self) -> tuple[tuple[tuple[Token, ...], float], ...]:
        """The best ones, the most probable first."""
        return tuple(sorted(self.candidates, key=lambda pair: (-pair[1], pair[0]))[: self.width])


def tokenise(text: str, *, end: Token | None = None, step: StepFunction = keep) -> tuple[Token, ...]:
    """The tokens of a text: what stands between its spaces, and ``end`` after the last one where it is given.

    Step ``T`` is how many they are. Raises ``ValueError`` for a text without words.
    """
    words = tuple(text.split())
    if not words:
        raise ValueError("a text needs a word")
    tokens = words if end is None else (*words, end)
    step("T", None, np.asarray(float(len(tokens))), Tokens(tokens))
    return tokens


def look_up(tokens: Sequence[Token], vocabulary: Sequence[Token], *, step: StepFunction = keep) -> dict[int, Array]:
    """The id k^t of every token {1..T}: its place in the vocabulary from 0, that of <unk> for one not in it."""
    known = tuple(vocabulary)
    found = {t: Lookup(tuple(tokens), t, known) for t in range(1, len(tokens) + 1)}
    return {t: step("k", t, np.asarray(float(lookup.place)), lookup) for t, lookup in found.items()}


def ids(text: str, vocabulary: Sequence[Token], *, end: Token | None = None, step: StepFunction = keep) -> Array:
    """The ids of a text's tokens one below the other; (T,)."""
    k = look_up(tokenise(text, end=end, step=step), vocabulary, step=step)
    return step("ids", None, stacked(*k.values()))


def embed(k: Mapping[int, Array], E_mb: Array, *, step: StepFunction = keep) -> dict[int, Array]:
    """e^t = E_mb onehot(k^t) for every id: the column of the word; each (M,)."""
    size = E_mb.shape[1]
    w = {t: step("w", t, one_hot(k[t], size)) for t in k}
    return {t: step("e", t, E_mb @ w[t]) for t in w}


def encode(
    e: Mapping[int, Array],
    W: Array,
    U: Array,
    b: Array,
    h0: Array,
    *,
    f: ActivationName = "tanh",
    step: StepFunction = keep,
) -> Array:
    """The thought vector: the encoder's state after the last token; (H,)."""
    h = h0
    for t in e:
        h = step("h", t, ACTIVATIONS[f].value(W @ e[t] + U @ h + b))
    return h


def thought_vector(
    text: str,
    vocabulary: Sequence[Token],
    E_mb: Array,
    W: Array,
    U: Array,
    b: Array,
    h0: Array,
    *,
    end: Token | None = None,
    f: ActivationName = "tanh",
    step: StepFunction = keep,
) -> Array:
    """The whole encoder: text → tokens → ids → one-hot vectors → embeddings → states → thought vector; (H,)."""
    k = look_up(tokenise(text, end=end, step=step), vocabulary, step=step)
    return encode(embed(k, E_mb, step=step), W, U, b, h0, f=f, step=step)


def tempered(s: Mapping[int, Array], tau: Array, *, step: StepFunction = keep) -> dict[int, Array]:
    """Sampling probabilities at temperature τ > 0: towards the largest score for small τ, uniform for large."""
    return {i: step("q", i, _tempered(s, tau, i)) for i in s}


def _tempered(s: Mapping[int, Array], tau: Array, i: int) -> Array:
    return fused(
        lambda: np.exp(s[i] / tau) / total({j: np.exp(s[j] / tau) for j in s}),
        lambda: 1 / total({j: np.exp((s[j] - s[i]) / tau) for j in s}),
    )


def masked_loss(p: Mapping[int, Array], m: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """L = -Σ m^t ln p^t / Σ m^t: padding has m = 0 and counts in neither sum; a scalar."""
    count = step("count", None, total(m))
    log_sum = step("log_sum", None, total({t: _counted(m[t], p[t]) for t in p}))
    return step("L", None, -log_sum / count)


def _counted(m: Array, p: Array) -> Array:
    return fused(lambda: m * np.log(p), lambda: masked(m, np.log(p)))


def normalised_score(p: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """(1/n) Σ_t ln p^t of a hypothesis of n tokens; a scalar ≤ 0."""
    log_sum = step("log_sum", None, total({t: np.log(p[t]) for t in p}))
    return step("score", None, log_sum / len(p))


def sequence_probability(p: Mapping[int, Array], *, step: StepFunction = keep) -> Array:
    """P(y | x) = Π_t P(y^t | y^1 … y^{t-1}, x), by way of the sum of logarithms; a scalar."""
    log_sum = step("log_sum", None, total({t: np.log(p[t]) for t in p}))
    return step("P", None, np.exp(log_sum))


def beam_search(model: Model, length: int, *, width: int, step: StepFunction = keep) -> tuple[Token, ...]:
    """The best of the sequences of ``length`` that a beam of ``width`` finds; width 1 is greedy.

    Step ``best`` at each length is the probability of the best kept prefix, counted from the ``Search`` it came from.
    """
    beam: tuple[tuple[tuple[Token, ...], float], ...] = (((), 1.0),)
    search = None
    for n in range(1, length + 1):
        grown = tuple(
            ((*prefix, token), probability * share)
            for prefix, probability in beam
            for token, share in model.after[prefix].items()
        )
        search = Search(grown, width, search)
        beam = search.kept
        step("best", n, np.asarray(beam[0][1]), search)
    return beam[0][0]
