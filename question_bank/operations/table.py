"""All operations by id, in the order of the lab."""

from collections.abc import Mapping

from question_bank.operations import attention_table, language_table, pieces_table, recurrent_table
from question_bank.operations.operation import Operation

OPERATIONS: Mapping[str, Operation] = {
    operation.id: operation
    for table in (recurrent_table, language_table, attention_table, pieces_table)
    for operation in table.OPERATIONS
}
