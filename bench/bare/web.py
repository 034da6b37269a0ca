"""The bare program Cuedeck is measured against: FastAPI + SQLModel, one row a job, nothing else.

With BARE_SYNCHRONOUS=FULL an accepted job survives a power cut, as Cuedeck's do; usually it may be lost.

`/jobs` has the four fields that a program of its kind begins with. `/whole` has every field of Cuedeck's
jobs, to answer the same: one row a job too, in which its files and steps stand as JSON.
"""

import os
import uuid
from typing import Any, get_args, get_origin, get_type_hints

from celery import Celery
from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import JSON, Column, event
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.main import SQLModelMetaclass
from starlette.responses import FileResponse

from app.services.jobs import schema


class Job(SQLModel, table=True):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()), primary_key=True)
    status: str = "pending"
    source_name: str = ""
    target_profile: str = ""


def _columns(contract: type) -> dict[str, Any]:
    """Annotations and columns for the fields of a job: lists and objects as JSON, all else as it is."""
    made: dict[str, Any] = {"__annotations__": {}, "__module__": __name__}
    for name, kind in get_type_hints(contract).items():
        kinds = {kind, *get_args(kind), *(type(word) for word in get_args(kind))}  # also of a Literal's words
        nested = get_origin(kind) in (dict, list)
        plain = None if nested else next((each for each in (str, bool, int, float) if each in kinds), None)
        made["__annotations__"][name] = plain | None if plain else Any
        made[name] = (
            Field(None, primary_key=name == "job_id") if plain else Field(None, sa_column=Column(JSON))
        )
    return made


Whole: Any = SQLModelMetaclass("Whole", (SQLModel,), _columns(schema.Job), table=True)
engine = create_engine(f"sqlite:///{os.environ['BARE_DB']}", connect_args={"check_same_thread": False})


@event.listens_for(engine, "connect")
def _pragmas(connection, _):
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={os.environ.get('BARE_SYNCHRONOUS', 'NORMAL')}")


queue = Celery("bare", broker=os.environ["BARE_BROKER"])
queue.conf.update(task_ignore_result=True)
api = FastAPI()
SQLModel.metadata.create_all(engine)


@api.post("/jobs", status_code=202)
async def submit(job: Job) -> Job:
    job = Job(source_name=job.source_name, target_profile=job.target_profile)
    with Session(engine, expire_on_commit=False) as session:
        session.add(job)
        session.commit()
    queue.send_task("bare.run", args=(job.id,))
    return job


@api.get("/jobs/{job_id}")
async def read(job_id: str) -> Job:
    with Session(engine) as session:
        job = session.get(Job, job_id)
        if job is None:
            raise HTTPException(404)
        return job


@api.get("/jobs")
async def newest(limit: int = 20) -> list[Job]:
    with Session(engine) as session:
        return list(session.exec(select(Job).limit(limit)))


@api.post("/whole", status_code=201)
async def keep(fields: dict[str, Any]) -> Whole:
    """A job of Cuedeck's, to be answered here too."""
    row = Whole(**fields)
    with Session(engine, expire_on_commit=False) as session:
        session.add(row)
        session.commit()
    return row


@api.get("/whole/{job_id}")
async def read_whole(job_id: str) -> Whole:
    with Session(engine) as session:
        row = session.get(Whole, job_id)
        if row is None:
            raise HTTPException(404)
        return row


@api.get("/whole")
async def newest_whole(limit: int = 20) -> list[Whole]:
    with Session(engine) as session:
        return list(session.exec(select(Whole).order_by(Whole.number.desc()).limit(limit)))


@api.get("/file")
async def file() -> FileResponse:
    return FileResponse(os.environ["BARE_FILE"])


@api.post("/file", status_code=201)
async def take(request: Request) -> dict[str, int]:
    """As it comes, into a file that survives a power cut where jobs do."""
    with open(os.environ["BARE_DB"] + ".upload", "wb") as kept:
        async for chunk in request.stream():
            kept.write(chunk)
        if os.environ.get("BARE_SYNCHRONOUS") == "FULL":
            kept.flush()
            os.fsync(kept.fileno())
        return {"size": kept.tell()}


@queue.task(name="bare.run")
def run(job_id: str) -> None:
    with Session(engine) as session:
        job = session.get(Job, job_id)
        job.status = "completed"
        session.add(job)
        session.commit()
