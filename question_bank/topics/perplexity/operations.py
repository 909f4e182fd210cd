"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import language_model
from question_bank.operations.fields import sequence, text
from question_bank.operations.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
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
)
