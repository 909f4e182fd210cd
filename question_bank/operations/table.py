"""All operations by id, in the order of the lab."""

from collections.abc import Mapping

from question_bank.operations import attention_table, language_table, recurrent_table
from question_bank.operations.operation import Operation

OPERATIONS: Mapping[str, Operation] = {
    operation.id: operation
    for operation in (*recurrent_table.OPERATIONS, *language_table.OPERATIONS, *attention_table.OPERATIONS)
}
