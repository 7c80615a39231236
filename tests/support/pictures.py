"""Files of pictures."""

import struct
import zlib
from io import BytesIO
from typing import Any

from httpx import AsyncClient, Response
from PIL import Image

ANY = {"If-Match": "*"}


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), colour: str = "orange", **options: Any) -> bytes:
    return encoded(Image.new("RGB", size, colour), kind, **options)


def decoded(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def png_of_size(width: int, height: int, size: int = 0) -> bytes:
    """A PNG whose header promises a size, with little to show for it; filled up to `size` bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(10_000))
    begun = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows)
    return begun + chunk(b"IDAT", bytes(max(0, size - len(begun) - 24))) + chunk(b"IEND", b"")


async def put_picture(client: AsyncClient, sweet_id: int, content: bytes, **headers: str) -> Response:
    sent = {"Content-Type": "image/jpeg", **ANY, **headers}
    return await client.put(f"/api/sweets/{sweet_id}/picture", content=content, headers=sent)
