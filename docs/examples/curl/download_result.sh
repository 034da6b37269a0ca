# Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
link=$(curl --silent --fail-with-body "$CUEDECK_URL/v1/jobs/$1/download-result" \
    --header "Authorization: Bearer $CUEDECK_API_KEY" \
    --json '{"expirationSeconds": 600}' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["outputs"][0]["url"])')
curl --silent --fail-with-body --output result.vtt "$link"
echo "Saved $(wc -c <result.vtt) bytes."
