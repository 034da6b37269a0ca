req, _ := http.NewRequest("GET",
"https://videoconduit.com/v1/jobs?status=completed&limit=20", nil)
req.Header.Set("Authorization", "Bearer vc_your_api_key")
resp, _ := http.DefaultClient.Do(req)
defer resp.Body.Close()
var data map[string]interface{}
json.NewDecoder(resp.Body).Decode(&data)
