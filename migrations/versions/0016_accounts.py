"""Accounts, the browsers that go on as a learner, and what opens an account whose passphrase was forgotten"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

STRICT = {'sqlite_strict': True}


def _of_a_learner(table):
    return sa.ForeignKeyConstraint(['learner_id'], ['learner.id'], name=f'fk_{table}_learner_id_learner')


def upgrade() -> None:
    op.create_table(
        'account',
        sa.Column('learner_id', ID, nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('known_as', sa.Text(), nullable=False),
        sa.Column('passphrase', sa.Text(), nullable=False),
        sa.Column('created_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('learner_id', name='pk_account'),
        sa.UniqueConstraint('known_as', name='uq_account_known_as'),
        sa.CheckConstraint('length(name) BETWEEN 1 AND 32', name='ck_account_name'),
        _of_a_learner('account'),
        **STRICT,
    )
    op.create_table(
        'login_session',
        sa.Column('id', ID, nullable=False),
        sa.Column('token_sha256', sa.Text(), nullable=False),
        sa.Column('learner_id', ID, nullable=False),
        sa.Column('agent', sa.Text(), nullable=False),
        sa.Column('created_at', sa.Text(), nullable=False),
        sa.Column('seen_at', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_login_session'),
        sa.UniqueConstraint('token_sha256', name='uq_login_session_token_sha256'),
        sa.CheckConstraint('length(agent) <= 60', name='ck_login_session_agent'),
        _of_a_learner('login_session'),
        **STRICT,
    )
    op.create_index('ix_login_session_learner', 'login_session', ['learner_id'])
    op.create_index('ix_login_session_expires', 'login_session', ['expires_at'])
    op.create_table(
        'recovery_code',
        sa.Column('id', ID, nullable=False),
        sa.Column('learner_id', ID, nullable=False),
        sa.Column('code_sha256', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_recovery_code'),
        sa.UniqueConstraint('learner_id', 'code_sha256', name='uq_recovery_code_learner_id_code_sha256'),
        _of_a_learner('recovery_code'),
        **STRICT,
    )
    op.create_table(
        'reset_link',
        sa.Column('learner_id', ID, nullable=False),
        sa.Column('token_sha256', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('learner_id', name='pk_reset_link'),
        sa.UniqueConstraint('token_sha256', name='uq_reset_link_token_sha256'),
        _of_a_learner('reset_link'),
        **STRICT,
    )


def downgrade() -> None:
    for table in ('reset_link', 'recovery_code', 'login_session', 'account'):
        op.drop_table(table)
