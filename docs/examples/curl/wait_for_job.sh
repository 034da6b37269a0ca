# Asks every second until the job whose id is given has ended; prints how.
while true; do
    status=$(curl --silent --fail-with-body "$CUEDECK_URL/v1/jobs/$1" \
        --header "Authorization: Bearer $CUEDECK_API_KEY" |
        python3 -c 'import json, sys; print(json.load(sys.stdin)["status"])')
    case $status in
        completed | failed) break ;;
    esac
    sleep 1
done
echo "$status"
