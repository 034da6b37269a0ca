// Sends film.srt to become WebVTT; prints the job's id.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"mime/multipart"
	"net/http"
	"os"
)

func main() {
	film, err := os.ReadFile("film.srt")
	if err != nil {
		log.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	source, _ := form.CreateFormFile("source", "film.srt")
	source.Write(film)
	form.WriteField("config", `{"target_profile": "WebVTT"}`)
	form.Close()

	request, _ := http.NewRequest("POST", os.Getenv("CUEDECK_URL")+"/v1/jobs", &body)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("CUEDECK_API_KEY"))
	request.Header.Set("Content-Type", form.FormDataContentType())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		log.Fatal(answer.Status)
	}
	var job struct {
		ID string `json:"job_id"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&job); err != nil {
		log.Fatal(err)
	}
	fmt.Println(job.ID)
}
