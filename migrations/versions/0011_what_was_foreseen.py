"""What was predicted and whether it came true; answers by day; parts of answers and the time that their levels allow"""

import sqlalchemy as sa
from alembic import op

from app.db.totals import recount

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

STRICT = {'sqlite_strict': True}
BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
REAL = sa.Double().with_variant(sa.REAL(), 'sqlite')
COLUMNS = ('levels', 'several', 'parts', 'parts_right')
CHECKS = {'levels': 'levels >= timed', 'several': 'several BETWEEN 0 AND answered',
          'parts_right': 'parts_right BETWEEN 0 AND parts'}


def upgrade() -> None:
    op.execute('DELETE FROM family_total')  # counted anew below, with the columns that it gets
    with op.batch_alter_table('family_total', table_kwargs=STRICT) as batch_op:
        for name in COLUMNS:
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default='0', nullable=False))
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(op.f(f'ck_family_total_{name}'), check)
    op.create_table('family_day',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('family', sa.Text(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=False),
    sa.CheckConstraint('answered > 0', name=op.f('ck_family_day_answered')),
    sa.CheckConstraint('correct BETWEEN 0 AND answered', name=op.f('ck_family_day_correct')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_family_day_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'day', 'topic', 'family', name=op.f('pk_family_day')),
    sqlite_strict=True
    )
    op.create_table('slip_day',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('slip', sa.Text(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.CheckConstraint('times > 0', name=op.f('ck_slip_day_times')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_slip_day_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'day', 'slip', name=op.f('pk_slip_day')),
    sqlite_strict=True
    )
    op.create_table('foreseen',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('recall', REAL, nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.CheckConstraint('recall BETWEEN 0 AND 1', name=op.f('ck_foreseen_recall')),
    sa.CheckConstraint('met > 0', name=op.f('ck_foreseen_met')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_foreseen_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'day', name=op.f('pk_foreseen')),
    sqlite_strict=True
    )
    op.create_table('came_true',
    sa.Column('learner_id', ID, nullable=False),
    sa.Column('tenth', sa.Integer(), nullable=False),
    sa.Column('reviews', sa.Integer(), nullable=False),
    sa.Column('recalled', sa.Integer(), nullable=False),
    sa.Column('millionths', BIG, nullable=False),
    sa.CheckConstraint('tenth BETWEEN 0 AND 9', name=op.f('ck_came_true_tenth')),
    sa.CheckConstraint('recalled BETWEEN 0 AND reviews', name=op.f('ck_came_true_recalled')),
    sa.CheckConstraint('millionths >= 0', name=op.f('ck_came_true_millionths')),
    sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=op.f('fk_came_true_learner_id_learner')),
    sa.PrimaryKeyConstraint('learner_id', 'tenth', name=op.f('pk_came_true')),
    sqlite_strict=True
    )
    op.create_index('ix_review_day', 'review', ['learner_id', 'day'])
    recount(op.get_bind())
    op.execute('UPDATE learner SET replayed = 0')  # the replay writes what was foreseen


def downgrade() -> None:
    op.drop_index('ix_review_day', 'review')
    for table in ('came_true', 'foreseen', 'slip_day', 'family_day'):
        op.drop_table(table)
    with op.batch_alter_table('family_total', table_kwargs=STRICT) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f'ck_family_total_{name}'), type_='check')
        for name in COLUMNS:
            batch_op.drop_column(name)
