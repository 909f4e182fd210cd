"""Operations on attention, variational autoencoders, gradients and sizes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import attention, autoencoder, clipping, parameter_count
from question_bank.operations.fields import Convention, Field, array, sequence, text, whole
from question_bank.operations.operation import Operation


def _positions(values: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    rows = {name: {1 + j: np.array(row) for j, row in enumerate(values[name])} for name in "kv"}
    position = values["position"]
    return {"q": {position: np.array(values["q"])}, **rows, "d_k": np.array(float(sizes["d"])), "position": position}


def _of_positions(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"q": inputs["q"][inputs["position"]].tolist()}


def _size(name: str, ja: str, en: str) -> Field:
    return array(name, "", ja, en, domain="count")


_D, _H = _size("D", "入力の次元", "inputs"), _size("H", "隠れ層の次元", "units")
_MU = array("mu", "H", "平均", "mean")
_LOG_VAR = array("log_var", "H", "分散の対数", "logarithm of the variance", domain="log-variance")
_SPREADS = ("sigma", "variance", "log_var")


def _spread(name: str, ja: str, en: str, **more: Any) -> Field:
    return array(name, "H", ja, en, group="spread", only=("given", (name,)), **more)


def _of_score(score: str, name: str, axes: str, ja: str, en: str) -> Field:
    return array(name, axes, ja, en, group="parameters", only=("score", (score,)))


_SCORES = (
    _of_score("general", "W", "S H", "スコアの重み", "weights of the score"),
    _of_score("additive", "W_h", "A H", "入力側の状態の重み", "weights of the source state"),
    _of_score("additive", "W_s", "A S", "出力側の状態の重み", "weights of the decoder's state"),
    _of_score("additive", "w", "A", "スコアのベクトル", "vector of the score"),
)


_BIASES = Convention("second_bias", False, (False, True))


def _counted(name: str, topic: str, title: tuple[str, str], **more: Any) -> Operation:
    """How many parameters a layer has."""
    return Operation(
        id=f"parameters-{name}",
        topic=topic,
        title=text(f"{title[0]}のパラメータ数", f"Parameters of {title[1]}"),
        summary=text("系列の長さによらず、1 度だけ数えます。", "Each is counted once, however long the sequence."),
        notation=parameter_count.NOTATION,
        results=("N",),
        **more,
    )


OPERATIONS = (
    Operation(
        id="attention",
        topic="attention",
        title=text("Attention", "Attention"),
        summary=text(
            "スコアを選び、重みとコンテキストベクトルを求めます。",
            "Weights and context vector under the score of your choice.",
        ),
        functions=(attention.attend,),
        notation=attention.NOTATION,
        fields=(
            sequence("h", "n H", "入力側の状態（1 行 1 位置）", "source states (one row a position)"),
            array("s", "S", "出力側の状態", "the decoder's state"),
            *_SCORES,
        ),
        example={
            "h": [[1.0, 0.0], [0.5, 1.0], [-1.0, 0.5]],
            "s": [1.0, 0.5],
            "W": [[1.0, 0.5], [-0.5, 1.0]],
            "W_h": [[0.5, 1.0], [1.0, -0.5]],
            "W_s": [[1.0, 0.0], [0.5, 0.5]],
            "w": [1.0, -1.0],
        },
        conventions=(Convention("score", "dot", ("dot", "general", "additive")),),
        results=("a", "context"),
    ),
    Operation(
        id="scaled-dot-attention",
        topic="attention",
        title=text("スケール化内積 Attention", "Scaled dot-product attention"),
        summary=text(
            "1 つの位置の出力を、因果マスクのあるなしで求めます。",
            "The output of one position, with or without the causal mask.",
        ),
        functions=(attention.scaled_dot,),
        notation=attention.NOTATION,
        fields=(
            array("q", "d", "その位置のクエリ", "query of the position", index="i"),
            sequence("k", "n d", "キー（1 行 1 位置）", "keys (one row a position)"),
            sequence("v", "n m", "バリュー（1 行 1 位置）", "values (one row a position)"),
            whole("position", "位置 i", "position i", "n"),
        ),
        example={
            "q": [1.0, 0.0, 1.0, -1.0],
            "k": [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, -1.0], [1.0, 1.0, 0.0, 0.0]],
            "v": [[1.0, 2.0], [-1.0, 3.0], [2.0, 0.0]],
            "position": 2,
        },
        conventions=(Convention("causal", True, (True, False)),),
        results=("a", "o"),
        build=_positions,
        taken=_of_positions,
    ),
    Operation(
        id="vae-sample",
        topic="autoencoder",
        title=text("VAE のサンプル", "Sample of a VAE"),
        summary=text(
            "再パラメータ化：z = μ + σ ⊙ ε。与えられるのが σ、σ²、ln σ² のどれかを選びます。",
            "Reparameterisation, z = μ + σ ⊙ ε, where σ, σ² or ln σ² is given.",
        ),
        functions=(autoencoder.sample,),
        notation=autoencoder.NOTATION,
        fields=(
            _MU,
            _spread("sigma", "標準偏差", "standard deviation", domain="positive"),
            _spread("variance", "分散", "variance", domain="positive"),
            _spread("log_var", "分散の対数", "logarithm of the variance", domain="log-variance"),
            array("epsilon", "H", "標準正規分布からの乱数", "drawn from the standard normal distribution"),
        ),
        example={
            "mu": [1.0, -0.5],
            "sigma": [0.5, 2.0],
            "variance": [0.25, 4.0],
            "log_var": [0.0, 1.0],
            "epsilon": [0.5, -1.0],
        },
        conventions=(Convention("given", "log_var", _SPREADS, argument=False),),
        results=("z",),
    ),
    Operation(
        id="vae-divergence",
        topic="autoencoder",
        title=text("VAE の KL とその勾配", "KL of a VAE and its gradients"),
        summary=text(
            "N(μ, σ²) と N(0, I) の間の KL と、μ と ln σ² での勾配を求めます。",
            "KL from N(0, I) and its gradients at μ and ln σ².",
        ),
        functions=(autoencoder.divergence, autoencoder.divergence_gradients),
        notation=autoencoder.NOTATION,
        fields=(_MU, _LOG_VAR),
        example={"mu": [1.0, -0.5], "log_var": [0.0, 1.0]},
        results=("KL", "dmu", "dlog_var"),
        loss="KL",
        gradients={"mu": "dmu", "log_var": "dlog_var"},
    ),
    Operation(
        id="vae-bound",
        topic="autoencoder",
        title=text("VAE の損失と勾配", "Loss of a VAE and its gradients"),
        summary=text(
            "再構成誤差と KL の和 L = −ELBO と、x̂、μ、σ での勾配を求めます。",
            "L = −ELBO, the sum of reconstruction error and KL, and its gradients at x̂, μ and σ.",
        ),
        functions=(autoencoder.bound, autoencoder.bound_gradients),
        notation=autoencoder.NOTATION,
        fields=(
            array("x", "D", "入力", "input"),
            array("x_hat", "D", "再構成された入力", "its reconstruction"),
            _MU,
            array("sigma", "H", "標準偏差", "standard deviation", domain="positive"),
        ),
        example={"x": [1.0, 0.0, 0.5], "x_hat": [0.5, 0.5, 0.5], "mu": [1.0, -0.5], "sigma": [0.5, 2.0]},
        results=("L", "ELBO", "dL_x_hat", "dL_mu", "dL_sigma"),
        loss="L",
        gradients={"x_hat": "dL_x_hat", "mu": "dL_mu", "sigma": "dL_sigma"},
    ),
    Operation(
        id="vae",
        topic="autoencoder",
        title=text("VAE の順伝播と勾配", "Forward and backward pass of a VAE"),
        summary=text(
            "z = μ + σ ⊙ ε を線形のデコーダに通し、損失 L と、μ、ln σ²、デコーダの重みでの勾配を求めます。",
            "z = μ + σ ⊙ ε through a linear decoder: the loss L, its gradients at μ, ln σ² and the decoder's weights.",
        ),
        functions=(autoencoder.variational_gradients,),
        notation=autoencoder.NOTATION,
        fields=(
            array("x", "D", "入力", "input"),
            _MU,
            _LOG_VAR,
            array("epsilon", "H", "標準正規分布の乱数", "draw from N(0, 1)"),
            array("W_d", "D H", "デコーダの重み", "weights of the decoder", group="parameters"),
            array("b_d", "D", "デコーダのバイアス", "bias of the decoder", group="parameters"),
        ),
        example={
            "x": [1.0, 0.0, 0.5],
            "mu": [1.0, -0.5],
            "log_var": [0.0, -1.0],
            "epsilon": [0.5, -1.0],
            "W_d": [[0.5, 1.0], [-1.0, 0.5], [1.0, 0.0]],
            "b_d": [0.0, 0.5, 0.0],
        },
        results=("z", "x_hat", "L", "dL_mu", "dL_log_var", "dL_W_d", "dL_b_d"),
        loss="L",
        gradients={"mu": "dL_mu", "log_var": "dL_log_var", "W_d": "dL_W_d", "b_d": "dL_b_d"},
    ),
    Operation(
        id="gaussian-divergence",
        topic="dialogue",
        title=text("2 つの正規分布の KL", "KL of two Gaussians"),
        summary=text(
            "VHRED の事後分布 q と、学習される事前分布 p の間の KL を求めます。",
            "KL of VHRED's posterior q from its learned prior p.",
        ),
        functions=(autoencoder.divergence_of_two,),
        notation=autoencoder.NOTATION,
        fields=(
            array("mu_q", "H", "q の平均", "mean of q"),
            array("sigma_q", "H", "q の標準偏差", "standard deviation of q", domain="positive"),
            array("mu_p", "H", "p の平均", "mean of p"),
            array("sigma_p", "H", "p の標準偏差", "standard deviation of p", domain="positive"),
        ),
        example={"mu_q": [1.0, 0.0], "sigma_q": [1.0, 0.5], "mu_p": [0.0, 0.0], "sigma_p": [1.0, 1.0]},
        results=("KL",),
    ),
    Operation(
        id="reconstruction",
        topic="autoencoder",
        title=text("オートエンコーダの再構成誤差", "Reconstruction error of an autoencoder"),
        summary=text(
            "入力を圧縮して再構成し、誤差を求めます。", "Encodes an input, decodes it, and measures the error."
        ),
        functions=(autoencoder.reconstruct,),
        notation=autoencoder.NOTATION,
        fields=(
            array("x", "D", "入力", "input"),
            array("W_e", "H D", "エンコーダの重み", "weights of the encoder", group="parameters"),
            array("b_e", "H", "エンコーダのバイアス", "bias of the encoder", group="parameters"),
            array("W_d", "D H", "デコーダの重み", "weights of the decoder", group="parameters"),
            array("b_d", "D", "デコーダのバイアス", "bias of the decoder", group="parameters"),
        ),
        example={
            "x": [1.0, -1.0, 2.0],
            "W_e": [[0.5, 0.0, 1.0], [1.0, -0.5, 0.0]],
            "b_e": [0.0, 0.5],
            "W_d": [[1.0, 0.5], [0.0, -1.0], [0.5, 0.0]],
            "b_d": [0.0, 0.5, 0.0],
        },
        conventions=(Convention("f", "identity", ("identity", "tanh", "sigmoid", "relu")),),
        results=("x_hat", "E"),
    ),
    Operation(
        id="clipping",
        topic="gradients",
        title=text("勾配クリッピング", "Gradient clipping"),
        summary=text(
            "すべての勾配をまとめたノルムが θ を超えないよう、同じ率で縮めます。",
            "All gradients are scaled by one rate, so that their norm together is at most θ.",
        ),
        functions=(clipping.clip_by_global_norm,),
        notation=clipping.NOTATION,
        fields=(
            Field(
                "g",
                text("勾配（1 行に 1 つ。長さは違ってよい）", "gradients (one a row, of any lengths)"),
                ("K", "*"),
                "ragged",
                domain="nonzero",
            ),
            array("theta", "", "しきい値", "threshold", domain="positive"),
        ),
        example={"g": [[3.0, -4.0], [12.0]], "theta": 6.5},
        conventions=(Convention("denominator", "norm", ("norm", "norm+1e-6")),),
        results=("norm", "rate", "g_clipped"),
    ),
    _counted(
        "rnn",
        "rnn",
        ("RNN ", "an RNN"),
        functions=(parameter_count.recurrent,),
        fields=(_D, _H, _size("O", "出力の次元", "outputs")),
        example={"D": 10.0, "H": 20.0, "O": 5.0},
        conventions=(_BIASES,),
    ),
    _counted(
        "lstm",
        "lstm",
        ("LSTM ", "an LSTM"),
        functions=(parameter_count.gated,),
        fields=(_D, _H),
        example={"D": 10.0, "H": 20.0},
        conventions=(Convention("peephole", False, (False, True)), _BIASES),
        fixed={"G": np.array(4.0)},
    ),
    _counted(
        "gru",
        "gru",
        ("GRU ", "a GRU"),
        functions=(parameter_count.gated,),
        fields=(_D, _H),
        example={"D": 10.0, "H": 20.0},
        conventions=(_BIASES,),
        fixed={"G": np.array(3.0)},
    ),
    _counted(
        "bidirectional",
        "bidirectional",
        ("双方向 RNN ", "a bidirectional RNN"),
        functions=(parameter_count.bidirectional,),
        fields=(_D, _H),
        example={"D": 10.0, "H": 20.0},
        conventions=(_BIASES,),
    ),
    _counted(
        "word2vec",
        "word2vec",
        ("word2vec ", "word2vec"),
        functions=(parameter_count.embeddings,),
        fields=(_size("V", "語彙の大きさ", "size of the vocabulary"), _H),
        example={"V": 10000.0, "H": 100.0},
    ),
    _counted(
        "autoencoder",
        "autoencoder",
        ("オートエンコーダ", "an autoencoder"),
        functions=(parameter_count.autoencoder,),
        fields=(_D, _H),
        example={"D": 784.0, "H": 32.0},
    ),
)
