"""How many parameters a layer has; D inputs, H units, O outputs, one bias vector a gate.

    RNN H (D + H + 1),  with an output layer + O (H + 1);   LSTM 4 times, GRU 3 times as many
    two biases a gate + G H;
    peephole + 3H;   bidirectional 2 times;   two embeddings of word2vec 2 V H;   autoencoder D H + H + H D + D

A parameter is counted once however many times it is used: the length of the sequence does not matter.
"""

from engine.derivation import Array, Notation, StepFunction, keep

NOTATION = Notation(
    symbols={
        "D": "D",
        "H": "H",
        "O": "O",
        "V": "V",
        "N_hidden": r"N_{\mathrm{hidden}}",
        "N_output": r"N_{\mathrm{output}}",
        "N_peephole": r"N_{\mathrm{peephole}}",
        "N_second_bias": r"N_{\mathrm{bias}}",
        "N_one": r"N_{\mathrm{one}}",
        "N_encoder": r"N_{\mathrm{enc}}",
        "N_decoder": r"N_{\mathrm{dec}}",
        "N": "N",
        "N_lstm": r"N_{\mathrm{LSTM}}",
        "N_gru": r"N_{\mathrm{GRU}}",
    },
    phrases={
        "N_hidden": ("隠れ層のパラメータを数える", "Count the hidden layer's parameters"),
        "N_output": ("出力層のパラメータを数える", "Count the output layer's parameters"),
        "N_peephole": ("覗き穴結合のパラメータを数える", "Count the peepholes' parameters"),
        "N_second_bias": ("追加のバイアスのパラメータを数える", "Count the parameters of the additional biases"),
        "N_one": ("同じ大きさの部分を一つ取って数える", "Count the parameters of one of several equal parts"),
        "N_encoder": ("エンコーダのパラメータを数える", "Count the encoder's parameters"),
        "N_decoder": ("デコーダのパラメータを数える", "Count the decoder's parameters"),
        "N": ("部分ごとの数を合わせて答えにする", "Put the numbers of the parts together"),
        "N_lstm": ("LSTM のパラメータを数える", "Count the parameters of the LSTM"),
        "N_gru": ("GRU のパラメータを数える", "Count the parameters of the GRU"),
    },
)


def recurrent(
    D: Array,
    H: Array,
    O: Array,  # noqa: E741 - outputs
    *,
    second_bias: bool = False,
    step: StepFunction = keep,
) -> Array:
    """N = H (D + H + 1) + O (H + 1) of a plain RNN with an output layer; a second bias of the hidden layer adds H."""
    hidden = step("N_hidden", None, H * (D + H + 2) if second_bias else H * (D + H + 1))
    output = step("N_output", None, O * (H + 1))
    return step("N", None, hidden + output)


def gated(
    D: Array, H: Array, G: float, *, peephole: bool = False, second_bias: bool = False, step: StepFunction = keep
) -> Array:
    """N = G H (D + H + 1), G = 4 for LSTM (three gates and the candidate), 3 for GRU, 1 for a plain RNN.

    Peepholes add 3H, a second bias vector a gate (as some libraries have) G H.
    """
    one = step("N_one", None, H * (D + H + 1))
    N = G * one
    if peephole:
        N = N + step("N_peephole", None, 3 * H)
    if second_bias:
        N = N + step("N_second_bias", None, G * H)
    return step("N", None, N)


def bidirectional(D: Array, H: Array, *, second_bias: bool = False, step: StepFunction = keep) -> Array:
    """N = 2 H (D + H + 1): each direction has its own parameters; a second bias of each adds 2 H."""
    one = step("N_one", None, H * (D + H + 2) if second_bias else H * (D + H + 1))
    return step("N", None, 2 * one)


def embeddings(V: Array, H: Array, *, step: StepFunction = keep) -> Array:
    """N = 2 V H of word2vec: one row a word in W_in and in W_out, no bias."""
    one = step("N_one", None, V * H)
    return step("N", None, 2 * one)


def autoencoder(D: Array, H: Array, *, step: StepFunction = keep) -> Array:
    """N = H (D + 1) + D (H + 1) of an autoencoder with one hidden layer."""
    encoder = step("N_encoder", None, H * (D + 1))
    decoder = step("N_decoder", None, D * (H + 1))
    return step("N", None, encoder + decoder)


def difference(D: Array, H: Array, *, step: StepFunction = keep) -> Array:
    """How many parameters fewer a GRU has than an LSTM of the same sizes: H (D + H + 1)."""
    lstm = step("N_lstm", None, 4 * (H * (D + H + 1)))
    gru = step("N_gru", None, 3 * (H * (D + H + 1)))
    return step("N", None, lstm - gru)
