"""Whether the placement quiz is offered, and an index of those that were taken"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}


def upgrade() -> None:
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('placement', sa.Integer(), server_default='1', nullable=False))
        batch_op.create_check_constraint(op.f('ck_learner_placement'), 'placement IN (0, 1)')
    taken = sa.text("purpose = 'placement'")
    op.create_index('ix_quiz_placement', 'quiz', ['learner_id'], sqlite_where=taken, postgresql_where=taken)


def downgrade() -> None:
    op.drop_index('ix_quiz_placement', 'quiz')
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_learner_placement'), type_='check')
        batch_op.drop_column('placement')
