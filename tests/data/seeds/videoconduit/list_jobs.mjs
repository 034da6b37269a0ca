const response = await fetch(
"https://videoconduit.com/v1/jobs?status=completed&limit=20",
{ headers: { "Authorization": "Bearer vc_your_api_key" } }
);
const data = await response.json();
data.items.forEach(job => console.log(job.job_id, job.status));
