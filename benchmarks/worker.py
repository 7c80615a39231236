"""One worker, served as `sweetshop serve` serves the shop: `python -m benchmarks.worker PORT [APPLICATION]`."""

import sys

from app.core.config import Settings
from app.server import serve

if __name__ == "__main__":
    port, application = (*sys.argv[1:], "benchmarks.app:create_bench_app")[:2]
    serve(Settings(port=int(port)), application)
