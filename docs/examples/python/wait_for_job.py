"""Asks every second until the job whose id is given has ended; prints how."""

import os
import sys
import time

import requests

url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]

with requests.Session() as session:
    session.headers["Authorization"] = f"Bearer {key}"
    while True:
        answer = session.get(f"{url}/v1/jobs/{sys.argv[1]}", timeout=30)
        answer.raise_for_status()
        job = answer.json()
        if job["status"] in ("completed", "failed"):
            break
        time.sleep(1)
print(job["status"], job["error_message"] or "")
