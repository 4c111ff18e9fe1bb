"""Where people sit: countries with their pay, languages and attrition, and the sites and teams of an instance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sizes import Size

__all__ = ["COUNTRIES", "LANGUAGES", "Country", "Site", "Team", "sites_of", "teams_of"]

LANGUAGES = {
    "en": 1.0, "es": 0.42, "de": 0.3, "fr": 0.28, "ar": 0.22, "tl": 0.2, "pt": 0.25, "hi": 0.2, "it": 0.16,
    "pl": 0.14, "id": 0.16, "tr": 0.14, "nl": 0.11, "ja": 0.15, "vi": 0.11, "th": 0.1, "ko": 0.11, "ro": 0.09,
}  # fmt: skip
"""Languages in the order in which larger instances take them up, with their work against that in English."""


@dataclass(frozen=True)
class Country:
    """A country: ``price`` is what an hour of work costs there in USD, ``attrition`` the weekly share of people
    who leave after their first half year."""

    code: str
    currency: str
    price: float
    attrition: float
    languages: tuple[str, ...]
    regions: str = ""


COUNTRIES = tuple(
    Country(code, currency, price, attrition, tuple(languages.split()), regions)
    for code, currency, price, attrition, languages, regions in (
        # own sites first, then by price; attrition is higher where work is cheaper
        ("IE", "EUR", 33.0, 0.009, "en de fr es it nl pl pt", "eu|eu_us"),
        ("US", "USD", 36.0, 0.010, "en es", "us|eu_us"),
        ("PL", "EUR", 25.0, 0.011, "en de fr pl it nl", "eu|eu_us"),
        ("PH", "USD", 14.5, 0.016, "en tl es", ""),
        ("CO", "USD", 15.5, 0.015, "es en pt fr", ""),
        ("MA", "EUR", 16.0, 0.014, "fr ar es en de", ""),
        ("EG", "USD", 13.0, 0.016, "ar en de fr", ""),
        ("PT", "EUR", 23.0, 0.012, "de fr es en pt it nl", "eu|eu_us"),
        ("IN", "INR", 11.5, 0.018, "en hi", ""),
        ("RO", "EUR", 19.0, 0.012, "en ro fr de it es", "eu|eu_us"),
        ("BR", "USD", 16.5, 0.014, "pt es en", ""),
        ("MY", "USD", 15.0, 0.015, "en id th vi ja ko hi tl", ""),
        ("TR", "EUR", 15.0, 0.015, "tr en de ar", ""),
        ("ID", "USD", 12.0, 0.017, "id en", ""),
        ("MX", "USD", 17.0, 0.013, "es en", ""),
        ("GR", "EUR", 22.0, 0.012, "en de fr nl it tr pl ja ko ro", "eu|eu_us"),
        ("VN", "USD", 12.5, 0.015, "vi en th ja ko", ""),
        ("BG", "EUR", 18.5, 0.012, "en de fr ro ru tr pl it nl", "eu|eu_us"),
    )
)
"""Countries in the order in which larger instances take them up."""

OWN = ("IE", "US", "PL", "MY", "GR")
"""Countries of own sites, in turn; the sites of vendors go through all countries but the first two."""


@dataclass(frozen=True)
class Site:
    """A site; ``price`` is what an hour of work costs in USD, ``attrition`` as in its country, about."""

    name: str
    country: Country
    vendor: str
    candidate: bool
    price: float
    attrition: float


@dataclass(frozen=True)
class Team:
    """A team of a site: ``cleared`` for work that needs a clearance, ``on_demand`` without people of its own."""

    name: str
    site: Site
    languages: tuple[str, ...]
    cleared: bool
    on_demand: bool = False

    @property
    def price(self) -> float:
        """What an hour of work costs, in USD: more languages and clearances are dearer."""
        return self.site.price * (1.0 + 0.07 * (len(self.languages) - 1) + 0.06 * self.cleared)


def sites_of(size: Size, random: np.random.Generator) -> tuple[Site, ...]:
    """Own sites, sites of vendors with a contract that runs, candidates.

    A vendor has one to three sites; prices and attrition lie within 8 % and 20 % of those of the country.
    """
    by_code = {country.code: country for country in COUNTRIES}
    offshore = COUNTRIES[2:]
    vendors = max(3, size.running // 2)
    found: list[Site] = []
    for k in range(size.sites):
        own, candidate = k < size.own, k >= size.own + size.running
        country = by_code[OWN[k % len(OWN)]] if own else offshore[(k - size.own) % len(offshore)]
        letter = f"Vendor{(k - size.own) % vendors + 1}"
        vendor = "" if own else f"New{k - size.own - size.running + 1}" if candidate else letter
        price, attrition = random.uniform(0.92, 1.08), random.uniform(0.8, 1.2)
        found.append(
            Site(
                f"{country.code}{k + 1}",
                country,
                vendor,
                candidate,
                round(country.price * price, 2),
                round(country.attrition * attrition, 5),
            )
        )
    return tuple(found)


def teams_of(size: Size, sites: tuple[Site, ...], random: np.random.Generator) -> tuple[Team, ...]:
    """Two to four teams a site, most with one language: at each site that which has least teams for its work.

    A third of the teams takes a second language, one in twelve a third one. Every language comes to five teams at
    least, as far as countries speak it. The first team of every second site and of those in the EU and US is
    cleared. One site of a vendor in twenty, one at least, has a team that is bought on demand.
    """
    spoken = tuple(LANGUAGES)[: size.languages]
    count = dict.fromkeys(spoken, 0.0)
    slots = np.full(len(sites), size.teams // len(sites))
    slots[: size.teams - int(slots.sum())] += 1
    rows: list[tuple[Site, list[str]]] = []
    for site, teams in zip(sites, slots.tolist(), strict=True):
        here = [name for name in site.country.languages if name in count] or ["en"]
        for slot in range(teams):
            known = [here[0]] if slot == 0 else []
            wanted = 1 + int(random.random() < 0.36) + int(random.random() < 0.1)
            while len(known) < min(wanted, len(here)):
                left = [name for name in here if name not in known]
                known.append(min(left, key=lambda name: (count[name] + 0.5) / LANGUAGES[name] ** 0.6))
            for name in known:
                count[name] += 1
            rows.append((site, known))
    _fill_up(rows, count)
    first = np.cumsum(slots) - slots
    cleared = {int(first[k]) for k, site in enumerate(sites) if k % 2 or site.country.regions}
    named = [
        Team(f"{site.name}_{number + 1}", site, tuple(sorted(known)), number in cleared)
        for number, (site, known) in enumerate(rows)
    ]
    return (*named, *_on_demand(sites, size))


def _fill_up(rows: list[tuple[Site, list[str]]], count: dict[str, float]) -> None:
    for name in count:
        able = [
            k for k, (site, known) in enumerate(rows) if name in site.country.languages and name not in known
        ]
        able.sort(key=lambda k: (rows[k][0].candidate, len(rows[k][1])))
        for k in able[: max(0, 5 - int(count[name]))]:
            rows[k][1].append(name)


def _on_demand(sites: tuple[Site, ...], size: Size) -> list[Team]:
    hosts = [site for site in sites if site.vendor and not site.candidate]
    wanted = 1 + size.sites // 20
    return [Team(f"{site.name}_POOL", site, ("en",), False, on_demand=True) for site in hosts[-wanted:]]
