"""The .csv writer of a table: UTF-8 with a mark (Excel needs it), merged cells repeated, no formulas."""

from __future__ import annotations

import csv
import io

from common.cells import harmless
from reports.tables import Table


def write_csv(table: Table) -> bytes:
    """The heads and the rows; title and facts are left out, so that the first line names the columns."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(column.head) for column in table.columns])
    writer.writerows([harmless(text) for text in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")
