// Prints how the job whose id is given stands, and its link once it is completed.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", os.Getenv("CUEDECK_URL")+"/v1/jobs/"+os.Args[1], nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("CUEDECK_API_KEY"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		log.Fatal(answer.Status)
	}
	var job struct {
		Status string
		Link   string `json:"download_url"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&job); err != nil {
		log.Fatal(err)
	}
	fmt.Println(job.Status, job.Link)
}
