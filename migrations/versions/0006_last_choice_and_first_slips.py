"""What a learner last chose for a quiz, and an index to the first time of a slip"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}


def upgrade() -> None:
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('start', sa.Text(), nullable=True))
    op.create_index('ix_recognised_slip_first', 'recognised_slip', ['slip', 'submission_id'])


def downgrade() -> None:
    op.drop_index('ix_recognised_slip_first', 'recognised_slip')
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.drop_column('start')
