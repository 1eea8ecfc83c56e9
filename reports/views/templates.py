"""An office's own Word templates: kept, tried, taken back; the fields they may name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import Denied, Refusal, require
from common.http import say
from reports.exports.docx_file import write_docx
from reports.forms import TemplateForm
from reports.models import PaperTemplate
from reports.papers.example import example
from reports.papers.fields import FIELDS
from reports.papers.kinds import Kind
from reports.services import drop_template, keep_template
from reports.views.downloads import DOCX, download
from units.audit import by
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in


def office(request: HttpRequest) -> User:
    """The person of this request, who runs an organisation's plans."""
    user = signed_in(request)
    if not scope_of(user).offices:
        require(Denied("文稿模板由公开办人员维护。"))
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def template_list(request: HttpRequest) -> HttpResponse:
    user = office(request)
    form = TemplateForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("template-list")
    context = {
        "form": form,
        "templates": PaperTemplate.objects.visible_to(user).select_related("organisation", "uploaded_by"),
        "fields": FIELDS.items(),
    }
    return render(request, "reports/template_list.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: TemplateForm) -> bool:
    """Whether it was kept; what is wrong with it stands beside the file."""
    given = form.cleaned_data
    file = given["file"]
    try:
        keep_template(
            organisation=given["organisation"],
            kind=Kind(given["kind"]),
            name=file.name,
            content=file.read(),
            by=by(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("file", refusal.reason)
        return False
    say(request, "模板已启用，以后生成的文稿按它填写。")
    return True


@require_safe
def template_example(request: HttpRequest) -> HttpResponse:
    office(request)
    return download(write_docx(example()), "文稿模板示例", "docx", DOCX)


@require_safe
def template_file(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(PaperTemplate.objects.visible_to(office(request)), pk=pk)
    return download(bytes(template.content), template.name.removesuffix(".docx"), "docx", DOCX)


@require_POST
def template_drop(request: HttpRequest, pk: int) -> HttpResponse:
    mine = PaperTemplate.objects.visible_to(office(request)).select_related("organisation")
    drop_template(template=get_object_or_404(mine, pk=pk), by=by(request))
    say(request, "已改回内置格式。")
    return redirect("template-list")
