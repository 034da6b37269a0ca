from datetime import timedelta

from app.core import clock
from app.core.db import read_scope, session_scope
from app.services.dispatch.usual_times import ASSUMED, usual_times
from models import Account, JobStep, Stage
from tests.support.services.jobs import add_job


def test_the_median_of_what_stages_took_for_a_second_of_media(account: Account) -> None:
    began = clock.now()
    with session_scope() as session:
        for seconds, error in ((20, None), (60, None), (200, None), (1, "failed")):
            job = add_job(session, account, "dub", duration=40.0)
            ended = began + timedelta(seconds=seconds)
            step = {"stage": str(Stage.DUBBING), "position": 0, "started_at": began, "ended_at": ended}
            session.add(JobStep(job_id=job.id, error_code=error, **step))
    with read_scope() as session:
        usual = usual_times(session, [Stage.DUBBING, Stage.MERGING, Stage.CONVERTING])
    assert usual == {Stage.DUBBING: 1.5, Stage.MERGING: ASSUMED[Stage.MERGING], Stage.CONVERTING: 0.02}
