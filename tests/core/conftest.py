from collections.abc import Iterator

import pytest

from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from tests.core.tokens import LIFETIME, SECRET


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    hasher = PasswordHasher(rounds=4)
    yield hasher
    hasher.close()


@pytest.fixture
def signer() -> TokenSigner:
    return TokenSigner(SECRET, LIFETIME)
