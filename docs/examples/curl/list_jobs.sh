# Prints the newest completed jobs; the next page is asked for with cursor=, the answer's next_cursor.
curl --silent --fail-with-body --get "$CUEDECK_URL/v1/jobs" \
    --header "Authorization: Bearer $CUEDECK_API_KEY" \
    --data status=completed --data limit=50
