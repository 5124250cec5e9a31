"""How a purchase was paid."""
import sqlalchemy as sa
from alembic import context, op

revision = "5ca0f991801d"
down_revision = "1720ca777755"


def upgrade():
    op.add_column("purchases", sa.Column("payment_type", sa.String(), nullable=True))
    op.execute("UPDATE purchases SET payment_type = 'stars'")
    op.alter_column("purchases", "payment_type", nullable=False)
    if context.get_x_argument(as_dictionary=True).get("second_unique") != "no":
        op.create_unique_constraint(None, "purchases", ["payment_id"])


def downgrade():
    op.drop_column("purchases", "payment_type")
