"""Threads for work that is slow and can wait."""

import os
import sys
from contextlib import suppress
from threading import get_native_id

_NICER = 10


def let_others_go_first() -> None:
    """Lower the priority of the current thread, on Linux: as `initializer` of a pool, of all its threads.

    Such work takes every core it gets, and neither the event loop nor the database should wait for it. Elsewhere the
    priority belongs to the whole process and is left alone.
    """
    if sys.platform == "linux":
        thread = get_native_id()
        with suppress(OSError):  # A machine that forbids it works as well.
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _NICER)
