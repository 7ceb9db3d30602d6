package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mtlscheck/mtlscheck/truststore"
)

// maxPhrase bounds the first line of a pass phrase file, in bytes: a device may never end it.
const maxPhrase = 4096

// phraseFile reads the first line of a pass phrase file and no further, as openssl does: the end of a pipe may be long
// in coming.
func (j *job) phraseFile(path string) ([]byte, error) {
	file := truststore.Interruptible(j.ctx, &unopened{path: path})
	line, err := bufio.NewReaderSize(file, maxPhrase+1).ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fmt.Errorf("the first line of %s has more than %d bytes, the limit", path, maxPhrase)
	case errors.Is(err, io.EOF):
		err = nil
	}
	return line, err
}

// unopened opens its file at the first read: opening a named pipe waits for a writer as reading does. The end of the
// run closes it.
type unopened struct {
	path string
	file *os.File
}

func (u *unopened) Read(p []byte) (n int, err error) {
	if u.file == nil {
		if u.file, err = os.Open(u.path); err != nil {
			return 0, err
		}
	}
	return u.file.Read(p)
}
