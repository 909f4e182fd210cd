"""Quizzes that were left with questions unanswered"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}



def upgrade() -> None:
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('dropped_at', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.drop_column('dropped_at')
