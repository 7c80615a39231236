"""Write the collection into docs/."""

from pathlib import Path

from app.core.config import Environment, Settings
from app.main import create_app
from postman.collection import as_text

FILE = Path(__file__).parents[1] / "docs" / "sweet-shop.postman_collection.json"


def current_text() -> str:
    """Return the text that the file should have now."""
    return as_text(create_app(Settings(_env_file=None, environment=Environment.DEVELOPMENT)).openapi())


if __name__ == "__main__":
    FILE.write_text(current_text(), encoding="utf-8")
