"""The ledger and the day's books are written by their owner, so that the role of the shop need not be able to.

Revision: 0010, after 0009.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# They find their tables by a path of their own, and nobody hangs them on a table of theirs.
WRITERS = ("apply_stock_movements", "book_sale_lines", "book_voids", "book_refund_lines", "book_history_lines")
BOOK = "book(booking[])"


def upgrade() -> None:
    for function in WRITERS:
        op.execute(f"ALTER FUNCTION {function}() SECURITY DEFINER SET search_path = public, pg_temp")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function}() FROM PUBLIC")
    op.execute(f"REVOKE EXECUTE ON FUNCTION {BOOK} FROM PUBLIC")


def downgrade() -> None:
    op.execute(f"GRANT EXECUTE ON FUNCTION {BOOK} TO PUBLIC")
    for function in WRITERS:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function}() TO PUBLIC")
        op.execute(f"ALTER FUNCTION {function}() SECURITY INVOKER RESET search_path")
