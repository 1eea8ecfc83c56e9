"""Who gets what at each address: product.md's table of permissions, address by address.

A new address needs one line a method (a failing test says which); the letters are the answers of the roles of
``tests.house.two_bureaus.ROLES``, who all belong to the bureau to which the subject belongs (city and mayor:
to the city above it):

``y`` the page, or the act (a refusal for another reason than the person counts: 302, 409, 422)
``n`` 403 with the reason
``h`` 404: for this person it does not exist
``t`` 401: for programs with a token, whoever is logged in

The third column is a word of ``tests.house.two_bureaus.subjects``; add there what an address needs.  Methods
without a line must answer 405, people of another bureau must get what they would get for a thing that does
not exist: both are tested for every line without being written here.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
# admin auditor   office head handler aside   leader city mayor nobody
health-live         GET   -                  y y   y y y y   y y y y
health-ready        GET   -                  y y   y y y y   y y y y
health-reminders    GET   -                  y y   y y y y   y y y y
metrics             GET   -                  y y   y y y y   y y y y
login               GET   -                  y y   y y y y   y y y y
login               POST  -                  y y   y y y y   y y y y
logout              POST  -                  y y   y y y y   y y y y
account             GET   -                  y y   y y y y   y y y y
second-factor       GET   -                  y y   y y y y   y y y y
second-factor       POST  -                  y y   y y y y   y y y y
second-factor-setup GET   -                  y y   y y y y   y y y y
second-factor-setup POST  -                  y y   y y y y   y y y y
second-factor-remove POST -                  y y   y y y y   y y y y
session-end         POST  -                  y y   y y y y   y y y y
password-change     GET   -                  y y   y y y y   y y y y
password-change     POST  -                  y y   y y y y   y y y y
guide               GET   -                  y y   y y y y   y y y y
guide-chapter       GET   chapter            y y   y y y y   y y y y
display-switch      POST  -                  y y   y y y y   y y y y
# plans and tasks
home                GET   -                  y y   y y y y   y y y y
plan-list           GET   -                  y y   y y y y   y y y y
plan-detail         GET   issued             h h   y y y h   y y y h
plan-detail         GET   draft              h h   y h h h   h h h h
plan-detail         GET   archived           h h   y y y h   y y y h
plan-issue          POST  draft              h h   y h h h   h h h h
plan-issue          POST  issued             h h   y n n h   n n n h
plan-archive        POST  issued             h h   y n n h   n n n h
plan-archive        POST  archived           h h   y n n h   n n n h
plan-settings       GET   issued             h h   y n n h   n n n h
plan-settings       POST  issued             h h   y n n h   n n n h
plan-settings       POST  draft              h h   y h h h   h h h h
records             GET   -                  y y   y y y y   y y y y
plan-history        GET   issued             h h   y y y h   y y y h
plan-history        GET   draft              h h   y h h h   h h h h
plan-add            GET   issued             h h   y n n h   n n n h
plan-add            POST  draft              h h   y h h h   h h h h
plan-add            POST  archived           h h   n n n h   n n n h
plan-bulk           POST  issued             h h   y n n h   n n n h
plan-bulk           POST  draft              h h   y h h h   h h h h
plan-bulk           POST  archived           h h   n n n h   n n n h
plan-undo           POST  issued             h h   y n n h   n n n h
plan-undo           POST  archived           h h   n n n h   n n n h
plan-paste          GET   issued             h h   y n n h   n n n h
plan-paste          POST  draft              h h   y h h h   h h h h
plan-paste          POST  archived           h h   n n n h   n n n h
plan-sheet          GET   issued             h h   y n n h   n n n h
plan-sheet          POST  draft              h h   y h h h   h h h h
plan-sheet          POST  archived           h h   n n n h   n n n h
plan-sheet-file     GET   issued             h h   y n n h   n n n h
plan-sheet-file     GET   draft              h h   y h h h   h h h h
plan-here           POST  issued             h h   y n n h   n n n h
plan-here           POST  draft              h h   y h h h   h h h h
view-save           POST  issued             h h   y y y h   y y y h
view-save           POST  draft              h h   y h h h   h h h h
view-remove         POST  view               h h   y h h h   h h h h
task-split          GET   task               h h   y n n h   n n n h
task-split          POST  draft-task         h h   y h h h   h h h h
task-edit-number    GET   task               h h   y n n h   n n n h
task-edit-number    POST  draft-task         h h   y h h h   h h h h
task-edit-remark    GET   task               h h   y n n h   n n n h
task-edit-remark    POST  draft-task         h h   y h h h   h h h h
task-list           GET   -                  y y   y y y y   y y y y
task-find           GET   -                  y y   y y y y   y y y y
search              GET   -                  y y   y y y y   y y y y
silent              GET   -                  y y   y y y y   y y y y
task-detail         GET   task               h h   y y y h   y y y h
task-detail         GET   draft-task         h h   y h h h   h h h h
task-detail         GET   archived-task      h h   y y y h   y y y h
task-row            GET   task               h h   y y y h   y y y h
task-row            GET   draft-task         h h   y h h h   h h h h
task-edit-text      GET   task               h h   y n n h   n n n h
task-edit-text      POST  task               h h   y n n h   n n n h
task-edit-text      GET   archived-task      h h   n n n h   n n n h
task-edit-heading   GET   task               h h   y n n h   n n n h
task-edit-heading   POST  draft-task         h h   y h h h   h h h h
task-edit-deadline  GET   task               h h   y n n h   n n n h
task-edit-deadline  POST  task               h h   y n n h   n n n h
task-edit-units     GET   task               h h   y n n h   n n n h
task-edit-units     POST  draft-task         h h   y h h h   h h h h
# acts on what is owed
obligation-report   GET   pending            h h   y y y h   n n n h
obligation-report   POST  pending            h h   y y y h   n n n h
obligation-report   GET   submitted          h h   n n n h   n n n h
obligation-report   POST  returned           h h   y y y h   n n n h
obligation-report   GET   accepted           h h   n n n h   n n n h
obligation-report   GET   waived             h h   n n n h   n n n h
obligation-draft    POST  pending            h h   y y y h   n n n h
report-many         GET   -                  y y   y y y y   y y y y
report-many         POST  -                  y y   y y y y   y y y y
waiting             GET   -                  n n   y n n n   n y n n
waiting             POST  -                  n n   y n n n   n y n n
evidence-file       GET   proof-file         h h   y y y h   y y y h
evidence-discard    POST  proof              h h   n y y h   n n n h
obligation-act      GET   submit-returned    h h   n y n h   n n n h
obligation-act      GET   accept-submitted   h h   y n n h   n n n h
obligation-act      GET   ask-asked          h h   n n n h   n n n h
obligation-act      POST  ask-asked          h h   n n n h   n n n h
obligation-act      GET   grant-asked        h h   y n n h   n n n h
obligation-act      POST  grant-asked        h h   y n n h   n n n h
obligation-act      POST  deny-asked         h h   y n n h   n n n h
obligation-act      POST  submit-returned    h h   n y n h   n n n h
obligation-act      POST  withdraw-submitted h h   n y n h   n n n h
obligation-act      POST  accept-submitted   h h   y n n h   n n n h
obligation-act      POST  return-submitted   h h   y n n h   n n n h
obligation-act      POST  waive-pending      h h   y n n h   n n n h
obligation-act      POST  reopen-accepted    h h   y n n h   n n n h
# import
import-list         GET   -                  n n   y n n n   n y n n
import-list         POST  -                  n n   y n n n   n y n n
import-detail       GET   batch              n n   y n n n   n h n n
import-progress     GET   batch              n n   y n n n   n h n n
import-discard      POST  batch              n n   y n n n   n h n n
import-retry        POST  batch              n n   y n n n   n h n n
import-facts        GET   batch              n n   y n n n   n h n n
import-facts        POST  batch              n n   y n n n   n h n n
import-task         GET   batch-item         n n   y n n n   n h n n
import-task         POST  batch-item         n n   y n n n   n h n n
import-split        GET   batch-item         n n   y n n n   n h n n
import-split        POST  batch-item         n n   y n n n   n h n n
import-heading      GET   batch-item         n n   y n n n   n h n n
import-heading      POST  batch-item         n n   y n n n   n h n n
import-answer       GET   batch-answer       n n   y n n n   n h n n
import-answer       POST  batch-answer       n n   y n n n   n h n n
import-create-all   POST  batch              n n   y n n n   n h n n
import-accept       POST  batch              n n   y n n n   n h n n
import-checkup      GET   batch              n n   y n n n   n h n n
import-revises      POST  batch              n n   y n n n   n h n n
import-revision     GET   batch              n n   y n n n   n h n n
import-year         POST  batch              n n   y n n n   n h n n
import-apart        POST  batch              n n   y n n n   n h n n
import-undo         POST  batch              n n   y n n n   n h n n
import-of-plan      GET   batch-plan         n n   y n n n   n y n n
import-commit       POST  batch              n n   y n n n   n h n n
# standing items
standing-list       GET   -                  n n   y n n n   n y n n
standing-on         POST  bureau             h h   y n n n   n h h h
standing-add        GET   bureau             h h   y n n n   n h h h
standing-add        POST  bureau             h h   y n n n   n h h h
standing-item       GET   standing           h h   y n n h   n n n h
standing-item       POST  standing           h h   y n n h   n n n h
standing-off        POST  standing           h h   y n n h   n n n h
standing-back       POST  standing           h h   y n n h   n n n h
standing-event      POST  standing           h h   y n n h   n n n h
standing-matches    GET   issued             h h   y n n h   n n n h
standing-matches    GET   draft              h h   y h h h   h h h h
standing-hint       GET   issued             h h   y n n h   n n n h
standing-decide     POST  match              h h   y n n h   n n n h
wall-calendar       GET   -                  y y   y y y y   y y y y
# one plan beside another
compare-list        GET   -                  n n   y n n n   n y n n
compare-list        POST  -                  n n   y n n n   n y n n
comparison-detail   GET   comparison         n n   y n n n   n h n n
comparison-print    GET   comparison         n n   y n n n   n h n n
comparison-choose   GET   comparison         n n   y n n n   n h n n
comparison-answer   POST  comparison         n n   y n n n   n h n n
comparison-join     POST  comparison         n n   y n n n   n h n n
comparison-explain  POST  comparison         n n   y n n n   n h n n
comparison-again    POST  comparison         n n   y n n n   n h n n
comparison-carry    POST  comparison         n n   y n n n   n h n n
plan-next           GET   issued             n n   y n n n   n h n n
plan-next           POST  issued             n n   y n n n   n h n n
# reminders
reminder-list       GET   -                  y y   y y y y   y y y y
reminder-count      GET   -                  y y   y y y y   y y y y
reminder-banner     GET   -                  y y   y y y y   y y y y
reminder-seen       POST  -                  y y   y y y y   y y y y
reminder-read       GET   notice             h h   h y h h   h h h h
reminder-read-plan  GET   late               h h   y y y h   y y y h
reminder-by-hand-many POST -                y y   y y y y   y y y y
reminder-by-hand    POST  pending            h h   y n n h   n n n h
reminder-by-hand    POST  helping            h h   y y n h   n n n h
reminder-by-hand    POST  accepted           h h   n n n h   n n n h
reminder-ways       GET   -                  y y   y y y y   y y y y
reminder-ways       POST  -                  y y   y y y y   y y y y
reminder-way-test   POST  channel            y y   y y y y   y y y y
feed-open           POST  -                  y y   y y y y   y y y y
feed-revoke         POST  feed               h h   h y h h   h h h h
calendar-feed       GET   forged-token       h h   h h h h   h h h h
delivery-detail     GET   delivery           h h   y h h h   h h h h
delivery-again      POST  delivery           h h   y h h h   h h h h
rule-edit           GET   bureau             h h   y n n n   n h h h
rule-edit           POST  bureau             h h   y n n n   n h h h
sending-hold        GET   -                  y n   n n n n   n n n n
sending-hold        POST  -                  y n   n n n n   n n n n
outlet-list         GET   -                  y n   n n n n   n n n n
outlet-add          GET   -                  y n   n n n n   n n n n
outlet-add          POST  -                  y n   n n n n   n n n n
outlet-edit         GET   outlet             y n   n n n n   n n n n
outlet-edit         POST  outlet             y n   n n n n   n n n n
outlet-test         POST  outlet             y n   n n n n   n n n n
outlet-resend       POST  outlet             y n   n n n n   n n n n
outlet-remove       POST  outlet             y n   n n n n   n n n n
workdays            GET   -                  y n   y n n n   n y n n
workdays            POST  -                  y n   n n n n   n y n n
workday-forget      POST  day                y n   n n n n   n y n n
# figures and papers
dashboard           GET   -                  n n   y y y y   y y y n
dashboard-list      GET   -                  n n   y y y y   y y y n
report-list         GET   -                  n n   y y y y   y y y n
register-xlsx       GET   issued             n n   y y y h   y y y n
register-xlsx       GET   draft              n n   y h h h   h h h n
division-docx       GET   issued             n n   y y y h   y y y n
division-docx       GET   draft              n n   y h h h   h h h n
report-docx         GET   issued             n n   y y y h   y y y n
report-docx         GET   draft              n n   y h h h   h h h n
dashboard-details   GET   -                  n n   y y y y   y y y n
dashboard-year-before GET -                  n n   y y y y   y y y n
dashboard-wall      GET   -                  n n   y y y y   y y y n
dashboard-svg       GET   -                  n n   y y y h   y y y n
dashboard-png       GET   -                  n n   y y y h   y y y n
task-attention      GET   task               n n   y y y h   y y y n
task-watch          POST  task               n n   y n n h   y y y n
task-remark         POST  task               n n   y n n h   y y y n
dashboard-circular  GET   -                  n n   y y y y   y y y n
plan-papers         GET   issued             n n   y y y h   y y y n
plan-papers         GET   draft              n n   y h h h   h h h n
export-ask          POST  paper              n n   y y y h   y y y n
export-ask          POST  draft              n n   h h h h   h h h n
export-list         GET   -                  n n   y y y y   y y y n
export-file         GET   export             n n   h h h h   h h h n
template-list       GET   -                  n n   y n n n   n y n n
template-list       POST  -                  n n   y n n n   n y n n
template-example    GET   -                  n n   y n n n   n y n n
template-file       GET   template           n n   y n n n   n h n n
template-drop       POST  template           n n   y n n n   n h n n
token-list          GET   -                  n n   y n n n   n y n n
token-list          POST  -                  n n   y n n n   n y n n
token-revoke        POST  token              n n   y n n n   n h n n
api-v1:openapi-json GET   -                  y y   y y y y   y y y y
api-v1:organisation GET   -                  t t   t t t t   t t t t
api-v1:units        GET   -                  t t   t t t t   t t t t
api-v1:plans        GET   -                  t t   t t t t   t t t t
api-v1:plan         GET   plan-id            t t   t t t t   t t t t
api-v1:tasks        GET   plan-id            t t   t t t t   t t t t
api-v1:obligations  GET   -                  t t   t t t t   t t t t
api-v1:api-root     GET   -                  h h   h h h h   h h h h
annual              GET   -                  n n   y y y y   y y y n
annual-docx         GET   -                  n n   y y y y   y y y n
register-csv        GET   issued             n n   y y y h   y y y n
register-csv        GET   archived           n n   y y y h   y y y n
# units
unit-list           GET   -                  y n   y n n n   n y n n
unit-add            GET   -                  y n   y n n n   n y n n
unit-add            POST  -                  y n   y n n n   n y n n
# Each row of a sheet is asked anew.
unit-import         GET   -                  y n   y n n n   n y n n
unit-import         POST  -                  y n   y n n n   n y n n
unit-export         GET   -                  y n   y n n n   n y n n
unit-detail         GET   bureau             y n   y n n n   n y n n
unit-detail         GET   section            y n   y n n n   n y n n
unit-rename         POST  section            y h   y h h h   h n h h
unit-retire         GET   section            y h   y h h h   h n h h
unit-retire         POST  section            y h   y h h h   h n h h
unit-move           POST  moved-section      y h   y h h h   h n h h
unit-shift          POST  section            y h   y h h h   h n h h
unit-restore        POST  section            y h   y h h h   h n h h
alias-add           POST  section            y h   y h h h   h n h h
alias-remove        POST  alias              y h   y h h h   h n h h
group-add           GET   new-group          y h   y h h h   h n h h
group-add           POST  new-group          y h   y h h h   h n h h
group-edit          GET   group              y h   y h h h   h n h h
group-edit          POST  group              y h   y h h h   h n h h
# people
people-import       GET   -                  y n   n n n n   n n n n
people-import       POST  -                  y n   n n n n   n n n n
people-export       GET   -                  y n   n n n n   n n n n
person-list         GET   -                  y n   y y n y   n y n n
person-add          GET   -                  y n   n n n n   n n n n
person-add          POST  -                  y n   n n n n   n n n n
person-detail       GET   person             y n   y y n h   n h n n
person-detail       GET   chief              y n   y y n h   n h n n
person-contact      POST  person             y h   n n h h   h h h h
person-password     POST  person             y h   n n h h   h h h h
person-factor       POST  person             y h   n n h h   h h h h
person-sessions     POST  person             y h   n n h h   h h h h
person-active       POST  person             y h   n n h h   h h h h
role-give           POST  appointment        y n   n y n y   n n n n
# The head of another section is told that the unit is none to choose (409).
role-give           POST  chief-appointment  y n   n n n y   n n n n
role-span           GET   role               y h   n y h h   h h h h
role-span           POST  chief-role         y h   n n h h   h h h h
# A head names who stands in for a handler, or for themself.
role-deputy         GET   role               y h   n y h h   h h h h
role-deputy         POST  chief-role         y h   n y h h   h h h h
role-end            POST  role               y h   n y h h   h h h h
role-end            POST  chief-role         y h   n n h h   h h h h
# audit
audit-list          GET   -                  n y   n n n n   n n n n
audit-export        GET   -                  n y   n n n n   n n n n
"""


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    subject: str
    answers: tuple[str, ...]


def lines() -> list[Line]:
    """The table's lines; notes (#) and blank lines left out."""
    rows = [row.split() for row in TABLE.splitlines() if row.strip() and not row.startswith("#")]
    return [Line(name, method, subject, tuple("".join(rest))) for name, method, subject, *rest in rows]
