"""GRU: reset, update, mixing."""

from question_bank.kinds.match.pools import match_family
from question_bank.kinds.options.diagrams import diagram_family
from question_bank.kinds.options.passages import passage_family
from question_bank.kinds.statements import statements_family
from question_bank.model.family import Family
from question_bank.topics.gru import candidate, new_state, parameter_count, step_code, step_order, whole_step

FAMILIES: tuple[Family, ...] = (
    statements_family("gru", version=3),
    new_state.FAMILY,
    candidate.FAMILY,
    whole_step.FAMILY,
    step_code.FAMILY,
    parameter_count.FAMILY,
    step_order.FAMILY,
    match_family("gru", "issues", version=3),
    diagram_family("gru", "unit", version=2),
    passage_family("gru", version=2),
)
