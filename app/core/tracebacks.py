"""Errors as text for the log: their frames, never the values in them."""

import traceback

MAX_FRAMES = 30
MAX_CAUSES = 5
MAX_MESSAGE = 500

# Messages of these are about code, files and connections. Those of others may quote user input.
_TELLING = (OSError, RuntimeError, TypeError, AttributeError, NameError, ImportError)


def describe(error: BaseException) -> str:
    """Return the frames of an error and of its causes, the innermost cause first, without their local variables."""
    return "\n\nThen:\n".join(_describe_one(one) for one in reversed(_causes(error)))


def _causes(error: BaseException) -> list[BaseException]:
    chain = [error]
    while len(chain) < MAX_CAUSES:
        last = chain[-1]
        cause = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if isinstance(last, BaseExceptionGroup):
            cause = last.exceptions[0]
        if cause is None or cause in chain:
            break
        chain.append(cause)
    return chain


def _describe_one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    shown = frames if len(frames) <= MAX_FRAMES else [*frames[: MAX_FRAMES // 2], *frames[-MAX_FRAMES // 2 :]]
    lines = [f"{frame.filename}:{frame.lineno} in {frame.name}\n    {frame.line}" for frame in shown]
    return "\n".join([*lines, name_of(error)])


def name_of(error: BaseException) -> str:
    """Return the type of an error, with its message only where that is about code, files or connections."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _TELLING):
        return f"{name}: {error}"[:MAX_MESSAGE]
    facts = (getattr(error, "sqlstate", None), getattr(error, "constraint_name", None), getattr(error, "code", None))
    told = " ".join(fact for fact in facts if isinstance(fact, str))
    return f"{name}: {told}"[:MAX_MESSAGE] if told else name
