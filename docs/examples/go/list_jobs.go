// Prints every completed job, page by page.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
)

type page struct {
	Items []struct {
		ID     string `json:"job_id"`
		Status string
	}
	Next string `json:"next_cursor"`
	More bool   `json:"has_more"`
}

func ask(wanted url.Values) (found page) {
	request, _ := http.NewRequest("GET", os.Getenv("CUEDECK_URL")+"/v1/jobs?"+wanted.Encode(), nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("CUEDECK_API_KEY"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		log.Fatal(answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
		log.Fatal(err)
	}
	return found
}

func main() {
	wanted := url.Values{"status": {"completed"}, "limit": {"50"}}
	for {
		found := ask(wanted)
		for _, job := range found.Items {
			fmt.Println(job.ID, job.Status)
		}
		if !found.More {
			return
		}
		wanted.Set("cursor", found.Next)
	}
}
