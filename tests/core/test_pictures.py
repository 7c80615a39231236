"""Making uploaded files into pictures."""

from contextlib import suppress
from random import Random

import pytest
from PIL import ExifTags, Image, ImageCms, ImageFile

from app.core.errors import Invalid
from app.core.pictures import (
    LARGE_SIDE,
    MAX_MEGAPIXELS,
    MAX_MEGAPIXELS_OF_JPEG,
    MAX_PICTURE_BYTES,
    SMALL_SIDE,
    make_picture,
)
from tests.support.pictures import decoded, encoded, photo, png_of_size

RED, BLUE = (255, 0, 0), (0, 0, 255)


def is_like(pixel: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, wanted, strict=True))


def two_halves() -> Image.Image:
    """A picture that is red above and blue below."""
    image = Image.new("RGB", (64, 128), BLUE)
    image.paste(RED, (0, 0, 64, 64))
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((1200, 800), (960, 640), (320, 213)),
        ((800, 1200), (640, 960), (213, 320)),
        ((600, 400), (600, 400), (320, 213)),
        ((100, 50), (100, 50), (100, 50)),
        ((1, 1), (1, 1), (1, 1)),
        ((6000, 2), (960, 1), (320, 1)),
    ],
)
def test_a_picture_is_made_smaller_in_two_sizes_and_never_larger(
    kind: str, size: tuple[int, int], large: tuple[int, int], small: tuple[int, int]
) -> None:
    picture = make_picture(photo(kind, size))
    for made, wanted in ((picture.large, large), (picture.small, small)):
        image = decoded(made.content)
        assert image.format == "WEBP"
        assert image.size == (made.width, made.height) == wanted
        assert max(wanted) <= (LARGE_SIDE if made is picture.large else SMALL_SIDE)
        assert is_like(image.getpixel((0, 0)), (255, 165, 0))


