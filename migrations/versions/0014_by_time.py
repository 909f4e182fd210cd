"""Lists of answers, and when slips were made, by the time at which answers were given"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}
COUNTED = sa.text('withdrawn_at IS NULL')
OF_THOSE_THAT_COUNT = {'correct': ['correct'], 'guessed': ['guessed'], 'family': ['topic', 'family']}


def _index(name, order):
    columns = ['learner_id', *OF_THOSE_THAT_COUNT.get(name, ()), *order]
    where = COUNTED if name in OF_THOSE_THAT_COUNT else None
    op.create_index(f'ix_submission_{name}', 'submission', columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    for name in ('newest', *OF_THOSE_THAT_COUNT):
        op.drop_index(f'ix_submission_{name}', 'submission')
    for name in ('newest', 'correct', 'guessed'):
        _index(name, ('created_at', 'id'))
    op.add_column('recognised_slip', sa.Column('made_at', sa.Text()))
    op.execute(
        'UPDATE recognised_slip SET made_at = (SELECT created_at FROM submission WHERE id = submission_id)'
    )
    op.drop_index('ix_recognised_slip_first', 'recognised_slip')
    with op.batch_alter_table('recognised_slip', table_kwargs=STRICT) as batch_op:
        batch_op.alter_column('made_at', existing_type=sa.Text(), nullable=False)
    op.create_index('ix_recognised_slip_made', 'recognised_slip', ['slip', 'made_at', 'submission_id'])


def downgrade() -> None:
    op.drop_index('ix_recognised_slip_made', 'recognised_slip')
    with op.batch_alter_table('recognised_slip', table_kwargs=STRICT) as batch_op:
        batch_op.drop_column('made_at')
    op.create_index('ix_recognised_slip_first', 'recognised_slip', ['slip', 'submission_id'])
    for name in ('newest', 'correct', 'guessed'):
        op.drop_index(f'ix_submission_{name}', 'submission')
    for name in ('newest', *OF_THOSE_THAT_COUNT):
        _index(name, ('id',))
