import time
import requests
job_id = "a1b2c3d4-..."
while True:
    resp = requests.get(
        f"https://videoconduit.com/v1/jobs/{job_id}",
        headers={"Authorization": "Bearer vc_your_api_key"},
    )
    job = resp.json()
    if job["status"] in ("completed", "failed"):
        break
    time.sleep(2) # Poll every 2 seconds
