"""How much time a learner has for a mock exam"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}


def upgrade() -> None:
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('exam_extra', sa.Integer(), server_default='100', nullable=False))
        batch_op.create_check_constraint(op.f('ck_learner_exam_extra'), 'exam_extra IN (100, 125, 150)')


def downgrade() -> None:
    with op.batch_alter_table('learner', table_kwargs=STRICT) as batch_op:
        batch_op.drop_constraint(op.f('ck_learner_exam_extra'), type_='check')
        batch_op.drop_column('exam_extra')
