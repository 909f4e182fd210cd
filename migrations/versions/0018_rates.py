"""What was sent lately, where several processes limit the rates of it"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rate_window',
        sa.Column('key_sha256', sa.Text(), nullable=False),
        sa.Column('moments', sa.ARRAY(sa.Double()).with_variant(sa.Text(), 'sqlite'), nullable=False),
        sa.Column('until', sa.Double().with_variant(sa.REAL(), 'sqlite'), nullable=False),
        sa.PrimaryKeyConstraint('key_sha256', name='pk_rate_window'),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE rate_window SET UNLOGGED')  # a crash may forget it: no commit waits for the disk


def downgrade() -> None:
    op.drop_table('rate_window')