def test_the_same_file_is_the_same_picture() -> None:
    first, second = (make_picture(photo("PNG")) for _ in range(2))
    assert (first.small.hash, first.large.hash) == (second.small.hash, second.large.hash)
    assert len({first.small.hash, first.large.hash, make_picture(photo("PNG", colour="red")).large.hash}) == 3
    little = make_picture(photo("PNG", (10, 10)))
    assert little.small == little.large


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(orientation: int) -> None:
    upright = two_halves()
    # How the camera held it: the opposite of how it is turned.
    held = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = upright.transpose(held[orientation]) if orientation in held else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    for kind in ("JPEG", "PNG", "WEBP"):
        made = decoded(make_picture(encoded(image, kind, exif=exif)).large.content)
        assert made.size == (64, 128)
        assert is_like(made.getpixel((32, 20)), RED)
        assert is_like(made.getpixel((32, 108)), BLUE)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_unknown_orientation_turns_nothing(value: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = value
    assert make_picture(encoded(two_halves(), "JPEG", exif=exif)).large.height == 128


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_metadata_does_not_make_a_picture_unusable() -> None:
    for exif in (b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0"):
        assert make_picture(encoded(two_halves(), "JPEG", exif=exif)).large.height == 128
    assert make_picture(encoded(two_halves(), "JPEG", icc_profile=b"no profile")).large.height == 128


def test_where_a_picture_was_taken_is_not_in_it() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (19.0, 4.0, 30.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        uploaded = encoded(two_halves(), kind, exif=exif, icc_profile=profile, xmp=b"<x>SecretCamera</x>")
        assert b"SecretCamera" in uploaded
        picture = make_picture(uploaded)
        for content in (picture.small.content, picture.large.content):
            assert b"SecretCamera" not in content
            assert decoded(content).info.keys() & {"exif", "xmp", "icc_profile"} == set()
            assert not decoded(content).getexif()


def test_colours_of_another_profile_become_those_of_srgb() -> None:
    # In this profile red and green have changed places.
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    changed = bytearray(swapped)
    changed[red : red + 4], changed[green : green + 4] = b"gXYZ", b"rXYZ"
    for kind in ("JPEG", "PNG", "WEBP"):
        picture = make_picture(encoded(Image.new("RGB", (16, 16), RED), kind, icc_profile=bytes(changed)))
        assert is_like(decoded(picture.large.content).getpixel((8, 8)), (0, 255, 0))


def test_every_kind_of_pixel_is_understood() -> None:
    palette = Image.new("RGB", (40, 40), RED).quantize(4)
    see_through = Image.new("RGBA", (40, 40), (*RED, 128))
    wanted: list[tuple[bytes, tuple[int, ...]]] = [
        (encoded(palette), RED),
        (encoded(Image.new("1", (40, 40), 1)), (255, 255, 255)),
        (encoded(Image.new("L", (40, 40), 128)), (128, 128, 128)),
        (encoded(Image.new("L", (40, 40), 128), "JPEG"), (128, 128, 128)),
        (encoded(Image.new("I;16", (40, 40), 0x8000)), (128, 128, 128)),
        (encoded(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"), RED),
        (encoded(see_through), (*RED, 128)),
        (encoded(see_through, "WEBP"), (*RED, 128)),
        (encoded(Image.new("LA", (40, 40), (255, 128))), (255, 255, 255, 128)),
        (encoded(palette, transparency=palette.getpixel((0, 0))), (*RED, 0)),
    ]
    for content, pixel in wanted:
        found = decoded(make_picture(content).large.content).getpixel((20, 20))
        assert isinstance(found, tuple)
        # What cannot be seen has no colour.
        assert is_like(found[-1:], pixel[-1:]) if pixel[-1] == 0 else is_like(found, pixel), pixel


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (BLUE, RED)]
    made = decoded(make_picture(encoded(frames[1], kind, save_all=True, append_images=frames[:1])).large.content)
    assert is_like(made.getpixel((20, 20)), RED)
    assert getattr(made, "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_cut_short_is_refused(kind: str) -> None:
    whole = encoded(Image.effect_noise((300, 300), 90).convert("RGB"), kind)
    for size in (0, 1, 10, 30, len(whole) // 2, len(whole) - len(whole) // 10):
        with pytest.raises(Invalid) as refusal:
            make_picture(whole[:size])
        assert refusal.value.code == "picture_unreadable"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        encoded(Image.new("RGB", (8, 8)), "GIF"),
        encoded(Image.new("RGB", (8, 8)), "TIFF"),
        encoded(Image.new("RGB", (8, 8)), "BMP"),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"\xff\xd8\xff\xd9",
        png_of_size(0, 0),
    ],
)
def test_what_is_no_picture_of_the_three_kinds_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        make_picture(content)
    assert refusal.value.code == "picture_unreadable"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_files_are_refused_or_read_and_raise_nothing_else() -> None:
    draw = Random(12)  # noqa: S311 - the same damage each time.
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = encoded(Image.effect_noise((60, 60), 90).convert("RGB"), kind)
        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(draw.randint(1, 8)):
                damaged[draw.randrange(len(damaged))] = draw.randrange(256)
            with suppress(Invalid):
                make_picture(bytes(damaged))


def test_a_picture_that_promises_too_many_pixels_is_refused_before_any_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    huge_jpeg = bytearray(photo("JPEG", (8, 8)))
    frame = huge_jpeg.index(b"\xff\xc0") + 5
    huge_jpeg[frame : frame + 4] = b"\xff\xdc" * 2
    one_too_many = MAX_MEGAPIXELS * 1_000_000 + 1
    sizes = ((30_000, 30_000), (one_too_many, 1), (1, one_too_many), (2**31 - 1, 2**31 - 1))
    bombs = [png_of_size(*size, MAX_PICTURE_BYTES) for size in sizes]
    monkeypatch.delattr(ImageFile.ImageFile, "load")
    for bomb in (*bombs, bytes(huge_jpeg)):
        with pytest.raises(Invalid) as refusal:
            make_picture(bomb)
        assert refusal.value.code == "picture_too_large"


def test_a_picture_of_as_many_pixels_as_are_allowed_is_taken() -> None:
    for kind, megapixels in (("JPEG", MAX_MEGAPIXELS_OF_JPEG), ("PNG", MAX_MEGAPIXELS), ("WEBP", MAX_MEGAPIXELS)):
        assert make_picture(photo(kind, (megapixels * 1000, 1000))).large.width == LARGE_SIDE


def test_a_progressive_picture_is_read_and_one_of_endless_scans_refused() -> None:
    whole = photo("JPEG", (400, 400), progressive=True)
    assert make_picture(whole).large.width == 400
    last_scan = whole[whole.rindex(b"\xff\xda") : -2]
    with pytest.raises(Invalid):
        make_picture(whole[:-2] + last_scan * 200 + whole[-2:])


def test_what_looks_like_scans_in_other_pictures_does_no_harm() -> None:
    hidden = b"\xff\xda" * 300
    for kind in ("PNG", "WEBP"):
        assert make_picture(encoded(two_halves(), kind, exif=b"Exif\0\0" + hidden)).large.height == 128
    film = b"\0\0\0\x18ftypmp42" + b"\xff\xda" * 100
    assert make_picture(photo("JPEG", (40, 40)) + film).large.height == 40
