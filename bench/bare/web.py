"""The bare program Cuedeck is measured against: FastAPI + SQLModel, one row a job, nothing else.

With BARE_SYNCHRONOUS=FULL an accepted job survives a power cut, as Cuedeck's do; usually it may be lost.
"""

import os
import uuid

from celery import Celery
from fastapi import FastAPI, HTTPException, Request
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine, select
from starlette.responses import FileResponse


class Job(SQLModel, table=True):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()), primary_key=True)
    status: str = "pending"
    source_name: str = ""
    target_profile: str = ""


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
