"""Files as they arrive damaged: cut, with octets turned, doubled, lost or put in, the same ones in each run."""

import io
import random
import zipfile
from collections.abc import Iterator

NUMBER = 300


def mutilated(content: bytes, seed: int) -> Iterator[bytes]:
    """Give a file damaged in many ways; of an archive every second time a part of it, packed anew."""
    chance = random.Random(seed)
    for number in range(NUMBER):
        within = content.startswith(b"PK") and number % 2
        yield _with_a_damaged_part(content, chance) if within else _damaged(content, chance)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        at = chance.randrange(max(1, len(content)))
        some = chance.choice([1, 2, 8, 64])
        match chance.randrange(6):
            case 0:
                content = content[:at]
            case 1:
                content = content[:at] + chance.randbytes(some) + content[at + some :]
            case 2:
                content = content[:at] + content[at : at + some] * chance.choice([2, 50]) + content[at:]
            case 3:
                content = content[:at] + content[at + some :]
            case 4:
                content = content[:at] + chance.choice([b"\0", b"<", b'"', b"&", b"\r\n", b":", b"\xff"]) + content[at:]
            case 5:
                content = (
                    content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
                    if content
                    else b""
                )
    return content


def _with_a_damaged_part(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as damaged:
        hit = chance.choice(archive.namelist())
        for name in archive.namelist():
            part = archive.read(name)
            damaged.writestr(name, _damaged(part, chance) if name == hit else part)
    return out.getvalue()
