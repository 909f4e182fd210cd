"""What lay behind a wrong answer, kept with it"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('submission', sa.Column('findings', sa.Text()))


def downgrade() -> None:
    op.drop_column('submission', 'findings')
