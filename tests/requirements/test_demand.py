"""From the forecast to what reaches people: rework of everything that arrives, then automation."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput
from capplan.requirements.demand import demand
from capplan.requirements.required import require
from capplan.verify.demand import people_demand
from tests.requirements.small_facts import small_facts

AUTOMATION = "queue,language,date_from,coverage,success,spread\nmail,,2026-03-16,0.5,0.8,0.25\n"
REWORK = "from_queue,to_queue,language,share,delay_periods\nvoice,mail,,0.1,1\nmail,mail,en,0.2,2\n"


def test_without_tables_the_forecast_reaches_people(tmp_path: Path) -> None:
    facts = small_facts(tmp_path)
    found = demand(facts)
    assert found.volume is facts.queues.volume and found.aht_s is facts.queues.aht_s


def test_rework_comes_first_and_automation_answers_its_part(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, automation=AUTOMATION, rework=REWORK)
    found = demand(facts)
    mail, german = facts.queues.name.index("mail:en"), facts.queues.name.index("mail:de")
    # 900 of the forecast, a tenth of last week's calls, a fifth of the mail of two weeks before;
    # before the plan all is as in its first week: (900 + 100) / (1 - 0.2) = 1,250
    assert found.arriving[mail, :5] == pytest.approx([1250, 1250, 1250.1, 1250.2, 1250.32])
    assert found.arriving[german] == pytest.approx([300.0] * 8)
    # from the third week on 40 % need no person, and the rest takes 1 + 0.25 x 0.4 times as long
    assert found.volume[mail, :3] == pytest.approx([1250, 1250, 750.06])
    assert found.aht_s[mail, :3] == pytest.approx([420, 420, 462])
    assert found.volume[german, 2:] == pytest.approx([180.0] * 6)


def test_the_checker_comes_to_the_same_demand_its_own_way(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, automation=AUTOMATION, rework=REWORK)
    found, (volume, aht_s) = demand(facts), people_demand(facts)
    assert volume == pytest.approx(found.volume, rel=1e-9)
    assert aht_s == pytest.approx(found.aht_s)


def test_rework_that_feeds_itself_without_end_is_refused(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, rework=REWORK.replace("0.2,2", "1.2,2"))
    with pytest.raises(InvalidInput) as refused:
        require(facts)
    assert "rework.csv" in str(refused.value) and "mail:en" in str(refused.value)
