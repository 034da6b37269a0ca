"""Prints how the job whose id is given stands, and its link once it is completed."""

import os
import sys

import requests

url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]

answer = requests.get(f"{url}/v1/jobs/{sys.argv[1]}", headers={"Authorization": f"Bearer {key}"}, timeout=30)
answer.raise_for_status()
job = answer.json()
print(job["status"], job["download_url"])
