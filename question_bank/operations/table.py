"""All operations by id, in the order of the lab."""

from collections.abc import Mapping

from question_bank.operations import (
    attention_table,
    language_pieces_table,
    language_table,
    recurrent_pieces_table,
    recurrent_table,
)
from question_bank.operations.operation import Operation

_TABLES = (recurrent_table, recurrent_pieces_table, language_table, language_pieces_table, attention_table)

OPERATIONS: Mapping[str, Operation] = {operation.id: operation for table in _TABLES for operation in table.OPERATIONS}
