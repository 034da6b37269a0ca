// Makes a link, good for ten minutes, to each file of the job whose id is given, and saves the first.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

func main() {
	address := os.Getenv("CUEDECK_URL") + "/v1/jobs/" + os.Args[1] + "/download-result"
	request, _ := http.NewRequest("POST", address, strings.NewReader(`{"expirationSeconds": 600}`))
	request.Header.Set("Authorization", "Bearer "+os.Getenv("CUEDECK_API_KEY"))
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		log.Fatal(answer.Status)
	}
	var result struct{ Outputs []struct{ URL string } }
	if err := json.NewDecoder(answer.Body).Decode(&result); err != nil {
		log.Fatal(err)
	}

	download, err := http.Get(result.Outputs[0].URL)
	if err != nil {
		log.Fatal(err)
	}
	defer download.Body.Close()
	file, err := os.Create("result.vtt")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	size, err := io.Copy(file, download.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Saved %d bytes.\n", size)
}
