curl -X POST https://api.rednerapp.com/v1/jobs/job_abc123/download-result \
-H "Authorization: Bearer YOUR_API_KEY" \
-H "Content-Type: application/json" \
-d '{
"expirationSeconds": 3600
}'
