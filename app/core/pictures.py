"""Pictures as people upload them, made into two that any browser shows."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

from app.core.errors import Invalid

MEDIA_PATH = "/media"
"""The address below which pictures are shown, each by the hash of its content."""

MAX_PICTURE_BYTES = 5 * 1024 * 1024
MAX_MEGAPIXELS = 16
MAX_MEGAPIXELS_OF_JPEG = 32
"""A JPEG is decoded at about the size it is wanted in; other pictures take up to sixteen bytes of memory a pixel."""
SMALL_SIDE = 320
LARGE_SIDE = 960

_MAX_SCANS = 200
"""A progressive JPEG has a dozen scans, and each may repaint the whole picture for a few bytes. What phones put behind
a JPEG, such as a film, looks like further ones here and there."""
_START_OF_SCAN = b"\xff\xda"
_QUALITY = 80

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture of each EXIF orientation is turned upright."""

# The size is checked here, against a limit of our own and before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class WebP:
    """A picture as WebP, without metadata."""

    content: bytes
    width: int
    height: int

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the content in hexadecimal."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Picture:
    """A picture in both sizes. A picture that is small itself is the same in both."""

    small: WebP
    large: WebP


def make_picture(content: bytes) -> Picture:
    """Return an uploaded JPEG, PNG or WebP in both sizes: upright, in sRGB, never enlarged. Of an animation, its start.

    The content alone tells the format. Raises `Invalid`.
    """
    try:
        image, turn = _decode(content)
    except Invalid:
        raise
    except Exception as error:
        detail = "This is no JPEG, PNG or WebP picture, or it is damaged. Save it again as one of these."
        raise Invalid("picture_unreadable", detail) from error
    image = _in_srgb(image)
    if turn is not None:
        image = image.transpose(turn)
    large = _webp(image)
    image.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_webp(image), large)


def _decode(content: bytes) -> tuple[Image.Image, Image.Transpose | None]:
    """Return a picture at the size of the large one, and how it is to be turned."""
    image: Image.Image = Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    is_jpeg = image.format not in ("PNG", "WEBP")  # Or MPO, a JPEG with others behind it.
    most = MAX_MEGAPIXELS_OF_JPEG if is_jpeg else MAX_MEGAPIXELS
    if image.width * image.height > most * 1_000_000:
        detail = f"The picture has more than {most} million pixels. Make it smaller and send it again."
        raise Invalid("picture_too_large", detail)
    if is_jpeg and content.count(_START_OF_SCAN) > _MAX_SCANS:
        msg = "too many scans"
        raise ValueError(msg)
    turn = _TURNS.get(_orientation(image))
    if image.mode.startswith("I"):
        # Of 16 bits a conversion would keep the lower eight.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode != "RGBA" and image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("RGB")
    # A JPEG is decoded at about this size in the first place.
    image.thumbnail((LARGE_SIDE, LARGE_SIDE), Image.Resampling.LANCZOS)
    image.load()
    return image, turn


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - damaged metadata does not make a picture unusable.
        return 1


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile := image.info.get("icc_profile"):
        try:
            converted = ImageCms.profileToProfile(
                image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass  # A profile of another kind of picture, or a damaged one.
        else:
            return converted or image
    return image.convert(mode)


def _webp(image: Image.Image) -> WebP:
    file = BytesIO()
    image.save(file, "WEBP", quality=_QUALITY)
    return WebP(file.getvalue(), image.width, image.height)
