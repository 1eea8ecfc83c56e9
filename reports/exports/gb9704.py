"""Measures and type of an official paper by GB/T 9704-2012.  Values only.

A4; margins 37 mm above, 28 mm left, text block 156 × 225 mm; 22 lines of 28 characters; body 16 pt 仿宋,
title 22 pt 小标宋, headings 黑体, 楷体, 仿宋; page number “— 1 —” 14 pt, outside on each page.
"""

from __future__ import annotations

from typing import Final

# Twentieths of a point (1 mm = 56.69).
TOP, LEFT, RIGHT, BOTTOM = 2098, 1588, 1474, 1984
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
# The page number stands 7 mm below the text block.
FOOTER = 1304
LINE: Final = 579
# 28 characters of 16 pt in 156 mm stand so much closer; said of the type, as not every program reads grids.
CLOSER: Final = -5
# Of a landscape page: the same sheet turned, with narrower edges for a wide table.
WIDE_TOP, WIDE_SIDE = 1588, 1134

LATIN, BODY, TITLE, BLACK, SCRIPT, SONG = (
    "Times New Roman", "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体",
)  # fmt: skip
# Half points.
BODY_SIZE, TITLE_SIZE, WIDE_TITLE_SIZE, PAGE_NUMBER_SIZE, TABLE_SIZE = 32, 44, 36, 28, 21

# (font, how Word counts, what stands around the number) of heading levels 1 to 4.
LEVELS: Final = (
    (BLACK, "chineseCountingThousand", "%1、"),
    (SCRIPT, "chineseCountingThousand", "（%2）"),
    (BODY, "decimal", "%3."),
    (BODY, "decimal", "（%4）"),
)
