"""The rules for passwords, and their slow hashing away from the event loop."""

import asyncio
import logging
import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import Enum
from functools import cache
from importlib import resources
from threading import BoundedSemaphore
from typing import TypeVar

from passlib.context import CryptContext
from prometheus_client import Gauge

from app.core.errors import Unavailable
from app.core.threads import let_others_go_first

CUSTOMER_MIN_LENGTH = 8
ADMIN_MIN_LENGTH = 15
PASSWORD_MAX_BYTES = 1024
_LONGEST_PATTERN = 4

Result = TypeVar("Result")

QUEUED = Gauge("password_queue", "Passwords to hash, by the kind of caller.", ["lane"], multiprocess_mode="livesum")

# Passlib prints a traceback when it cannot read the version of bcrypt, which it needs only for its own log.
logging.getLogger("passlib.handlers.bcrypt").setLevel(logging.ERROR)


class WeakPassword(ValueError):
    """A password the shop does not accept; `detail` says what to do instead and never repeats it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def check_password(password: str, *, minimum_length: int, personal: Sequence[str] = ()) -> None:
    """Raise WeakPassword if `password` is too short, too long, common, repetitive, or one of the `personal` words."""
    typed, password = password, normalise_password(password)
    _check_storable(password)
    # One character may become many in the normal form, and is guessed as one.
    if min(len(typed), len(password)) < minimum_length:
        raise WeakPassword("password_too_short", f"Use at least {minimum_length} characters.")
    folded = password.casefold()
    if folded in common_passwords():
        detail = "This is one of the passwords everyone tries first. Use a few unrelated words instead."
        raise WeakPassword("password_too_common", detail)
    if any(_repeats(folded, word) for word in _personal_words(personal)):
        detail = "Use a password that is not your name or your e-mail address."
        raise WeakPassword("password_too_personal", detail)
    if any(password[length:] == password[:-length] for length in range(1, _LONGEST_PATTERN + 1)):
        detail = "This is a few characters again and again. Use a few unrelated words instead."
        raise WeakPassword("password_too_simple", detail)


def normalise_password(password: str) -> str:
    """Return the normal form of a password, which is the same however a keyboard composes its characters."""
    return unicodedata.normalize("NFKC", password)


@cache
def common_passwords() -> frozenset[str]:
    """Return the most common passwords, case-folded."""
    text = resources.files("app.core").joinpath("common_passwords.txt").read_text("ascii")
    return frozenset(text.split())


def _check_storable(password: str) -> None:
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        size = -1
    if size < 0 or "\0" in password:
        detail = "The password has characters that cannot be stored. Type it again with ordinary characters."
        raise WeakPassword("password_unreadable", detail)
    if size > PASSWORD_MAX_BYTES:
        detail = f"Use at most {PASSWORD_MAX_BYTES} bytes: that many plain letters, or fewer of other scripts."
        raise WeakPassword("password_too_long", detail)


def _personal_words(personal: Sequence[str]) -> set[str]:
    whole = {normalise_password(text).strip().casefold() for text in personal}
    return (whole | {text.rpartition("@")[0] for text in whole}) - {""}


def _repeats(text: str, word: str) -> bool:
    return text == word * (len(text) // len(word))


class Lane(Enum):
    """The kind of caller a password is hashed for. A full or slow lane delays no other."""

    KNOWN = "known"
    """A device that has logged in before, or a logged-in user."""
    STRANGER = "stranger"
    REGISTRATION = "registration"


class _Queue:
    """The queue of a lane: its places, and the places in the threads at once."""

    def __init__(self, places: int, at_once: int) -> None:
        self.places = BoundedSemaphore(places)
        self.turns = asyncio.Semaphore(at_once)


class PasswordHasher:
    """Hashes and verifies passwords in threads of its own, with a bounded queue for each lane in front of them.

    The threads work in order. Strangers and registrations get a few at a time, so that a known caller waits for those
    few at most, and not for all who came before.
    """

    def __init__(self, rounds: int = 12, threads: int | None = None, max_waiting: int = 64) -> None:
        self._context = CryptContext(["bcrypt_sha256", "bcrypt"], deprecated="auto", bcrypt_sha256__rounds=rounds)
        # No password is known for this checksum, and checking against it costs as much as a real check.
        self._stand_in = f"$bcrypt-sha256$v=2,t=2b,r={rounds}${'.' * 22}${'.' * 31}"
        threads = threads or _cores_to_spare()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="passwords", initializer=let_others_go_first)
        self._queues = {
            Lane.KNOWN: _Queue(max_waiting, at_once=max_waiting),
            Lane.STRANGER: _Queue(max_waiting, at_once=threads),
            Lane.REGISTRATION: _Queue(max_waiting, at_once=1),
        }

    def refuse_if_full(self, lane: Lane) -> None:
        """Raise Unavailable if the queue is full, before any other work is wasted."""
        self._take_place(lane)
        self._queues[lane].places.release()

    async def hash(self, password: str, lane: Lane = Lane.KNOWN) -> str:
        """Return the hash to store, or raise WeakPassword if the password could not be verified later."""
        password = normalise_password(password)
        _check_storable(password)
        return await self._in_thread(lane, self._hash, password)

    async def renew(self, password: str, hashed: str, lane: Lane = Lane.KNOWN) -> str | None:
        """Return a new hash of a correct password if `hashed` is outdated, else None."""
        if not self._context.needs_update(hashed) and password == normalise_password(password):
            return None
        return await self._in_thread(lane, self._renew, password, hashed)

    async def verify(self, password: str, hashed: str | None, lane: Lane = Lane.KNOWN) -> bool:
        """Tell whether `password` belongs to `hashed`; None, an unknown user, takes the same work."""
        return await self._in_thread(lane, self._verify, password, hashed)

    def close(self) -> None:
        """Stop the threads after their current work; queued calls are cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _hash(self, password: str) -> str:
        return str(self._context.hash(password))

    def _verify(self, password: str, hashed: str | None) -> bool:
        # Old hashes are of the password as typed. Whether that is tried too depends on the input alone, so that an
        # unknown user takes the same work.
        return any(self._matches(one, hashed) for one in dict.fromkeys((normalise_password(password), password)))

    def _matches(self, password: str, hashed: str | None) -> bool:
        if hashed is not None:
            try:
                _check_storable(password)
                return bool(self._context.verify(password, hashed))
            except ValueError:
                pass  # Neither an impossible password nor a damaged hash may answer sooner than a wrong one.
        self._context.verify("", self._stand_in)
        return False

    def _renew(self, password: str, hashed: str) -> str | None:
        password = normalise_password(password)
        is_new = not self._context.needs_update(hashed) and self._matches(password, hashed)
        try:
            _check_storable(password)
        except WeakPassword:
            return None  # Some characters are many in this form, and the password was short enough before.
        return None if is_new else self._hash(password)

    def _take_place(self, lane: Lane) -> None:
        if not self._queues[lane].places.acquire(blocking=False):
            detail = "Too many people are signing in at this moment. Try again in a second."
            raise Unavailable(code="too_busy", detail=detail, retry_after=1)

    async def _in_thread(self, lane: Lane, work: Callable[..., Result], *arguments: str | None) -> Result:
        self._take_place(lane)
        queue, loop = self._queues[lane], asyncio.get_running_loop()
        queued = QUEUED.labels(lane.value)
        queued.inc()
        try:
            await queue.turns.acquire()
        except BaseException:
            queue.places.release()
            queued.dec()
            raise

        def leave(_: object) -> None:
            queue.places.release()
            queued.dec()
            with suppress(RuntimeError):  # The loop may have ended before the work did.
                loop.call_soon_threadsafe(queue.turns.release)

        future = self._threads.submit(work, *arguments)
        # The place is released when the work ends, not when its caller stops waiting: cancelling a request does not
        # stop a hash that has begun.
        future.add_done_callback(leave)
        return await asyncio.wrap_future(future)


def _cores_to_spare() -> int:
    # One core stays free: a purchase takes a dozen short turns of the loop and the database, and each would wait
    # behind a hash.
    return max(1, (os.cpu_count() or 1) - 1)
