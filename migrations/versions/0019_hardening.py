"""What the name of an account is taken for at a glance, and how an answer was judged before it was graded anew"""

import sqlalchemy as sa
from alembic import op

from app.accounts.names import looks_like

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('submission', sa.Column('regraded', sa.Text()))
    op.add_column('account', sa.Column('looks_like', sa.Text()))
    _fill()
    op.create_index('uq_account_looks_like', 'account', ['looks_like'], unique=True)


def _fill() -> None:
    """The first of several that look alike has it; the others keep their names."""
    columns = ('learner_id', 'name', 'looks_like', 'created_at')
    account = sa.table('account', *map(sa.column, columns))
    connection, seen = op.get_bind(), set()
    rows = sa.select(account.c.learner_id, account.c.name).order_by(account.c.created_at, account.c.learner_id)
    for learner_id, name in connection.execute(rows).all():
        if looks_like(name) not in seen:
            seen.add(looks_like(name))
            own = sa.update(account).where(account.c.learner_id == learner_id)
            connection.execute(own.values(looks_like=looks_like(name)))


def downgrade() -> None:
    op.drop_index('uq_account_looks_like', 'account')
    op.drop_column('account', 'looks_like')
    op.drop_column('submission', 'regraded')
