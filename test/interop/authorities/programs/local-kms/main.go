// local-kms as published, but on the loopback address alone: its own main listens on every interface.
package main

import (
	"log"
	"net/http"
	"os"

	localkms "github.com/nsmithuk/local-kms/src"
	"github.com/nsmithuk/local-kms/src/config"
	"github.com/nsmithuk/local-kms/src/data"
)

func main() {
	port, folder := os.Args[1], os.Args[2]
	config.AWSRegion, config.AWSAccountId = os.Args[3], os.Args[4]
	database := data.NewDatabase(folder)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		localkms.HandleRequest(w, r, database)
	})))
}
