"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import parameter_count, word2vec
from question_bank.operations.entries import HIDDEN_SIZE, counted, size_field
from question_bank.operations.fields import Convention, Field, array, sequence, text, whole
from question_bank.operations.operation import Operation

HIDDEN_LAYER = Convention("hidden", "mean", ("mean", "sum"))
_ROWS_V = sequence("v", "V H", "出力側の単語ベクトル（1 行 1 語）", "output vectors (one row per word)")
_ROWS_N = sequence(
    "v",
    "N H",
    "出力側のベクトル（最初の行が正解、残りが負例）",
    "output vectors (the right word first, then the negatives)",
    first=0,
)
_V_EXAMPLE = [[1.0, 0.5], [-0.5, 1.0], [0.5, -1.0]]


OPERATIONS: tuple[Operation, ...] = (
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
            sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "vectors of context words (one row per word)"),
            _ROWS_V,
            whole("target", "正解の単語の番号（v の行）", "number of the right word (a row of v)", "V"),
        ),
        example={"w": [[0.5, 1.0], [-1.0, 0.5]], "v": _V_EXAMPLE, "target": 2},
        conventions=(HIDDEN_LAYER,),
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
            sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "vectors of context words (one row per word)"),
            _ROWS_N,
        ),
        example={"w": [[0.5, 1.0], [-1.0, 0.5]], "v": _V_EXAMPLE},
        conventions=(HIDDEN_LAYER,),
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
        within=(("x", "N"), ("y", "N"), ("xy", "x"), ("xy", "y")),
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
        fields=(sequence("w", "K H", "周りの単語のベクトル（1 行 1 語）", "context vectors (one row per word)"),),
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
            sequence("candidate", "V H", "候補の単語（1 行 1 語）", "candidates (one row per word)", domain="nonzero"),
        ),
        example={
            "king": [1.0, 2.0],
            "man": [1.0, 0.5],
            "woman": [-1.0, 0.5],
            "candidate": [[-1.0, 2.0], [1.0, 1.0]],
        },
        results=("similarity",),
    ),
    counted(
        "word2vec",
        "word2vec",
        ("word2vec ", "word2vec"),
        functions=(parameter_count.embeddings,),
        fields=(size_field("V", "語彙の大きさ", "size of the vocabulary"), HIDDEN_SIZE),
        example={"V": 10000.0, "H": 100.0},
    ),
)
