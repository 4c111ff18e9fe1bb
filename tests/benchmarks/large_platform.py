"""A second sample: a large platform, from what one reported under the EU Digital Services Act, and assumptions.

``python tests/benchmarks/large_platform.py FOLDER`` writes FOLDER/large_platform.toml and FOLDER/inputs, for
``capplan plan FOLDER/large_platform.toml --inputs FOLDER/inputs``. ``dsa_language_hr.csv`` of the run lays the
planned moderators of every language beside those that were reported.

Facts        TikTok, second half of 2025, harmonised report (retyped): moderators employed and contracted, those with
             sufficient linguistic expertise by language; measures taken and those solely automated; complaints;
             notices under Article 16; monthly recipients by country. Everything else is assumed, and none of it is
             known of the company.
Assumed
  Volume     a week has a 26th of the half-year, all year. Proactive work is the measures not solely automated; every
             complaint is decided by a person. English has the share of its moderators; the other languages share the
             rest by the recipients of the countries where they are spoken (COUNTRIES).
  Effort     110 s for a proactive decision, 150 s for an appeal, 300 s for a notice, 85 % occupancy: all work then
             comes to about the people reported, its split over languages does not.
  Turnaround 24 h for notices (risk class high), 48 h for proactive work, 120 h for appeals.
  People     each language sits at one site, the seven largest at two, by where the language is hired (SITES); opening
             heads are the reported moderators of the language. Those employed are at the own site and speak English.
             One language counts once: reports may count a person in several.
  Working    40 contract hours, 30 % shrinkage in all, 32 % a year leave (60 % in their first quarter), three weeks of
             training, three of nesting at half pace, two of ramp.
  Money      pay and rates by site, in EUR; illustrative.
  Severity   an hour of proactive work or of notices counts as 0.4 h of severe content, of appeals 0.2; 4 h a day.
  Quality    97 % right for everybody; a wrong proactive decision brings 0.3 appeals a week later.
  Desks      one person for notices around the clock in every language with 40 moderators or more, priced.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

INTERNAL, EXTERNAL = 91, 3583
MODERATORS = {
    "bg": 28, "hr": 7, "cs": 25, "da": 11, "nl": 55, "en": 1321, "et": 4, "fi": 20, "fr": 421, "de": 366, "el": 31,
    "hu": 28, "ga": 0, "it": 234, "lv": 5, "lt": 4, "mt": 0, "pl": 50, "pt": 93, "ro": 71, "sk": 23, "sl": 23,
    "es": 336, "sv": 46,
}  # fmt: skip
MEASURES, AUTOMATED, COMPLAINTS, NOTICES = 258_691_522, 220_097_575, 15_411_338, 714_523
RECIPIENTS_M = {
    "AT": 2.7, "BE": 4.3, "BG": 2.9, "HR": 1.4, "CY": 0.6, "CZ": 2.5, "DK": 1.6, "EE": 0.5, "FI": 1.9, "FR": 29.1,
    "DE": 27.3, "GR": 4.7, "HU": 3.6, "IE": 2.5, "IT": 25.2, "LV": 1.0, "LT": 1.1, "LU": 0.3, "MT": 0.3, "NL": 7.5,
    "PL": 14.2, "PT": 4.4, "RO": 9.5, "SK": 1.2, "SI": 0.6, "ES": 25.0, "SE": 3.7,
}  # fmt: skip
"""Monthly recipients in millions, by country."""

COUNTRIES = {
    "bg": {"BG": 1.0}, "hr": {"HR": 1.0}, "cs": {"CZ": 1.0}, "da": {"DK": 1.0}, "nl": {"NL": 1.0, "BE": 0.6},
    "et": {"EE": 1.0}, "fi": {"FI": 1.0}, "fr": {"FR": 1.0, "BE": 0.4, "LU": 1.0}, "de": {"DE": 1.0, "AT": 1.0},
    "el": {"GR": 1.0, "CY": 1.0}, "hu": {"HU": 1.0}, "it": {"IT": 1.0}, "lv": {"LV": 1.0}, "lt": {"LT": 1.0},
    "pl": {"PL": 1.0}, "pt": {"PT": 1.0}, "ro": {"RO": 1.0}, "sk": {"SK": 1.0}, "sl": {"SI": 1.0}, "es": {"ES": 1.0},
    "sv": {"SE": 1.0},
}  # fmt: skip
"""Assumed: the part of the recipients of a country who post in a language. Ireland and Malta post in English."""

SITES = {
    "DUB": ("IE", "", 34.0, ()),
    "LIS": ("PT", "Atlantic", 23.0, ("en", "pt", "es", "fr", "it", "nl")),
    "BCN": ("ES", "Atlantic", 25.0, ("es", "it", "fr")),
    "BER": ("DE", "Central", 31.0, ("de", "nl", "da", "sv", "fi")),
    "WAW": ("PL", "Central", 22.0, ("pl", "cs", "sk", "de", "et", "lv", "lt", "hu")),
    "SOF": ("BG", "Orient", 18.0, ("en", "bg", "ro", "el", "hr", "sl", "pl")),
}
"""Assumed: country, vendor, pay (own) or rate of a productive hour (vendors) in EUR, languages hired there."""

START, WEEKS, HALF_YEAR_WEEKS = date(2026, 1, 5), 26, 26
EFFORT_S = {"proactive": 110, "appeals": 150, "notices": 300}

MODEL = f"""title = "Large platform"
start = {START.isoformat()}
periods = {WEEKS}
currency = "EUR"

