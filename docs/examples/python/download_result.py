"""Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first."""

import os
import sys

import requests

url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]

answer = requests.post(
    f"{url}/v1/jobs/{sys.argv[1]}/download-result",
    headers={"Authorization": f"Bearer {key}"},
    json={"expirationSeconds": 600},
    timeout=30,
)
answer.raise_for_status()
first = answer.json()["outputs"][0]
with open("result.vtt", "wb") as file:
    file.write(requests.get(first["url"], timeout=60).content)
print(f"Saved {first['sizeBytes']} bytes.")
