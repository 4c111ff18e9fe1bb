"""The result tables that a run folder must have, with their columns."""

from __future__ import annotations

__all__ = [
    "COLUMNS",
    "CONTRACT_COLUMNS",
    "MAY_BE_INFINITE",
    "MAY_BE_NEGATIVE",
    "EXPOSURE_COLUMNS",
    "INITIATIVE_COLUMNS",
    "RESILIENCE_COLUMNS",
    "SITE_COLUMNS",
    "STRAIN_COLUMNS",
    "TRUST_COLUMNS",
]

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "headcount": (
        ("week_start", "site", "team"),
        ("start", "graduates", "transfers_in", "attrition", "releases", "transfers_out", "end", "heads",
         "training_start", "hires", "washout", "training_end", "trainees", "classes", "productive_heads",
         "seats_used"),
    ),
    "staffing": (
        ("week_start", "site", "team"),
        ("contract_h", "productive_h", "overtime_paid_h", "overtime_productive_h", "undertime_paid_h",
         "undertime_productive_h", "assigned_h", "spare_h"),
    ),
    "hiring_calendar": (
        ("class_ref", "site", "team", "status", "requisition_by", "training_start", "nesting_start",
         "production_start"),
        ("size", "expected_grads", "expected_at_90d"),
    ),
    "allocation": (
        ("week_start", "queue", "language", "site", "vendor", "team"),
        ("productive_h", "pace", "work_h", "share", "volume"),
    ),
    "coverage": (
        ("week_start", "queue", "language"),
        ("volume", "aht_s", "workload_h", "required_h", "work_h", "short_h", "backlog_start_h", "backlog_h",
         "backlog_limit_h"),
    ),
    "service": (
        ("week_start", "queue", "language"),
        ("target", "answer_within_s", "volume", "required_h", "short_h", "service_level_required",
         "service_level", "curve_error", "late_contacts"),
    ),
    "transfers": (("week_start", "site", "from_team", "to_team"), ("heads",)),
    "support_roles": (
        ("week_start", "site", "role"),
        ("heads_served", "heads_per_role", "required", "staffed"),
    ),
    "costs": (
        ("week_start", "site", "who", "contract", "term", "steering", "unit", "currency"),
        ("quantity", "price", "currency_rate", "amount", "amount_base"),
    ),
    "vendor_hours": (
        ("week_start", "vendor", "site", "team", "unit", "currency"),
        ("quantity", "rate", "amount", "amount_base"),
    ),
}  # fmt: skip
"""Table to its label columns and its number columns."""

CONTRACT_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "billing": (
        ("vendor", "contract", "site", "month", "week_start", "line", "who", "unit", "currency"),
        ("quantity", "price", "amount", "currency_rate", "amount_base"),
    ),
    # the fee is read as text: it is empty where nothing was decided
    "vendor_decisions": (("contract", "vendor", "site", "decision", "date", "fee", "currency"), ()),
}
"""Tables of plans with contracts."""

RESILIENCE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "site_loss": (
        ("week_start", "kind", "lost", "queue", "language"),
        ("required_h", "need_h", "able_h", "margin_h", "uncovered_h"),
    ),
}
"""Tables of plans with [resilience]."""

EXPOSURE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "exposure": (
        ("week_start", "site", "team"),
        ("person_days", "severe_h", "severe_share", "severity", "exposure_h", "exposure_h_day", "cap_h_day"),
    ),
}
"""Tables of plans with severe content."""

INITIATIVE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "initiatives": (
        ("initiative", "queue", "language", "decision", "start", "launch", "full_effect", "currency"),
        ("deflected", "residual_handle_time", "contacts_taken", "contacts_back", "relieved_h", "cost",
         "running_cost"),
    ),
    "initiative_hours": (("week_start", "initiative", "queue", "language"), ("relieved_h",)),
}  # fmt: skip
"""Tables of plans with [initiatives]."""

SITE_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "site_decisions": (
        ("site", "decision", "date", "ready", "end", "currency"),
        ("people_left", "cost", "fixed_cost", "severance"),
    ),
}
"""Tables of plans with [site_options]."""

STRAIN_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "strain": (
        ("week_start", "site", "team"),
        ("exposure_h_day", "busy_share", "leave_by_exposure", "leave_by_full_days"),
    ),
}
"""Tables of plans with [strain]."""
TRUST_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "presence": (
        ("week_start", "language", "desk"),
        ("least_people", "required_h", "absent_h", "speakers_h"),
    ),
    "nesting": (("week_start", "site", "team"), ("nesting", "heads", "nesting_share")),
    "clocks": (
        ("week_start", "queue", "language", "risk_class"),
        ("turnaround_h", "backlog_h", "late_h", "short_h"),
    ),
    "shortage": (
        ("week_start", "queue", "language", "priority"),
        ("required_h", "short_h", "short_share", "short_share_of_priority"),
    ),
    "rework": (("week_start", "queue", "language"), ("contacts", "rework_h")),
    "accuracy": (("week_start", "queue", "language", "team", "accuracy"), ("productive_h", "new_h")),
    # what was counted is read as text: it is empty where nobody was
    "dsa_language_hr": (
        ("half", "language", "counted_internal", "counted_external", "counted_qualified", "gap"),
        ("internal", "external", "qualified", "required"),
    ),
}
"""Tables of plans with the section of that name, where there is something to hold."""

MAY_BE_INFINITE = {("coverage", "backlog_limit_h"), ("exposure", "cap_h_day")}  # where there is no limit
MAY_BE_NEGATIVE = {"costs", "billing", "site_loss", "initiatives", "initiative_hours"}
