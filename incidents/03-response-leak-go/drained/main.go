// The healthy twin: reads the body to its end and closes it, so one connection serves every request.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func ask(url string) (string, error) {
	response, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return "", err
	}
	return response.Status, nil
}

func main() {
	for request := 1; ; request++ {
		status, err := ask(os.Args[1])
		fmt.Printf("request %d: %s %v\n", request, status, err)
		time.Sleep(250 * time.Millisecond)
	}
}
