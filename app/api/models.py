"""What the API takes and gives. The model of an operation's request is made from its entry in the table."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from question_bank.forms.form import AnswerForm
from question_bank.model.answer import Answer, Flat, Grade
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Question
from question_bank.model.review import DerivationLine, Review
from question_bank.operations import fields
from question_bank.operations.checking import expected
from question_bank.operations.domains import DOMAINS
from question_bank.operations.fields import LARGEST, MOST_IN_ROW, MOST_SENTENCES, MOST_TOKENS, Convention, most
from question_bank.operations.limits import limits
from question_bank.operations.operation import Operation

_STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)
_LONGEST_SENTENCE = MOST_TOKENS * 20
LARGEST_SEED = 2**53 - 1  # what JavaScript counts exactly

Numbers: TypeAlias = float | list[float | None] | list[list[float | None]] | None


def _not_a_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is expected, not a truth value")
    return value


_WHOLE = BeforeValidator(_not_a_flag)


class _Model(BaseModel):
    model_config = _STRICT


class FieldProblem(_Model):
    """What is wrong with one field, and the shape it should have."""

    field: str
    expected: str
    message: Bilingual


class ErrorBody(_Model):
    """Every error of the API."""

    status: int
    message: Bilingual
    fields: list[FieldProblem]


class StepValue(_Model):
    """A named step at full precision; null where a value is not finite, which a note explains."""

    symbol: str = Field(description="The step's letter, as δ is delta")
    index: int | list[int] | None = Field(description="Its index (a time, a position); null where it has none")
    latex: str
    value: Numbers


class Note(_Model):
    """A word on a value that a float of 64 bits cannot hold: why it is not finite, or 0 although it is not exactly."""

    step: str
    message: Bilingual


class ConventionValue(_Model):
    """A convention as it was used, with its sentence (Markdown with LaTeX)."""

    value: str | int | bool | list[int]
    sentence: Bilingual | None


class Result(_Model):
    """What an operation gives. Arrays are row-major; the first axis of a sequence is time."""

    operation: str
    conventions: dict[str, ConventionValue]
    steps: list[StepValue]
    gradients: dict[str, Numbers] = Field(description="The engine's gradients of the loss, by input")
    derivation: list[DerivationLine] = Field(description="What each step does, and its LaTeX with four decimals")
    tokens: list[str] | None = Field(description="The sequence that a search found; null where nothing was searched")
    notes: list[Note]


class Ask(_Model):
    """A level and form in which a family asks."""

    level: int
    form: Form


class FamilyEntry(_Model):
    """A question family."""

    id: str
    version: int
    topic: str
    title: Bilingual
    asks: list[Ask]


class Issued(_Model):
    """A question without its key. Seed, level, form and version reproduce it.

    ``choices`` are there to choose from; ``items`` are to be put in order, or each to be given one of ``options``.
    """

    seed: int
    version: int
    question: Question


class Submission(_Model):
    """An answer to the question of a seed, as its form asks for it."""

    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), _WHOLE]
    level: Annotated[int, Field(ge=1, le=3), _WHOLE]
    form: Form
    version: Annotated[int, Field(ge=1, le=LARGEST_SEED), _WHOLE]
    answer: "GivenAnswer"


class GivenAnswer(_Model):
    """One of the two: a choice (of a choice or a line of code), or texts."""

    choice: Annotated[int, Field(ge=0, le=20), _WHOLE] | None = None
    texts: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=64)

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """An answer as it is sent."""
        return cls(choice=answer.flat.choice, texts=list(answer.flat.texts))

    def answer(self, form: AnswerForm) -> Answer:
        """The answer as the bank takes it; raises ``ValueError`` for what cannot be one in this form."""
        return form.answer(Flat(self.choice, tuple(self.texts)))


class Graded(_Model):
    """The verdict, cell by cell where numbers were asked for; then the key, the derivation and recognised slips."""

    grade: Grade
    review: Review


def _number(domain: fields.Domain = "any") -> Any:
    """That the domain's limits hold is checked with all else, so that the refusal can say it; here they are told."""
    said = {"minimum": -LARGEST, "maximum": LARGEST, **DOMAINS[domain].schema}
    if "exclusiveMinimum" in said:
        del said["minimum"]
    return Annotated[float, Field(allow_inf_nan=False, json_schema_extra=said), _WHOLE]


def _whole(low: int, high: int | str) -> Any:
    return Annotated[int, Field(ge=low, le=most(high) if isinstance(high, str) else high), _WHOLE]


def _list(entry: Any, longest: int, least: int = 1) -> Any:
    return Annotated[list[entry], Field(min_length=least, max_length=longest)]


def _type(f: fields.Field) -> Any:
    sentence = Annotated[str, Field(min_length=1, max_length=_LONGEST_SENTENCE)]
    match f.kind:
        case "integer":
            return _whole(f.low, f.high)
        case "integers":
            return _list(_whole(1, f.high), most("K"))
        case "tokens":
            return sentence
        case "sentences":
            return _list(sentence, MOST_SENTENCES)
        case "references":
            return _list(_list(sentence, MOST_SENTENCES), MOST_SENTENCES)
        case "ragged":
            return _list(_list(_number(), MOST_IN_ROW), most("K"))
    made = _number(f.domain)
    for axis in reversed(f.axes):
        letter, _, more = axis.partition("+")
        made = _list(made, most(letter) + int(more or 0))
    return made


def _said(f: fields.Field) -> str:
    shape = f" Shape ({', '.join(f.axes)})." if f.axes and "*" not in f.axes else ""
    when = "" if f.only is None else f" Only where {f.only[0]} is {' or '.join(map(str, f.only[1]))}."
    said = limits(f)
    return f"{f.label.en}: {expected(f).en}, {said.en}.{shape}{when} {f.label.ja}：{expected(f).ja}、{said.ja}。"


def _convention(c: Convention) -> Any:
    if not c.values:
        times = _list(_whole(1, "T"), most("T"), 0)
        return (times, Field(default=list(c.default), description="Times whose state counts as a constant"))
    literal: Any = Literal.__getitem__(c.values)
    kind = literal if isinstance(c.values[0], bool) else Annotated[literal, _WHOLE]
    return (kind, Field(default=c.default))


def _name(operation: Operation) -> str:
    return "".join(part.capitalize() for part in operation.id.split("-"))


def request_model(operation: Operation) -> type[BaseModel]:
    """The model of an operation's request: ``inputs`` and ``conventions``, nothing else."""
    inputs: dict[str, Any] = {}
    for f in operation.fields:
        may_lack = f.optional or f.only is not None
        made = _type(f) | None if may_lack else _type(f)
        inputs[f.name] = (made, Field(default=None if may_lack else ..., description=_said(f)))
    name = _name(operation)
    inputs_model = create_model(f"{name}Inputs", __config__=_STRICT, **inputs)
    conventions: dict[str, Any] = {c.name: _convention(c) for c in operation.conventions}
    conventions_model = create_model(f"{name}Conventions", __config__=_STRICT, **conventions)
    return create_model(
        f"{name}Request",
        __config__=ConfigDict(**_STRICT, json_schema_extra={"examples": [example(operation)]}),
        inputs=(inputs_model, ...),
        conventions=(conventions_model, Field(default_factory=conventions_model)),
    )


def example(operation: Operation) -> dict[str, Any]:
    """A request that computes."""
    conventions = operation.filled({})
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in conventions.items()}
    return {"inputs": operation.example_under(conventions), "conventions": listed}
