"""Jobs that look true, for the pictures of the page: a film with two speakers, its translation, days of work.

What takes a model is written into the rows, and its file by a conversion.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from cuedeck.captions import load, save
from tests.support.media import clips
from tests.support.page.job_states import LATE, Made, Maker, ago
from tests.support.product import Product

SPOKEN = """WEBVTT

00:01.000 --> 00:03.400
<v Marta>The harbour wakes before the town does.

00:03.900 --> 00:06.600
<v Jonas>And you wake before the harbour.

00:07.200 --> 00:10.100
<v Marta>Somebody has to listen to the engines.

00:10.600 --> 00:14.000
<v Jonas>Every boat has a sound of its own,
and you know them all.

00:14.500 --> 00:17.200
<v Marta>The fog will lift by noon, they say.

00:17.600 --> 00:21.000
<v Jonas>It never does.

00:21.500 --> 00:24.300
♪ <i>A slow accordion, far away</i> ♪

00:24.900 --> 00:27.600
<v Marta>And in the evening
it brings the whole sea with it.
"""
TRANSLATED = """1
00:00:01,000 --> 00:00:03,400
Der Hafen wacht vor der Stadt auf.

2
00:00:03,900 --> 00:00:06,600
Und du wachst vor dem Hafen auf.

3
00:00:07,200 --> 00:00:10,100
Jemand muss den Motoren zuhören.

4
00:00:10,600 --> 00:00:14,000
Jedes Boot hat seinen Klang,
und du kennst sie alle.

5
00:00:14,500 --> 00:00:17,200
Mittags hebt sich der Nebel, heißt es.

