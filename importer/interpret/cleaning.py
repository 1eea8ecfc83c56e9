"""Dirt out of printed text: each kind of cleaning a function, each counted, so that it can be reported once.

Cleaning never touches the blanks and line breaks of a cell: they part units and items, and a blank may be all
that is left of a lost word.  ``tidy`` closes blanks between Chinese characters once a text is cut out.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from importer.draft import Finding, Severity
from importer.grid import Cell, Document, Paragraph, Table
from importer.interpret.characters import BLANKS, HAN

# A pinyin syllable set behind a character by a web page that converted its type.
_SYLLABLE = "[bpmfdtnlgkhjqxrzcsyw]?h?[aeiouvüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,4}(?:n|ng|r)?"
_PINYIN = re.compile(f"(?<=[{HAN}])[(（]({_SYLLABLE})[)）]")
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]", re.IGNORECASE)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>"""
_BLOCK_TAG = re.compile(rf"[ \t]*</?(?:p|br|li|ol|ul|div|tr|h[1-6]){_ATTRIBUTES}[ \t]*", re.IGNORECASE)
_INLINE_TAG = re.compile(
    rf"</?(?:span|font|strong|b|i|em|u|a|o:p|td|th|table|tbody|thead|sup|sub|img|center){_ATTRIBUTES}",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo|middot|mdash|hellip|#\d{1,6}|#x[0-9a-f]{1,5});", re.I
)
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# Look-alikes that slip in for common characters.  The printed text stays; a person is told (``look_alikes``).
_LOOK_ALIKES = {"釆": "采", "囯": "国", "夲": "本", "歺": "餐", "亊": "事", "叧": "另"}
_LOOK_ALIKE = re.compile("[" + "".join(_LOOK_ALIKES) + "]")
_HAN = re.compile(f"[{HAN}]+")
_INNER_BLANK = re.compile(
    f"(?<=[{HAN}，。；：、！？）》”〕】’])[{BLANKS}]+(?=[{HAN}，。；：、！？（《“〔【‘])"
)
# 第一部分 总体要求: this blank is meant.
_PART_NUMBER = re.compile(f"第[一二三四五六七八九十百\\d]{{1,3}}(?:部分|章|节|条|篇)[{BLANKS}]+")
_MANY_BREAKS = re.compile(r"\s*\n\s*")
_LONG_BLANK = re.compile(f"[{BLANKS}]{{3,}}")
_LEFT_BLANK = re.compile(f"[{BLANKS}]+")
_UNEVEN = re.compile(f"\\n|[{BLANKS}]{{3}}")
# Without one of these there is nothing to clean: one look instead of ten.
_DIRT = re.compile(
    "[\r\\[<&０-９\u200b-\u200f\u2060\ufeff\u00ad\u2e80-\u2fdf\uf900-\ufaff]|[(（][a-zà-üā-ǜńňǹḿ]",
    re.IGNORECASE,
)

# Simplified documents hold a stray old form now and then; a traditional one is full of them.
_TRADITIONAL_SHARE = 0.05

_MESSAGES = {
    "pinyin": "去掉了 {} 处夹在汉字后面的注音，请抽查。",
    "traditional": "原文是繁体字，已转为简体（{} 处），请留意人名、地名。",
    "bookmark": "去掉了 {} 处 Word 书签标记。",
    "html": "去掉了 {} 处网页标签。",
    "digits": "把 {} 个全角数字改成了半角。",
    "variants": "把 {} 个兼容字（部首、兼容汉字）改成了通用字。",
    "invisible": "去掉了 {} 个看不见的控制字符。",
    "blanks": "合并了 {} 处汉字之间的空格。",
}


