req, _ := http.NewRequest("GET",
"https://videoconduit.com/v1/jobs/a1b2c3d4-e5f6-7890-abcd-ef1234567890", nil)
req.Header.Set("Authorization", "Bearer vc_your_api_key")
resp, _ := http.DefaultClient.Do(req)
defer resp.Body.Close()
var job map[string]interface{}
json.NewDecoder(resp.Body).Decode(&job)
