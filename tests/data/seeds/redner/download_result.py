import requests
url = "https://api.rednerapp.com/v1/jobs/job_abc123/download-result"
headers = {
    "Authorization": "Bearer YOUR_API_KEY",
    "Content-Type": "application/json"
}
payload = {
    "expirationSeconds": 3600
}
response = requests.post(url, json=payload, headers=headers)
result = response.json()
# Download the first output file
if result.get("outputs"):
    download_url = result["outputs"][0]["url"]
    file_response = requests.get(download_url)
    with open("output.srt", "wb") as f:
        f.write(file_response.content)
    print(f"Downloaded {result['outputs'][0]['sizeBytes']} bytes")
