// The second healthy twin: closes the body without reading it. net/http then closes the connection,
// so each request opens a new one. That is churn, and it wastes, but nothing stays behind.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func ask(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	return response.Status, response.Body.Close()
}

func main() {
	for request := 1; ; request++ {
		status, err := ask(os.Args[1])
		fmt.Printf("request %d: %s %v\n", request, status, err)
		time.Sleep(250 * time.Millisecond)
	}
}
