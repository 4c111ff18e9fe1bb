"""Keys of a sweep as people write them, the grid that comes of them, and a sweep of a small plan."""

import pytest

from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.report.studies.sweep import sweep_content
from capplan.studies.sweep import folder_name, name_of, sweep, sweep_cases
from capplan.studies.sweep_keys import parse
from tests.studies.here import in_process, short_plan


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    with in_process():
        yield short_plan(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def model(setting):
    return load_model(setting.model)[0]


def values(model, text):
    return parse([text], model)[0].values


def test_ranges_and_lists(model):
    assert values(model, "overtime.premium=1.2:1.5:4") == (1.2, 1.3, 1.4, 1.5)
    assert values(model, "overtime.premium=2:1:3") == (2.0, 1.5, 1.0)
    assert values(model, " overtime.premium = 1.5, 2,1.5") == (1.5, 2.0)
    assert values(model, "service.late_price.P1=1e1,20") == (10.0, 20.0)


def test_keys_of_the_model_become_rules(model):
    one, whole = parse(["coverage.unmet_price.P2=50,60", "hiring.start_every=1,2"], model)
    assert one.rules(50.0) == {"coverage": {"unmet_price": {"P2": 50.0}}} and one.changes(50.0) == ()
    assert whole.rules(2.0) == {"hiring": {"start_every": 2}}
    assert type(whole.rules(2.0)["hiring"]["start_every"]) is int
    # a family that is off has keys as well
    assert parse(["resilience.cover_share=0.5,0.6"], model)[0].rules(0.5) == {
        "resilience": {"cover_share": 0.5}
    }


def test_columns_of_the_inputs_become_changes(model):
    (one,) = parse(["forecast[queue=mail,language=de,from=2026-03-09,to=2026-03-16].volume*=0.5,2"], model)
    (change,) = one.changes(2.0)
    assert change.table == "forecast" and change.column == "volume" and change.multiply == 2.0
    assert change.where == {"queue": ("mail",), "language": ("de",)}
    assert (str(change.date_from), str(change.date_to)) == ("2026-03-09", "2026-03-16")
    assert one.rules(2.0) == {}
    (more,) = parse(["attrition.rate+=0.01,0.02"], model)
    assert more.changes(0.01)[0].add == 0.01 and more.label == "attrition.rate +"
    (given,) = parse(["class_rules[team=MNL_EN].class_max=10,15"], model)
    assert given.changes(15.0)[0].set == 15.0
    (both,) = parse(["class_rules[team=MNL_EN,team=DUB_EN].class_max=10,15"], model)
    assert both.changes(10.0)[0].where == {"team": ("MNL_EN", "DUB_EN")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("overtme.premium=1,2", "'overtime.premium'"),
        ("forecast.volum*=1,2", "'forecast.volume'"),
        ("overtime.premium", "KEY=START:STOP:STEPS"),
        ("overtime.premium*=1,2", "takes values only"),
        ("overtime.premium=1:2", "three parts"),
        ("overtime.premium=1:2:1", "from 2 to 200"),
        ("overtime.premium=1:1:3", "the same"),
        ("overtime.premium=1,nan", "finite"),
        ("overtime.premium=1,a", "'a' is not a number"),
        ("hiring.start_every=1,1.5", "whole numbers"),
        ("forecast[quue=mail].volume*=1,2", "'queue'"),
        ("forecast[mail].volume*=1,2", "COLUMN=LABEL"),
        ("forecast[from=march].volume*=1,2", "a date as"),
        ("sites.country=1,2", "no such key"),
        ("title=1,2", "no such key"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(model, text, words):
    with pytest.raises(InvalidInput) as error:
        parse([text], model)
    assert words in str(error.value)


def test_every_mistake_is_told_at_once(model):
    with pytest.raises(InvalidInput) as error:
        parse(["a=1,2", "overtime.premium=x,y", "overtime.premium=1,2", "overtime.premium=1,3"], model)
    assert [problem.message for problem in error.value.problems] == [
        "there is no such key",
        "'x' is not a number",
        "the key is there twice",
        "too many keys",
    ]


def test_a_grid_has_every_pair_and_names_of_files(setting, model):
    overs = parse(["overtime.premium=1.5,2", "attrition[site=MNL].rate*=0.5,1,2"], model)
    cases = sweep_cases(setting, overs)
    assert len({case.name for case in cases}) == 6
    assert cases[1].rules == {"overtime": {"premium": 1.5}} and cases[1].changes[0].multiply == 1.0
    # the same point of another range has the same name, so that it is not planned again
    wider = sweep_cases(setting, parse(["overtime.premium=1,2", "attrition[site=MNL].rate*=2,3"], model))
    assert wider[2].name == cases[5].name and wider[2].key == cases[5].key
    assert folder_name(overs, None).startswith("sweep-base-overtime.premium,attrition-site=MNL-.rate")


def test_two_keys_of_one_section_are_both_set(setting, model):
    overs = parse(["overtime.premium=1.5,2", "overtime.most_share=0.1,0.2"], model)
    assert sweep_cases(setting, overs)[3].rules == {"overtime": {"premium": 2.0, "most_share": 0.2}}


def test_names_that_are_cut_or_changed_differ_still():
    assert name_of("a=1") == "a=1"
    assert len({name_of("a[b]"), name_of("a(b)"), name_of("a" * 300), name_of("a" * 301)}) == 4
    assert len(name_of("a" * 300)) < 120


def test_values_out_of_range_are_refused_before_the_first_plan(setting, model, monkeypatch):
    def never(self, cases, work, told=None):
        raise AssertionError("nothing may be planned")

    monkeypatch.setattr(type(setting), "run", never)
    with pytest.raises(InvalidInput) as error:
        sweep(setting, parse(["overtime.most_share=0.5,2,3"], model), "USD")
    assert len(error.value.problems) == 2
    with pytest.raises(InvalidInput, match="no row of attrition.csv has this site"):
        sweep(setting, parse(["attrition[site=PAR].rate*=1,2"], model), "USD")


def test_a_sweep_tells_the_plans_and_the_failures(setting, model):
    heard = []
    # no overtime and must-meet hours cannot be had with half of the people
    overs = parse(["forecast[queue=voice].volume*=0.5,1"], model)
    swept = sweep(setting, overs, "USD", heard.append)
    assert [point.at for point in swept.points] == [(0.5,), (1.0,)] and len(heard) == 2
    half, all_of_it = swept.points
    assert half.summary["required_hours"] < all_of_it.summary["required_hours"]
    assert half.summary["objective"] < all_of_it.summary["objective"]
    assert (setting.runs / half.run / "hiring_calendar.csv").is_file()
    content = sweep_content(swept)
    assert content["failed"] == 0 and content["points"][1]["at"] == {"forecast[queue=voice].volume *": 1.0}


def test_a_value_without_a_plan_is_a_line_of_the_table(setting, model):
    swept = sweep(setting, parse(["headcount[team=DUB_EN].heads*=1,0"], model), "USD")
    assert [bool(point.summary) for point in swept.points] == [True, True]
    # a rule that cannot be kept: all hours of P1 with a tenth of the people
    hard = type(setting)(setting.model, setting.inputs, None, setting.runs, setting.line)
    text = setting.model.read_text().replace(
        "[coverage.unmet", '[coverage]\nmust_meet = ["P1"]\n\n[coverage.unmet'
    )
    hard.model.with_name("hard.toml").write_text(text)
    hard = type(setting)(
        setting.model.with_name("hard.toml"), setting.inputs, None, setting.runs, setting.line
    )
    swept = sweep(hard, parse(["headcount.heads*=0.1"], model), "USD")
    assert swept.points[0].summary == {} and swept.points[0].exit_code == 4
    assert sweep_content(swept)["failed"] == 1 and "No plan" in sweep_content(swept)["points"][0]["message"]
