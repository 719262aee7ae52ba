"""Pages as a reader sees them: their text, without markup."""

import re

import httpx


def text_of(html: str) -> str:
    """Give what a reader sees, with single spaces."""
    without_tags = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(without_tags.replace("&#39;", "'").split()).replace(" ,", ",")


async def seen(client: httpx.AsyncClient, address: str) -> str:
    """Open a page and give its text."""
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return text_of(answer.text)
