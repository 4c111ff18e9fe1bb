"""Files of call records for tests."""

from __future__ import annotations

from pathlib import Path

HEADER = "queue,arrival,wait_s,outcome,handle_s,agent"
CALLS = (
    "voice,2026-03-02 09:00:00,0,answered,120,ann",
    "voice,2026-03-02 09:01:00,30,abandoned,0,",
    "voice,2026-03-02 09:05:00,10,answered,240.5,bob",
    "chat,2026-03-02 09:07:00,60,answered,300,bob",
    "chat,2026-03-03 09:30:00,40,abandoned,,",
    "voice,2026-03-03 09:31:00,0,abandoned,,",
    "voice,2026-03-03 09:32:00,5,voicemail,,",
    "voice,2026-03-03 09:33:00,20,answered,60,ann",
)


def text(*rows: str, header: str = HEADER) -> str:
    """A file with these rows, or with the eight usual ones."""
    return "\n".join([header, *(rows or CALLS)]) + "\n"


def write_calls(folder: Path, *rows: str, header: str = HEADER, name: str = "calls.csv") -> Path:
    path = folder / name
    path.write_text(text(*rows, header=header), encoding="utf-8")
    return path
