"""Bytes of a picture → bytes for print: upright, sRGB, of a size that print needs, and nothing of the camera's."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms

from generator.project.pictures import picture_fault
from generator.project.print_pictures import LARGEST_PRINTED, for_print

RED, BLUE = (255, 0, 0), (0, 0, 255)


def two_coloured(size: tuple[int, int] = (40, 20)) -> Image.Image:
    """A picture that is red to the left and blue to the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """The file as a picture, decoded."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def exif() -> Image.Exif:
    """What a phone writes: that it is turned, its make, and where it was."""
    written = Image.Exif()
    written[0x0112], written[0x010F] = 6, "Kamera"
    written.get_ifd(0x8825)[2] = (59.0, 19.0, 0.0)
    return written


def test_a_turned_picture_is_set_upright_and_tells_no_place() -> None:
    """What EXIF turns is turned in the picture; make and place are gone."""
    picture = opened(for_print(saved(two_coloured(), "JPEG", exif=exif(), quality=95)))

    assert picture.size == (20, 40)
    assert not dict(picture.getexif())
    top, bottom = picture.getpixel((10, 5)), picture.getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (1000, 6000)])
def test_a_large_picture_is_scaled_down_to_what_print_needs(size: tuple[int, int]) -> None:
    """Neither side is larger than 300 dots an inch of the page asks for, and the proportions hold."""
    width, height = opened(for_print(saved(Image.new("RGB", size), "JPEG"))).size

    assert width <= LARGEST_PRINTED[0]
    assert height <= LARGEST_PRINTED[1]
    assert (width, height) != size
    assert abs(width / height - size[0] / size[1]) < 0.01


def test_a_small_plain_picture_is_as_it_is() -> None:
    """Where nothing has to be changed, no byte is."""
    for form in ("PNG", "JPEG"):
        data = saved(two_coloured(), form, dpi=(300, 300))
        assert for_print(data) == data
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert for_print(drawing) == drawing


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
OTHERS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "four colours": (lambda: saved(two_coloured().convert("CMYK"), "JPEG"), "JPEG", "RGB"),
    "a profile": (lambda: saved(two_coloured(), "JPEG", icc_profile=PROFILE), "JPEG", "RGB"),
    "a profile in PNG": (lambda: saved(two_coloured(), "PNG", icc_profile=PROFILE), "PNG", "RGB"),
    "a broken profile": (lambda: saved(two_coloured(), "JPEG", icc_profile=b"nothing"), "JPEG", "RGB"),
    "a profile of another kind": (
        lambda: saved(two_coloured().convert("CMYK"), "JPEG", icc_profile=PROFILE), "JPEG", "RGB",
    ),
    "16 bits": (lambda: saved(Image.new("I;16", (4, 4), 0x8000), "PNG"), "PNG", "L"),
    "a palette": (lambda: saved(two_coloured().convert("P"), "PNG"), "PNG", "RGB"),
    "a palette with a clear colour": (lambda: saved(Image.new("P", (4, 4), 0), "PNG", transparency=0), "PNG", "RGBA"),
    "grey and clear": (lambda: saved(Image.new("LA", (4, 4), (9, 9)), "PNG"), "PNG", "RGBA"),
    "one bit": (lambda: saved(Image.new("1", (4, 4)), "PNG"), "PNG", "L"),
    "a GIF": (lambda: saved(two_coloured(), "GIF"), "PNG", "RGB"),
    "a WEBP": (lambda: saved(two_coloured(), "WEBP"), "PNG", "RGB"),
    "a clear WEBP": (lambda: saved(Image.new("RGBA", (4, 4), (9, 9, 9, 9)), "WEBP"), "PNG", "RGBA"),
    "a comment": (lambda: saved(two_coloured(), "JPEG", comment=b"hemligt"), "JPEG", "RGB"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_pictures_of_all_kinds_become_such_as_an_archive_takes(name: str) -> None:
    """Every kind becomes a JPEG or PNG in sRGB or grey, with 8 bits, without a profile, the same each time."""
    make, form, mode = OTHERS[name]
    data = make()

    printed = for_print(data)
    for_print.cache_clear()
    picture = opened(printed)

    assert for_print(data) == printed
    assert (picture.format, picture.mode) == (form, mode)
    assert not {"icc_profile", "exif", "comment", "xmp"} & set(picture.info)
    assert picture_fault(f"k.{form.lower()}", printed) == ""


@pytest.mark.parametrize(
    "broken", [b"", b"garbage", b"II*\0\x08\0\0\0\xff\xff", b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"]
)
def test_broken_words_of_a_camera_are_passed_over(broken: bytes) -> None:
    """A picture that is whole is printed, whatever is wrong with its EXIF."""
    for form in ("JPEG", "WEBP"):
        printed = for_print(saved(two_coloured(), form, exif=b"Exif\0\0" + broken))
        assert opened(printed).size == (40, 20)
        assert not {"exif"} & set(opened(printed).info)


def test_the_upper_bits_of_sixteen_are_kept() -> None:
    """A middle grey stays one."""
    assert opened(for_print(saved(Image.new("I;16", (4, 4), 0x8000), "PNG"))).getpixel((1, 1)) == 0x80


def test_the_colours_of_four_inks_stay() -> None:
    """Red and blue are near what they were."""
    picture = opened(for_print(saved(two_coloured().convert("CMYK"), "JPEG", quality=95)))
    left, right = picture.getpixel((5, 10)), picture.getpixel((35, 10))

    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert max(abs(a - b) for a, b in zip((*left, *right), (*RED, *BLUE), strict=True)) < 30


def test_a_photograph_without_loss_becomes_small() -> None:
    """A large opaque PNG of a photograph is printed as JPEG."""
    noise = Image.merge("RGB", [Image.effect_noise((1900, 900), 100) for _ in range(3)])

    assert for_print(saved(noise, "PNG", compress_level=1)).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_refused(form: str) -> None:
    """A moving picture cannot be printed: it is told what to do."""
    data = saved(two_coloured(), form, save_all=True, append_images=[two_coloured().rotate(180)])

    assert "den rör sig" in picture_fault(f"k.{form.lower()}", data)
