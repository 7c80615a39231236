"""Names as people read them: what looks the same is the same."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Soft hyphen, zero-width space and joiners, word joiner, byte order mark.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def tidy(text: str) -> str:
    """Return a text in one spelling: NFC of Unicode, single spaces, none around it."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())


def text_key(text: str) -> str:
    """Return what two spellings of one name share, as the database's function of this name does."""
    return tidy(_UNSEEN.sub("", text)).lower()
