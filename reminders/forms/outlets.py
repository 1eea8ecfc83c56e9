"""Forms of ways out; the services write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from reminders.channels.events import EventsChannel
from reminders.channels.hosts import NotAllowed, target_of
from reminders.channels.registry import OUTLETS
from reminders.models import Outlet
from reminders.pushing import GROUPS
from units.models import Unit


class OutletForm(forms.Form):
    """A robot or gateway.  Address and secret of one that is there stay hidden: left empty, they stay."""

    organisation = forms.ModelChoiceField(Unit.objects.none(), label="所属机关", empty_label=None)
    kind = forms.ChoiceField(label="类别")
    name = forms.CharField(label="名称", max_length=60, help_text="给选用的人看，例如“局政务公开群”。")
    url = forms.CharField(
        label="地址", max_length=1000, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label="密钥",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    is_on = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, outlet: Outlet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outlet = outlet
        organisations = self.fields["organisation"]
        assert isinstance(organisations, forms.ModelChoiceField)
        organisations.queryset = Unit.objects.filter(kind=Unit.Kind.ORGANISATION).in_use()
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)
        robots = [each for each in OUTLETS.values() if each is not EventsChannel]
        kinds.choices = [(each.name, each.label) for each in robots]
        hints = "；".join(f"{each.label}：{each.secret_hint.rstrip('。')}" for each in robots)
        self.fields["secret"].help_text = f"{hints}。"
        if outlet:
            del self.fields["organisation"], self.fields["kind"]
            self.fields["url"].required = False
            self.fields["url"].help_text = f"现在指向 {outlet.host}，不再显示；留空则不变。"
            self.fields["secret"].help_text = "留空则不变。"
        else:
            self.fields["url"].help_text = "机器人设置里给出的 Webhook 地址；主机须在允许的范围内。"
            del self.fields["is_on"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url:
            try:
                target_of(url, settings.CHANNEL_HOSTS)
            except NotAllowed as refused:
                raise forms.ValidationError(f"{refused}。") from None
        return url

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        organisation = self.outlet.organisation if self.outlet else self.cleaned_data.get("organisation")
        same = Outlet.objects.filter(organisation=organisation, name=name)
        others = same.exclude(pk=self.outlet.pk) if self.outlet else same
        if others.exists():
            raise forms.ValidationError("本机关已有同名的渠道。")
        return name


class EventsForm(OutletForm):
    """A subscription: which acts of the organisation go to another system of its own."""

    acts = forms.MultipleChoiceField(
        label="推送哪些办理",
        choices=[(name, label) for name, (label, _) in GROUPS.items()],
        initial=list(GROUPS),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("organisation", "name", "url", "secret", "acts", "is_on")

    def __init__(self, *args: Any, outlet: Outlet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, outlet=outlet, **kwargs)
        self.fields["name"].help_text = "例如“市政务服务平台”。"
        if outlet is None:
            del self.fields["kind"]
            self.fields["url"].help_text = EventsChannel.url_hint
            self.fields["secret"].required = True
            self.fields["secret"].help_text = EventsChannel.secret_hint
