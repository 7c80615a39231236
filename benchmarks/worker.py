"""One worker, served as `sweetshop serve` serves the shop: `python -m benchmarks.worker PORT`."""

import sys

import uvicorn

from app.cli import GRACEFUL_SHUTDOWN_SECONDS


def main() -> None:
    uvicorn.run(
        "benchmarks.app:create_bench_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
