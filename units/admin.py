"""The technical site: stock, for technicians; daily work never needs it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from import_export.admin import ImportExportMixin

from units.models import AuditEvent, Membership, Unit, UnitAlias, UnitGroup, UnitGroupMember, User
from units.resources import UnitResource, UserResource
from units.views.accounts import to_log_in

admin.site.site_header = admin.site.site_title = "公开台账技术后台"
# One log-in for all: the same lock, the same second step.
admin.site.login = to_log_in  # type: ignore[method-assign]


@admin.register(Unit)
class UnitAdmin(ImportExportMixin, admin.ModelAdmin):
    resource_classes: ClassVar = [UnitResource]
    list_display = ["name", "kind", "parent", "organisation", "position", "retired_on"]
    list_filter = ["kind"]
    list_select_related = ["parent", "organisation"]
    search_fields = ["name"]
    readonly_fields = ["parent", "kind"]

    def has_add_permission(self, request: object) -> bool:
        return False  # a unit's path is kept by the services: pages or a spreadsheet add one

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False  # retired, never deleted: the history names it


@admin.register(UnitAlias)
class UnitAliasAdmin(admin.ModelAdmin):
    list_display = ["name", "unit", "organisation"]
    list_select_related = ["unit", "organisation"]
    search_fields = ["name"]


class GroupMemberInline(admin.TabularInline):
    model = UnitGroupMember
    extra = 0


@admin.register(UnitGroup)
class UnitGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "organisation"]
    list_select_related = ["organisation"]
    inlines: ClassVar = [GroupMemberInline]


class MembershipInline(admin.TabularInline):
    model = Membership
    fk_name = "user"
    extra = 0


@admin.register(User)
class PersonAdmin(ImportExportMixin, UserAdmin):
    resource_classes: ClassVar = [UserResource]
    list_display = ["username", "name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "name"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email", "phone"]}),
        ("账号", {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "joined_at"]}),
    ]
    readonly_fields = ["last_login", "joined_at"]
    add_fieldsets = [(None, {"fields": ["username", "name", "usable_password", "password1", "password2"]})]
    inlines: ClassVar = [MembershipInline]


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    """To be read; the log is only ever added to."""

    list_display = ["at", "actor_name", "address", "act", "subject", "succeeded"]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
