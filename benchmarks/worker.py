"""One worker, served as `sweetshop serve` serves the shop: `python -m benchmarks.worker PORT`."""

import sys

from app.core.config import Settings
from app.server import serve

if __name__ == "__main__":
    serve(Settings(port=int(sys.argv[1])), "benchmarks.app:create_bench_app")
