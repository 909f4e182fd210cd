"""What was asked for when a quiz was started: asked for twice at once it is started once"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}


def upgrade() -> None:
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.add_column(sa.Column('wish', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('quiz', table_kwargs=STRICT) as batch_op:
        batch_op.drop_column('wish')
