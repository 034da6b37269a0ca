"""fingerprint: three frame hashes and the audio's Chromaprint."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Literal

from pydantic import Field

from app.job_types.job_type import ADDRESS, MEDIA, JobType
from app.job_types.parameters import InForm, NoHelp, UrlParameters
from app.job_types.sandbox import SECONDS, Sample, SampleKit
from models import queues
from models.stages import Stage


class FingerprintParameters(UrlParameters):
    """fingerprint: three frame hashes and the audio's Chromaprint."""

    job_type: Literal["fingerprint"] = "fingerprint"
    timestamp: Annotated[float | None, InForm(help="In seconds; empty is at 25 %", example="25 %")] = Field(
        None,
        ge=0,
        description="Where the frame is taken, in seconds; at a quarter of the length when not given.",
    )
    hash_size: NoHelp[Literal[8, 16, 32]] = Field(
        8, description="Side of the picture hashes: their bits are its square."
    )


def _sample(kit: SampleKit, asked: FingerprintParameters) -> Sample:
    size = asked.hash_size
    digest = ("0123456789abcdef" * (size * size // 64 + 1))[: size * size // 4]
    frame: dict[str, Any] = {"timestamp": asked.timestamp or SECONDS / 4, "hash_size": size}
    frame |= dict.fromkeys(("average", "perceptual", "difference"), digest)
    items = base64.b64encode(bytes(range(16))).decode()
    audio = {"algorithm": "chromaprint", "seconds": SECONDS, "fingerprint": "AQAAAA", "items": items}
    result = {"duration": SECONDS, "frame": frame, "audio": audio}
    return Sample([], {"duration": SECONDS, "result_data": result})


JOB_TYPE = JobType(
    name="fingerprint",
    order=80,
    label="Fingerprint",
    action=("Fingerprint file", "Fingerprint {} files"),
    parameters=FingerprintParameters,
    stages=(Stage.FINGERPRINTING,),
    queue=queues.MEDIA,
    price=1,
    starts_from=(MEDIA, ADDRESS),
    features=("media", "fingerprint"),
    makes_files=False,
    example={"url": "https://example.com/video.mp4", "hash_size": 16},
    sample=_sample,
)
