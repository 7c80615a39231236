"""One worker, served as `sweetshop serve` serves the shop: `python -m benchmarks.worker PORT APPLICATION`."""

import sys

from app.core.config import Settings
from app.server import serve

if __name__ == "__main__":
    _, port, application = sys.argv
    serve(Settings(port=int(port)), application)
