"""Refusals: each has a type of its own, one status, and a page that its problem's type leads to."""

import importlib
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Iterator

import httpx
import pytest

import events_service
from events_service.web.errors import Refusal

SENTENCE_ENDS = (".", "?", "}")


for _module in pkgutil.walk_packages(events_service.__path__, "events_service."):
    if not _module.name.startswith(("events_service.migrations.", "events_service.__main__")):
        importlib.import_module(_module.name)


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every kind of refusal of any room."""
    for kind in of.__subclasses__():
        yield kind
        yield from refusals(kind)


def test_a_type_of_problem_has_one_status() -> None:
    statuses: dict[str, set[int]] = defaultdict(set)
    for kind in refusals():
        statuses[kind.slug].add(kind.status)
    assert {slug: found for slug, found in statuses.items() if len(found) > 1} == {}


def test_a_type_of_problem_is_named_by_one_class() -> None:
    named = Counter(str(kind.__dict__["slug"]) for kind in set(refusals()) if "slug" in kind.__dict__)
    assert [slug for slug, times in named.items() if times > 1] == []


@pytest.mark.parametrize("kind", sorted(set(refusals()), key=lambda kind: kind.__qualname__))
def test_a_refusal_says_when_it_is_raised_and_what_to_do(kind: type[Refusal]) -> None:
    assert kind.__dict__.get("__doc__")
    assert kind.slug != Refusal.slug
    assert kind.message.endswith(SENTENCE_ENDS)


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_type_of_each_problem_opens_a_page_that_explains_it(client: httpx.AsyncClient) -> None:
    for kind in set(refusals()):
        answer = await client.get(f"/problems/{kind.slug}", headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        assert f"{kind.slug} · HTTP {kind.status}" in answer.text
    assert "This invitation was valid until …." in (await client.get("/problems/invitation-expired")).text


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_no_type_of_problem_has_no_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/problems/too-much-coffee")).status_code == 404


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_type_in_an_answer_leads_to_its_page(client: httpx.AsyncClient) -> None:
    refused = (await client.get("/api/v1/events/nowhere")).json()
    assert refused["type"].endswith("/problems/unknown-event")
    assert (await client.get(httpx.URL(refused["type"]).path)).status_code == 200
