"""Files of evidence: handed out to whoever may see what they prove, taken back by whoever gave them."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.decisions import Refusal
from common.http import back, say
from tasks.models import Evidence
from tasks.services import evidence
from units import audit
from units.requests import signed_in


@require_safe
@csp_replace({"default-src": [NONE], "sandbox": True})  # type: ignore[arg-type] # knows no arguments
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """As an attachment under its own name, never shown inside our pages; the audit log says to whom."""
    visible = Evidence.objects.visible_to(signed_in(request)).filter(file__isnull=False)
    found = get_object_or_404(visible.select_related("file", "report"), pk=pk)
    assert found.file is not None
    try:
        content = default_storage.open(found.file.path)
    except OSError as error:
        raise Refusal("文件存储中找不到这个文件，请联系系统管理员核对备份。") from error
    audit.note(audit.EVIDENCE_READ, audit.by(request), found.name, obligation=found.report.obligation_id)
    return FileResponse(
        content, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


@require_POST
def evidence_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a page or file back that was given by mistake."""
    visible = Evidence.objects.visible_to(signed_in(request))
    found = get_object_or_404(visible.select_related("report__obligation"), pk=pk)
    obligation = evidence.discard(evidence=found, actor=signed_in(request), now=timezone.now())
    say(request, "佐证已删除，办理记录中留有说明。")
    return back(request, "task-detail", obligation.task_id)
