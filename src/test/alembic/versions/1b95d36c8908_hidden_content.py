"""What a customer gets to see once he has paid."""
import sqlalchemy as sa
from alembic import op

revision = "1b95d36c8908"
down_revision = "2fda6446e69f"


def upgrade():
    op.add_column("products", sa.Column("hidden_content", sa.Text(), nullable=True))
    op.execute("UPDATE products SET hidden_content = 'Content of ' || name")
    op.alter_column("products", "hidden_content", nullable=False)


def downgrade():
    op.drop_column("products", "hidden_content")
