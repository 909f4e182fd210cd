"""Runs of the functions for GRU, bidirectional, word2vec, seq2seq, dialogue, autoencoders, attention and counts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import (
    attention,
    autoencoder,
    bidirectional,
    dialogue,
    gru,
    parameter_count,
    seq2seq,
    through_time,
    word2vec,
)
from tests.engine.draws import D, Draws, H, T

Inputs = Callable[[Draws], tuple[dict[str, Any], dict[str, Any]]]


def _unit(draws: Draws, *, second_bias: bool = False) -> dict[str, Any]:
    return {"x": draws.sequence(D), "h0": draws.array(H), "parameters": draws.unit(second_bias=second_bias)}


def _rows(draws: Draws, first: int, last: int) -> dict[int, Any]:
    return draws.sequence(H, first, last)


def _both_ways(draws: Draws) -> dict[str, Any]:
    shapes = {"W": (H, D), "U": (H, H), "b": (H,)}
    parameters = {f"{letter}_{side}": draws.array(*shape) for side in "fg" for letter, shape in shapes.items()}
    return {"x": draws.sequence(D), "f0": draws.array(H), "g": {T + 1: draws.array(H)}, "parameters": parameters}


def _attended(draws: Draws, **parameters: tuple[int, ...]) -> dict[str, Any]:
    given = {"h": _rows(draws, 1, 3), "s": draws.array(H)}
    return {**given, "parameters": {name: draws.array(*shape) for name, shape in parameters.items()}}


def _coder(draws: Draws) -> dict[str, Any]:
    shapes = {"W_e": (H, 3), "b_e": (H,), "W_d": (3, H), "b_d": (3,)}
    return {"x": draws.array(3), "parameters": {name: draws.array(*shape) for name, shape in shapes.items()}}


def _sentence(draws: Draws) -> dict[str, Any]:
    vocabulary = draws.vocabulary()
    given = {"text": " ".join(draws.sentence(2)), "vocabulary": vocabulary, "E_mb": draws.array(D, len(vocabulary))}
    return {**given, "W": draws.array(H, D), "U": draws.array(H, H), "b": draws.array(H), "h0": draws.array(H)}


def _decoded(draws: Draws) -> dict[str, Any]:
    given = {"x": draws.array(3), "mu": draws.array(H), "log_var": draws.array(H), "epsilon": draws.array(H)}
    return {**given, "parameters": {"W_d": draws.array(3, H), "b_d": draws.array(3)}}


def _scores(draws: Draws) -> dict[int, Any]:
    return {k: draws.array() for k in (1, 2, 3)}


CASES: dict[str, tuple[Callable[..., Any], Inputs]] = {
    "gru.forward": (gru.forward, lambda s: (_unit(s), {})),
    "gru.forward keep": (gru.forward, lambda s: (_unit(s), {"update": "keep"})),
    "gru.bptt": (gru.bptt, lambda s: ({**_unit(s), "d": s.sequence(H)}, {})),
    "gru.bptt keep": (gru.bptt, lambda s: ({**_unit(s), "d": s.sequence(H)}, {"update": "keep"})),
    "gru.bptt after": (gru.bptt, lambda s: ({**_unit(s), "d": s.sequence(H)}, {"reset": "after"})),
    "gru.bptt two biases": (
        gru.bptt,
        lambda s: ({**_unit(s, second_bias=True), "d": s.sequence(H)}, {"reset": "after", "update": "keep"}),
    ),
    "gru.candidate": (
        gru.candidate,
        lambda s: (
            {
                "x": s.sequence(D, 1, 1),
                "h0": s.array(H),
                "r": {1: s.share(H)},
                "parameters": {k: v for k, v in s.unit().items() if k.endswith("_h")},
            },
            {},
        ),
    ),
    "gru.new_state": (
        gru.new_state,
        lambda s: (
            {"z": {t: s.share(H) for t in (1, 2)}, "h_tilde": s.sequence(H, 1, 2), "h0": s.array(H)},
            {"update": "keep"},
        ),
    ),
    "bidirectional.outputs": (bidirectional.outputs, lambda s: (_both_ways(s), {})),
    "bidirectional.join": (bidirectional.join, lambda s: ({"f": s.sequence(H), "g": s.sequence(H)}, {})),
    "word2vec.cbow_hidden": (word2vec.cbow_hidden, lambda s: ({"w": _rows(s, 1, 3)}, {})),
    "word2vec.cbow_softmax": (
        word2vec.cbow_softmax,
        lambda s: ({"w": _rows(s, 1, 2), "v": _rows(s, 1, 3)}, {"target": 2}),
    ),
    "word2vec.cbow_gradients": (
        word2vec.cbow_gradients,
        lambda s: ({"w": _rows(s, 1, 2), "v": _rows(s, 1, 3)}, {"target": 2}),
    ),
    "word2vec.cbow_gradients sum": (
        word2vec.cbow_gradients,
        lambda s: ({"w": _rows(s, 1, 2), "v": _rows(s, 1, 3)}, {"target": 2, "hidden": "sum"}),
    ),
    "word2vec.cbow_negative_sampling": (
        word2vec.cbow_negative_sampling,
        lambda s: ({"w": _rows(s, 1, 2), "v": _rows(s, 0, 2)}, {}),
    ),
    "word2vec.cbow_negative_sampling_gradients": (
        word2vec.cbow_negative_sampling_gradients,
        lambda s: ({"w": _rows(s, 1, 2), "v": _rows(s, 0, 2)}, {"hidden": "sum"}),
    ),
    "word2vec.skip_gram": (
        word2vec.skip_gram,
        lambda s: ({"w": s.array(H), "v": _rows(s, 1, 4)}, {"context": (1, 3)}),
    ),
    "word2vec.skip_gram_gradients": (
        word2vec.skip_gram_gradients,
        lambda s: ({"w": s.array(H), "v": _rows(s, 1, 4)}, {"context": (1, 3, 1)}),
    ),
    "word2vec.negative_sampling": (
        word2vec.negative_sampling,
        lambda s: ({"h": s.array(H), "v": _rows(s, 0, 2)}, {}),
    ),
    "word2vec.negative_sampling_gradients": (
        word2vec.negative_sampling_gradients,
        lambda s: ({"h": s.array(H), "v": _rows(s, 0, 2)}, {}),
    ),
    "word2vec.noise": (word2vec.noise, lambda s: ({"count": {k: s.whole() for k in (1, 2, 3)}}, {})),
    "word2vec.noise power": (
        word2vec.noise,
        lambda s: ({"count": {k: s.whole() for k in (1, 2, 3)}, "power": s.positive()}, {}),
    ),
    "word2vec.cosine": (word2vec.cosine, lambda s: ({"a": s.positive(H), "b": s.positive(H)}, {})),
    "word2vec.analogy": (
        word2vec.analogy,
        lambda s: (
            {"king": s.positive(H) + 2, "man": s.positive(H), "woman": s.positive(H), "candidate": _rows(s, 1, 3)},
            {},
        ),
    ),
    "word2vec.ppmi": (word2vec.ppmi, lambda s: ({name: s.whole() for name in ("xy", "x", "y", "N")}, {})),
    "word2vec.pairs": (word2vec.pairs, lambda s: ({"length": 7, "window": 2}, {})),
    "seq2seq.encode": (
        seq2seq.encode,
        lambda s: (
            {"e": s.sequence(D), "W": s.array(H, D), "U": s.array(H, H), "b": s.array(H), "h0": s.array(H)},
            {"f": "identity"},
        ),
    ),
    "seq2seq.tokenise": (seq2seq.tokenise, lambda s: ({"text": " ".join(s.sentence(4))}, {"end": seq2seq.END})),
    "seq2seq.look_up": (seq2seq.look_up, lambda s: ({"tokens": s.sentence(4), "vocabulary": s.vocabulary()}, {})),
    "seq2seq.ids": (
        seq2seq.ids,
        lambda s: ({"text": " ".join(s.sentence(3)), "vocabulary": s.vocabulary()}, {"end": seq2seq.END}),
    ),
    "seq2seq.embed": (
        seq2seq.embed,
        lambda s: ({"k": {t: np.asarray(float(s.rng.integers(0, 4))) for t in (1, 2)}, "E_mb": s.array(D, 4)}, {}),
    ),
    "seq2seq.thought_vector": (seq2seq.thought_vector, lambda s: (_sentence(s), {"end": seq2seq.END})),
    "seq2seq.thought_vector linear": (seq2seq.thought_vector, lambda s: (_sentence(s), {"f": "identity"})),
    "seq2seq.tempered": (seq2seq.tempered, lambda s: ({"s": _scores(s), "tau": s.positive()}, {})),
    "seq2seq.masked_loss": (
        seq2seq.masked_loss,
        lambda s: ({"p": {t: s.share() for t in (1, 2, 3)}, "m": {t: np.asarray(float(t < 3)) for t in (1, 2, 3)}}, {}),
    ),
    "seq2seq.normalised_score": (
        seq2seq.normalised_score,
        lambda s: ({"p": {t: s.share() for t in (1, 2, 3)}}, {}),
    ),
    "seq2seq.sequence_probability": (
        seq2seq.sequence_probability,
        lambda s: ({"p": {t: s.share() for t in (1, 2, 3)}}, {}),
    ),
    "seq2seq.beam_search": (seq2seq.beam_search, lambda s: ({"model": s.table(), "length": 2}, {"width": 2})),
    "dialogue.context": (
        dialogue.context,
        lambda s: (
            {"e": s.sequence(D), "W": s.array(H, D), "U": s.array(H, H), "b": s.array(H), "s0": s.array(H)},
            {},
        ),
    ),
    "dialogue.decoder_start": (
        dialogue.decoder_start,
        lambda s: (
            {
                "s": s.sequence(H),
                "V": s.array(2, H),
                "c": s.array(2),
                "latent": {"V_z": s.array(2, 3), "z": s.array(3)},
            },
            {},
        ),
    ),
    "dialogue.latent": (
        dialogue.latent,
        lambda s: (
            {
                "s": s.sequence(H),
                "parameters": {
                    **{name: s.array(3, H) for name in ("W_mu", "W_sigma")},
                    **{name: s.array(3) for name in ("b_mu", "b_sigma")},
                },
                "epsilon": s.array(3),
            },
            {},
        ),
    ),
    "autoencoder.reconstruct": (autoencoder.reconstruct, lambda s: (_coder(s), {"f": "sigmoid"})),
    "autoencoder.sample": (
        autoencoder.sample,
        lambda s: ({"mu": s.array(H), "spread": {"log_var": s.array(H)}, "epsilon": s.array(H)}, {}),
    ),
    "autoencoder.sample variance": (
        autoencoder.sample,
        lambda s: ({"mu": s.array(H), "spread": {"variance": s.positive(H)}, "epsilon": s.array(H)}, {}),
    ),
    "autoencoder.divergence": (autoencoder.divergence, lambda s: ({"mu": s.array(H), "log_var": s.array(H)}, {})),
    "autoencoder.divergence_of_deviation": (
        autoencoder.divergence_of_deviation,
        lambda s: ({"mu": s.array(H), "sigma": s.positive(H)}, {}),
    ),
    "autoencoder.divergence_gradients": (
        autoencoder.divergence_gradients,
        lambda s: ({"mu": s.array(H), "log_var": s.array(H)}, {}),
    ),
    "autoencoder.variational_gradients": (autoencoder.variational_gradients, lambda s: (_decoded(s), {})),
    "autoencoder.bound": (
        autoencoder.bound,
        lambda s: ({"x": s.array(3), "x_hat": s.array(3), "mu": s.array(H), "sigma": s.positive(H)}, {}),
    ),
    "autoencoder.bound_gradients": (
        autoencoder.bound_gradients,
        lambda s: ({"x": s.array(3), "x_hat": s.array(3), "mu": s.array(H), "sigma": s.positive(H)}, {}),
    ),
    "autoencoder.divergence_of_two": (
        autoencoder.divergence_of_two,
        lambda s: (
            {"mu_q": s.array(H), "sigma_q": s.positive(H), "mu_p": s.array(H), "sigma_p": s.positive(H)},
            {},
        ),
    ),
    "attention.attend": (attention.attend, lambda s: (_attended(s), {})),
    "attention.attend general": (attention.attend, lambda s: (_attended(s, W=(H, H)), {"score": "general"})),
    "attention.attend additive": (
        attention.attend,
        lambda s: (_attended(s, W_h=(3, H), W_s=(3, H), w=(3,)), {"score": "additive"}),
    ),
    "attention.weights": (attention.weights, lambda s: ({"e": _scores(s)}, {})),
    "attention.weighted_sum": (
        attention.weighted_sum,
        lambda s: ({"a": {k: s.share() for k in (1, 2, 3)}, "h": _rows(s, 1, 3)}, {}),
    ),
    "attention.scaled_dot": (
        attention.scaled_dot,
        lambda s: (
            {"q": _rows(s, 2, 2), "k": _rows(s, 1, 3), "v": _rows(s, 1, 3), "d_k": np.asarray(2.0), "position": 2},
            {"causal": True},
        ),
    ),
    "attention.weight_gradients": (
        attention.weight_gradients,
        lambda s: ({"a": {k: s.share() for k in (1, 2, 3)}, "h": _rows(s, 1, 3), "dc": s.array(H)}, {}),
    ),
    "parameter_count.recurrent": (
        parameter_count.recurrent,
        lambda s: ({"D": s.whole(), "H": s.whole(), "O": s.whole()}, {}),
    ),
    "parameter_count.recurrent two biases": (
        parameter_count.recurrent,
        lambda s: ({"D": s.whole(), "H": s.whole(), "O": s.whole()}, {"second_bias": True}),
    ),
    "parameter_count.bidirectional two biases": (
        parameter_count.bidirectional,
        lambda s: ({"D": s.whole(), "H": s.whole()}, {"second_bias": True}),
    ),
    "parameter_count.gated": (
        parameter_count.gated,
        lambda s: ({"D": s.whole(), "H": s.whole(), "G": 4.0}, {"peephole": True}),
    ),
    "parameter_count.gated two biases": (
        parameter_count.gated,
        lambda s: ({"D": s.whole(), "H": s.whole(), "G": 3.0}, {"second_bias": True}),
    ),
    "parameter_count.bidirectional": (
        parameter_count.bidirectional,
        lambda s: ({"D": s.whole(), "H": s.whole()}, {}),
    ),
    "parameter_count.embeddings": (parameter_count.embeddings, lambda s: ({"V": s.whole(), "H": s.whole()}, {})),
    "parameter_count.autoencoder": (parameter_count.autoencoder, lambda s: ({"D": s.whole(), "H": s.whole()}, {})),
    "parameter_count.difference": (parameter_count.difference, lambda s: ({"D": s.whole(), "H": s.whole()}, {})),
    "through_time.power": (
        through_time.power,
        lambda s: ({"w": s.positive(), "slope": s.share(), "k": np.asarray(5.0)}, {}),
    ),
    "through_time.chain": (
        through_time.chain,
        lambda s: ({"w": s.array(), "f_prime": {t: s.share() for t in (1, 2, 3)}}, {}),
    ),
    "through_time.cell_chain": (through_time.cell_chain, lambda s: ({"f": {t: s.share(H) for t in (1, 2, 3)}}, {})),
}
