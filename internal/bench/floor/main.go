// Floor does the least that judging clients can be: it parses a truststore and a file of clients, finds each client's
// issuer by name, and checks one signature for each, on all cores, with the primitives of mtlscheck.
//
//	floor TRUSTSTORE CLIENTS
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/mtlscheck/mtlscheck/internal/sigcheck"
	"github.com/mtlscheck/mtlscheck/truststore"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: floor TRUSTSTORE CLIENTS")
	}
	issuers, err := byName(args[0])
	if err != nil {
		return err
	}
	f, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer f.Close()
	pieces := make(chan truststore.Piece, 4)
	var good atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range pieces {
				good.Add(check(p, issuers))
			}
		})
	}
	err = truststore.Split(args[1], f, truststore.DefaultMaxSize, func(p truststore.Piece) error {
		pieces <- p
		return nil
	})
	close(pieces)
	workers.Wait()
	fmt.Println(good.Load(), "signatures good")
	return err
}

func byName(path string) (map[string]*sigcheck.Key, error) {
	object, err := truststore.Read(context.Background(), path, truststore.ReadOptions{})
	if err != nil {
		return nil, err
	}
	bundle, err := truststore.Load(object)
	if err != nil {
		return nil, err
	}
	issuers, tables := map[string]*sigcheck.Key{}, new(sigcheck.Tables)
	for _, e := range bundle.Certificates() {
		issuers[string(e.Certificate.Subject)] = sigcheck.NewKey(&e.Certificate.PublicKey, tables)
	}
	return issuers, nil
}

func check(p truststore.Piece, issuers map[string]*sigcheck.Key) int64 {
	bundle, err := truststore.LoadPiece("", p)
	if err != nil {
		return 0
	}
	var good int64
	for _, e := range bundle.Certificates() {
		issuer := issuers[string(e.Certificate.Issuer)]
		if issuer == nil {
			continue
		}
		if result, _ := issuer.Check(e.Certificate); result == sigcheck.Good {
			good++
		}
	}
	return good
}
