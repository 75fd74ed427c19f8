"""Photos as small as a page shows them."""

from shared.errors import Unprocessable

THUMBNAIL_SIDE = 400
"""Pixels: sharp at half a telephone's width, and on paper at seven centimetres; some 20 KB."""


class NoThumbnail(Unprocessable):
    """这份材料不是照片，没有缩略图"""

    mend = "文件请直接打开查看"
