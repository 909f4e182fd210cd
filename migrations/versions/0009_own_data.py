"""What a quiz and a question are known by in every installation"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

STRICT = {'sqlite_strict': True}
# Made anew for each row: on SQLite the tables are copied, since it adds no column whose default differs from row to row.
NEW_UID = {'sqlite': '(lower(hex(randomblob(16))))', 'postgresql': "replace(CAST(gen_random_uuid() AS text), '-', '')"}
NAMED = ('quiz', 'instance')


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    new_uid, recreate = sa.text(NEW_UID[dialect]), 'always' if dialect == 'sqlite' else 'never'
    for table in NAMED:
        with op.batch_alter_table(table, recreate=recreate, table_kwargs=STRICT) as batch_op:
            batch_op.add_column(sa.Column('uid', sa.Text(), server_default=new_uid, nullable=False))
        op.create_index(f'uq_{table}_uid', table, ['learner_id', 'uid'], unique=True)
    op.create_index('ix_quiz_repeats', 'quiz', ['repeats_id'])
    op.create_index('ix_instance_quiz', 'instance', ['quiz_id'])
    op.create_index('ix_instance_replaces', 'instance', ['replaces_id'])


def downgrade() -> None:
    op.drop_index('ix_instance_replaces', table_name='instance')
    op.drop_index('ix_instance_quiz', table_name='instance')
    op.drop_index('ix_quiz_repeats', table_name='quiz')
    for table in reversed(NAMED):
        op.drop_index(f'uq_{table}_uid', table_name=table)
        with op.batch_alter_table(table, table_kwargs=STRICT) as batch_op:
            batch_op.drop_column('uid')