[coverage]
end_backlog = "turnaround"

[coverage.unmet_price]
high = 150.0
standard = 80.0
low = 60.0

[clocks]
turnaround_h = {{ high = 24.0, standard = 48.0, low = 120.0 }}
late_price = {{ low = 8.0 }}

[hiring]
start_every = 2

[releases]

[overtime]
most_share = 0.08
most_share_quarter = 0.04

[undertime]
most_share = 0.05

[exposure]
most_h_day = 4.0

[nesting]
most_share = 0.3

[presence]
price = 40.0

[rework]

[accuracy]

[dsa]

[end_of_horizon]
value_per_h = 20.0

[solve]
gap = 0.01
time_limit_s = 300.0
"""

CURVE = (("training", 0.0),) * 3 + (("nesting", 0.5),) * 3 + (("ramp", 0.8), ("ramp", 0.9))


def shares() -> dict[str, float]:
    """The share of the volume in every language; no language without moderators has any."""
    english = MODERATORS["en"] / sum(MODERATORS.values())
    posting = {
        language: sum(RECIPIENTS_M[country] * part for country, part in countries.items())
        for language, countries in COUNTRIES.items()
    }
    return {"en": english} | {
        language: (1.0 - english) * people / sum(posting.values()) for language, people in posting.items()
    }


def tables() -> dict[str, str]:
    """The text of every input table."""
    teams = [(site, language) for site, (*_, hired) in SITES.items() for language in hired]
    places = {language: [site for site, other in teams if other == language] for _, language in teams}
    volume = {
        "proactive": (MEASURES - AUTOMATED) / HALF_YEAR_WEEKS,
        "appeals": COMPLAINTS / HALF_YEAR_WEEKS,
        "notices": NOTICES / HALF_YEAR_WEEKS,
    }
    heads = [
        (f"{site}_{language.upper()}", _outside(language) / len(places[language])) for site, language in teams
    ]
    names = [name for name, _ in heads]
    wide = [name for name, people in heads if people >= 40.0]
    return {
        "sites": _text(
            ("site", "country", "vendor", "currency", "data_regions"),
            ((site, country, vendor, "EUR", "eu") for site, (country, vendor, *_) in SITES.items()),
        ),
        "teams": _text(
            ("team", "site", "languages", "contract_h", "curve"),
            [
                ("DUB_EN", "DUB", "en", 40, "usual"),
                *((f"{site}_{language.upper()}", site, language, 40, "usual") for site, language in teams),
            ],
        ),
        "rates": _text(
            ("team", "unit", "rate", "burden", "training_rate"),
            [
                ("DUB_EN", "wage_hour", SITES["DUB"][2], 0.2, ""),
                *((name, "productive_hour", SITES[name[:3]][2], "", 12) for name in names),
            ],
        ),
        "queues": _text(
            (
                "queue",
                "channel",
                "work",
                "priority",
                "data_region",
                "max_occupancy",
                "turnaround_h",
                "severity",
            ),
            (
                ("proactive", "review", "deferrable", "standard", "eu", 0.85, 48, 0.4),
                ("notices", "review", "deferrable", "high", "eu", 0.85, 24, 0.4),
                ("appeals", "review", "deferrable", "low", "eu", 0.85, 120, 0.2),
            ),
        ),
        "forecast": _text(
            ("week_start", "queue", "language", "volume", "aht_s"),
            (
                (
                    START + timedelta(weeks=week),
                    queue,
                    language,
                    round(volume[queue] * share),
                    EFFORT_S[queue],
                )
                for week in range(WEEKS)
                for queue in volume
                for language, share in shares().items()
            ),
        ),
        "shrinkage": _text(
            ("site", "component", "share", "planned", "paid", "place", "basis", "combination"),
            (
                (site, name, share, "planned", "yes", place, "paid", "additive")
                for site in SITES
                for name, share, place in (
                    ("breaks", 0.08, "in_office"),
                    ("wellness and coaching", 0.10, "in_office"),
                    ("vacation and illness", 0.12, "out_of_office"),
                )
            ),
        ),
        "attrition": _text(
            ("site", "tenure_from_weeks", "rate", "rate_period"),
            ((site, weeks, rate, "annual") for site in SITES for weeks, rate in ((0, 0.6), (13, 0.32))),
        ),
        "learning_curves": _text(
            ("curve", "week", "stage", "productivity"),
            (("usual", week, stage, pace) for week, (stage, pace) in enumerate(CURVE, start=1)),
        ),
        "headcount": _text(
            ("team", "tenure_weeks", "heads"),
            [
                ("DUB_EN", 104, INTERNAL),
                *((name, 52, round(people, 1)) for name, people in heads if people > 0),
            ],
        ),
        "class_rules": _text(
            ("team", "class_min", "class_max", "lead_weeks", "recruiting_cost", "class_cost"),
            (
                (name, 8 if name in wide else 1, 60 if name in wide else 20, 4, 1200, 2500)
                for name in ("DUB_EN", *names)
            ),
        ),
        "release_rules": _text(
            ("team", "notice_weeks", "severance", "most_per_week"),
            ((name, 8, 3000, 20) for name in names),
        ),
        "accuracy": _text(("team", "queue", "accuracy"), ((name, "", 0.97) for name in ("DUB_EN", *names))),
        "rework": _text(
            ("from_queue", "to_queue", "language", "share", "delay_periods", "of"),
            [("proactive", "appeals", "", 0.3, 1, "errors")],
        ),
        "presence": _text(
            ("language", "time_from", "time_to", "least_people"),
            ((language, "00:00", "00:00", 1) for language, people in MODERATORS.items() if people >= 40),
        ),
        "moderators": _text(
            ("language", "internal", "external", "qualified"),
            (
                (language, INTERNAL if language == "en" else 0, _outside(language), people)
                for language, people in MODERATORS.items()
            ),
        ),
    }


def _outside(language: str) -> int:
    """Moderators of contractors in a language; those employed are taken to work in English."""
    return MODERATORS[language] - (INTERNAL if language == "en" else 0)


def _text(header: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    return "".join(",".join(str(cell) for cell in row) + "\n" for row in (header, *rows))


def write(folder: Path, changed: Mapping[str, str] | None = None) -> tuple[Path, Path]:
    """Write the sample to ``folder``; the paths of its planning model and its inputs."""
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for name, text in {**tables(), **(changed or {})}.items():
        (inputs / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    model = folder / "large_platform.toml"
    model.write_text(MODEL, encoding="utf-8")
    return model, inputs


if __name__ == "__main__":
    model, inputs = write(Path(sys.argv[1] if len(sys.argv) > 1 else "large_platform"))
    print(f"capplan plan {model} --inputs {inputs}")
