# Prints everything about the job whose id is given.
curl --silent --fail-with-body "$CUEDECK_URL/v1/jobs/$1" \
    --header "Authorization: Bearer $CUEDECK_API_KEY"
