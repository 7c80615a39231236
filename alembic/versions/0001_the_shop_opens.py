"""The shop opens: people, catalogue, the ledger of stock, sales.

Revision: 0001, the first.
"""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Typo-tolerant search compares names without case or accents. The wrapper is immutable, as an index demands,
# because it names the dictionary instead of finding it on the search path.
SEARCH_FORM = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE FUNCTION search_form(input text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(unaccent('unaccent'::regdictionary, input));
"""

# The operator <% is the one the trigram index serves; its threshold is a setting, set here for this function alone.
SEARCH_SWEETS = """
CREATE FUNCTION search_sweets(query text) RETURNS TABLE (sweet_id bigint, relevance real)
LANGUAGE sql STABLE STRICT ROWS 20
SET pg_trgm.word_similarity_threshold = 0.35
AS $$
    SELECT id, word_similarity(search_form(query), search_text)
    FROM sweets
    WHERE search_form(query) <% search_text
$$;
"""

# I1: the ledger alone writes what is on hand, on the sweet first and then on its lots, the order all locks are taken
# in. The guard knows the ledger by depth: a statement of a client's own fires it at depth 1. I3: the ledger only grows.
LEDGER = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it with a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION apply_stock_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE sweets SET on_hand = sweets.on_hand + moved.quantity
    FROM (SELECT sweet_id, sum(quantity) AS quantity FROM new_movements GROUP BY sweet_id) AS moved
    WHERE sweets.id = moved.sweet_id;
    UPDATE lots SET on_hand = lots.on_hand + moved.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM new_movements GROUP BY lot_id) AS moved
    WHERE lots.id = moved.lot_id;
    RETURN NULL;
END $$;

CREATE FUNCTION guard_on_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'on hand of % is changed by a stock movement only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER apply_stock_movements AFTER INSERT ON stock_movements
    REFERENCING NEW TABLE AS new_movements FOR EACH STATEMENT EXECUTE FUNCTION apply_stock_movements();

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER guard_on_hand_update BEFORE UPDATE ON sweets FOR EACH ROW
    WHEN (NEW.on_hand <> OLD.on_hand AND pg_trigger_depth() < 1) EXECUTE FUNCTION guard_on_hand();

CREATE TRIGGER guard_on_hand_insert BEFORE INSERT ON sweets FOR EACH ROW
    WHEN (NEW.on_hand <> 0) EXECUTE FUNCTION guard_on_hand();

CREATE TRIGGER guard_on_hand_update BEFORE UPDATE ON lots FOR EACH ROW
    WHEN (NEW.on_hand <> OLD.on_hand AND pg_trigger_depth() < 1) EXECUTE FUNCTION guard_on_hand();

CREATE TRIGGER guard_on_hand_insert BEFORE INSERT ON lots FOR EACH ROW
    WHEN (NEW.on_hand <> 0) EXECUTE FUNCTION guard_on_hand();
"""

# I3 and I6: what a sale says stays said. Only its status moves.
DOCUMENTS = """
CREATE FUNCTION guard_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status' THEN
        RAISE EXCEPTION 'a sale is fixed once it is written: correct it with a void or a refund'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER guard_sale BEFORE UPDATE ON sales FOR EACH ROW EXECUTE FUNCTION guard_sale();

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON sales FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def execute_script(script: str) -> None:
    """Run statements that stand apart by an empty line, one by one, as the driver wants them."""
    for statement in script.strip().split("\n\n"):
        op.execute(statement)


def upgrade() -> None:
    execute_script(SEARCH_FORM)
    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("low_stock_threshold", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "low_stock_threshold >= 0 AND low_stock_threshold < 'NaN'",
            name=op.f("ck_categories_low_stock_threshold_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
    )
    op.create_index("uq_categories_name", "categories", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "login_throttles",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_login_throttles")),
    )
    op.create_table(
        "sale_number_series",
        sa.Column("financial_year", sa.String(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("financial_year", name=op.f("pk_sale_number_series")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=True),
        sa.Column(
            "role",
            sa.Enum("customer", "salesperson", "admin", name="role", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("token_version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index("uq_users_email", "users", ["email"], unique=True)
    op.create_table(
        "idempotency_keys",
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status_code", sa.SmallInteger(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_idempotency_keys_actor_id_users")),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        "ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False, postgresql_using="brin"
    )
    op.create_table(
        "sales",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("completed", "voided", name="status", native_enum=False, create_constraint=True),
            server_default="completed",
            nullable=False,
        ),
        sa.Column("buyer_id", sa.BigInteger(), nullable=True),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "tender",
            sa.Enum("cash", "card", "upi", name="tender", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("subtotal", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("discount_total", sa.Numeric(precision=12, scale=2), server_default="0", nullable=False),
        sa.Column("tax_total", sa.Numeric(precision=12, scale=2), server_default="0", nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("buyer_id IS NOT NULL OR seller_id IS NOT NULL", name=op.f("ck_sales_has_buyer_or_seller")),
        sa.CheckConstraint(
            "subtotal >= 0 AND discount_total >= 0 AND tax_total >= 0 AND total < 'NaN'",
            name=op.f("ck_sales_no_negative_part"),
        ),
        sa.CheckConstraint("total = subtotal - discount_total + tax_total", name=op.f("ck_sales_total_adds_up")),
        sa.ForeignKeyConstraint(["buyer_id"], ["users.id"], name=op.f("fk_sales_buyer_id_users")),
        sa.ForeignKeyConstraint(["seller_id"], ["users.id"], name=op.f("fk_sales_seller_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales")),
        sa.UniqueConstraint("number", name="uq_sales_number"),
    )
    op.create_index("ix_sales_buyer_id_created_at_id", "sales", ["buyer_id", "created_at", "id"], unique=False)
    op.create_index("ix_sales_created_at_id", "sales", ["created_at", "id"], unique=False)
    op.create_index(
        "uq_sales_idempotency_key",
        "sales",
        [sa.literal_column("coalesce(seller_id, buyer_id)"), "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    op.create_table(
        "sweets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("kg", "g", "piece", "box", name="unit", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("quantity_step", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("min_quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("low_stock_threshold", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("shelf_life_days", sa.SmallInteger(), nullable=True),
        sa.Column("hsn_code", sa.String(), nullable=True),
        sa.Column("on_hand", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("search_text", sa.String(), sa.Computed("search_form(name)", persisted=True), nullable=False),
        sa.CheckConstraint(
            "low_stock_threshold >= 0 AND low_stock_threshold < 'NaN'",
            name=op.f("ck_sweets_low_stock_threshold_not_negative"),
        ),
        sa.CheckConstraint("min_quantity % quantity_step = 0", name=op.f("ck_sweets_min_quantity_on_step")),
        sa.CheckConstraint("min_quantity > 0 AND min_quantity < 'NaN'", name=op.f("ck_sweets_min_quantity_positive")),
        sa.CheckConstraint("on_hand >= 0 AND on_hand < 'NaN'", name=op.f("ck_sweets_on_hand_not_negative")),
        sa.CheckConstraint("price > 0 AND price < 'NaN'", name=op.f("ck_sweets_price_positive")),
        sa.CheckConstraint(
            "quantity_step > 0 AND quantity_step < 'NaN'", name=op.f("ck_sweets_quantity_step_positive")
        ),
        sa.CheckConstraint("shelf_life_days > 0", name=op.f("ck_sweets_shelf_life_positive")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_sweets_category_id_categories")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweets")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_sweets_category_id", "sweets", ["category_id"], unique=False)
    op.create_index("ix_sweets_created_at_id", "sweets", ["created_at", "id"], unique=False)
    op.create_index("ix_sweets_name_id", "sweets", ["name", "id"], unique=False)
    op.create_index("ix_sweets_price_id", "sweets", ["price", "id"], unique=False)
    op.create_index(
        "ix_sweets_search_text",
        "sweets",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("uq_sweets_sku", "sweets", [sa.literal_column("lower(sku)")], unique=True)
    op.create_table(
        "lots",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("on_hand", sa.Numeric(precision=14, scale=3), server_default="0", nullable=False),
        sa.Column("is_empty", sa.Boolean(), sa.Computed("on_hand = 0", persisted=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("best_before >= made_on", name=op.f("ck_lots_best_before_after_made_on")),
        sa.CheckConstraint("on_hand >= 0 AND on_hand < 'NaN'", name=op.f("ck_lots_on_hand_not_negative")),
        sa.CheckConstraint("unit_cost >= 0 AND unit_cost < 'NaN'", name=op.f("ck_lots_unit_cost_not_negative")),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_lots_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("id", "sweet_id", name="uq_lots_id_sweet_id"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_lots_first_expired_first_out",
        "lots",
        ["sweet_id", sa.literal_column("coalesce(best_before, 'infinity'::date)"), "id"],
        unique=False,
        postgresql_where=sa.text("NOT is_empty"),
    )
    op.create_index("ix_lots_sweet_id", "lots", ["sweet_id"], unique=False)
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_refresh_tokens_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_tokens")),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"], unique=False)
    op.create_table(
        "sale_lines",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("kg", "g", "piece", "box", name="unit", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("line_total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.CheckConstraint(
            "line_total = round(quantity * unit_price, 2)", name=op.f("ck_sale_lines_line_total_adds_up")
        ),
        sa.CheckConstraint("quantity > 0 AND quantity < 'NaN'", name=op.f("ck_sale_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["sale_id"], ["sales.id"], name=op.f("fk_sale_lines_sale_id_sales")),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_sale_lines_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("sale_id", "line_no", name=op.f("pk_sale_lines")),
    )
    op.create_index("ix_sale_lines_sweet_id", "sale_lines", ["sweet_id"], unique=False)
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "restock",
                "sale",
                "void",
                "return",
                "adjustment",
                "count",
                name="kind",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("sale_id", sa.BigInteger(), nullable=True),
        sa.Column("sale_line_no", sa.SmallInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind <> 'restock' OR quantity > 0", name=op.f("ck_stock_movements_restock_comes_in")),
        sa.CheckConstraint("kind <> 'sale' OR quantity < 0", name=op.f("ck_stock_movements_sale_goes_out")),
        sa.CheckConstraint("kind <> 'sale' OR sale_id IS NOT NULL", name=op.f("ck_stock_movements_sale_has_document")),
        sa.CheckConstraint(
            "(sale_id IS NULL) = (sale_line_no IS NULL)", name=op.f("ck_stock_movements_sale_line_whole")
        ),
        sa.CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name=op.f("ck_stock_movements_quantity_not_zero")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_stock_movements_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["lot_id", "sweet_id"], ["lots.id", "lots.sweet_id"], name=op.f("fk_stock_movements_lot_id_sweet_id_lots")
        ),
        sa.ForeignKeyConstraint(
            ["sale_id", "sale_line_no"],
            ["sale_lines.sale_id", "sale_lines.line_no"],
            name=op.f("fk_stock_movements_sale_id_sale_line_no_sale_lines"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    op.create_index("ix_stock_movements_lot_id", "stock_movements", ["lot_id"], unique=False)
    op.create_index("ix_stock_movements_occurred_at_id", "stock_movements", ["occurred_at", "id"], unique=False)
    op.create_index(
        "ix_stock_movements_sale_id",
        "stock_movements",
        ["sale_id"],
        unique=False,
        postgresql_where=sa.text("sale_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_movements_sweet_id_occurred_at_id", "stock_movements", ["sweet_id", "occurred_at", "id"], unique=False
    )
    execute_script(LEDGER)
    execute_script(DOCUMENTS)
    execute_script(SEARCH_SWEETS)


def downgrade() -> None:
    op.execute("DROP FUNCTION search_sweets")
    op.drop_index("ix_stock_movements_sweet_id_occurred_at_id", table_name="stock_movements")
    op.drop_index(
        "ix_stock_movements_sale_id", table_name="stock_movements", postgresql_where=sa.text("sale_id IS NOT NULL")
    )
    op.drop_index("ix_stock_movements_occurred_at_id", table_name="stock_movements")
    op.drop_index("ix_stock_movements_lot_id", table_name="stock_movements")
    op.drop_table("stock_movements")
    op.drop_index("ix_sale_lines_sweet_id", table_name="sale_lines")
    op.drop_table("sale_lines")
    op.drop_index("ix_refresh_tokens_session_id", table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_index("ix_lots_sweet_id", table_name="lots")
    op.drop_index("ix_lots_first_expired_first_out", table_name="lots", postgresql_where=sa.text("NOT is_empty"))
    op.drop_table("lots")
    op.drop_index("uq_sweets_sku", table_name="sweets")
    op.drop_index(
        "ix_sweets_search_text",
        table_name="sweets",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index("ix_sweets_price_id", table_name="sweets")
    op.drop_index("ix_sweets_name_id", table_name="sweets")
    op.drop_index("ix_sweets_created_at_id", table_name="sweets")
    op.drop_index("ix_sweets_category_id", table_name="sweets")
    op.drop_table("sweets")
    op.drop_index("ix_sessions_user_id", table_name="sessions")
    op.drop_index("ix_sessions_expires_at", table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(
        "uq_sales_idempotency_key", table_name="sales", postgresql_where=sa.text("idempotency_key IS NOT NULL")
    )
    op.drop_index("ix_sales_created_at_id", table_name="sales")
    op.drop_index("ix_sales_buyer_id_created_at_id", table_name="sales")
    op.drop_table("sales")
    op.drop_index("ix_idempotency_keys_created_at", table_name="idempotency_keys", postgresql_using="brin")
    op.drop_table("idempotency_keys")
    op.drop_index("uq_users_email", table_name="users")
    op.drop_table("users")
    op.drop_table("sale_number_series")
    op.drop_table("login_throttles")
    op.drop_index("uq_categories_name", table_name="categories")
    op.drop_table("categories")
    op.execute("DROP FUNCTION refuse_change, apply_stock_movements, guard_on_hand, guard_sale, search_form")
