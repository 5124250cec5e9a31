"""The payment behind a purchase."""
import sqlalchemy as sa
from alembic import op

revision = "1720ca777755"
down_revision = "1b95d36c8908"


def upgrade():
    op.add_column("purchases", sa.Column("payment_id", sa.String(), nullable=True))
    op.execute("UPDATE purchases SET payment_id = 'paid-' || id")
    op.alter_column("purchases", "payment_id", nullable=False)
    op.create_unique_constraint("uq_purchases_payment_id", "purchases", ["payment_id"])


def downgrade():
    op.drop_constraint("uq_purchases_payment_id", "purchases")
    op.drop_column("purchases", "payment_id")
