"""How a confusion matrix and a suppression are told."""

from engine.derivation import Step
from engine.derivation.digits import Digits
from engine.derivation.numpy_code import Counted, literal
from question_bank.feedback.evidence import Inputs, Told, tables
from question_bank.model.bilingual import Bilingual
from tests.fields.detection import CLASSES, Labels, Suppression

_CONFUSION = """\
def confusion(actual, predicted, classes):
    pairs = list(zip(actual, predicted))
    return np.array([[pairs.count((one, other)) for other in classes] for one in classes])"""
_SUPPRESS = """\
def overlap(one, other):
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0, width) * max(0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


def suppress(boxes, scores, threshold):
    kept = []
    for k in sorted(range(len(boxes)), key=lambda k: -scores[k]):
        if all(overlap(boxes[k], boxes[other]) <= threshold for other in kept):
            kept.append(k)
    return np.array([1 if k in kept else 0 for k in range(len(boxes))])"""


def _labels(labels: Labels, digits: Digits) -> Bilingual:
    counts = zip(CLASSES, labels.matrix(), strict=True)
    rows = [[f"`{name}`", *(f"${count:.0f}$" for count in row)] for name, row in counts]
    return tables(["正解＼予測", *CLASSES], ["actual \\ predicted", *CLASSES], rows)


def _matrix(step: Step, inputs: Inputs) -> Counted:
    given = {name: literal(list(inputs[name])) for name in ("actual", "predicted")}
    return Counted((_CONFUSION,), given, f"confusion(actual, predicted, {literal(list(CLASSES))})")


def _suppression(found: Suppression, digits: Digits) -> Bilingual:
    by = found.by(found.order)
    told = ["○" if rival is None else f"${rival + 1}$" for rival in by]
    rows = [[f"${k + 1}$", f"${digits.result(found.scores[k])}$", told[k]] for k in found.order]
    return tables(["枠", "スコア", "残す（取り除く原因）"], ["box", "score", "kept (or removed by)"], rows)


def _kept(step: Step, inputs: Inputs) -> Counted:
    given = {name: literal(inputs[name]) for name in ("boxes", "scores", "threshold")}
    return Counted((_SUPPRESS,), given, "suppress(boxes, scores, threshold)")


EVIDENCE = {Labels: Told(_labels, _matrix), Suppression: Told(_suppression, _kept)}
