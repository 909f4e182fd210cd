"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from typing import Any

from engine import autoencoder, parameter_count
from question_bank.operations.entries import HIDDEN_SIZE, INPUT_SIZE, counted
from question_bank.operations.fields import Convention, Field, array, text
from question_bank.operations.operation import Operation

_MU = array("mu", "H", "平均", "mean")
_LOG_VAR = array("log_var", "H", "分散の対数", "logarithm of the variance", domain="log-variance")
_SPREADS = ("sigma", "variance", "log_var")


def _spread(name: str, ja: str, en: str, **more: Any) -> Field:
    return array(name, "H", ja, en, group="spread", only=("given", (name,)), **more)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="vae-divergence-of-deviation",
        topic="autoencoder",
        title=text("σ からの VAE の KL", "KL of a VAE from σ"),
        summary=text("標準偏差 σ が与えられたときの KL を求めます。", "The divergence where σ is given."),
        functions=(autoencoder.divergence_of_deviation,),
        notation=autoencoder.NOTATION,
        fields=(
            array("mu", "H", "平均", "mean"),
            array("sigma", "H", "標準偏差", "standard deviation", domain="positive"),
        ),
        example={"mu": [1.0, -0.5], "sigma": [0.5, 2.0]},
        results=("KL",),
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
    counted(
        "autoencoder",
        "autoencoder",
        ("オートエンコーダ", "an autoencoder"),
        functions=(parameter_count.autoencoder,),
        fields=(INPUT_SIZE, HIDDEN_SIZE),
        example={"D": 784.0, "H": 32.0},
    ),
)
