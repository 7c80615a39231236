"""Diet and allergens of sweets.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DIETS = ("veg", "vegan", "egg", "non_veg")
ALLERGENS = "{celery,crustaceans,egg,fish,gluten,lupin,milk,molluscs,mustard,nuts,peanuts,sesame,soya,sulphites}"


def upgrade() -> None:
    diet = sa.Enum(*DIETS, name="diet", native_enum=False, create_constraint=True)
    op.add_column("sweets", sa.Column("diet", diet, nullable=True))
    op.add_column("sweets", sa.Column("allergens", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_check_constraint("allergens_known", "sweets", f"allergens <@ '{ALLERGENS}'::text[]")


def downgrade() -> None:
    op.drop_column("sweets", "allergens")
    op.drop_column("sweets", "diet")