6
00:00:17,600 --> 00:00:21,000
Das tut er nie.
"""
SECONDS = 28
_HARBOUR = (
    "gradients=s=640x360:c0=0x27374d:c1=0xf2b880:x0=320:y0=0:x1=320:y1=250:nb_colors=2:speed=0.00001:rate=12"
    ",drawbox=y=228:h=132:color=0x1b3a57:t=fill,drawbox=y=228:h=2:color=0xf7d9b5:t=fill[sea];"
    "color=0x0d1b2a:s=130x22:rate=12[hull];color=0xe0e1dd:s=44x20:rate=12[cabin];"
    "[sea][hull]overlay=x='30+13*t':y=214[afloat];[afloat][cabin]overlay=x='78+13*t':y=194"
)
_WORKING_DAYS = ((9, 3), (8, 5), (7, 2), (5, 6), (4, 4), (3, 7), (2, 3), (1, 5))
"""Jobs of the days before: how many days ago, and how many."""


@cache
def film() -> bytes:
    """A boat that crosses a harbour, and a sound that is loud where somebody speaks."""
    spoken = "+".join(
        f"between(t,{cue.start / 9e7:.1f},{cue.end / 9e7:.1f})" for cue in load(SPOKEN.encode()).cues
    )
    voice = f"aevalsrc='(random(0)-0.5)*pow(abs(sin(4.1*t)*sin(1.7*t+1)),0.8)*(0.02+{spoken})':s=16000"
    with TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        length = ("-t", str(SECONDS))
        shown = ("-filter_complex", f"{_HARBOUR}[shown]", "-map", "[shown]", "-map", "0:a")
        coded = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
        return clips.make(target, "-f", "lavfi", *length, "-i", voice, *shown, *length, *coded).read_bytes()


_TITLES = (
    "Night ferry", "Lighthouse keepers", "Weather report", "Council session", "Festival trailer",
    "Harbour at dawn", "Harbour at dawn, German", "Interview with Marta", "Interview with Marta, captions",
    "Board meeting", "Harbour songs", "The pilot's wife",
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """What a model would have done: the stage and its end, what was asked and told, and the captions."""

    job_type: str
    stage: str
    end: str
    asked: dict[str, Any]
    told: dict[str, Any]
    captions: str
    language: str
    took: int


_OUTPUT = (
    "INSERT INTO output (id, job_id, account_id, sandbox, output_index, storage_key, file_name, media_type,"
    " size, sha256, language, links_revoked, created_at)"
    " SELECT ?, ?, account_id, 0, 0, storage_key, ?, media_type, size, sha256, ?, 0, created_at"
    " FROM output WHERE job_id = ?"
)
_STEP = (
    "INSERT INTO jobstep (job_id, stage, position, attempt, checkpoint_key, started_at, ended_at)"
    " VALUES (?, ?, 0, 1, '', ?, ?)"
)
_EVENT = (
    "INSERT INTO jobevent (job_id, account_id, sandbox, event, stage, at, data)"
    " SELECT id, account_id, 0, ?, ?, ?, '{}' FROM job WHERE id = ?"
)


class Showcase(Maker):
    """Makes jobs on files of a captioner's day."""

    captions = save(load(SPOKEN.encode()), "srt").decode()
    project = json.loads(save(load(SPOKEN.encode()), "Cuedeck Project"))
    media_ending = ".mp4"

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self.titles: Iterator[str] = iter(_TITLES)

    def name(self, ending: str) -> str:
        return f"{next(self.titles)}{ending}"

    def media(self) -> bytes:
        return film()

    def queued(self) -> Made:
        """Waits for a moment that does not come."""
        plan = json.dumps(["transcribing", "transcribed"])
        waits = {"stage": "created", "status": "pending", "next_attempt_at": LATE}
        return self.write(self.draft_on_media(), job_type="transcribe", stages=plan, **waits)

    def processing(self) -> Made:
        held = {"lease_until": LATE, "lease_token": "held", "progress": 42, "eta_seconds": 95}
        begun = {"started_at": ago(minutes=1, seconds=8), "duration": SECONDS, "next_attempt_at": None}
        return self.write(self.queued(), stage="transcribing", status="processing", **held, **begun)

    def completed(self) -> Made:
        """A transcription of the film."""
        told = {"language": "en", "language_probability": 0.98, "word_count": 57, "cue_count": 8}
        work = Work("transcribe", "transcribing", "transcribed", {"language": "en"}, told, SPOKEN, "en", 34)
        return self._done(self.draft_on_media(), work)

    def translated(self) -> Made:
        """The captions of the film in German."""
        asked, told = {"target_languages": ["de"]}, {"cue_count": 6}
        work = Work("translate", "translating", "translated", asked, told, TRANSLATED, "de", 12)
        return self._done(self.draft(), work)

    def working_days(self) -> None:
        """Conversions of the days before; `titles` go on after them."""
        after, self.titles = self.titles, (f"Episode {number}" for number in count(1))
        ages = [timedelta(days=days, minutes=17 * n) for days, jobs in _WORKING_DAYS for n in range(jobs)]
        for job, age in [(self.submit(), age) for age in ages]:
            self.until(job.id, "converted")
            self._moved(job, age)
        self.titles = after

    def _done(self, draft: Made, work: Work) -> Made:
        """A draft, as if a model had done the work; its file is what a conversion writes of the captions."""
        asked = {"target_profile": "WebVTT", **work.asked}
        begun, ended = ago(minutes=6), ago(minutes=6, seconds=-work.took)
        written = self.submit(until="converted", content=work.captions)
        self.execute(
            _OUTPUT, (str(uuid4()), draft.id, f"{Path(draft.name).stem}.vtt", work.language, written.id)
        )
        self.execute(_STEP, (draft.id, work.stage, begun, ended))
        for event, stage, at in (
            ("job.created", "created", begun),
            ("job.processing", work.stage, begun),
            ("job.completed", work.end, ended),
        ):
            self.execute(_EVENT, (event, stage, at, draft.id))
        self._moved(written, timedelta(minutes=40))
        return self.write(
            draft,
            job_type=work.job_type,
            stages=json.dumps([work.stage, work.end]),
            stage=work.end,
            status="completed",
            parameters=json.dumps(asked),
            description=json.dumps({"job_type": work.job_type, **asked}),
            result_data=json.dumps(work.told),
            duration=SECONDS,
            worked_seconds=work.took,
            **dict.fromkeys(("created_at", "started_at"), begun),
            completed_at=ended,
        )

    def _moved(self, job: Made, length: timedelta) -> None:
        """Everything about the job, earlier by this."""
        earlier = f"-{length.total_seconds():.0f} seconds"
        for table, owner, columns in (
            ("job", "id", ("created_at", "started_at", "completed_at")),
            ("jobstep", "job_id", ("started_at", "ended_at")),
            ("jobevent", "job_id", ("at",)),
            ("ledgerentry", "job_id", ("created_at",)),
        ):
            moved = ", ".join(f"{each} = strftime('%Y-%m-%d %H:%M:%f000', {each}, ?)" for each in columns)
            values = (earlier,) * len(columns)
            self.execute(f"UPDATE {table} SET {moved} WHERE {owner} = ?", (*values, job.id))
