"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import autoencoder, dialogue
from question_bank.operations.fields import Convention, array, sequence, text
from question_bank.operations.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="hred-context",
        topic="dialogue",
        title=text("HRED のコンテキスト RNN", "Context RNN of HRED"),
        summary=text(
            "発話をまとめたベクトル e から、コンテキスト RNN の状態 s を発話ごとに求めます。",
            "States s of the context RNN, one step per utterance, from the utterances' vectors e.",
        ),
        functions=(dialogue.context,),
        notation=dialogue.NOTATION,
        fields=(
            sequence("e", "N D", "発話をまとめたベクトル（1 行 1 発話）", "vectors of the utterances (one row each)"),
            array("W", "H D", "入力の重み", "input weights"),
            array("U", "H H", "再帰の重み", "recurrent weights"),
            array("b", "H", "バイアス", "bias"),
            array("s0", "H", "初期状態", "initial state"),
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
    Operation(
        id="decoder-start",
        topic="dialogue",
        title=text("HRED のデコーダの初期状態", "First state of HRED's decoder"),
        summary=text(
            "コンテキスト RNN の状態から、VHRED では潜在変数も使って求めます。",
            "From the context RNN's state, in VHRED also from a latent z.",
        ),
        functions=(dialogue.decoder_start,),
        notation=dialogue.NOTATION,
        fields=(
            sequence(
                "s",
                "N H",
                "コンテキスト RNN の状態（最後の行を使う）",
                "states of the context RNN (the last row is used)",
            ),
            array("V", "O H", "状態の重み", "weights of the state"),
            array("c", "O", "バイアス", "bias"),
            array("V_z", "O L", "潜在変数の重み", "weights of z", group="latent", only=("latent", (True,))),
            array("z", "L", "潜在変数", "latent variable", group="latent", only=("latent", (True,))),
        ),
        example={
            "s": [[0.5, -0.5]],
            "V": [[1.0, 0.5], [-0.5, 1.0]],
            "c": [0.0, 0.5],
            "V_z": [[0.5], [1.0]],
            "z": [0.5],
        },
        conventions=(Convention("latent", False, (False, True), argument=False),),
        results=("start",),
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
)
