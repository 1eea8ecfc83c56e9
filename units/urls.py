"""Addresses of the directory, of people, of the audit log and of log-in."""

from django.urls import path

from units.views import accounts, audit, groups, people, roles, sheets, unit_acts, units

urlpatterns = [
    path("accounts/login/", accounts.LogIn.as_view(), name="login"),
    path("accounts/logout/", accounts.LogOut.as_view(), name="logout"),
    path("accounts/password/", accounts.PasswordChange.as_view(), name="password-change"),
    path("accounts/", accounts.account, name="account"),
    path("units/", units.unit_list, name="unit-list"),
    path("units/new/", units.unit_add, name="unit-add"),
    path("units/sheet/", sheets.unit_import, name="unit-import"),
    path("units/sheet.xlsx", sheets.unit_export, name="unit-export"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/rename/", unit_acts.unit_rename, name="unit-rename"),
    path("units/<int:pk>/move/", unit_acts.unit_move, name="unit-move"),
    path("units/<int:pk>/shift/", unit_acts.unit_shift, name="unit-shift"),
    path("units/<int:pk>/restore/", unit_acts.unit_restore, name="unit-restore"),
    path("units/<int:pk>/aliases/", unit_acts.alias_add, name="alias-add"),
    path("units/<int:pk>/aliases/<int:alias_pk>/remove/", unit_acts.alias_remove, name="alias-remove"),
    path("units/<int:organisation_pk>/groups/new/", groups.group_add, name="group-add"),
    path("units/groups/<int:pk>/", groups.group_edit, name="group-edit"),
    path("people/", people.person_list, name="person-list"),
    path("people/sheet/", sheets.people_import, name="people-import"),
    path("people/sheet.xlsx", sheets.people_export, name="people-export"),
    path("people/new/", people.person_add, name="person-add"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/contact/", people.person_contact, name="person-contact"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/active/", people.person_active, name="person-active"),
    path("people/roles/", roles.role_give, name="role-give"),
    path("people/roles/<int:pk>/span/", roles.role_span, name="role-span"),
    path("people/roles/<int:pk>/deputy/", roles.role_deputy, name="role-deputy"),
    path("people/roles/<int:pk>/end/", roles.role_end, name="role-end"),
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/export/", audit.audit_export, name="audit-export"),
]
