"""A copy of the source tree, for one fault at a time."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutants.faults import Mutant

ROOT = Path(__file__).parents[2]
_SHARED = (".venv", "frontend/node_modules")


class Tree:
    """All files of the working tree that Git knows or would add, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in _files():
            copy = folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy)
        for name in _SHARED:
            if (ROOT / name).exists():
                (folder / name).symlink_to((ROOT / name).resolve(), target_is_directory=True)

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[None]:
        """Plant a fault for the length of the block."""
        file = self.folder / mutant.file
        sound = file.read_text(encoding="utf-8")
        if sound.count(mutant.old) != 1:
            msg = f"{mutant.name}: its old text does not stand exactly once in {mutant.file}."
            raise ValueError(msg)
        try:
            _write(file, sound.replace(mutant.old, mutant.new))
            yield
        finally:
            _write(file, sound)


def _files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the one in the path.
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    if file.suffix == ".py":
        # Python knows compiled code by size and second, and both may be those of the sound file.
        Path(cache_from_source(str(file))).unlink(missing_ok=True)
