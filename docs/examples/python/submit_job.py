"""Sends film.srt to become WebVTT; prints the job's id."""

import json
import os

import requests

url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]

with open("film.srt", "rb") as film:
    answer = requests.post(
        f"{url}/v1/jobs",
        headers={"Authorization": f"Bearer {key}"},
        files={"source": film},
        data={"config": json.dumps({"target_profile": "WebVTT"})},
        timeout=60,
    )
answer.raise_for_status()
print(answer.json()["job_id"])
