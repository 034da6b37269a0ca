curl "https://videoconduit.com/v1/jobs?status=completed&limit=20" \
-H "Authorization: Bearer vc_your_api_key"
