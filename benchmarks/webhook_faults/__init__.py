"""Sends many events while the receiver fails and workers are killed: `python -m benchmarks.webhook_faults`."""
