"""Who may ask: without the token nobody, from another site nobody, under another name nobody."""

from __future__ import annotations

import pytest

from capplan.app import guard
from capplan.app.guard import CHANGE_HEADER, Secrets
from tests.app.conftest import HOST, PORT, SECRETS

CHECK = {"model": "models/small.toml", "inputs": "inputs"}
COOKIE = f"capplan_{PORT}"


@pytest.mark.parametrize(
    "place", ["/", "/runs", "/file/inputs/sites.csv", "/static/app.js", "/api/jobs/x", "/nothing"]
)
def test_without_the_token_nothing_is_shown(door, place):
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Cookie": f"{COOKIE}=wrong"},
        {"Authorization": "Bearer "},
    ):
        answer = door.get(place, headers=headers)
        assert (answer.status_code, "DUB" in answer.text) == (401, False)
    assert door.get(place, params={"token": "wrong"}).status_code == 401


def test_the_link_sets_a_cookie_that_scripts_and_other_sites_do_not_get_and_leads_on_without_the_token(door):
    answer = door.get("/runs", params={"token": SECRETS.token, "a": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs?a=1")
    said = answer.headers["set-cookie"].lower()
    assert all(word in said for word in (COOKIE, "httponly", "samesite=strict", "path=/"))
    assert door.get("/runs").status_code == 200  # the cookie is kept now


def test_the_link_never_leads_to_another_site(door):
    answer = door.get(f"{HOST}//evil.example/x", params={"token": SECRETS.token})
    assert answer.headers["location"].startswith("/evil.example")


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:80", "", "0.0.0.0:8321"]
)
def test_another_name_of_the_host_is_refused_even_with_the_token(client, host):
    answer = client.get("/", headers={"Host": host})
    assert (answer.status_code, "capplan app" in answer.text) == (421, True)
    assert client.get("/", params={"token": SECRETS.token}, headers={"Host": host}).status_code == 421
    assert client.get("/", headers={"Host": f"LOCALHOST:{PORT}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {CHANGE_HEADER: ""},
        {CHANGE_HEADER: "wrong"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_change_from_another_site_is_refused(client, jobs, headers):
    answer = client.post("/api/check", json=CHECK, headers=headers)
    assert (answer.status_code, jobs.asked) == (403, [])


def test_the_page_itself_may_change_things(client, jobs):
    headers = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/check", json=CHECK, headers=headers).status_code == 200
    assert len(jobs.asked) == 1


def test_a_program_sends_the_token_in_a_header_and_needs_no_more(door, jobs):
    headers = {"Authorization": f"Bearer {SECRETS.token}"}
    assert door.post("/api/check", json=CHECK, headers=headers).status_code == 200
    assert door.get("/runs", headers=headers).status_code == 200


def test_every_answer_forbids_frames_sniffing_keeping_and_scripts_of_others(client):
    for place in ("/", "/nothing", "/static/app.js", "/api/jobs/x"):
        headers = client.get(place).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "http" not in policy
    assert client.get("/", headers={"Host": "evil.example"}).headers["x-content-type-options"] == "nosniff"


def test_secrets_are_drawn_anew_long_and_never_shown(monkeypatch):
    first, second = Secrets(), Secrets()
    assert len({first.token, first.change, second.token, second.change}) == 4
    assert min(map(len, (first.token, first.change))) >= 40
    assert first.token not in repr(first) and first.change not in repr(first)


def test_secrets_are_compared_in_constant_time(client, monkeypatch):
    compared = []

    def compare(given, secret):
        compared.append(secret)
        return given == secret

    monkeypatch.setattr(guard.hmac, "compare_digest", compare)
    client.post("/api/check", json=CHECK)
    client.get("/", headers={"Authorization": "Bearer x"})
    assert {SECRETS.token.encode(), SECRETS.change.encode()} <= set(compared)


def test_the_page_has_no_script_or_style_of_its_own_and_nothing_from_elsewhere(client):
    for place in ("/", "/scenarios", "/tables", "/table?inputs=inputs&table=forecast", "/runs"):
        text = client.get(place).text
        assert "<style" not in text and " style=" not in text and "onclick" not in text
        assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text
        assert text.count("<script") == 1 and '<script src="/static/app.js" defer>' in text
