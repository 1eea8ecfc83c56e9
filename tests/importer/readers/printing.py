"""A small PDF writer for the tests: words and lines at places; its Chinese font is named, not embedded."""

from __future__ import annotations

SIZE = 10.0
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>] >>"
)


class Page:
    """A page of 400 × 600 points; places count from the upper left corner."""

    def __init__(self) -> None:
        self._content: list[str] = []

    def write(self, x: float, y: float, *lines: str) -> None:
        """Lines one under the other; every character is 10 points wide."""
        for index, line in enumerate(lines):
            place = f"{x} {600 - y - SIZE * (index + 1) * 1.2:.1f}"
            code = line.encode("utf-16-be").hex()
            self._content.append(f"BT /F1 {SIZE} Tf {place} Td <{code}> Tj ET")

    def grid(self, columns: list[float], rows: list[float]) -> None:
        for x in columns:
            self._content.append(f"{x} {600 - rows[0]} m {x} {600 - rows[-1]} l S")
        for y in rows:
            self._content.append(f"{columns[0]} {600 - y} m {columns[-1]} {600 - y} l S")

    def table(self, columns: list[float], top: float, rows: list[list[list[str]]]) -> float:
        """Rows of cells of lines; returns where the table ends."""
        edges = [top]
        for cells in rows:
            for x, lines in zip(columns, cells, strict=False):
                self.write(x + 5, edges[-1], *lines)
            edges.append(edges[-1] + 1.2 * SIZE * max(map(len, cells)) + 6)
        self.grid(columns, edges)
        return edges[-1]

    @property
    def content(self) -> str:
        return "\n".join(self._content)


def pdf(*pages: Page) -> bytes:
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        _FONT,
    ]
    for index, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * index} 0 R >>"
        )
        objects.append(f"<< /Length {len(page.content)} >>\nstream\n{page.content}\nendstream")
    body = "%PDF-1.4\n"
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    body += f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{body.index('xref')}\n%%EOF"
    return body.encode()
