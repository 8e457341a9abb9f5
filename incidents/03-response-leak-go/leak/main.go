// A Go client that asks four times a second and never closes a response's body.
//
// WRONG: net/http returns a connection to its pool when the body has been read to its end or closed.
// Here neither happens, so each request opens a connection and two goroutines that stay, until
// "too many open files". The 16 KiB body does not fit the 4 KiB read buffer, so most of it waits in
// the kernel.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	for request := 1; ; request++ {
		response, err := http.Get(os.Args[1])
		if err != nil {
			fmt.Printf("request %d: %v\n", request, err)
		} else {
			fmt.Printf("request %d: %s\n", request, response.Status) // the body is forgotten
		}
		time.Sleep(250 * time.Millisecond)
	}
}