@dataclass
class Cleaner:
    """Cleans the texts of one document and counts what it did; ``traditional``: the document is."""

    traditional: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def clean(self, text: str) -> str:
        """The text without dirt; line breaks stay."""
        if self.traditional or _DIRT.search(text) or not unicodedata.is_normalized("NFC", text):
            text = self._without_dirt(text)
        if not _UNEVEN.search(text):
            return text.strip()
        return _MANY_BREAKS.sub("\n", _LONG_BLANK.sub("  ", text)).strip()

    def _without_dirt(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = self._count("bookmark", _BOOKMARK, "", text)
        text = self._count("html", _BLOCK_TAG, "\n", text)
        text = self._count("html", _INLINE_TAG, "", text)
        text = self._count("html", _ENTITY, lambda m: html.unescape(m[0]), text)
        text = self._count("invisible", _INVISIBLE, "", text)
        text = self._count("variants", _RADICAL, lambda m: unicodedata.normalize("NFKC", m[0]), text)
        text = self._pinyin(text)
        text = self._simplify(text)
        return self._count("digits", _FULL_WIDTH_DIGIT, lambda m: str(int(m[0])), text)

    def tidy(self, text: str) -> str:
        """A text that was cut out, with blanks between Chinese characters closed and counted."""
        if not _LEFT_BLANK.search(text):
            return text.strip()
        numbered = _PART_NUMBER.match(text)
        head, text = (numbered[0], text[numbered.end() :]) if numbered else ("", text)
        text = head + self._count("blanks", _INNER_BLANK, "", text)
        return _LEFT_BLANK.sub(" ", text).strip()

    def _count(
        self, kind: str, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], text: str
    ) -> str:
        text, times = pattern.subn(new, text)
        self.counts[kind] += times
        return text

    def _pinyin(self, text: str) -> str:
        """Toned syllables always; untoned ones only in a document of traditional characters."""

        def drop(match: re.Match[str]) -> str:
            if not (_TONED.search(match[1]) or self.traditional):
                return match[0]
            self.counts["pinyin"] += 1
            return ""

        return _PINYIN.sub(drop, text)

    def _simplify(self, text: str) -> str:
        if not self.traditional:
            return text
        simple = _converter()(text)
        self.counts["traditional"] += sum(a != b for a, b in zip(text, simple, strict=False))
        return simple

    def findings(self) -> tuple[Finding, ...]:
        """One note for each kind of cleaning that took place."""
        return tuple(
            Finding(Severity.INFO, f"cleaned_{kind}", message.format(self.counts[kind]))
            for kind, message in _MESSAGES.items()
            if self.counts[kind]
        )


def clean_document(document: Document) -> tuple[Document, Cleaner]:
    """The document with all texts cleaned, and the cleaner that knows what it changed."""
    texts = [text for block in document.blocks for text in _texts(block)]
    cleaner = Cleaner(traditional=is_traditional("".join(texts)))
    blocks = tuple(_clean_block(block, cleaner) for block in document.blocks)
    return Document(blocks, document.reader, document.notes), cleaner


def is_traditional(text: str) -> bool:
    """True where a good part of the Chinese characters are old forms."""
    characters = "".join(_HAN.findall(text))
    simple = _converter()(characters) if characters else ""
    if simple == characters:
        return False
    changed = sum(a != b for a, b in zip(characters, simple, strict=False))
    return changed / len(characters) > _TRADITIONAL_SHARE


def has_gap(text: str) -> bool:
    """True where a blank stands in the place of a word that got lost: behind 《, or before a comma."""
    return bool(_LEFT_BLANK.search(text) or text[:1] in "、，") and bool(_GAP.search(text))


def look_alikes(text: str) -> list[tuple[str, str]]:
    """Characters that look like common ones, each with the one that is meant: (釆, 采)."""
    return [(character, _LOOK_ALIKES[character]) for character in dict.fromkeys(_LOOK_ALIKE.findall(text))]


_GAP = re.compile(f"《[ \u00a0]|(?<=[{HAN}])[ \u00a0]+[、，,；]|^[ \u00a0]*[、，]")


def _texts(block: Table | Paragraph) -> list[str]:
    return [block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]


def _clean_block(block: Table | Paragraph, cleaner: Cleaner) -> Table | Paragraph:
    if isinstance(block, Paragraph):
        return Paragraph(cleaner.clean(block.text), block.place)
    cells = tuple(Cell(cleaner.clean(text), *where) for text, *where in block.cells)
    return Table(cells, block.places)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    # Loading the dictionaries takes a while: only when the first Chinese text comes along.
    import opencc

    return opencc.OpenCC("t2s").convert
