"""A chapter as HTML: headings that can be linked to, pictures from our own server."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.templatetags.static import static
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guide.chapters import Chapter, anchor

# Raw HTML in the text is shown, not obeyed.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Page:
    """``headings``: the second-level ones, for the list beside the text."""

    title: str
    html: SafeString
    headings: tuple[str, ...]


@lru_cache
def page_of(chapter: Chapter) -> Page:
    """Read once a process: the text belongs to the release."""
    tokens = _MARKDOWN.parse(chapter.file.read_text(encoding="utf-8"))
    title, headings = chapter.title, []
    for token, words in zip(tokens, tokens[1:], strict=False):
        if token.type == "heading_open":
            token.attrSet("id", anchor(words.content))
            if token.tag == "h1":
                title = words.content
            elif token.tag == "h2":
                headings.append(words.content)
    _links(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # Our own text, rendered without raw HTML.
    return Page(title, SafeString(html), tuple(headings))  # nosec B703


def _links(tokens: list[Token]) -> None:
    """Pictures and chapters are named by file, so that the text can be read in its folder too."""
    for token in tokens:
        for each in token.children or ():
            if each.type == "image":
                each.attrSet("src", static(str(each.attrGet("src")).removeprefix("../../static/")))
                each.attrSet("loading", "lazy")
            elif each.type == "link_open":
                name, hash_, place = str(each.attrGet("href")).partition("#")
                if name.endswith(".md"):
                    each.attrSet("href", f"../{name.removesuffix('.md')}/{hash_}{place}")
