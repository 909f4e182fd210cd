"""Known values and laws of the models: decoding, sampling, counting, attention, word vectors."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import attention, parameter_count, seq2seq, through_time, word2vec
from engine.derivation import Array
from engine.seq2seq import Model

GARDEN_PATH = Model(
    {
        (): {"a": 0.6, "b": 0.4},
        ("a",): {"a": 0.4, "b": 0.3, "c": 0.3},
        ("b",): {"a": 0.9, "b": 0.05, "c": 0.05},
    }
)


def test_greedy_misses_what_a_beam_of_two_finds() -> None:
    greedy = seq2seq.beam_search(GARDEN_PATH, 2, width=1)
    beam = seq2seq.beam_search(GARDEN_PATH, 2, width=2)
    assert (greedy, beam) == (("a", "a"), ("b", "a"))
    assert GARDEN_PATH.probability(greedy) == pytest.approx(0.24)
    assert GARDEN_PATH.probability(beam) == pytest.approx(0.36)


@given(st.integers(0, 2**32 - 1))
def test_a_beam_as_wide_as_all_sequences_is_exhaustive(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tokens, length = ("a", "b", "c"), 3
    prefixes = [prefix for n in range(length) for prefix in product(tokens, repeat=n)]
    model = Model({prefix: dict(zip(tokens, rng.dirichlet(np.ones(3)), strict=True)) for prefix in prefixes})
    best = max(product(tokens, repeat=length), key=model.probability)
    assert seq2seq.beam_search(model, length, width=27) == best


def numbers(*values: float) -> dict[int, Array]:
    return {k: np.asarray(value) for k, value in enumerate(values, start=1)}


def test_temperature_sharpens_and_flattens() -> None:
    cold = seq2seq.tempered(numbers(1, 2, 3), np.asarray(0.01))
    hot = seq2seq.tempered(numbers(1, 2, 3), np.asarray(1e6))
    np.testing.assert_allclose(list(cold.values()), [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(list(hot.values()), [1 / 3] * 3, atol=1e-5)


VOCABULARY = ("<unk>", "<eos>", "i", "like", "tea")


def test_a_text_becomes_ids() -> None:
    assert seq2seq.tokenise(" i  like tea ") == ("i", "like", "tea")
    assert seq2seq.tokenise("i like", end=seq2seq.END) == ("i", "like", "<eos>")
    np.testing.assert_array_equal(seq2seq.ids("tea I like i", VOCABULARY, end=seq2seq.END), [4, 0, 3, 2, 1])
    with pytest.raises(ValueError, match="needs a word"):
        seq2seq.tokenise("   ")
    with pytest.raises(ValueError, match="coffee"):
        seq2seq.ids("i like coffee", VOCABULARY[1:])


@given(st.integers(0, 2**32 - 1))
def test_the_encoder_reads_the_columns_of_the_words_one_after_the_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    E_mb, W, U = rng.standard_normal((3, 5)), rng.standard_normal((2, 3)), rng.standard_normal((2, 2))
    b, h = rng.standard_normal(2), rng.standard_normal(2)
    found = seq2seq.thought_vector("tea likes i", VOCABULARY, E_mb, W, U, b, h, end=seq2seq.END)
    for place in (4, 0, 2, 1):
        h = np.tanh(W @ E_mb[:, place] + U @ h + b)
    np.testing.assert_allclose(found, h)
    with pytest.raises(ValueError, match="no place"):
        seq2seq.embed({1: np.asarray(5.0)}, E_mb)


def test_length_normalisation_turns_the_order() -> None:
    short, long = numbers(0.5, 0.5), numbers(0.6, 0.6, 0.6)
    assert float(seq2seq.sequence_probability(short)) > float(seq2seq.sequence_probability(long))
    assert float(seq2seq.normalised_score(short)) < float(seq2seq.normalised_score(long))


def test_padding_counts_in_neither_sum() -> None:
    loss = float(seq2seq.masked_loss(numbers(0.5, 0.25, 0.01), numbers(1, 1, 0)))
    assert loss == pytest.approx(-(np.log(0.5) + np.log(0.25)) / 2)


def test_noise_of_the_paper() -> None:
    found = [float(p) for p in word2vec.noise(numbers(6, 3, 1)).values()]
    assert found == pytest.approx([0.539, 0.320, 0.141], abs=1e-3)
    assert sum(found) == pytest.approx(1)


@pytest.mark.parametrize(("length", "window", "count"), [(5, 1, 8), (5, 2, 14), (3, 5, 6), (1, 2, 0), (7, 2, 22)])
def test_pairs_at_the_borders(length: int, window: int, count: int) -> None:
    brute = sum(1 for i in range(length) for j in range(length) if i != j and abs(i - j) <= window)
    assert float(word2vec.pairs(length, window)) == brute == count


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((2, 4, 4, 16), 1), ((1, 4, 4, 16), 0), ((1, 8, 8, 16), 0), ((3, 3, 3, 24), 3)],
)
def test_words_that_meet_no_more_often_than_by_chance_have_no_ppmi(
    counts: tuple[int, int, int, int], expected: float
) -> None:
    xy, x, y, N = (np.asarray(float(count)) for count in counts)
    assert float(word2vec.ppmi(xy, x, y, N)) == pytest.approx(expected)


def test_queen() -> None:
    words = {1: np.array([1.0, 3.0]), 2: np.array([3.0, 1.0])}
    similarity = word2vec.analogy(np.array([3.0, 2.0]), np.array([3.0, 0.5]), np.array([1.0, 0.5]), words)
    assert float(similarity[1]) > float(similarity[2])
    assert float(word2vec.cosine(np.array([1.0, 0.0]), np.array([0.0, 2.0]))) == 0


def test_skip_gram_is_the_sum_over_the_context() -> None:
    w, v = np.array([1.0, 0.0]), {1: np.array([0.0, 1.0]), 2: np.array([0.0, 2.0]), 3: np.array([0.0, 0.5])}
    assert float(word2vec.skip_gram(w, v, (1, 2))) == pytest.approx(2 * np.log(3))


def test_weights_sum_to_one_and_a_mask_hides_the_future() -> None:
    rng = np.random.default_rng(1)
    q, k, v = ({j: rng.standard_normal(2) for j in (1, 2, 3)} for _ in range(3))
    a = attention.weights({j: q[1] @ k[j] for j in k})
    assert float(sum(a.values())) == pytest.approx(1)
    masked = attention.scaled_dot(q, k, v, np.asarray(2.0), 2, causal=True)
    other = {**k, 3: k[3] + 5}, {**v, 3: v[3] - 7}
    np.testing.assert_array_equal(attention.scaled_dot(q, *other, np.asarray(2.0), 2, causal=True), masked)
    np.testing.assert_allclose(attention.scaled_dot(q, k, v, np.asarray(2.0), 1, causal=True), v[1])


def size(value: float) -> Array:
    return np.asarray(float(value))


def test_counts_of_known_layers() -> None:
    """D = 10, H = 20 as the libraries count with one bias a gate."""
    D, H = size(10), size(20)
    assert float(parameter_count.gated(D, H, 4)) == 2480
    assert float(parameter_count.gated(D, H, 3)) == 1860
    assert float(parameter_count.gated(D, H, 4, peephole=True)) == 2540
    assert float(parameter_count.gated(D, H, 4, second_bias=True)) == 2560
    assert float(parameter_count.gated(D, H, 3, second_bias=True)) == 1920
    assert float(parameter_count.gated(D, H, 1)) == 620
    assert float(parameter_count.difference(D, H)) == 620
    assert float(parameter_count.bidirectional(D, H)) == 1240
    assert float(parameter_count.recurrent(D, H, size(5))) == 725
    assert float(parameter_count.autoencoder(D, H)) == 430
    assert float(parameter_count.embeddings(size(1000), H)) == 40000


def test_products_through_time() -> None:
    assert float(through_time.power(size(1), size(0.25), size(10))) == pytest.approx(9.5367e-7, rel=1e-4)
    assert float(through_time.chain(size(2), {1: size(0.5), 2: size(0.25)})) == 0.5
    np.testing.assert_allclose(through_time.cell_chain({1: np.array([0.5, 1]), 2: np.array([0.5, 0.9])}), [0.25, 0.9])
    with pytest.raises(ValueError, match="at least one"):
        through_time.chain(size(1), {})
    with pytest.raises(ValueError, match="at least one"):
        through_time.cell_chain({})
