"""Prints every completed job, page by page."""

import os

import requests

url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]

wanted = {"status": "completed", "limit": 50}
while True:
    answer = requests.get(
        f"{url}/v1/jobs", params=wanted, headers={"Authorization": f"Bearer {key}"}, timeout=30
    )
    answer.raise_for_status()
    page = answer.json()
    for job in page["items"]:
        print(job["job_id"], job["status"])
    if not page["has_more"]:
        break
    wanted["cursor"] = page["next_cursor"]
