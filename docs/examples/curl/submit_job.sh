# Sends film.srt to become WebVTT; prints the job's id.
curl --silent --fail-with-body "$CUEDECK_URL/v1/jobs" \
    --header "Authorization: Bearer $CUEDECK_API_KEY" \
    --form source=@film.srt \
    --form 'config={"target_profile": "WebVTT"}' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["job_id"])'
