"""Nothing."""

revision = "47f559ec82bb"
down_revision = None


def upgrade():
    pass


def downgrade():
    pass
