"""Operations on a piece of a language model, of attention or of an autoencoder: steps on the way as inputs."""

from engine import attention, autoencoder, bleu, dialogue, seq2seq, word2vec
from question_bank.operations.fields import Convention, array, sequence, text, whole
from question_bank.operations.operation import Operation

_H0 = array("h0", "H", "前の状態", "previous state")
_W_EXAMPLE = [[0.5, 0.5], [-0.5, 1.0]]
_WORDS = sequence("p", "T", "選ばれた単語の確率", "probabilities of the chosen words", domain="probability")


OPERATIONS = (
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
    Operation(
        id="ppmi",
        topic="word2vec",
        title=text("PPMI", "PPMI"),
        summary=text("共起回数から、正の相互情報量を求めます。", "Positive pointwise mutual information from counts."),
        functions=(word2vec.ppmi,),
        notation=word2vec.NOTATION,
        fields=(
            array("xy", "", "2 語の共起回数", "how often both occur together", domain="count"),
            array("x", "", "1 語目の回数", "count of the first word", domain="count"),
            array("y", "", "2 語目の回数", "count of the second word", domain="count"),
            array("N", "", "全体の回数", "count of all", domain="count"),
        ),
        example={"xy": 8.0, "x": 16.0, "y": 32.0, "N": 512.0},
        results=("ppmi",),
    ),
    Operation(
        id="cbow-hidden",
        topic="word2vec",
        title=text("CBOW の中間層", "Hidden layer of CBOW"),
        summary=text("周りの単語のベクトルの平均か和です。", "The mean of the context words' vectors, or their sum."),
        functions=(word2vec.cbow_hidden,),
        notation=word2vec.NOTATION,
        fields=(sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "context vectors (one row a word)"),),
        example={"w": [[0.5, 1.0], [-1.0, 0.5]]},
        conventions=(Convention("hidden", "mean", ("mean", "sum")),),
        results=("h",),
    ),
    Operation(
        id="pairs",
        topic="word2vec",
        title=text("学習に使う単語の組", "Training pairs"),
        summary=text(
            "文の長さとウィンドウサイズから、（中央、周り）の組を数えます。",
            "How many (centre, context) pairs a text gives.",
        ),
        functions=(word2vec.pairs,),
        notation=word2vec.NOTATION,
        fields=(
            whole("length", "文の長さ", "length of the text", 60),
            whole("window", "ウィンドウサイズ（片側）", "window (to each side)", 10),
        ),
        example={"length": 7, "window": 2},
        results=("pairs",),
    ),
    Operation(
        id="analogy",
        topic="word2vec",
        title=text("類推", "Analogy"),
        summary=text(
            "a − b + c に最も近い単語を、コサイン類似度で調べます。", "Which word is nearest to a − b + c, by cosine."
        ),
        functions=(word2vec.analogy,),
        notation=word2vec.NOTATION,
        fields=(
            array("king", "H", "a（例：king）", "a (king)"),
            array("man", "H", "b（例：man）", "b (man)"),
            array("woman", "H", "c（例：woman）", "c (woman)"),
            sequence("candidate", "V H", "候補の単語（1 行 1 語）", "candidates (one row a word)", domain="nonzero"),
        ),
        example={
            "king": [1.0, 2.0],
            "man": [1.0, 0.5],
            "woman": [-1.0, 0.5],
            "candidate": [[-1.0, 2.0], [1.0, 1.0]],
        },
        results=("similarity",),
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
            _H0,
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
    Operation(
        id="decoder-start",
        topic="dialogue",
        title=text("HRED のデコーダの初期状態", "First state of HRED's decoder"),
        summary=text(
            "文脈の状態から、VHRED では潜在変数も使って求めます。", "From the context, in VHRED also from a latent z."
        ),
        functions=(dialogue.decoder_start,),
        notation=dialogue.NOTATION,
        fields=(
            sequence("s", "N H", "文脈の状態（最後の行を使う）", "context states (the last row is used)"),
            array("V", "O H", "文脈の重み", "weights of the context"),
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
        id="attention-weights",
        topic="attention",
        title=text("Attention の重み", "Weights of attention"),
        summary=text("スコアをソフトマックスに通します。", "The softmax of given scores."),
        functions=(attention.weights,),
        notation=attention.NOTATION,
        fields=(sequence("e", "n", "スコア", "scores"),),
        example={"e": [1.0, 0.5, -1.0]},
        results=("a",),
    ),
    Operation(
        id="attention-errors",
        topic="attention",
        title=text("スコアへの勾配", "Gradients at the scores"),
        summary=text(
            "コンテキストベクトルでの勾配から、スコアでの勾配を求めます。",
            "From the gradient at the context to the scores.",
        ),
        functions=(attention.weight_gradients,),
        notation=attention.NOTATION,
        fields=(
            sequence("a", "n", "Attention の重み", "weights of attention", domain="distribution"),
            sequence("h", "n H", "入力側の状態（1 行 1 位置）", "source states (one row a position)"),
            array("dc", "H", "コンテキストベクトルでの勾配", "gradient at the context"),
        ),
        example={"a": [0.5, 0.25, 0.25], "h": [[1.0, 0.0], [0.5, 1.0], [-1.0, 0.5]], "dc": [1.0, -1.0]},
        results=("de",),
    ),
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
)
