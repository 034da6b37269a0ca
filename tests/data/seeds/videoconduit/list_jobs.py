import requests
response = requests.get(
    "https://videoconduit.com/v1/jobs",
    params={"status": "completed", "limit": 20},
    headers={"Authorization": "Bearer vc_your_api_key"},
)
data = response.json()
for job in data["items"]:
    print(job["job_id"], job["status"])
