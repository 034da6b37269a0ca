// Asks every second until the job whose id is given has ended; prints how.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

type job struct {
	Status string
	Error  string `json:"error_message"`
}

func ask(id string) (found job) {
	request, _ := http.NewRequest("GET", os.Getenv("CUEDECK_URL")+"/v1/jobs/"+id, nil)
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
	found := ask(os.Args[1])
	for found.Status != "completed" && found.Status != "failed" {
		time.Sleep(time.Second)
		found = ask(os.Args[1])
	}
	fmt.Println(found.Status, found.Error)
}
