curl "https://videoconduit.com/v1/jobs/a1b2c3d4-e5f6-7890-abcd-ef1234567890" \
-H "Authorization: Bearer vc_your_api_key"
