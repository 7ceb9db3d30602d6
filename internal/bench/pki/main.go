// Pki writes a truststore and clients to measure with:
//
//	pki DIR rsa2048|rsa4096|p256|p384 CAS CLIENTS
//
// makes DIR/truststore.pem, DIR/clients.pem and, for programs that want a file each, DIR/clients/*.pem. Every CA has a
// name of its own; sixteen keys serve them all, for making a thousand would take minutes and no reader notices. Above
// 2,000 the clients repeat.
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	keyCount      = 16
	uniqueClients = 2000
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pki:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 4 {
		return errors.New("usage: pki DIR TYPE CAS CLIENTS")
	}
	cas, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	clients, err := strconv.Atoi(args[3])
	if err != nil {
		return err
	}
	keys := make([]crypto.Signer, keyCount)
	for i := range keys {
		if keys[i], err = newKey(args[1]); err != nil {
			return err
		}
	}
	p := &pki{dir: args[0], keys: keys}
	if err := p.writeTruststore(cas); err != nil {
		return err
	}
	return p.writeClients(clients)
}

func newKey(kind string) (crypto.Signer, error) {
	switch kind {
	case "rsa2048":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "rsa4096":
		return rsa.GenerateKey(rand.Reader, 4096)
	case "p256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "p384":
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	}
	return nil, fmt.Errorf("unknown key type %q", kind)
}

type pki struct {
	dir  string
	keys []crypto.Signer
	cas  []*x509.Certificate
}

func (p *pki) key(i int) crypto.Signer { return p.keys[i%len(p.keys)] }

func (p *pki) writeTruststore(n int) error {
	var out bytes.Buffer
	for i := range n {
		c := template(fmt.Sprintf("Measured CA %d", i), i+1)
		c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
		der, err := x509.CreateCertificate(rand.Reader, c, c, p.key(i).Public(), p.key(i))
		if err != nil {
			return err
		}
		made, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		p.cas = append(p.cas, made)
		out.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	if err := os.MkdirAll(filepath.Join(p.dir, "clients"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(p.dir, "truststore.pem"), out.Bytes(), 0o644)
}

func (p *pki) writeClients(n int) error {
	f, err := os.Create(filepath.Join(p.dir, "clients.pem"))
	if err != nil {
		return err
	}
	defer f.Close()
	var made [][]byte
	for i := range n {
		if i < uniqueClients {
			block, err := p.client(i)
			if err != nil {
				return err
			}
			made = append(made, block)
		}
		if _, err := f.Write(made[i%len(made)]); err != nil {
			return err
		}
	}
	return f.Close()
}

func (p *pki) client(i int) ([]byte, error) {
	c := template(fmt.Sprintf("client %d", i), 1_000_000+i)
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	ca := i % len(p.cas)
	der, err := x509.CreateCertificate(rand.Reader, c, p.cas[ca], p.key(i+1).Public(), p.key(ca))
	if err != nil {
		return nil, err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return block, os.WriteFile(filepath.Join(p.dir, "clients", fmt.Sprintf("%05d.pem", i)), block, 0o644)
}

func template(name string, serial int) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{Subject: pkix.Name{CommonName: name, Organization: []string{"Acme"}}, SerialNumber: big.NewInt(int64(serial)),
		NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(1, 0, 0)}
}
