"""From a payload to the codewords of a QR code: its bits, and the error correction of level M behind them."""

from functools import cache

from msgspec import Struct
from qrcode import util
from qrcode.base import EXP_TABLE, LOG_TABLE, RSBlock, rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

_ALPHANUMERIC = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}


class _Data(Struct, frozen=True, kw_only=True):
    """A payload as bits: their mode, the characters counted, the bits as an integer and their number."""

    mode: int
    count: int
    bits: int
    length: int


def codewords(payload: str) -> tuple[int, bytes]:
    """Give the smallest version that holds a payload, and its codewords in the order in which they are drawn.

    ISO/IEC 18004 §7.4 to §7.6. The library does the same bit by bit; whole integers take a fifth of its time.
    Raises qrcode.exceptions.DataOverflowError past 2,331 bytes.
    """
    data = _data(payload)
    version = _version(data.mode, data.count, data.length)
    blocks = rs_blocks(version, ERROR_CORRECT_M)
    stream = _filled(data, version, sum(block.data_count for block in blocks))
    return version, _interleaved(stream, blocks)


def _data(payload: str) -> _Data:
    """Choose the most compact mode, as a whole, and give the bits (§7.4.3 to §7.4.5)."""
    if payload.isascii() and payload.isdigit():
        bits = 0
        for start in range(0, len(payload), 3):
            digits = payload[start : start + 3]
            bits = bits << (4, 7, 10)[len(digits) - 1] | int(digits)
        length = 10 * (len(payload) // 3) + (0, 4, 7)[len(payload) % 3]
        return _Data(mode=util.MODE_NUMBER, count=len(payload), bits=bits, length=length)
    try:
        values = [_ALPHANUMERIC[letter] for letter in payload]
    except KeyError:
        octets = payload.encode()
        return _Data(
            mode=util.MODE_8BIT_BYTE, count=len(octets), bits=int.from_bytes(octets, "big"), length=8 * len(octets)
        )
    bits = 0
    for first, second in zip(values[::2], values[1::2], strict=False):
        bits = bits << 11 | 45 * first + second
    if len(values) % 2:
        bits = bits << 6 | values[-1]
    length = 11 * (len(values) // 2) + 6 * (len(values) % 2)
    return _Data(mode=util.MODE_ALPHA_NUM, count=len(values), bits=bits, length=length)


@cache
def _version(mode: int, count: int, length: int) -> int:
    limits = util.BIT_LIMIT_TABLE[ERROR_CORRECT_M]
    for version in range(1, 41):
        if 4 + _count_bits(mode, version) + length <= limits[version]:
            return version
    raise DataOverflowError(f"{count} characters do not fit into a QR code")


def _count_bits(mode: int, version: int) -> int:
    return util.length_in_bits(mode, version)  # type: ignore[arg-type]  # the mode is one of four numbers


def _filled(data: _Data, version: int, capacity: int) -> bytes:
    """Put mode and count before the bits, end them, and fill up to the capacity in bytes (§7.4.9, §7.4.10)."""
    count_bits = _count_bits(data.mode, version)
    bits = (data.mode << count_bits | data.count) << data.length | data.bits
    length = 4 + count_bits + data.length
    end = min(4, 8 * capacity - length)
    end += -(length + end) % 8
    used = (length + end) // 8
    return (bits << end).to_bytes(used, "big") + (b"\xec\x11" * capacity)[: capacity - used]


def _interleaved(stream: bytes, blocks: list[RSBlock]) -> bytes:
    """Divide the stream into blocks, correct each, and take turns between them (§7.6)."""
    parts, corrections, start = [], [], 0
    for block in blocks:
        part = stream[start : start + block.data_count]
        start += block.data_count
        parts.append(part)
        corrections.append(_correction(part, block.total_count - block.data_count))
    if len(blocks) == 1:
        return parts[0] + corrections[0]
    longest = max(len(part) for part in parts)
    turns = [part[index] for index in range(longest) for part in parts if index < len(part)]
    return bytes(turns) + bytes(octet for turn in zip(*corrections, strict=True) for octet in turn)


def _correction(part: bytes, count: int) -> bytes:
    """Give the remainder of a block divided by the generator polynomial of degree `count` (§7.5.2)."""
    multiples = _multiples(count)
    top, rest = 8 * (count - 1), (1 << 8 * (count - 1)) - 1
    remainder = 0
    for octet in part:
        remainder = (remainder & rest) << 8 ^ multiples[octet ^ remainder >> top]
    return remainder.to_bytes(count, "big")


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Give each octet times the generator polynomial without its leading term, as an integer of `count` octets."""
    generator = [1]
    for power in range(count):
        shifted = [_times(octet, EXP_TABLE[power]) for octet in generator]
        generator = [one ^ other for one, other in zip([*generator, 0], [0, *shifted], strict=True)]
    return tuple(
        int.from_bytes(bytes(_times(octet, coefficient) for coefficient in generator[1:]), "big")
        for octet in range(256)
    )


def _times(one: int, other: int) -> int:
    return EXP_TABLE[(LOG_TABLE[one] + LOG_TABLE[other]) % 255] if one and other else 0
